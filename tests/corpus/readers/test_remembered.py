"""A function that remembers gives what it gives, and holds no more than it may."""

from __future__ import annotations

from corpus.readers import remembered
from corpus.readers.remembered import MOST, SHORT, Remembered


def test_what_is_asked_again_is_not_worked_out_again() -> None:
    asked: list[str | None] = []

    def shout(word: str | None) -> str:
        asked.append(word)
        return (word or "").upper()

    known = Remembered(shout).__getitem__
    assert [known("a"), known(None), known("a"), known(None)] == ["A", "", "A", ""]
    assert asked == ["a", None]


def test_what_raises_is_not_remembered() -> None:
    known = Remembered(int)
    for _ in range(2):
        try:
            known["x"]
        except ValueError:
            continue
        raise AssertionError
    assert not known


def test_memory_is_bounded_whatever_a_file_holds() -> None:
    known = Remembered(len)
    assert known["x" * (SHORT + 1)] == SHORT + 1
    assert not known
    for number in range(2 * MOST + 1):
        assert known[f"{number:05}"] == 5
    assert len(known) <= remembered.MOST
