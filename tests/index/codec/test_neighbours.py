"""The neighbourhood has every term one edit away, whatever it is made of; it may have more."""

from __future__ import annotations

import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.codec import neighbours
from index.codec.container import Container, ContainerWriter
from index.codec.neighbours import FEWEST, Neighbours, write_neighbours
from index.codec.terms import TermDictionary, characters

WORDS = st.text(alphabet="abéœ1й😀", min_size=1, max_size=6)


def dictionary(words: set[str]) -> TermDictionary:
    return TermDictionary.of(sorted(word.encode() for word in words))


def edited(word: str) -> set[str]:
    """What one edit makes of a word, of letters of the test's alphabet."""
    found = {word}
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        found |= {before + letter + after for letter in "abéœ1й😀"}
        found |= {before + letter + after[1:] for letter in "abéœ1й😀" if after}
        found.add(before + after[1:])
        found.add(before + after[1:2] + after[:1] + after[2:])
    return found


def read_back(terms: TermDictionary, monkeypatch: pytest.MonkeyPatch) -> Neighbours:
    monkeypatch.setattr(neighbours, "FEWEST", 0)
    file = io.BytesIO()
    writer = ContainerWriter(file)
    write_neighbours(writer, "form", terms)
    writer.close({})
    found = Neighbours.read_from(Container(file.getvalue(), "essai"), "form", len(terms))
    assert found is not None
    return found


@given(st.sets(WORDS, max_size=40), WORDS)
@example(set(), "a")
@example({"aa", "a", "aaa"}, "aa")
def test_it_has_all_that_one_edit_makes(words: set[str], word: str) -> None:
    terms = dictionary(words)
    with pytest.MonkeyPatch.context() as monkeypatch:
        found = read_back(terms, monkeypatch).candidates(word).tolist()
    assert found == sorted(set(found))
    assert {terms[number].decode() for number in found} >= words & edited(word)


def test_it_has_few_others(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {f"{a}{b}{c}{d}" for a in "pqrs" for b in "aeio" for c in "lmnt" for d in "uvwx"}
    terms = dictionary(words)
    found = read_back(terms, monkeypatch).candidates("palu").tolist()
    # Two letters may be swapped for two others only where leaving one out makes both the same.
    assert {terms[number].decode() for number in found} == words & edited_in("palu", words)


def edited_in(word: str, words: set[str]) -> set[str]:
    def shorter(each: str) -> set[str]:
        return {each} | {each[:at] + each[at + 1 :] for at in range(len(each))}

    return {each for each in words if shorter(each) & shorter(word)}


def test_a_field_of_few_terms_has_none() -> None:
    file = io.BytesIO()
    writer = ContainerWriter(file)
    write_neighbours(writer, "form", dictionary({"a", "b"}))
    writer.close({})
    assert Neighbours.read_from(Container(file.getvalue(), "essai"), "form", 2) is None
    assert FEWEST > 2


@given(st.lists(WORDS, max_size=12, unique=True), st.integers(0, 12), st.integers(0, 12))
def test_characters_are_those_of_the_terms(words: list[str], first: int, last: int) -> None:
    words.sort(key=str.encode)
    low, high = sorted((min(first, len(words)), min(last, len(words))))
    letters, bounds = characters(dictionary(set(words)), low, high)
    text = "".join(map(chr, letters.tolist()))
    parts = [text[a:b] for a, b in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)]
    assert parts == words[low:high]
