"""Terms as numbers, and the terms that numbered things have: what an inversion is made of.

A thing is a chunk of text, or a set of departments' names: whatever many documents share, so that
its terms are found once and then only counted out.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from index.codec.terms import TermDictionary

Integers = NDArray[np.int32]
Numbers = NDArray[np.int64]


class OccurrenceTable:
    """The occurrences of each thing in one field; those of things with lower numbers come first."""

    def __init__(self) -> None:
        self.vocabulary: dict[str, int] = {}
        """Term → its number, in the order in which terms are met."""
        self._things = array("i")
        self._terms = array("i")
        self._offsets = array("i")
        self._ordered: list[str] = []
        self._numbers = np.zeros(0, np.int32)
        self._sizes = np.zeros(0, np.int32)

    def put(self, thing: int, terms: Iterable[str], offset: int) -> None:
        """Say that a thing has some terms at an offset; no greater thing has any yet."""
        vocabulary = self.vocabulary
        for term in terms:
            self._things.append(thing)
            self._terms.append(vocabulary.setdefault(term, len(vocabulary)))
            self._offsets.append(offset)

    @property
    def terms(self) -> Integers:
        """The term of each occurrence, the things one after the other; shape (occurrences,)."""
        return np.array(self._terms, np.int32)

    @property
    def offsets(self) -> Integers:
        """The offset of each occurrence; shape (occurrences,)."""
        return np.array(self._offsets, np.int32)

    def bounds(self, things: int) -> Numbers:
        """Where the occurrences of each of so many things begin, and the last's end; shape
        (things + 1,)."""
        return np.array(self._things, np.int32).searchsorted(np.arange(things + 1, dtype=np.int32))

    def ranked(self) -> RankedTerms:
        """All terms in the order of their bytes."""
        known = len(self._ordered)
        if known < len(self.vocabulary):
            self._order(sorted(islice(self.vocabulary, known, None)))
        return RankedTerms(self._ordered, self._numbers, self._sizes)

    def _order(self, fresh: list[str]) -> None:
        """Put terms that are new among those that are in order already."""
        # The order of code points is that of UTF-8's bytes.
        at = np.array([bisect_left(self._ordered, term) for term in fresh], np.int64)
        numbers = np.array([*map(self.vocabulary.__getitem__, fresh)], np.int32)
        sizes = np.array([len(term.encode()) for term in fresh], np.int32)
        self._numbers = np.insert(self._numbers, at, numbers)
        self._sizes = np.insert(self._sizes, at, sizes)
        # Sorting what is sorted but for its end costs little more than sorting that end.
        self._ordered = sorted(self._ordered + fresh)


@dataclass(frozen=True)
class RankedTerms:
    """Terms in the order of their bytes, a term's place being its rank: the `numbers` that they
    have in their vocabulary, and their `sizes` in bytes; shapes (terms,)."""

    terms: Sequence[str]
    numbers: Integers
    sizes: Integers

    def of_numbers(self) -> Numbers:
        """The rank of each number."""
        ranks = np.empty(len(self.numbers), np.int64)
        ranks[self.numbers] = np.arange(len(ranks))
        return ranks

    def dictionary(self, ranks: Numbers) -> TermDictionary:
        """The dictionary of the terms of some ranks, which are in order."""
        offsets = np.zeros(len(ranks) + 1, np.int64)
        np.cumsum(self.sizes.take(ranks), out=offsets[1:])
        return TermDictionary(
            "".join(map(self.terms.__getitem__, ranks.tolist())).encode(), offsets
        )
