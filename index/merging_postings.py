"""Joins the posting lists of several segments, in bounded memory.

The terms of a range have postings that follow each other in every segment, so that ranges are
joined one after the other. A key is the term, the document's new number and, in its low bits, the
posting's place among those of the range: sorting the keys alone gives the order of everything else,
in a fourth of the time that sorting their indices takes. What is joined waits in files without a
name until it is written, array by array.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from index.codec.postings import LENGTHS, FieldPostings, Postings
from index.codec.terms import TermDictionary
from index.merging_spools import Joined, Spools
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
        spools = Spools(stack, spooling.folder, fields)
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
            positions=spools.positions(),
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
    """A segment's postings of a span, without their places."""

    keys: Numbers
    weights: NDArray[Any] | None
    frequencies: NDArray[Any] | None
    first: NDArray[Any] | None
    further: NDArray[Any] | None


def _joined(
    fields: Sequence[FieldPostings],
    ranks: Sequence[Ranks],
    renumbering: Renumbering,
    span: _Span,
) -> Joined:
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
    further = _all([part.further for part in parts])
    return Joined(
        counts=np.bincount(keys.view(np.int64), minlength=span.high - span.low),
        documents=documents,
        weights=_taken(weights, places),
        frequencies=_taken(frequencies, places),
        first=_taken(_all([part.first for part in parts]), places),
        further=_ordered(further, weights if frequencies is None else frequencies, places),
    )


def _part(field: FieldPostings, ranks: Ranks, numbers: Numbers, span: _Span) -> _Part:
    """A segment's postings of a span, of documents that are kept, under their new numbers."""
    # In the type of the ranks, or all of them would be copied into that of the bounds.
    bounds = np.array((span.low, span.high), ranks.dtype)
    low, high = ranks.searchsorted(bounds).tolist()
    starts = field.starts[low : high + 1]
    start, stop = int(starts[0]), int(starts[-1])
    documents = numbers.take(field.documents.read(start, stop))
    keys = np.repeat((ranks[low:high] - span.low).astype(np.int64), np.diff(starts))
    keys <<= span.document_bits
    keys |= documents
    weights = None if field.weights is None else field.weights.read(start, stop)
    frequencies = None if field.frequencies is None else field.frequencies.read(start, stop)
    first: NDArray[Any] | None = None
    further: NDArray[Any] | None = None
    if field.positions is not None:
        first, further = field.positions.read(start, stop)
    if documents.size and documents.min() < 0:
        kept = np.flatnonzero(documents >= 0)
        if further is not None and frequencies is not None:
            further = further[np.repeat(documents >= 0, _times_again(frequencies))]
        keys = keys[kept]
        weights, frequencies = _taken(weights, kept), _taken(frequencies, kept)
        first = _taken(first, kept)
    if field.own_frequencies is None:
        frequencies = None
    return _Part(keys, weights, frequencies, first, further)


def _times_again(frequencies: NDArray[Any]) -> NDArray[Any]:
    """How many further positions postings have."""
    again: NDArray[Any] = frequencies - frequencies.dtype.type(1)
    return again


def _all(arrays: Sequence[NDArray[Any] | None]) -> NDArray[Any] | None:
    present = [array for array in arrays if array is not None]
    return np.concatenate(present) if present else None


def _taken(array: NDArray[Any] | None, at: Numbers) -> NDArray[Any] | None:
    return None if array is None else array.take(at)


def _ordered(
    further: NDArray[Any] | None, frequencies: NDArray[Any] | None, places: Numbers
) -> NDArray[Any] | None:
    """The further positions of all postings, in the order of the postings."""
    if further is None or frequencies is None:
        return None
    sizes = _times_again(frequencies)
    ends = np.cumsum(sizes, dtype=np.int64)
    ends -= sizes
    begins = ends.take(places)
    sizes = sizes.take(places)
    np.cumsum(sizes, dtype=np.int64, out=ends)
    ends -= sizes
    begins -= ends
    at = np.repeat(begins, sizes)
    at += np.arange(len(at))
    return further.take(at)


def _lengths(fields: Sequence[FieldPostings], renumbering: Renumbering) -> NDArray[Any] | None:
    """The lengths that the codes stand for; coding them again gives the same codes."""
    codes = [field.lengths for field in fields]
    present = [each for each in codes if each is not None]
    if len(present) < len(codes):
        return None
    return LENGTHS.take(np.concatenate(present).take(renumbering.order))
