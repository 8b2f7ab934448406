"""Joins the posting lists of several segments, in bounded memory.

The terms of a range have postings that follow each other in every segment, so that ranges are
joined one after the other. A key is the term, the document's new number and, in its low bits, the
posting's place among those of the range: sorting the keys alone gives the order of everything else,
in a fourth of the time that sorting their indices takes. What is joined waits in files without a
name until it is written, array by array.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import DTypeLike, NDArray

from index.codec.container import Section
from index.codec.postings import LENGTHS, Counts, FieldPostings, Postings
from index.codec.terms import TermDictionary
from index.merging_terms import MergedTerms, Ranks

Numbers = NDArray[np.int64]

RANGE = 1 << 19
"""Postings joined in one go, unless one term has more: few enough for the processor's cache."""

RELEASED = 16
"""Spans from one release of what was read to the next."""


@dataclass(frozen=True)
class Renumbering:
    """`order[new]` is a document's place among those of all segments, one after the other;
    `numbers[s][old]` its new number, -1 for one that is left out."""

    order: Numbers
    numbers: Sequence[Numbers]

    @classmethod
    def of(cls, order: Numbers, sizes: Sequence[int]) -> Renumbering:
        everywhere = np.full(sum(sizes), -1, np.int64)
        everywhere[order] = np.arange(len(order))
        return cls(order, np.split(everywhere, np.cumsum(sizes)[:-1]))


class Spooling(NamedTuple):
    """The folder of files without a name, the system's own for None, and what is called now and
    then to give back what was read, which is not read again."""

    folder: Path | None = None
    release: Callable[[], None] = lambda: None


@contextmanager
def merged_postings(
    fields: Sequence[FieldPostings],
    merged: MergedTerms,
    renumbering: Renumbering,
    spooling: Spooling,
) -> Iterator[Postings]:
    """The postings of one field of several segments, good until the context ends."""
    terms = merged.terms
    with ExitStack() as stack:
        spools = _Spools(stack, spooling.folder, fields)
        counts = np.zeros(len(terms), np.int64)
        for number, span in enumerate(_spans(fields, merged, len(renumbering.order))):
            if number % RELEASED == 0:
                spooling.release()
            joined = _joined(fields, merged.ranks, renumbering, span)
            counts[span.low : span.high] = joined.counts
            spools.append(joined)
        yield Postings(
            terms=_with_postings(terms, counts),
            starts=np.concatenate(([0], np.cumsum(counts[counts > 0]))),
            documents=cast("NDArray[np.uint32]", spools.documents),
            weights=spools.get("weights"),
            frequencies=spools.get("frequencies"),
            positions=spools.get("positions"),
            lengths=_lengths(fields, renumbering),
            total_length=spools.total,
        )


def _with_postings(terms: TermDictionary, counts: Numbers) -> TermDictionary:
    """The terms that are in documents which are kept."""
    if counts.all():
        return terms
    return TermDictionary.of([terms[rank] for rank in np.flatnonzero(counts).tolist()])


class _Span(NamedTuple):
    """The terms of the ranks [low, high), and how many bits a posting's document and place take."""

    low: int
    high: int
    document_bits: int
    place_bits: int


def _spans(fields: Sequence[FieldPostings], merged: MergedTerms, documents: int) -> Iterator[_Span]:
    """Spans of about RANGE postings, whose keys fit into 64 bits."""
    terms = len(merged.terms)
    ends = np.zeros(terms + 1, np.int64)
    for field, own in zip(fields, merged.ranks, strict=True):
        ends[1:][own] += np.diff(field.starts)
    np.cumsum(ends, out=ends)
    edges = np.flatnonzero(np.diff(ends[1:] // RANGE)) + 1
    waiting = [*zip([0, *edges.tolist()], [*edges.tolist(), terms], strict=True)][::-1]
    while waiting:
        low, high = waiting.pop()
        postings = int(ends[high] - ends[low])
        span = _Span(low, high, documents.bit_length(), postings.bit_length())
        if (high - low).bit_length() + span.document_bits + span.place_bits <= 64:
            yield span
        else:
            middle = (low + high) // 2
            waiting += [(middle, high), (low, middle)]


class _Part(NamedTuple):
    """A segment's postings of a span, without their places; positions of one after another's."""

    keys: Numbers
    weights: NDArray[Any] | None
    frequencies: NDArray[Any] | None
    positions: NDArray[Any] | None


class _Joined(NamedTuple):
    """All postings of a span, in order; `counts` says how many of them each term has."""

    counts: Numbers
    documents: NDArray[np.uint32]
    weights: NDArray[Any] | None
    frequencies: NDArray[Any] | None
    positions: NDArray[Any] | None


def _joined(
    fields: Sequence[FieldPostings],
    ranks: Sequence[Ranks],
    renumbering: Renumbering,
    span: _Span,
) -> _Joined:
    parts = [
        _part(field, own, numbers, span)
        for field, own, numbers in zip(fields, ranks, renumbering.numbers, strict=True)
    ]
    parts = [part for part in parts if len(part.keys)] or parts[:1]
    keys = np.concatenate([part.keys for part in parts]).view(np.uint64)
    keys <<= np.uint64(span.place_bits)
    keys |= np.arange(len(keys), dtype=np.uint64)
    keys.sort()
    places = (keys & np.uint64((1 << span.place_bits) - 1)).view(np.int64)
    keys >>= np.uint64(span.place_bits)
    documents = keys.astype(np.uint32)
    if span.document_bits < 32:
        documents &= np.uint32((1 << span.document_bits) - 1)
    keys >>= np.uint64(span.document_bits)
    weights = _all([part.weights for part in parts])
    frequencies = _all([part.frequencies for part in parts])
    positions = _all([part.positions for part in parts])
    sizes = weights if frequencies is None else frequencies
    return _Joined(
        counts=np.bincount(keys.view(np.int64), minlength=span.high - span.low),
        documents=documents,
        weights=None if weights is None else weights.take(places),
        frequencies=None if frequencies is None else frequencies.take(places),
        positions=_ordered(positions, sizes, places),
    )


def _part(field: FieldPostings, ranks: Ranks, numbers: Numbers, span: _Span) -> _Part:
    """A segment's postings of a span, of documents that are kept, under their new numbers."""
    # In the type of the ranks, or all of them would be copied into that of the bounds.
    bounds = np.array((span.low, span.high), ranks.dtype)
    first, last = ranks.searchsorted(bounds).tolist()
    starts = field.starts[first : last + 1]
    start, stop = int(starts[0]), int(starts[-1])
    documents = numbers.take(field.documents.read(start, stop))
    keys = np.repeat((ranks[first:last] - span.low).astype(np.int64), np.diff(starts))
    keys <<= span.document_bits
    keys |= documents
    weights = None if field.weights is None else field.weights.read(start, stop)
    frequencies = None if field.frequencies is None else field.frequencies.read(start, stop)
    positions = None
    if field.positions is not None:
        positions = field.all_positions(start, stop)
    if documents.size and documents.min() < 0:
        kept = np.flatnonzero(documents >= 0)
        if positions is not None and frequencies is not None:
            positions = positions[np.repeat(documents >= 0, frequencies)]
        keys = keys[kept]
        weights = None if weights is None else weights[kept]
        frequencies = None if frequencies is None else frequencies[kept]
    return _Part(keys, weights, None if _is_exact(field) else frequencies, positions)


def _is_exact(field: FieldPostings) -> bool:
    """Whether frequencies are the weights."""
    return field.frequencies is field.weights


def _all(arrays: Sequence[NDArray[Any] | None]) -> NDArray[Any] | None:
    present = [array for array in arrays if array is not None]
    return np.concatenate(present) if present else None


def _ordered(
    positions: NDArray[Any] | None, sizes: NDArray[Any] | None, places: Numbers
) -> NDArray[Any] | None:
    """The positions of all postings, in the order of the postings."""
    if positions is None or sizes is None:
        return None
    ends = np.cumsum(sizes, dtype=np.int64)
    ends -= sizes
    begins = ends.take(places)
    sizes = sizes.take(places)
    np.cumsum(sizes, dtype=np.int64, out=ends)
    ends -= sizes
    begins -= ends
    at = np.repeat(begins, sizes)
    at += np.arange(len(at))
    return positions.take(at)


class _Spool:
    """Numbers that wait in a file without a name: they are appended, then read in slices."""

    def __init__(self, stack: ExitStack, folder: Path | None, dtype: DTypeLike) -> None:
        self.dtype = np.dtype(dtype)
        file = tempfile.TemporaryFile(buffering=0, dir=folder)  # noqa: SIM115 — the stack's
        self._file = stack.enter_context(file)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def append(self, numbers: NDArray[Any]) -> None:
        data = np.ascontiguousarray(numbers, self.dtype).view(np.uint8).data
        while len(data):
            data = data[self._file.write(data) :]
        self._length += len(numbers)

    def __getitem__(self, part: slice) -> NDArray[Any]:
        # Read and not mapped: pages of a mapping stay in memory until it is gone.
        start, stop, _ = part.indices(self._length)
        numbers = np.empty(max(stop - start, 0), self.dtype)
        left, offset = numbers.view(np.uint8).data, start * self.dtype.itemsize
        while len(left):
            count = os.preadv(self._file.fileno(), [left], offset)
            left, offset = left[count:], offset + count
        return numbers


class _Spools:
    """The arrays of a field; `total` is the sum of all frequencies."""

    def __init__(
        self, stack: ExitStack, folder: Path | None, fields: Sequence[FieldPostings]
    ) -> None:
        self.total = 0
        self.documents = _Spool(stack, folder, np.uint32)
        self._by_name = {}
        kept: dict[str, list[Counts | Section | None]] = {
            "weights": [field.weights for field in fields],
            "frequencies": [None if _is_exact(field) else field.frequencies for field in fields],
            "positions": [field.positions for field in fields],
        }
        for name, arrays in kept.items():
            dtypes = [array.dtype for array in arrays if array is not None]
            if dtypes:
                self._by_name[name] = _Spool(stack, folder, np.result_type(*dtypes))

    def get(self, name: str) -> Any:
        return self._by_name.get(name)

    def append(self, joined: _Joined) -> None:
        self.documents.append(joined.documents)
        for name, spool in self._by_name.items():
            spool.append(getattr(joined, name))
        counts = joined.weights if joined.frequencies is None else joined.frequencies
        if counts is not None:
            self.total += int(counts.sum(dtype=np.int64))


def _lengths(fields: Sequence[FieldPostings], renumbering: Renumbering) -> NDArray[Any] | None:
    """The lengths that the codes stand for; coding them again gives the same codes."""
    codes = [field.lengths for field in fields]
    present = [each for each in codes if each is not None]
    if len(present) < len(codes):
        return None
    return LENGTHS.take(np.concatenate(present).take(renumbering.order))
