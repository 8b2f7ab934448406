"""Which words may be left out, and which never are."""

import pytest

from index.french import ANALYSER, is_stop_word


@pytest.mark.parametrize(
    "word",
    [
        "le",
        "La",
        "LES",
        "des",
        "à",
        "À",
        "A",
        "où",
        "est",
        "même",
        "MEME",
        "m",
        "Mme",
        "notre",
        "qu",
    ],
)
def test_stop_words(word: str) -> None:
    assert is_stop_word(word)


@pytest.mark.parametrize(
    "word",
    ["5", "US", "or", "Or", "OR", "ONU", "Est", "EST", "UN", "été", "sûr", "dû", "thé", "car"],
)
def test_words_that_are_never_stop_words(word: str) -> None:
    assert not is_stop_word(word)
    assert ANALYSER.tokens(word)[0].stems


def test_a_stop_word_keeps_its_position_and_its_form_but_has_no_stem() -> None:
    director, article, departments = ANALYSER.tokens("directeur des départements")
    assert (article.position, article.stems, article.forms) == (1, (), ("des",))
    assert (director.position, departments.position) == (0, 2)


def test_a_phrase_tells_stop_words_apart() -> None:
    plural = ANALYSER.tokens("directeur des départements")
    singular = ANALYSER.tokens("directeur du département voisin")
    assert plural[0].stems == singular[0].stems
    assert plural[2].stems == singular[2].stems
    assert plural[1].forms != singular[1].forms


def test_the_figure_of_five_deaths_is_kept() -> None:
    assert [token.stems for token in ANALYSER.tokens("5 morts")] == [("5",), ("mort",)]
