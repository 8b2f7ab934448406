"""Finds the words that a rule may start from, in array operations over many texts at once.

Every trigger is found before any pattern runs, so that a text without triggers costs next to
nothing and patterns run only around the hits. The bare forms of the texts are read
(`corpus.flat`): there a space is on either side of a word. The first letters of each word, as one
number, are looked up in a table; whether a trigger is there as it is spelled, accents included, is
seen at the few places that pass. Each extractor names its words in a group; `Scanner` merges the
groups of all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate, islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.flat import Forms, forms

Numbers = NDArray[np.int64]
Keys = NDArray[np.uint64]

TOGETHER = 32
"""Texts read in one go: enough for array operations, few enough for a processor's caches."""
BETWEEN = b" \n "
"""Stands between texts, so that no trigger runs from one into the next."""
LETTERS = 8
"""How many letters of a word its key holds, one a byte."""
TABLE_BITS = 16
_SPACE = ord(" ")
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(LETTERS + 1)], np.uint64)
# What follows a factor's low bits is spread over its high ones (Knuth, TAOCP 3, section 6.4).
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(64 - TABLE_BITS)


class Hit(NamedTuple):
    """A trigger found: half-open offsets into the text, and the trigger itself, in lower case."""

    start: int
    end: int
    word: str


class Hits(NamedTuple):
    """The hits of each group, with the forms of the text they are from: in order of their starts,
    the longest first of those that start together."""

    forms: Forms
    groups: Mapping[str, list[Hit]]


class _Trigger(NamedTuple):
    """The length of triggers that have one bare form, and the group of each spelling."""

    size: int
    group_of: Mapping[str, str]


class Scanner:
    """Finds whole words (or runs of words) of many groups in one pass, whatever their case.

    A word belongs to one group. A hit starts and ends at a word boundary; of two words
    that end at the same place both are given («directeur» and «sous-directeur»).
    """

    def __init__(self, *groups: Mapping[str, Iterable[str]]) -> None:
        self._groups = [name for mapping in groups for name in mapping]
        spellings: dict[bytes, dict[str, str]] = {}
        for mapping in groups:
            for group, words in mapping.items():
                for word in map(str.lower, words):
                    alike = spellings.setdefault(forms(word).bare, {})
                    if alike.setdefault(word, group) != group:
                        raise ValueError(f"{word} is in {alike[word]} and in {group}")
        of_slots: dict[int, list[bytes]] = {}
        for bare in sorted(spellings, key=len, reverse=True):
            of_slots.setdefault(_slot_of(bare), []).append(bare)
        # To see that none of some triggers is at a place takes one call for all of them.
        self._triggers: list[tuple[tuple[bytes, ...], list[_Trigger]]] = [((), [])]
        for forms_there in of_slots.values():
            beginnings = tuple(bare + b" " for bare in forms_there)
            there = [_Trigger(len(bare), spellings[bare]) for bare in forms_there]
            self._triggers.append((beginnings, there))
        self._numbers = np.zeros(1 << TABLE_BITS, np.int16)
        self._numbers[[*of_slots]] = range(1, len(self._triggers))

    def scan(self, text: str) -> Hits:
        """The hits in one text."""
        return self.scan_all([text])[0]

    def scan_all(self, texts: Sequence[str]) -> list[Hits]:
        """The hits in each text."""
        starts = range(0, len(texts), TOGETHER)
        return [hits for at in starts for hits in self._scan(texts[at : at + TOGETHER])]

    def _scan(self, texts: Sequence[str]) -> Iterator[Hits]:
        of_all = [forms(text) for text in texts]
        begins = [*accumulate((len(each.bare) + len(BETWEEN) for each in of_all), initial=1)]
        # A key is read beyond the last word, too.
        joined = b" %b%b" % (BETWEEN.join([each.bare for each in of_all]), b" " * (LETTERS + 1))
        starts, numbers = self._candidates(joined)
        counts = np.diff(np.searchsorted(starts, begins)).tolist()
        # All texts' places, of which each text takes its own.
        places = zip(
            starts.tolist(), map(self._triggers.__getitem__, numbers.tolist()), strict=True
        )
        for each, begin, count in zip(of_all, begins, counts, strict=False):
            groups: dict[str, list[Hit]] = {group: [] for group in self._groups}
            for place, (beginnings, triggers) in islice(places, count):
                if not joined.startswith(beginnings, place):
                    continue
                start = place - begin
                for size, group_of in triggers:
                    word = each.lowered[start : start + size]
                    # As it is spelled, and no longer.
                    if word in group_of and joined[place + size] == _SPACE:
                        groups[group_of[word]].append(_hit((start, start + size, word)))
            yield Hits(each, groups)

    def _candidates(self, joined: bytes) -> tuple[Numbers, NDArray[np.int16]]:
        """Where words begin that a trigger may begin with, in order, and the numbers of those."""
        spaces = np.flatnonzero(np.frombuffer(joined, np.uint8) == _SPACE)[:-LETTERS]
        starts = spaces[:-1] + 1
        # The eight bytes from every offset on, wherever it is.
        windows: Keys = np.ndarray((len(joined) - LETTERS + 1,), "<u8", joined, strides=(1,))
        keys = windows[starts] & _MASKS.take(np.minimum(np.diff(spaces) - 1, LETTERS))
        numbers = self._numbers.take(_slots(keys))
        found = np.flatnonzero(numbers)
        return starts.take(found), numbers.take(found)


def _slot_of(bare: bytes) -> int:
    """Where the first word is in the table."""
    key = int.from_bytes(bare.partition(b" ")[0][:LETTERS], "little")
    return int(_slots(np.array([key], np.uint64))[0])


def _slots(keys: Keys) -> Numbers:
    """Where keys are in the table."""
    slots: Numbers = ((keys * _FACTOR) >> _SHIFT).view(np.int64)
    return slots


# What `Hit._make` does, without the call of a function for each hit.
_hit = partial(tuple.__new__, Hit)
