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
    """What triggers of one bare form are: that form with the space after it, its length without,
    and the group of each spelling."""

    bare: bytes
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
        self._triggers: dict[int, list[_Trigger]] = {}
        for bare in sorted(spellings, key=len, reverse=True):
            of_key = self._triggers.setdefault(_key_of(bare), [])
            of_key.append(_Trigger(bare + b" ", len(bare), spellings[bare]))
        self._table = np.zeros(1 << TABLE_BITS, np.bool_)
        self._table[_slots(np.array([*self._triggers], np.uint64))] = True

    def scan(self, text: str) -> Hits:
        """The hits in one text."""
        return self.scan_all([text])[0]

    def scan_all(self, texts: Sequence[str]) -> list[Hits]:
        """The hits in each text."""
        starts = range(0, len(texts), TOGETHER)
        return [hits for at in starts for hits in self._scan(texts[at : at + TOGETHER])]

    def _scan(self, texts: Sequence[str]) -> Iterator[Hits]:
        of_all = [forms(text) for text in texts]
        # A key is read beyond the last word, too.
        joined = b" %b%b" % (BETWEEN.join([each.bare for each in of_all]), b" " * (LETTERS + 1))
        candidates = zip(*self._candidates(joined), strict=True)
        at, key = next(candidates, _NONE)
        begin = 1
        for each in of_all:
            end = begin + len(each.bare)
            groups: dict[str, list[Hit]] = {group: [] for group in self._groups}
            while at < end:
                for bare, size, group_of in self._triggers.get(key, ()):
                    if joined.startswith(bare, at):
                        start = at - begin
                        word = each.lowered[start : start + size]
                        group = group_of.get(word)
                        if group:
                            groups[group].append(_hit((start, start + size, word)))
                at, key = next(candidates, _NONE)
            yield Hits(each, groups)
            begin = end + len(BETWEEN)

    def _candidates(self, joined: bytes) -> tuple[list[int], list[int]]:
        """Where words begin that a trigger may begin with, and their keys."""
        spaces = np.flatnonzero(np.frombuffer(joined, np.uint8) == _SPACE)[:-LETTERS]
        starts = spaces[:-1] + 1
        # The eight bytes from every offset on, wherever it is.
        windows: Keys = np.ndarray((len(joined) - LETTERS + 1,), "<u8", joined, strides=(1,))
        keys = windows[starts] & _MASKS.take(np.minimum(np.diff(spaces) - 1, LETTERS))
        found = np.flatnonzero(self._table.take(_slots(keys)))
        return starts.take(found).tolist(), keys.take(found).tolist()


_NONE = (1 << 62, 0)
"""Stands after the last candidate."""


def _key_of(bare: bytes) -> int:
    """The key of the first word."""
    return int.from_bytes(bare.partition(b" ")[0][:LETTERS], "little")


def _slots(keys: Keys) -> Numbers:
    """Where keys are in the table."""
    slots: Numbers = ((keys * _FACTOR) >> _SHIFT).view(np.int64)
    return slots


# What `Hit._make` does, without the call of a function for each hit.
_hit = partial(tuple.__new__, Hit)
