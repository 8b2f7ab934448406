"""The samples of ANPA 1312, field by field, and wires that are odd or cut short."""

from __future__ import annotations

import io
from datetime import datetime

import pytest

from corpus.dispatch import Dispatch, Status, Subject
from corpus.readers.anpa1312 import Anpa1312Reader
from corpus.readers.draft import Draft, Refusal
from corpus.readers.iptc7901 import Iptc7901Reader
from corpus.readers.registry import reader_of
from tests.corpus.readers.reading import FORMATS, counted, outcomes_of

SAMPLES = FORMATS / "anpa1312"
FILES = {"ap-ports.anpa": (2, 1), "pc-pont.anpa": (3, 0)}
"""How many dispatches and refusals each has."""


def read_sample(file: str) -> tuple[Dispatch | Refusal, ...]:
    return outcomes_of(f"anpa1312/{file}")


def dispatches(file: str) -> list[Dispatch]:
    return [each for each in read_sample(file) if isinstance(each, Dispatch)]


def read(wire: bytes) -> list[Draft | Refusal]:
    return list(Anpa1312Reader().read(io.BytesIO(wire), "x"))


def draft(wire: bytes) -> Draft:
    (found,) = read(wire)
    assert isinstance(found, Draft), found
    return found


def message(
    text: str,
    second: str = "r i\x13\x11 BC-Libye-Ports  03-04 0008",
    end: str = "AP-WF-03-04-21 1509GMT<",
    first: str = "a1234\x1fafrqa",
) -> bytes:
    wire = f"\x16\x16\x01{first}\r\n{second}\r\n\x02{text}\x03{end}\r\n\x04\r\n\n\n"
    return wire.encode("latin-1")


TEXT = "^BC-Libye-Ports,8<\n^Un titre<\n\t   TRIPOLI, Libye (AP) _ Un texte assez court.<\n"


def test_every_sample_is_read_or_refused_as_it_should() -> None:
    assert counted("anpa1312") == FILES


@pytest.mark.parametrize("file", FILES)
def test_the_reader_is_chosen_by_content(file: str) -> None:
    data = (SAMPLES / file).read_bytes()
    reader = reader_of(data)
    assert reader is not None
    assert reader.name == "anpa-1312"
    assert not Iptc7901Reader().sniff(data)


def test_a_message_of_the_canadian_press() -> None:
    found = dispatches("pc-pont.anpa")[0]
    assert found.headline == "Le pont de l'Anse-aux-Moulins fermé aux camions jusqu'à l'automne"
    assert (found.agency, found.place) == ("La Presse canadienne", "Saguenay")
    assert found.issued == datetime.fromisoformat("2016-06-14T16:35:00-04:00")
    assert (found.urgency, found.version, found.status) == (3, 2, Status.USABLE)
    assert found.byline == "Par Maude Lavertu"
    assert found.lead.startswith("Le pont de l'Anse-aux-Moulins sera fermé")
    assert found.body == (
        "Une inspection a montré des fissures dans deux poutres. “Les voitures peuvent passer "
        "sans crainte”, a dit l'ingénieure Annie Tremblay.",
        "Le détour est de 22 kilomètres. Le maire demande un traversier pour les ambulances.",
    )
    assert found.subjects == (Subject("anpa:n", "Région"),)
    assert found.keywords == ("Transports", "Politique")
    assert found.notes == ()
    assert found.extra == {
        "message": "p0417",
        "selector": "pcfra",
        "slugline": "Ponts-Saguenay",
        "version": "1reTete PC12",
        "filed": "06-14",
        "words": "0092",
        "dateline": "SAGUENAY, Qc –",
        "transmission": "16:35ET 14-06-16",
        "note": "Mise à jour: AJOUTE la réaction du ministère",
    }
    assert found.source.offset == 2


def test_a_correction_and_a_kill() -> None:
    first, corrected, kill = dispatches("pc-pont.anpa")
    assert (corrected.status, corrected.headline) == (Status.CORRECTED, first.headline)
    assert corrected.urgency == 2
    assert corrected.lead.endswith("est de 12 kilomètres, et non de 22.")
    assert kill.status is Status.CANCELLED
    assert kill.extra["message"] == "p0425"


def test_an_embargo_a_table_and_a_message_cut_short() -> None:
    ports, race, cut = read_sample("ap-ports.anpa")
    assert isinstance(ports, Dispatch)
    assert (ports.status, ports.urgency) == (Status.EMBARGOED, 1)
    assert ports.embargo == datetime.fromisoformat("2013-11-15T05:00:00-05:00")
    assert ports.headline == "Les ports de la Manche manquent de pilotes"
    assert (ports.agency, ports.place, ports.byline) == ("AP", "Le Havre", "Par CLAIRE HAUDRY")
    assert ports.issued == datetime.fromisoformat("2013-11-12T15:09:00+00:00")
    assert ports.extra["note"] == "AP Photo XQ101 ; Eds: à diffuser avec le deuxième volet."
    assert isinstance(race, Dispatch)
    assert race.headline == "La régate des Glenan, résultats", "accents struck over their letters"
    assert race.paragraphs == ("1. Ar Vag 12 h 04", "2. Petit Zephyr 12 h 31")
    assert race.version == 4
    assert race.notes == ("L’en-tête annonce 300 mots, le texte en a 12.",)
    assert isinstance(cut, Refusal)
    assert "coupé" in str(cut)


@pytest.mark.parametrize(
    ("letter", "urgency"), list({"f": 1, "b": 2, "u": 3, "r": 4, "d": 5, "a": 6, "w": 6}.items())
)
def test_priorities(letter: str, urgency: int) -> None:
    assert draft(message(TEXT, f"{letter} s\x13\x11 Ports  03-04 0008")).urgency == urgency


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("AP-WF-03-04-21 1509GMT<", "2021-03-04T15:09:00+00:00"),
        ("16:35ET 14-06-16", "2016-06-14T16:35:00-04:00"),
        ("AP-NY-12-31-99 0900EST<", "1999-12-31T09:00:00-05:00"),
        ("03-04-2021 1509", "2021-03-04T15:09:00"),
    ],
)
def test_moments_of_transmission(end: str, expected: str) -> None:
    assert draft(message(TEXT, end=end)).issued == datetime.fromisoformat(expected)


@pytest.mark.parametrize("end", ["AP-WF-02-31-21 1509GMT<", "AP-WF-03-04-21 2560GMT<"])
def test_an_impossible_moment_is_noted(end: str) -> None:
    found = draft(message(TEXT, end=end))
    assert found.issued is None
    assert len(found.notes) == 1


@pytest.mark.parametrize(
    "wire",
    [
        message(TEXT).split(b"\x03")[0],
        message(TEXT).split(b"\x02")[0],
        message(TEXT, "quelque chose"),
        message(TEXT, first="a1234 afrqa"),
        message(""),
    ],
)
def test_what_is_not_whole_is_refused_and_the_next_is_read(wire: bytes) -> None:
    first, *_, last = read(wire + b"\n" + message(TEXT))
    assert isinstance(first, Refusal), first
    assert isinstance(last, Draft)
    assert last.headline == "Un titre"


def test_lines_without_their_end_take_no_paragraph_with_them() -> None:
    found = draft(message("^BC-Libye-Ports\n^Un titre\n\tUn texte.\n\tUn autre."))
    assert found.headline == "Un titre"
    assert found.paragraphs == ("Un texte.", "Un autre.")


@pytest.mark.parametrize(
    "text",
    [
        b"a1234\x1fafrqa\nr i Ports 03-04 0008\n",
        b"\x01a1234 afrqa\nr i Ports",
        b"^Un titre<\n\tUn texte.<\n",
        b"\x16\x16\x01",
        b"",
    ],
)
def test_ordinary_text_is_left(text: bytes) -> None:
    assert not Anpa1312Reader().sniff(text)
