"""Joins sorted dictionaries of terms into one, by whole arrays of terms at once.

Terms are sorted by eight bytes at a time, read as numbers: first all of them by their first eight,
then, among those that are alike so far, the longer ones by the next eight, and so on (a radix sort
from the most significant digit; Knuth, TAOCP 3, section 5.2.5). A segment has some twenty new words
for each dispatch, so that looking at each of them in Python would be a third of a merge.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.arrays import is_first, ranges
from index.codec.terms import TermDictionary

Ranks = NDArray[np.int32]
Numbers = NDArray[np.int64]
Words = NDArray[np.uint64]
Bounds = Sequence[tuple[int, int]]

CHUNK = 1 << 20
"""Terms joined in one go: what is in between takes some hundred bytes for each."""
WORD = 8

_MASKS = np.array([(1 << 64) - (1 << 8 * (WORD - size)) for size in range(WORD + 1)], np.uint64)
"""What is left of a word of which so many bytes belong to a term."""


class MergedTerms(NamedTuple):
    """All terms of several dictionaries; `ranks[d][t]` is the number that term `t` of dictionary
    `d` has among them."""

    terms: TermDictionary
    ranks: Sequence[Ranks]


def merged_terms(dictionaries: Sequence[TermDictionary]) -> MergedTerms:
    """The dictionary that has all terms of several ones, each once."""
    ranks = [np.empty(len(each), np.int32) for each in dictionaries]
    blobs: list[bytes] = []
    sizes: list[Numbers] = []
    count = 0
    for bounds in _chunks(dictionaries):
        chunk = _Chunk(dictionaries, bounds)
        order, is_new = chunk.sorted()
        own = np.empty(len(order), np.int32)
        own[order] = np.cumsum(is_new) + (count - 1)
        begin = 0
        for each, (low, high) in zip(ranks, bounds, strict=True):
            each[low:high] = own[begin : begin + high - low]
            begin += high - low
        kept = order[is_new]
        blobs.append(chunk.joined(kept))
        sizes.append(chunk.sizes.take(kept))
        count += len(kept)
    offsets = np.concatenate(([0], *sizes)).astype(np.int64)
    np.cumsum(offsets, out=offsets)
    return MergedTerms(TermDictionary(b"".join(blobs), offsets), ranks)


def _chunks(dictionaries: Sequence[TermDictionary]) -> Iterator[Bounds]:
    """Which terms of each dictionary to join in one go: those between two terms of the largest."""
    largest = max(dictionaries, key=len)
    count = 1 + sum(map(len, dictionaries)) // CHUNK
    before = [0] * len(dictionaries)
    for number in range(1, count):
        edge = largest[len(largest) * number // count]
        after = [each.lower_bound(edge) for each in dictionaries]
        yield [*zip(before, after, strict=True)]
        before = after
    yield [*zip(before, map(len, dictionaries), strict=True)]


class _Chunk:
    """Terms of several dictionaries, one after the other: term `t` has `sizes[t]` bytes from
    `starts[t]` on."""

    def __init__(self, dictionaries: Sequence[TermDictionary], bounds: Bounds) -> None:
        blobs, starts = [], []
        begin = 0
        for terms, (low, high) in zip(dictionaries, bounds, strict=True):
            offsets = terms.offsets[low : high + 1]
            blobs.append(np.frombuffer(terms.blob, np.uint8)[offsets[0] : offsets[-1]])
            starts.append(offsets[:-1] + (begin - offsets[0]))
            begin += int(offsets[-1] - offsets[0])
        self._blob = np.concatenate((*blobs, np.zeros(WORD, np.uint8)))
        self.starts: Numbers = np.concatenate(starts)
        self.sizes: Numbers = np.diff(np.append(self.starts, begin))

    def sorted(self) -> tuple[Numbers, NDArray[np.bool_]]:
        """The terms in order, and which of them differ from the one before."""
        everything = np.arange(len(self.sizes))
        words = self._words(everything, 0)
        order = np.argsort(words, kind="stable")
        is_new = is_first(words.take(order))
        for at in range(WORD, int(self.sizes.max(initial=0)), WORD):
            self._sort_alike(order, is_new, at)
        # Terms are alike now up to zero bytes at their ends: a shorter one comes first.
        ordered = self.sizes.take(order)
        if bool((is_first(ordered) & ~is_new).any()):
            order = order[np.lexsort((ordered, np.cumsum(is_new)))]
            is_new |= is_first(self.sizes.take(order))
        return order, is_new

    def _sort_alike(self, order: Numbers, is_new: NDArray[np.bool_], at: int) -> None:
        """Sort those that are alike so far by the word from a byte on; changes what is given."""
        firsts = np.flatnonzero(is_new)
        counts = np.diff(np.append(firsts, len(order)))
        longest = np.maximum.reduceat(self.sizes.take(order), firsts)
        chosen = np.flatnonzero((counts > 1) & (longest > at))
        if not len(chosen):
            return
        counts = counts.take(chosen)
        groups = np.repeat(np.arange(len(chosen)), counts)
        places = ranges(firsts.take(chosen), counts)
        terms = order.take(places)
        words = self._words(terms, at)
        resorted = np.lexsort((words, groups))
        order[places] = terms.take(resorted)
        is_new[places] |= is_first(words.take(resorted))

    def _words(self, terms: Numbers, at: int) -> Words:
        """Eight bytes of each of some terms, from a byte on, with zeros after its end."""
        rest = np.clip(self.sizes.take(terms) - at, 0, WORD)
        shape = (len(self._blob) - WORD + 1,)
        everywhere = np.ndarray(shape, ">u8", self._blob.data, strides=(1,))
        words = everywhere[np.minimum(self.starts.take(terms) + at, shape[0] - 1)]
        masked: Words = words.astype(np.uint64) & _MASKS.take(rest)
        return masked

    def joined(self, terms: Numbers) -> bytes:
        """Some terms one after the other."""
        at = ranges(self.starts.take(terms), self.sizes.take(terms))
        return self._blob.take(at).tobytes()
