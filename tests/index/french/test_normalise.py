"""Quotes, apostrophes and accents: what an editor types must find what an agency printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.french import fold, lower, normalise

TYPED = "« l’accord » “final” ‟bis” : l’été, lʼété, 3 000 morts, porte‑parole"
PLAIN = '" l\'accord " "final" "bis" : l\'été, l\'été, 3 000 morts, porte-parole'


def test_quotes_apostrophes_spaces_and_hyphens_are_made_plain() -> None:
    assert normalise(TYPED) == PLAIN


def test_plain_ascii_is_left_alone() -> None:
    text = 'l\'accord "final"'
    assert normalise(text) is text


@given(st.text())
def test_offsets_are_kept(text: str) -> None:
    assert len(normalise(text)) == len(text)


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Événement", "evenement"),
        ("e\u0301ve\u0301nement", "evenement"),
        ("œuvre", "oeuvre"),
        ("CŒUR", "coeur"),
        ("curriculum vitæ", "curriculum vitae"),
        ("Łódź", "lodz"),
        ("straße", "strasse"),
        ("minis\u00adtère", "ministere"),
        ("aujourd’hui", "aujourd'hui"),
        ("Путин", "putin"),
    ],
)
def test_folding(word: str, folded: str) -> None:
    assert fold(word) == folded


def test_the_exact_form_keeps_accents_and_composes_them() -> None:
    assert lower("PE\u0302CHE") == "pêche"


@given(st.text())
def test_folding_never_raises_and_is_stable(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_half_of_a_surrogate_pair_is_dropped() -> None:
    assert fold("a\ud800é") == "ae"
