"""The postings of one term in one segment, opened once for all queries that ask for it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.postings import FieldPostings
from index.codec.segment import FlatSegment
from search.matches import Documents, Impacts, Indices

DENSE, DENSER = 128, 32
"""A term that one document in so many has is kept by document number as well: once it was asked for
a few times, and at once if it is a more frequent one."""
ASKED = 4

ROWS = 64
"""Terms of a segment that are kept so, those last asked for: a byte each for each document."""


SEARCHED = 256
"""Documents that are searched for one by one, sooner than by bits."""

_WORD = np.uint32(6)
"""Documents of a word of bits, as a power of two."""


class Row(NamedTuple):
    """A term by the numbers of the segment's documents: its impacts, 0 for a document that has it
    not; a bit for each document that has it; and how many have it before each word of bits."""

    impacts: Impacts
    bits: NDArray[np.uint64]
    before: Indices

    @classmethod
    def of(cls, field: FieldPostings, number: int, documents: int) -> Row:
        row = np.zeros(-(-documents // 64) * 64, np.uint8)
        impacts = None if field.impacts is None else field.impacts.of(number)
        if impacts is not None:
            row[field.documents.read(*field.slice(number)).astype(np.intp)] = impacts
        bits = np.packbits(row != 0, bitorder="little").view("<u8")
        before = np.zeros(len(bits), np.int64)
        np.cumsum(np.bitwise_count(bits[:-1]), out=before[1:])
        return cls(row[:documents], bits, before)

    def ranks(self, documents: Documents) -> Indices:
        """How many documents before each of some have the term."""
        words = documents >> _WORD
        places = (documents & np.uint32(63)).astype(np.uint64)
        lower = self.bits.take(words)
        lower &= (np.uint64(1) << places) - np.uint64(1)
        ranks: Indices = self.before.take(words)
        ranks += np.bitwise_count(lower)
        return ranks


class Posted:
    """A term's postings: all of its documents, and their impacts where it has them."""

    __slots__ = (
        "_asked",
        "_segment",
        "_start",
        "_stop",
        "_weights",
        "documents",
        "field",
        "impacts",
        "number",
    )

    def __init__(self, segment: FlatSegment, field: FieldPostings, number: int) -> None:
        self._segment = segment
        self.field = field
        self.number = number
        self._start, self._stop = field.slice(number)
        self._asked = 0
        self._weights: NDArray[Any] | None = None
        self.documents: Documents = field.documents.read(self._start, self._stop)
        self.impacts = None if field.impacts is None else field.impacts.of(number)

    def row(self) -> Row | None:
        """The same by the number of a document; None for a term that few have."""
        count = len(self.documents)
        if self.impacts is None or count * DENSE < self._segment.documents:
            return None
        if self._asked < ASKED and count * DENSER < self._segment.documents:
            self._asked += 1
            return None
        make = self._segment.derived("rows", lambda: lru_cache(ROWS)(Row.of))
        row: Row = make(self.field, self.number, self._segment.documents)
        return row

    def ranks(self, documents: Documents) -> Indices:
        """Where some of the term's documents stand among all of them."""
        if len(documents) > SEARCHED and (row := self.row()) is not None:
            return row.ranks(documents)
        return self.documents.searchsorted(documents)

    def weights(self) -> NDArray[Any]:
        """How much the term counts in each of its documents."""
        weights = self._weights
        if weights is None:
            if self.field.weights is None:
                return np.ones(len(self.documents))
            weights = self.field.weights.read(self._start, self._stop)
            if not weights.flags.owndata:
                # A view of the segment itself takes no memory of its own.
                self._weights = weights
        return weights

    def postings(self, indices: Indices) -> Indices:
        """Which of the field's postings some of the term's are."""
        return indices + self._start


def posted(segment: FlatSegment, name: str, term: bytes) -> Posted | None:
    """A term's postings in a segment, None when it has none. Raises IndexCorrupt."""
    if name not in segment.fields:
        return None
    field = segment.fields[name]
    number = field.terms.find(term)
    return None if number < 0 else Posted(segment, field, number)
