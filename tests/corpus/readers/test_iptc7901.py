"""The samples of IPTC 7901, field by field."""

from __future__ import annotations

from datetime import datetime

import pytest

from corpus.dispatch import Dispatch, Status, Subject
from corpus.readers.draft import Refusal
from corpus.readers.registry import reader_of
from tests.corpus.readers.reading import FORMATS, counted, outcomes_of

SAMPLES = FORMATS / "iptc7901"
FILES = {
    "afp-ports.iptc": (3, 1),
    "alphabets.iptc": (2, 0),
    "ats-forets.iptc": (3, 0),
    "belga-rail.fra": (2, 0),
}
"""How many dispatches and refusals each has."""


def read_sample(file: str) -> tuple[Dispatch | Refusal, ...]:
    return outcomes_of(f"iptc7901/{file}")


def dispatches(file: str) -> list[Dispatch]:
    return [each for each in read_sample(file) if isinstance(each, Dispatch)]


def test_every_sample_is_read_or_refused_as_it_should() -> None:
    assert counted("iptc7901") == FILES


@pytest.mark.parametrize("file", FILES)
def test_the_reader_is_chosen_by_content(file: str) -> None:
    reader = reader_of((SAMPLES / file).read_bytes())
    assert reader is not None
    assert reader.name == "iptc-7901"


def test_a_message_of_ats() -> None:
    found = dispatches("ats-forets.iptc")[0]
    assert (
        found.headline
        == "Forêts VD: Le canton de Vaud replantera dix mille chênes après la sécheresse"
    )
    assert (found.agency, found.place, found.urgency) == ("ATS", "Lausanne", 4)
    assert found.issued == datetime.fromisoformat("2023-09-14T11:27:00+02:00")
    assert found.lead.startswith("Le canton de Vaud replantera")
    assert found.lead.endswith("aux étés secs de 2018 et de 2022.")
    assert len(found.body) == 2
    assert "«Nous choisissons des essences du Sud, mais nées chez nous»" in found.body[0]
    assert found.body[1].endswith("chaque année."), "without the sign-off"
    assert found.subjects == (Subject("cat:PL", "Politique"),)
    assert found.keywords == ("Forêts VD",)
    assert found.extra == {
        "message": "bsf112",
        "slugline": "Forêts VD",
        "words": "118",
        "option": "gef 2041",
        "dateline": "Lausanne (ats)",
    }
    assert found.notes == ()
    assert found.source.offset == 2


def test_a_correction_and_a_kill_of_ats() -> None:
    first, corrected, kill = dispatches("ats-forets.iptc")
    assert corrected.status is Status.CORRECTED
    assert corrected.headline == first.headline
    assert (corrected.urgency, corrected.extra["message"]) == (2, "bsf118")
    assert kill.status is Status.CANCELLED
    assert kill.headline == "Forêts VD: dépêches bsf112 et bsf118"
    assert kill.urgency == 1
    data = (SAMPLES / "ats-forets.iptc").read_bytes()
    for each in (first, corrected, kill):
        at = each.source.offset
        assert data[at : at + 7] == b"\x01" + each.extra["message"].encode()


def test_afp_with_an_embargo_and_a_message_cut_short() -> None:
    ports, budget, cut, race = read_sample("afp-ports.iptc")
    assert isinstance(ports, Dispatch)
    assert (ports.agency, ports.place) == ("AFP", "Quimper")
    assert ports.dateline == "QUIMPER, 14 mars 2017 (AFP) -"
    assert ports.issued == datetime.fromisoformat("2017-03-14T12:03:00+00:00")
    assert len(ports.body) == 2, "an indent begins a paragraph, the initials are none"
    assert ports.body[1].endswith("réduit de moitié en deux ans.")
    assert isinstance(budget, Dispatch)
    assert budget.status is Status.EMBARGOED
    assert budget.embargo == datetime.fromisoformat("2017-03-15T06:00:00+01:00")
    assert budget.headline == "La Bretagne empruntera quarante millions pour ses lycées"
    assert isinstance(cut, Refusal)
    assert "coupé" in str(cut)
    assert (SAMPLES / "afp-ports.iptc").read_bytes()[cut.offset :].startswith(b"\x01FRS0241")
    assert isinstance(race, Dispatch)
    assert race.body == ("1. Ar Vag 12 h 04", "2. Petit Zéphyr 12 h 31", "3. Gwalarn 13 h 02")
    assert race.notes == ("L’en-tête annonce 400 mots, le texte en a 30.",)


def test_an_archive_of_belga_without_control_characters() -> None:
    first, corrected = dispatches("belga-rail.fra")
    assert first.headline == "Le rail belge achètera de l'électricité éolienne"
    assert (first.agency, first.place, first.urgency) == ("Belga", "Bruxelles", 3)
    assert first.dateline == "BRUXELLES 31/07 (BELGA) ="
    assert first.issued == datetime.fromisoformat("2018-07-31T06:12:00+02:00")
    assert first.keywords == ("CHEMINS-DE-FER", "ENERGIE")
    assert first.extra["initials"] == "DVM/LME"
    assert len(first.body) == 1
    assert corrected.status is Status.CORRECTED
    assert corrected.extra["corrects"] == "012"
    assert corrected.body[-1].endswith("1,1 milliard d'euros.")


def test_alphabets_of_itu_t_and_of_french_teleprinters() -> None:
    museum, lake = dispatches("alphabets.iptc")
    assert "Une œuvre de patience" in museum.lead
    assert "restaurés par la Région wallonne, ont coûté" in museum.lead
    assert museum.extra["note"] == "Photo"
    assert museum.issued == datetime.fromisoformat("1999-02-03T15:15:00+01:00")
    assert lake.headline == "Le lac de Tunis à nouveau navigable"
    assert "relèveront d'abord" in lake.lead
    assert lake.issued is not None
    assert lake.issued.date().isoformat() == "1998-04-04", "by the dateline: it ends in NNNN"
