"""Wires of IPTC 7901 that no sample has: odd, cut short, too long, or none at all."""

from __future__ import annotations

import io
from datetime import datetime

import pytest

from corpus.dispatch import Status
from corpus.limits import LIMITS
from corpus.readers.draft import Draft, Refusal
from corpus.readers.iptc7901 import Iptc7901Reader
from corpus.readers.iptc7901_alphabets import decode_wire
from corpus.readers.iptc7901_frames import CHUNK, FRAME_BYTES, HEADER_BYTES
from corpus.readers.iptc7901_text import paragraphs_of_lines

HEADER = "lan0123 4 pol 30 LANA 77"


def read(wire: bytes) -> list[Draft | Refusal]:
    return list(Iptc7901Reader().read(io.BytesIO(wire), "x"))


def draft(wire: bytes) -> Draft:
    (found,) = read(wire)
    assert isinstance(found, Draft), found
    return found


def message(
    text: str, header: str = HEADER, keywords: str = "Libye", end: str = "\n031200 MAR 21\n"
) -> bytes:
    return (f"\x16\x16\x01{header}\n{keywords}\n\x02{text}\x03{end}\x04\n\n\n").encode("latin-1")


TEXT = "Un titre\n\n   TRIPOLI, 3 mars 2021 (LANA) - Un texte assez court.\n"


@pytest.mark.parametrize("end", ["utf-8", "latin-1"])
def test_other_encodings_are_found(end: str) -> None:
    assert decode_wire("L’été à Tripoli".replace("’", "'").encode(end)).text == "L'été à Tripoli"


def test_utf_8_that_is_designated_is_taken_at_its_word() -> None:
    assert decode_wire(b"\x1b%G" + "L’été".encode()).text == "L’été"


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("031200 MAR 21", "2021-03-03T12:00:00"),
        ("LANA 031200 GMT MAR 21", "2021-03-03T12:00:00+00:00"),
        ("031200Z MARS 2021", "2021-03-03T12:00:00+00:00"),
        ("031200 Mar 21 GMT", "2021-03-03T12:00:00+00:00"),
        ("251852 Okt 24", "2024-10-25T18:52:00"),
        ("101010 FÉVR 99", "1999-02-10T10:10:00"),
    ],
)
def test_day_hour_groups(end: str, expected: str) -> None:
    assert draft(message(TEXT, end=f"\n{end}\n")).issued == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("end", "note"),
    [
        ("311200 FEB 21", "Le 31 février 2021 n’existe pas."),
        ("032560 MAR 21", "Date illisible : « 032560 MAR 21 »."),
        ("031200 XYZ 21", "Date illisible : « 031200 XYZ 21 »."),
    ],
)
def test_an_impossible_moment_is_noted(end: str, note: str) -> None:
    found = draft(message(TEXT, end=end))
    assert (found.issued, found.notes[-1]) == (None, note)


def test_the_agency_is_the_one_that_the_header_names() -> None:
    assert draft(message(TEXT)).agency == "LANA"
    assert draft(message(TEXT, header="abc001 3 GEN 10")).agency == ""


@pytest.mark.parametrize(
    "wire",
    [
        message(TEXT).split(b"\x03")[0],
        message(TEXT).split(b"\x02")[0],
        message(TEXT, header="lan0123 pol 30"),
        message(TEXT, header="lan0123 4 pol 30 " + "x" * LIMITS.field_characters),
        message(TEXT, keywords="K" * HEADER_BYTES),
        message("", keywords=""),
    ],
)
def test_what_is_not_whole_is_refused_and_the_next_is_read(wire: bytes) -> None:
    first, second = read(wire + b"\n" + message(TEXT, header="lan0124 4 pol 12"))
    assert isinstance(first, Refusal), first
    assert isinstance(second, Draft)
    assert second.extra["message"] == "lan0124"


def test_an_archived_message_that_nothing_closes_is_refused() -> None:
    wire = b"%s\nLibye\nUn titre\n\n   TRIPOLI, 3 mars 2021 (LANA) - Un texte.\n" % HEADER.encode()
    (cut,) = read(wire)
    assert isinstance(cut, Refusal)
    first, second = read(wire + wire.replace(b"0123", b"0124") + b"./.\n031200 MAR 21\n")
    assert isinstance(first, Refusal)
    assert isinstance(second, Draft)
    assert (second.headline, second.extra["message"]) == ("Un titre", "lan0124")


def test_a_message_over_the_limit_is_refused_without_being_kept() -> None:
    wire = b"\x01" + HEADER.encode() + b"\r\n\x02" + b"mot " * (FRAME_BYTES // 4 + CHUNK)
    first, second = read(wire + message(TEXT))
    assert isinstance(first, Refusal)
    assert str(FRAME_BYTES) in str(first)
    assert isinstance(second, Draft)


def test_messages_across_the_chunks_of_a_file_are_whole() -> None:
    one = message(TEXT)
    found = read(one * (3 * CHUNK // len(one)))
    assert all(isinstance(each, Draft) for each in found)
    assert len(found) == 3 * CHUNK // len(one)
    offsets = [each.source.offset for each in found if isinstance(each, Draft)]
    assert offsets == [2 + number * len(one) for number in range(len(found))]


def test_a_text_without_a_header_is_not_dropped_in_silence() -> None:
    first, lost, second = read(message(TEXT) + b"Un texte perdu\n" + message(TEXT))
    assert isinstance(first, Draft)
    assert isinstance(lost, Refusal)
    assert lost.offset == len(message(TEXT))
    assert isinstance(second, Draft)


@pytest.mark.parametrize(
    "text",
    [
        b"TRIPOLI, 3 mars 2021 (LANA) - Un texte.",
        b"Il y a 4 pol 30 autres\n",
        b"lan0123 4\n\nUn texte.",
        b"031200 MAR 21\n",
        b"\x01\x02\x03",
        b"",
        b"id;titre;texte\n1;a;b\n",
        b'{"titre": "lan0123 4 pol 30"}',
    ],
)
def test_ordinary_text_is_left(text: bytes) -> None:
    assert not Iptc7901Reader().sniff(text)


def test_marks_bylines_and_advice_stand_above_the_text() -> None:
    found = draft(
        message(
            "URGENT\nUn titre sur\ndeux lignes (3DER)\n(Photo)\nPar Leïla Haddad =\n\n"
            "TRIPOLI, 3 mars 2021 (LANA) - Un texte.\n"
        )
    )
    assert found.headline == "Un titre sur deux lignes (3DER)"
    assert found.byline == "Par Leïla Haddad"
    assert found.version == 3
    assert found.extra["note"] == "Photo"
    assert found.paragraphs == ("TRIPOLI, 3 mars 2021 (LANA) - Un texte.",)


@pytest.mark.parametrize("mark", ["KILL KILL KILL", "ANNULATION", "A ANNULER dépêche 12"])
def test_a_kill_is_one_whatever_its_word(mark: str) -> None:
    found = draft(message(f"{mark}\nUn titre =\n\nMerci d'annuler la dépêche.\n"))
    assert found.status is Status.CANCELLED


def test_a_headline_may_stand_in_the_header() -> None:
    found = draft(message("   TRIPOLI, 3 mars 2021 (LANA) - Un texte.\n", keywords="Libye\nTitre"))
    assert found.headline == "Titre"


def test_many_marks_of_the_end_are_no_depth() -> None:
    found = draft(message(TEXT + "./.\n" * 5_000))
    assert found.paragraphs == ("TRIPOLI, 3 mars 2021 (LANA) - Un texte assez court.",)


def test_keywords_are_bounded() -> None:
    found = draft(message(TEXT, keywords="/".join(f"k{n}" for n in range(300))))
    assert len(found.keywords) == LIMITS.field_values
    assert any("mots-clés" in note for note in found.notes)


WRAPPED = """   Le ministre a dit que le port de Tripoli serait ouvert avant la fin de
l'année, si les travaux du nouveau quai, qui ont commencé au mois d'avant-
hier, ne prennent pas de retard.
   Une deuxième tranche est prévue, avec une grue et deux entrepôts, pour un
prix de douze millions.
Total                 12 000
Reste                    300
Fin."""


def test_wrapped_lines_are_paragraphs_and_rows() -> None:
    assert paragraphs_of_lines(WRAPPED.split("\n")) == (
        "Le ministre a dit que le port de Tripoli serait ouvert avant la fin de l'année, si les "
        "travaux du nouveau quai, qui ont commencé au mois d'avant-hier, ne prennent pas de "
        "retard.",
        "Une deuxième tranche est prévue, avec une grue et deux entrepôts, pour un prix de douze "
        "millions.",
        "Total 12 000",
        "Reste 300",
        "Fin.",
    )


def test_long_lines_are_paragraphs_as_they_are() -> None:
    lines = ["a" * 200, "b" * 150, "", "c"]
    assert paragraphs_of_lines(lines) == ("a" * 200, "b" * 150, "c")
