"""Finds the words that a rule may start from, in one pass over a text.

An automaton finds every trigger before any pattern runs, so that a text without triggers costs
next to nothing and patterns run only around the hits. Each extractor names its words in groups
(`{"event-weekday": ("lundi", …)}`); `Scanner` merges the groups of all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import ahocorasick


class Hit(NamedTuple):
    """A trigger found: half-open offsets into the text, and the trigger itself, in lower case."""

    start: int
    end: int
    word: str


Hits = Mapping[str, list[Hit]]
"""Group → hits in order of their position; a group without a hit is an empty list."""


class Scanner:
    """Finds whole words (or runs of words) of many groups in one pass, whatever their case.

    A word may belong to several groups. A hit starts and ends at a word boundary; of two words
    that end at the same place both are given («directeur» and «sous-directeur»).
    """

    def __init__(self, *groups: Mapping[str, Iterable[str]]) -> None:
        words: dict[str, list[str]] = {}
        self._groups: list[str] = []
        for mapping in groups:
            for group, members in mapping.items():
                self._groups.append(group)
                for word in members:
                    words.setdefault(word.lower(), []).append(group)
        self._automaton = ahocorasick.Automaton()
        for word, named in words.items():
            self._automaton.add_word(word, (len(word), word, tuple(named)))
        self._automaton.make_automaton()

    def scan(self, text: str) -> dict[str, list[Hit]]:
        hits: dict[str, list[Hit]] = {group: [] for group in self._groups}
        lowered = lower_keeping_length(text)
        length = len(lowered)
        for last, (size, word, named) in self._automaton.iter(lowered):
            end = last + 1
            if end < length and lowered[end].isalnum():
                continue
            start = end - size
            if start and lowered[start - 1].isalnum():
                continue
            for group in named:
                hits[group].append(Hit(start, end, word))
        return hits


def lower_keeping_length(text: str) -> str:
    """Lower case with every offset kept: «İ» alone would grow to two characters."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
