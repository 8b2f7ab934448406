"""Joins the posting lists of several segments, in bounded memory.

The terms of a range have postings that follow each other in every segment, so that ranges are
joined one after the other: new numbers for terms and documents, one sort of packed keys, and
everything else brought into its order. What is joined waits in files without a name until it is
written, array by array.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from index.codec.postings import LENGTHS, FieldPostings, Postings
from index.codec.terms import TermDictionary

Numbers = NDArray[np.int64]

RANGE = 1 << 22
"""Postings joined in one go, unless one term has more."""


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


@contextmanager
def merged_postings(
    fields: Sequence[FieldPostings], renumbering: Renumbering
) -> Iterator[Postings]:
    """The postings of one field of several segments, good until the context ends."""
    terms, ranks = _merged_terms(fields)
    with ExitStack() as stack:
        spools = _Spools(stack)
        counts = np.zeros(len(terms), np.int64)
        for low, high in _ranges(fields, ranks, len(terms)):
            joined = _joined(fields, ranks, renumbering, low, high)
            counts[low:high] = np.bincount(joined.ranks - low, minlength=high - low)
            spools.append(joined)
        kept = np.flatnonzero(counts)
        yield Postings(
            terms=TermDictionary.of([terms[rank] for rank in kept.tolist()]),
            starts=np.concatenate(([0], np.cumsum(counts[kept]))),
            documents=spools.array("documents", np.uint32),
            weights=spools.optional("weights"),
            frequencies=spools.optional("frequencies"),
            positions=spools.optional("positions"),
            lengths=_lengths(fields, renumbering),
            total_length=spools.total,
        )


@dataclass(frozen=True)
class _Joined:
    """The postings of a range of terms, in order; positions those of one posting after another."""

    ranks: Numbers
    documents: NDArray[Any]
    weights: NDArray[Any] | None
    frequencies: NDArray[Any] | None
    positions: NDArray[Any] | None

    @property
    def counts(self) -> NDArray[Any] | None:
        """How often each posting's term stands in its document."""
        return self.weights if self.frequencies is None else self.frequencies


class _Spools:
    """Files without a name, one for each array."""

    def __init__(self, stack: ExitStack) -> None:
        self.total = 0
        self._stack = stack
        self._files: dict[str, tuple[IO[bytes], np.dtype[Any]]] = {}

    def append(self, joined: _Joined) -> None:
        self._write("documents", joined.documents, np.uint32)
        for name in ("weights", "frequencies", "positions"):
            array = getattr(joined, name)
            if array is not None:
                is_float = array.dtype.kind == "f"
                self._write(name, array, np.float32 if is_float else np.uint32)
        if joined.counts is not None:
            self.total += int(joined.counts.sum(dtype=np.int64))

    def _write(self, name: str, array: NDArray[Any], dtype: DTypeLike) -> None:
        if name not in self._files:
            spool = self._stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 — the stack's
            self._files[name] = spool, np.dtype(dtype)
        file, kind = self._files[name]
        file.write(np.ascontiguousarray(array, kind).data)

    def array(self, name: str, dtype: DTypeLike) -> NDArray[Any]:
        return self.optional(name) if name in self._files else np.zeros(0, dtype)

    def optional(self, name: str) -> Any:
        if name not in self._files:
            return None
        file, dtype = self._files[name]
        file.flush()
        size = file.tell() // dtype.itemsize
        return np.memmap(file, dtype, "r", shape=(size,)) if size else np.zeros(0, dtype)


def _merged_terms(fields: Sequence[FieldPostings]) -> tuple[list[bytes], list[Numbers]]:
    """All terms in order, and the rank of each field's terms among them."""
    own = [list(field.terms) for field in fields]
    terms = sorted(set().union(*own))
    rank_of = {term: rank for rank, term in enumerate(terms)}
    return terms, [np.array([*map(rank_of.__getitem__, each)], np.int64) for each in own]


def _ranges(
    fields: Sequence[FieldPostings], ranks: Sequence[Numbers], terms: int
) -> Iterator[tuple[int, int]]:
    """Ranges of ranks of about RANGE postings."""
    counts = np.zeros(terms, np.int64)
    for field, own in zip(fields, ranks, strict=True):
        counts[own] += np.diff(field.starts)
    groups = np.cumsum(counts) // RANGE
    edges = np.flatnonzero(np.diff(groups)) + 1
    yield from zip([0, *edges.tolist()], [*edges.tolist(), terms], strict=True)


def _joined(
    fields: Sequence[FieldPostings],
    ranks: Sequence[Numbers],
    renumbering: Renumbering,
    low: int,
    high: int,
) -> _Joined:
    parts = [
        _part(field, own, numbers, low, high)
        for field, own, numbers in zip(fields, ranks, renumbering.numbers, strict=True)
    ]
    keys = np.concatenate([part.ranks << 32 | part.documents for part in parts])
    order = np.argsort(keys)
    keys = keys.take(order)
    frequencies = _all([part.frequencies for part in parts])
    return _Joined(
        ranks=keys >> 32,
        documents=(keys & 0xFFFFFFFF).astype(np.uint32),
        weights=_ordered(_all([part.weights for part in parts]), order),
        frequencies=_ordered(frequencies, order),
        positions=_ordered_positions(parts, order),
    )


def _part(field: FieldPostings, ranks: Numbers, numbers: Numbers, low: int, high: int) -> _Joined:
    """A segment's postings of the range, of documents that are kept, under their new numbers."""
    first, last = np.searchsorted(ranks, (low, high)).tolist()
    start, stop = int(field.starts[first]), int(field.starts[last])
    documents = numbers.take(field.documents.read(start, stop))
    own = np.repeat(ranks[first:last], np.diff(field.starts[first : last + 1]))
    weights = None if field.weights is None else field.weights.read(start, stop)
    frequencies = None if field.frequencies is None else field.frequencies.read(start, stop)
    positions = None
    if field.positions is not None:
        positions = field.all_positions(start, stop)
    if documents.size and documents.min() < 0:
        kept = np.flatnonzero(documents >= 0)
        if positions is not None and frequencies is not None:
            positions = positions[np.repeat(documents >= 0, frequencies)]
        own, documents = own[kept], documents[kept]
        weights = None if weights is None else weights[kept]
        frequencies = None if frequencies is None else frequencies[kept]
    is_exact = field.frequencies is field.weights
    return _Joined(own, documents, weights, None if is_exact else frequencies, positions)


def _all(arrays: Sequence[NDArray[Any] | None]) -> NDArray[Any] | None:
    present = [array for array in arrays if array is not None]
    return np.concatenate(present) if present else None


def _ordered(array: NDArray[Any] | None, order: Numbers) -> NDArray[Any] | None:
    return None if array is None else array.take(order)


def _ordered_positions(parts: Sequence[_Joined], order: Numbers) -> NDArray[Any] | None:
    """The positions of all postings, in the order of the postings."""
    positions = _all([part.positions for part in parts])
    counts = _all(
        [part.weights if part.frequencies is None else part.frequencies for part in parts]
    )
    if positions is None or counts is None:
        return None
    sizes = counts.astype(np.int64)
    starts = (np.cumsum(sizes) - sizes).take(order)
    sizes = sizes.take(order)
    ends = np.cumsum(sizes)
    at = np.arange(len(positions)) + np.repeat(starts - (ends - sizes), sizes)
    ordered: NDArray[Any] = positions.take(at)
    return ordered


def _lengths(fields: Sequence[FieldPostings], renumbering: Renumbering) -> NDArray[Any] | None:
    """The lengths that the codes stand for; coding them again gives the same codes."""
    codes = [field.lengths for field in fields]
    present = [each for each in codes if each is not None]
    if len(present) < len(codes):
        return None
    return LENGTHS.take(np.concatenate(present).take(renumbering.order))
