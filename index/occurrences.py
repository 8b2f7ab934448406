"""Terms as numbers, and the terms that numbered things have: what an inversion is made of.

A thing is a chunk of text, or a set of departments' names: whatever many documents share, so that
its terms are found once and then only counted out.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import islice

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int32]
Numbers = NDArray[np.int64]


class Vocabulary(dict[str, int]):
    """Term → its number, in the order in which terms are met."""

    def number(self, term: str) -> int:
        return self.setdefault(term, len(self))


class OccurrenceTable:
    """The occurrences of each thing in one field, in the order in which things are added."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self._terms = array("i")
        self._offsets = array("i")
        self._ends = array("q", (0,))
        self._ordered: list[str] = []

    def __len__(self) -> int:
        """The number of things."""
        return len(self._ends) - 1

    def append(self, occurrences: Iterable[tuple[str, int]]) -> None:
        """Add a thing: its terms, each with its offset."""
        for term, offset in occurrences:
            self._terms.append(self.vocabulary.number(term))
            self._offsets.append(offset)
        self._ends.append(len(self._terms))

    @property
    def terms(self) -> Integers:
        """The term of each occurrence, the things one after the other; shape (occurrences,)."""
        return np.array(self._terms, np.int32)

    @property
    def offsets(self) -> Integers:
        """The offset of each occurrence; shape (occurrences,)."""
        return np.array(self._offsets, np.int32)

    @property
    def starts(self) -> Numbers:
        """Where the occurrences of each thing begin; shape (things,)."""
        return np.array(self._ends, np.int64)[:-1]

    @property
    def counts(self) -> Integers:
        """How many occurrences each thing has; shape (things,)."""
        return np.diff(np.array(self._ends, np.int64)).astype(np.int32)

    def ranked(self) -> tuple[list[str], Numbers]:
        """All terms in the order of their bytes, and the rank of each occurrence's term."""
        known = len(self._ordered)
        if known < len(self.vocabulary):
            # Sorting what is sorted but for its end costs little more than sorting that end.
            self._ordered.extend(islice(self.vocabulary, known, None))
            # The order of code points is that of UTF-8's bytes.
            self._ordered.sort()
        ranks = np.empty(len(self._ordered), np.int64)
        numbers = np.fromiter(map(self.vocabulary.__getitem__, self._ordered), np.int64)
        ranks[numbers] = np.arange(len(numbers))
        return self._ordered, ranks.take(self.terms)
