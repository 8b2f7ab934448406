"""Finds the words that a rule may start from, in one pass over a text.

An automaton finds every trigger before any pattern runs, so that a text without triggers costs
next to nothing and patterns run only around the hits. It reads the bare form of the text
(`corpus.flat`): there a whole word has a space on either side, and the automaton need not look at
letters within words. Whether a word is spelled as a trigger is, accents included, is seen at the
hit. Each extractor names its words in a group; `Scanner` merges the groups of all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from operator import itemgetter
from typing import NamedTuple

import ahocorasick

from corpus.flat import forms


class Hit(NamedTuple):
    """A trigger found: half-open offsets into the text, and the trigger itself, in lower case."""

    start: int
    end: int
    word: str


class Hits(NamedTuple):
    """The hits of each group, in order of their ends, with the forms of the text they are from."""

    lowered: str
    flat: str
    groups: Mapping[str, list[Hit]]


class Scanner:
    """Finds whole words (or runs of words) of many groups in one pass, whatever their case.

    A word belongs to one group. A hit starts and ends at a word boundary; of two words
    that end at the same place both are given («directeur» and «sous-directeur»).
    """

    def __init__(self, *groups: Mapping[str, Iterable[str]]) -> None:
        self._groups = [name for mapping in groups for name in mapping]
        spellings: dict[str, dict[str, str]] = {}
        for mapping in groups:
            for group, words in mapping.items():
                for word in map(str.lower, words):
                    alike = spellings.setdefault(forms(word).bare, {})
                    if alike.setdefault(word, group) != group:
                        raise ValueError(f"{word} is in {alike[word]} and in {group}")
        self._automaton = ahocorasick.Automaton()
        for folded, alike in spellings.items():
            self._automaton.add_word(f" {folded} ", (len(folded), alike))
        self._automaton.make_automaton()

    def scan(self, text: str) -> Hits:
        lowered, flat, bare = forms(text)
        groups: dict[str, list[Hit]] = {group: [] for group in self._groups}
        for after, (size, alike) in self._automaton.iter(f" {bare} "):
            end = after - 1
            start = end - size
            word = lowered[start:end]
            group = alike.get(word)
            if group:
                groups[group].append(_hit((start, end, word)))
        return Hits(lowered, flat, groups)


def in_order(hits: list[Hit]) -> list[Hit]:
    """The hits of a group by their starts, the longest first of those that start together."""
    # They are in order of their ends: turned round, a stable sort need look at the starts alone.
    turned = hits[::-1]
    turned.sort(key=_START)
    return turned


_START = itemgetter(0)
# What `Hit._make` does, without the call of a function for each hit.
_hit = partial(tuple.__new__, Hit)
