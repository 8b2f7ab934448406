"""Walks the postings of a term one by one, as Whoosh's queries do.

The search kernels read whole slices of the arrays instead; this is for every query that they leave
to Whoosh. Blocks exist for Whoosh's quality skipping alone and are reckoned when it asks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from copy import copy
from typing import Any

import numpy as np
from whoosh.formats import Existence, Format, Frequency, Positions
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.scoring import BaseScorer

from index.codec.payloads import encode_frequency
from index.codec.postings import LENGTHS, FieldPostings

BLOCK = 128
"""Postings that Whoosh skips together when none of them can score high enough."""


class FlatMatcher(LeafMatcher):  # type: ignore[misc]
    """The postings [start, stop) of a field, those of the term given."""

    def __init__(
        self,
        field: FieldPostings,
        start: int,
        stop: int,
        format: Format,
        scorer: BaseScorer | None = None,
        term: tuple[str, bytes] | None = None,
    ) -> None:
        self.format = format
        self.scorer = scorer
        self._term = term
        self._values = _Values(field, start, stop, format)
        # A memory view gives Python's own numbers, and faster than an array.
        self._ids = field.documents.read(start, stop).data
        self._count = stop - start
        self._at = 0
        self._weights: Any = None
        self._blocks: tuple[list[float], list[float], list[float]] | None = None

    def is_active(self) -> bool:
        return self._at < self._count

    def reset(self) -> None:
        self._at = 0

    def copy(self) -> FlatMatcher:
        return copy(self)

    def id(self) -> int:
        try:
            number: int = self._ids[self._at]
        except IndexError:
            # Whoosh's SpanNot asks matchers that have skipped past their end, and goes by the
            # answer being less than what it skipped to.
            number = self._ids[-1]
        return number

    def next(self) -> bool:
        """Go on to the next posting; gives whether another block begins there."""
        if self._at >= self._count:
            raise ReadTooFar
        self._at += 1
        return self._at % BLOCK == 0 or self._at == self._count

    def skip_to(self, id: int) -> None:
        if self._at >= self._count:
            raise ReadTooFar
        if self._ids[self._at] < id:
            self._at = bisect_left(self._ids, id, self._at + 1, self._count)

    def all_ids(self) -> Iterator[int]:
        return iter(self._ids[self._at :].tolist())

    def weight(self) -> float:
        if self._weights is None:
            self._weights = self._values.weights().data
        return float(self._weights[self._at])

    def value(self) -> bytes:
        return self._values.encoded(self._at)

    def value_as(self, astype: str) -> Any:
        return self._values.decoded(self._at, astype)

    def supports_block_quality(self) -> bool:
        return self.scorer is not None and bool(self.scorer.supports_block_quality())

    def skip_to_quality(self, minquality: float) -> int:
        skipped = 0
        while self.is_active() and self.block_quality() <= minquality:
            self._at = min((self._at // BLOCK + 1) * BLOCK, self._count)
            skipped += 1
        return skipped

    def block_max_weight(self) -> float:
        return self._block_bounds()[0][self._at // BLOCK]

    def block_min_length(self) -> float:
        return self._block_bounds()[1][self._at // BLOCK]

    def block_max_length(self) -> float:
        return self._block_bounds()[2][self._at // BLOCK]

    def _block_bounds(self) -> tuple[list[float], list[float], list[float]]:
        """The greatest weight, the least and the greatest length of every block."""
        if self._blocks is None:
            at = np.arange(0, self._count, BLOCK)
            lengths = self._values.lengths(np.asarray(self._ids))
            self._blocks = (
                np.maximum.reduceat(self._values.weights(), at).astype(float).tolist(),
                np.minimum.reduceat(lengths, at).tolist(),
                np.maximum.reduceat(lengths, at).tolist(),
            )
        return self._blocks


class VectorMatcher(FlatMatcher):
    """The terms of a document, of a field's vectors: its identifiers are the texts of terms."""

    def __init__(self, field: FieldPostings, document: int, format: Format) -> None:
        start, stop = field.slice(document)
        super().__init__(field, start, stop, format)
        self._terms = field.terms

    def id(self) -> str:  # type: ignore[override]
        return self._terms[super().id()].decode()

    def skip_to(self, id: str) -> None:  # type: ignore[override]
        super().skip_to(self._terms.lower_bound(id.encode()))

    def all_ids(self) -> Iterator[str]:  # type: ignore[override]
        return (self._terms[number].decode() for number in super().all_ids())


class _Values:
    """What postings [start, stop) say, read when first asked for."""

    def __init__(self, field: FieldPostings, start: int, stop: int, format: Format) -> None:
        self._field = field
        self._start = start
        self._stop = stop
        self._format = format
        self._weights: Any = None
        self._frequencies: Any = None
        self._positions: Any = None

    def weights(self) -> Any:
        """The weights of all postings."""
        if self._weights is None:
            if self._field.weights is None:
                self._weights = np.ones(self._stop - self._start, dtype=np.uint8)
            else:
                self._weights = self._field.weights.read(self._start, self._stop)
        return self._weights

    def lengths(self, documents: Any) -> Any:
        """The lengths of documents in the field; 0 where they are not kept."""
        codes = self._field.lengths
        return np.zeros(len(documents)) if codes is None else LENGTHS[codes[documents]]

    def decoded(self, at: int, kind: str) -> Any:
        """A posting's value as Whoosh's formats decode it."""
        if self._field.values is None:
            if kind == "frequency":
                return self.frequency(at)
            if kind == "positions" and type(self._format) is Positions:
                return self.positions(at)
        return self._format.decoder(kind)(self.encoded(at))

    def encoded(self, at: int) -> bytes:
        """A posting's value as the format writes it."""
        if self._field.values is not None and self._field.value_offsets is not None:
            first = self._start + at
            begin, end = self._field.value_offsets.read(first, first + 2).tolist()
            return self._field.values.read(begin, end).tobytes()
        if type(self._format) is Positions:
            encoded: bytes = self._format.encode(self.positions(at))
            return encoded
        if type(self._format) is Frequency:
            return encode_frequency(self.frequency(at))
        return b""

    def frequency(self, at: int) -> int:
        if type(self._format) is Existence or self._field.frequencies is None:
            return 1
        if self._frequencies is None:
            self._frequencies = self._field.frequencies.read(self._start, self._stop).data
        return int(self._frequencies[at])

    def positions(self, at: int) -> list[int]:
        field = self._field
        if field.positions is None or field.frequencies is None:
            raise ValueError(f"no positions are kept of field {field.name!r}")
        if self._positions is None:
            first, further = field.positions.read(self._start, self._stop)
            ends = field.frequencies.read(self._start, self._stop).cumsum(dtype=np.int64)
            ends -= np.arange(1, len(ends) + 1)
            self._positions = first.data, further.data, ends.data
        first, further, ends = self._positions
        end = ends[at]
        return [first[at], *further[end - self.frequency(at) + 1 : end]]
