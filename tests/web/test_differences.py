"""What has changed is shown in the words that have."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dispatch import Dispatch
from corpus.limits import LIMITS
from web.differences import difference

TEXTS = st.text("ab ,\n<&é", max_size=40)


def lines(before: str, after: str) -> list[str]:
    """The difference of two texts of several lines, without the headlines."""
    found = difference(_dispatch(before), _dispatch(after))
    assert found is not None
    return [str(line) for line in found[1:]]


def _dispatch(text: str, headline: str = "Titre") -> Dispatch:
    paragraphs = text.split("\n")
    return Dispatch("a", headline, lead=paragraphs[0], body=tuple(paragraphs[1:]))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Un accord.", "Un accord.", ["Un accord."]),
        ("Trois blessés à Oran.", "Quatre blessés à Oran.",
         ["<del>Trois</del><ins>Quatre</ins> blessés à Oran."]),
        ("Un mort.", "Un mort et deux blessés.", ["Un mort<ins> et deux blessés</ins>."]),
        ("Le ministre de la Santé est à Oran", "Le préfet du Var est à Oran",
         ["Le <del>ministre de la Santé</del><ins>préfet du Var</ins> est à Oran"]),
        ("A & B", "A < B", ["A <del>&amp;</del><ins>&lt;</ins> B"]),
        ("Un.\nDeux mots ici.", "Un.\nNeuf.\nDeux mots là.",
         ["Un.", "<ins>Neuf.</ins>", "Deux mots <del>ici</del><ins>là</ins>."]),
        ("Un.\nDeux.\nTrois.", "Un.\nTrois.", ["Un.", "<del>Deux.</del>", "Trois."]),
    ],
)  # fmt: skip
def test_words_are_inserted_and_deleted(before: str, after: str, expected: list[str]) -> None:
    assert lines(before, after) == expected


def test_headlines_are_compared_too() -> None:
    found = difference(_dispatch("Un.", "Le gaz"), _dispatch("Un.", "Le pétrole"))
    assert found is not None
    assert found[0] == "Le <del>gaz</del><ins>pétrole</ins>"


@given(TEXTS, TEXTS)
def test_either_text_can_be_read_from_it(before: str, after: str) -> None:
    one, other = _dispatch(before), _dispatch(after)
    found = difference(one, other)
    assert found is not None
    for side, hidden, shown in ((one, "ins", "del"), (other, "del", "ins")):
        read = [re.sub(rf"<{hidden}>.*?</{hidden}>", "", line, flags=re.DOTALL) for line in found]
        read = [unescape(re.sub(rf"</?{shown}>", "", line)) for line in read]
        assert "".join(read) == "".join((side.headline, *side.paragraphs))


def test_what_is_too_long_is_not_compared() -> None:
    long = _dispatch("mot " * LIMITS.compared_characters)
    many = _dispatch("mot\n" * (LIMITS.compared_paragraphs + 1))
    for one, other in ((long, _dispatch("")), (_dispatch(""), long), (many, many)):
        assert difference(one, other) is None


def test_what_costs_too_much_is_replaced_whole() -> None:
    size = LIMITS.compared_word_pairs // 20
    before, after = "a b " * size, "b a " * size
    assert len(before) < LIMITS.compared_characters
    (line,) = lines(f"{before}fin", f"{after}fin")
    assert line.count("<del>") == 1
    assert line.endswith("fin")
