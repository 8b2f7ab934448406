"""Unstemmed forms: what a prefix and an exact accent find."""

from index.french.forms import forms


def test_a_prefix_finds_a_word_with_accents() -> None:
    assert forms("établissement")[0].startswith("etabliss")


def test_exact_accents_can_be_told_apart() -> None:
    assert forms("pêche") == ("peche", "pêche")
    assert forms("PÉCHÉ") == ("peche", "péché")
    assert forms("peche") == ("peche",)


def test_a_ligature_has_both_forms() -> None:
    assert forms("Sœur") == ("soeur", "sœur")
    assert forms("soeur") == ("soeur",)
