"""Where the terms of postings stand in their documents.

Most terms stand once in most of their documents. So the first position of each posting stands with
the postings, in one number each: twice the position, and one more where the term stands there again
(`leading`). The further positions are in an array of their own, those of one posting after those of
another (`further`). How many occurrences there are before every STRIDE-th posting is kept
(`places`), and counted from there.

Segments of the first format have all positions in one array.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.codec.block_sums import STRIDE, sums_before
from index.codec.container import Array, Container, ContainerWriter, Section
from index.codec.counts import Counts, pieces, write_pieces
from index.codec.terms import narrow

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]


class SplitPositions(NamedTuple):
    """The positions of P postings: the `first` of each, (P,), and the `further` ones, those of one
    posting after those of another, (sum of frequencies - P,)."""

    first: Array
    further: Array

    @classmethod
    def of(cls, positions: Array, frequencies: Array) -> SplitPositions:
        """The same of positions that follow each other; no frequency is 0."""
        begins = np.cumsum(frequencies, dtype=np.int64)
        begins -= frequencies.astype(np.int64)
        is_further = np.ones(len(positions), bool)
        is_further[begins] = False
        return cls(positions.take(begins), positions.compress(is_further))


def write_positions(
    writer: ContainerWriter, field: str, given: SplitPositions, frequencies: Array
) -> None:
    """Write the sections; each array may be anything that has a length, a dtype and slices."""
    greatest = max((int(piece.max()) for array in given for _, piece in pieces(array)), default=0)
    dtype = np.min_scalar_type(2 * greatest + 1)
    writer.start(f"{field}/leading", dtype)
    for begin, piece in pieces(given.first):
        leading = piece.astype(dtype)
        leading <<= 1
        leading |= frequencies[begin : begin + len(piece)] > 1
        writer.write(leading)
    write_pieces(writer, f"{field}/further", given.further, np.min_scalar_type(greatest))
    writer.add(f"{field}/places", narrow(_places(frequencies)))


def _places(frequencies: Array) -> Numbers:
    """How many occurrences there are before every STRIDE-th posting, and at the end."""
    sums = [
        np.add.reduceat(piece, np.arange(0, len(piece), STRIDE), dtype=np.int64)
        for _, piece in pieces(frequencies)
    ]
    places: Numbers = np.concatenate(([0], *sums)).astype(np.int64)
    return np.cumsum(places, out=places)


class FieldPositions(Protocol):
    """The positions of an open field."""

    dtype: np.dtype[Any]
    """A type that holds all of them."""

    def read(self, start: int, stop: int) -> SplitPositions:
        """Those of the postings [start, stop)."""

    def first_of(self, *lists: Numbers) -> tuple[Array, Mask]:
        """The first position of each of some postings, and whether there are further ones: those
        of one list after those of another. Each list is in order."""

    def further_of(self, postings: Numbers) -> tuple[Numbers, Array]:
        """(row, position) of all further occurrences of some postings, which are in order; a row
        indexes into `postings`."""


def read_positions(
    container: Container, field: str, frequencies: Counts | None
) -> FieldPositions | None:
    """The positions of a field, None where it has none."""
    if frequencies is None or f"{field}/places" not in container:
        return None
    occurrences = _Occurrences(container.section(f"{field}/places"), frequencies)
    if f"{field}/leading" in container:
        leading, further = map(container.section, (f"{field}/leading", f"{field}/further"))
        return _LeadingPositions(leading, further, occurrences)
    return _FlatPositions(container.section(f"{field}/positions"), occurrences)


class _Occurrences:
    """How many occurrences there are before a posting, and of it."""

    def __init__(self, places: Section, frequencies: Counts) -> None:
        self._places = places
        self._frequencies = frequencies

    def of(self, postings: Numbers) -> tuple[Numbers, Array]:
        """(before it, of it) for each of some postings, which are in order."""
        if not len(postings):
            return np.zeros(0, np.int64), np.zeros(0, np.uint8)
        low, high = int(postings[0]) // STRIDE, int(postings[-1]) // STRIDE + 1
        frequencies = self._frequencies
        counts = frequencies.read(low * STRIDE, min(high * STRIDE, len(frequencies)))
        within = postings - low * STRIDE
        own = counts.take(within)
        if counts.dtype != np.uint8:
            before: Numbers = counts.cumsum(dtype=np.int64).take(within)
            before -= own
            before += int(self._places.read(low, low + 1)[0])
            return before, own
        blocks = within // STRIDE
        before = sums_before(counts, blocks, within % STRIDE)
        before += self._places.read(low, high).take(blocks)
        return before, own

    def within(self, start: int, stop: int) -> tuple[int, Array]:
        """How many are before the posting `start`, and of each in [start, stop)."""
        before = int(self.of(np.array([start]))[0][0]) if start < stop else 0
        return before, self._frequencies.read(start, stop)


class _LeadingPositions:
    """See the module."""

    def __init__(self, leading: Section, further: Section, occurrences: _Occurrences) -> None:
        self.dtype = leading.dtype
        self._leading = leading
        self._further = further
        self._occurrences = occurrences

    def read(self, start: int, stop: int) -> SplitPositions:
        before, counts = self._occurrences.within(start, stop)
        begin = before - start
        end = begin + int(counts.sum(dtype=np.int64)) - len(counts)
        return SplitPositions(self._leading.read(start, stop) >> 1, self._further.read(begin, end))

    def first_of(self, *lists: Numbers) -> tuple[Array, Mask]:
        leading = self._leading.take(*lists)
        is_again = (leading & 1).astype(bool)
        leading >>= 1
        return leading, is_again

    def further_of(self, postings: Numbers) -> tuple[Numbers, Array]:
        begins, counts = self._occurrences.of(postings)
        begins -= postings
        counts = counts - counts.dtype.type(1)
        return np.arange(len(postings)).repeat(counts), _from(self._further, begins, counts)


class _FlatPositions:
    """All positions in one array, those of one posting after those of another."""

    def __init__(self, positions: Section, occurrences: _Occurrences) -> None:
        self.dtype = positions.dtype
        self._positions = positions
        self._occurrences = occurrences

    def read(self, start: int, stop: int) -> SplitPositions:
        begin, counts = self._occurrences.within(start, stop)
        end = begin + int(counts.sum(dtype=np.int64))
        return SplitPositions.of(self._positions.read(begin, end), counts)

    def first_of(self, *lists: Numbers) -> tuple[Array, Mask]:
        found = [self._occurrences.of(each) for each in lists]
        first = self._positions.take(*(begins for begins, _ in found))
        return first, np.concatenate([counts for _, counts in found]) > 1

    def further_of(self, postings: Numbers) -> tuple[Numbers, Array]:
        begins, counts = self._occurrences.of(postings)
        begins += 1
        counts = counts - counts.dtype.type(1)
        return np.arange(len(postings)).repeat(counts), _from(self._positions, begins, counts)


def _from(positions: Section, begins: Numbers, counts: Array) -> Array:
    """So many positions from each of some places on."""
    ends = counts.cumsum(dtype=np.int64)
    if not len(ends) or not ends[-1]:
        return np.zeros(0, np.uint8)
    shifts = begins - ends
    shifts += counts
    at = shifts.repeat(counts)
    at += np.arange(len(at))
    return positions.take(at)
