"""Plain text: dispatches as agencies publish them."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dispatch import Status
from corpus.readers.draft import Draft, Refusal
from corpus.readers.plain import PlainTextReader


def read(text: str | bytes) -> list[Draft]:
    data = text.encode() if isinstance(text, str) else text
    found = list(PlainTextReader().read(io.BytesIO(data), "fil.txt"))
    assert all(isinstance(draft, Draft) for draft in found), found
    return [draft for draft in found if isinstance(draft, Draft)]


ONE = """Le port de Misrata rouvre aux pêcheurs.
Pulbished on:Misrata 4 mai 2021 /LANA/ - Le port a rouvert mardi.
Les pêcheurs sont revenus.
"""
TWO = """Une école neuve à Sebha.
Sebha, 5 mai 2021 (Lana) - L'école a ouvert mercredi.
Elle compte 12 classes.
"""


def test_headline_dateline_and_paragraphs() -> None:
    (draft,) = read(ONE)
    assert draft.headline == "Le port de Misrata rouvre aux pêcheurs."
    assert draft.paragraphs == (
        "Pulbished on:Misrata 4 mai 2021 /LANA/ - Le port a rouvert mardi.",
        "Les pêcheurs sont revenus.",
    )


@pytest.mark.parametrize(
    "between", ["", "\n", "\n\n\n", "//lana//\n", "-----\n", "//lana//\n\n* * *\n"]
)
def test_several_dispatches_in_one_file(between: str) -> None:
    first, second = read(ONE + between + TWO)
    assert first.headline == "Le port de Misrata rouvre aux pêcheurs."
    assert second.headline == "Une école neuve à Sebha."
    assert second.paragraphs[1] == "Elle compte 12 classes."
    data = (ONE + between + TWO).encode()
    assert data[second.source.offset :].decode().lstrip().startswith(("Une école", "//", "--", "*"))


def test_dispatches_without_datelines_are_parted_by_lines_of_dashes() -> None:
    first, second = read("Un titre\nUn texte.\n---\nUn autre titre\nUn autre texte.\n")
    assert (first.headline, second.headline) == ("Un titre", "Un autre titre")
    assert second.paragraphs == ("Un autre texte.",)


def test_the_offset_counts_bytes_in_the_files_encoding() -> None:
    data = ("Été à Alger.\nALGER, 2 mai 2020 (APS) - Chaud.\n\n" + TWO).encode("cp1252")
    first, second = read(data)
    assert first.source.offset == 0
    assert data[second.source.offset :].startswith("Une école".encode("cp1252"))


def test_hard_wrapped_lines_are_joined_into_paragraphs() -> None:
    (draft,) = read(
        "Le barrage d'Oued Zarga est plein\n\n"
        "TUNIS, 3 avril 2019 (TAP) - Le barrage d'Oued Zarga a atteint mercredi\n"
        "son niveau le plus haut depuis dix ans, a annoncé la direction\n"
        "régionale de l'Agriculture, dont le porte-\n"
        "parole a salué la nouvelle.\n"
        "Les agriculteurs de la région s'en félicitent et demandent que les\n"
        "lâchers d'eau soient annoncés plus tôt.\n"
    )
    assert len(draft.paragraphs) == 2
    assert "la direction régionale" in draft.paragraphs[0]
    assert "le porte-parole a salué" in draft.paragraphs[0]
    assert draft.paragraphs[1].startswith("Les agriculteurs")


def test_a_repeated_headline_is_kept_once() -> None:
    text = "Hausse du dinar.\nHausse du dinar.\nTripoli, 2 août 2021, -Lana- Le dinar monte.\n"
    (draft,) = read(text)
    assert draft.headline == "Hausse du dinar."
    assert len(draft.paragraphs) == 1


def test_the_sites_own_lines_are_left_out() -> None:
    (draft,) = read(
        "Accueil > Politique\nPartager\n" + ONE + "Imprimer l'article\nLire aussi : autre\n"
    )
    assert draft.headline == "Le port de Misrata rouvre aux pêcheurs."
    assert draft.paragraphs[-1] == "Les pêcheurs sont revenus."


def test_a_date_above_the_text_is_the_headers() -> None:
    (draft,) = read("Un titre\nPublished On(2021-06-20 18:58:40)\nUn texte sans dateline.\n")
    assert draft.issued == datetime(2021, 6, 20, 18, 58, 40)
    assert draft.paragraphs == ("Un texte sans dateline.",)


@pytest.mark.parametrize(
    ("above", "status", "version"),
    [
        ("CORRECTION", Status.CORRECTED, 1),
        ("RECTIFICATIF :", Status.CORRECTED, 1),
        ("ANNULATION", Status.CANCELLED, 1),
        ("EMBARGO jusqu'au 3 mars 2022 à 18h00", Status.EMBARGOED, 1),
        ("(v2)", Status.USABLE, 2),
        ("CORRECTION (v3)", Status.CORRECTED, 3),
        ("URGENT", Status.USABLE, 1),
    ],
)
def test_marks_above_the_headline(above: str, status: Status, version: int) -> None:
    (draft,) = read(f"{above}\n{ONE}")
    assert (draft.status, draft.version) == (status, version)
    assert draft.headline == "Le port de Misrata rouvre aux pêcheurs."


def test_marks_before_the_headline_on_its_line() -> None:
    (draft,) = read("CORRECTION : " + ONE)
    assert draft.status is Status.CORRECTED


def test_a_headline_that_begins_with_a_mark_word_is_a_headline() -> None:
    (draft,) = read(
        "ANNULATION\nAnnulation de la dépêche « Un titre »\nRabat, 2 mai 2020 (MAP) - Non.\n"
    )
    assert draft.headline == "Annulation de la dépêche « Un titre »"
    assert draft.status is Status.CANCELLED


def test_a_text_about_an_embargo_is_not_held_back() -> None:
    (draft,) = read("L'embargo sur les armes est prolongé\nVienne, 5 juin 2020 (APA) - Texte.\n")
    assert draft.status is Status.USABLE


def test_the_embargos_end_is_kept() -> None:
    (draft,) = read(f"EMBARGO jusqu'au 3 mars 2022 à 18h00\n{ONE}")
    assert draft.extra["embargo"] == "3 mars 2022 à 18h00"


def test_a_byline_is_not_text() -> None:
    (draft,) = read("Un titre\nPar Jeanne MARTEL\nParis, 21 jan 2019 (AFP) - Un texte.\n")
    assert draft.byline == "Par Jeanne MARTEL"
    assert draft.headline == "Un titre"


def test_a_file_of_blanks_is_refused() -> None:
    (refusal,) = PlainTextReader().read(io.BytesIO(b" \n\n"), "vide.txt")
    assert isinstance(refusal, Refusal)


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text: str) -> None:
    for found in PlainTextReader().read(io.BytesIO(text.encode()), "x.txt"):
        assert isinstance(found, Refusal) or found.headline or found.paragraphs
