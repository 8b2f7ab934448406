"""The postings of one term in one segment, opened once for all queries that ask for it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.codec.postings import FieldPostings
from index.codec.segment import FlatSegment
from search.matches import Documents, Impacts, Indices

DENSE = 32
"""A term that one document in so many has is asked for by document number as well."""

ROWS = 64
"""Terms of a segment that are kept so, those last asked for: a byte each for each document."""


class Posted:
    """A term's postings: all of its documents, and their impacts where it has them."""

    __slots__ = (
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
        self._weights: NDArray[Any] | None = None
        self.documents: Documents = field.documents.read(self._start, self._stop)
        self.impacts = None if field.impacts is None else field.impacts.of(number)

    def row(self) -> Impacts | None:
        """The impacts by the number of a document, 0 for one that has not the term; None for a term
        that few have. Shape (documents of the segment,)."""
        if self.impacts is None or len(self.documents) * DENSE < self._segment.documents:
            return None
        make = self._segment.derived("rows", lambda: lru_cache(ROWS)(_row))
        row: Impacts = make(self.field, self.number, self._segment.documents)
        return row

    def weights(self, indices: Indices) -> NDArray[Any]:
        """How much the term counts in some of its documents."""
        weights = self._weights
        if weights is None:
            if self.field.weights is None:
                return np.ones(len(indices))
            weights = self.field.weights.read(self._start, self._stop)
            if not weights.flags.owndata:
                # A view of the segment itself takes no memory of its own.
                self._weights = weights
        return weights.take(indices)

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


def _row(field: FieldPostings, number: int, documents: int) -> Impacts:
    row = np.zeros(documents, np.uint8)
    impacts = None if field.impacts is None else field.impacts.of(number)
    if impacts is not None:
        row[field.documents.read(*field.slice(number)).astype(np.intp)] = impacts
    return row
