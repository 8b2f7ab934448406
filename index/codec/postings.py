"""The postings of a field, in flat arrays over all of its terms.

Term `t` has the postings `[starts[t], starts[t + 1])`, in order of their document numbers. Posting
`p` is in document `documents[p]`, with the weight `weights[p]` (how much the term counts there) and
the frequency `frequencies[p]` (how often it stands there); its positions follow those of posting
`p - 1`. Where they begin is kept for every `STRIDE`th posting and counted from there.

A field keeps only what its format asks for: without `weights` every weight is 1, without
`frequencies` they equal the weights, without `positions` there are none. `lengths` is the number
of occurrences of the field's terms in each document, as Whoosh's one-byte code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray
from whoosh.util.numeric import byte_to_length, length_to_byte

from index.codec.block_sums import STRIDE, sums_before
from index.codec.container import Array, Container, ContainerWriter, Section
from index.codec.impacts import Impacts, write_impacts
from index.codec.neighbours import Neighbours
from index.codec.terms import TermDictionary, narrow, read_terms, write_terms

PIECE = 1 << 22
"""Items written in one go."""

Numbers = NDArray[np.int64]
Documents = NDArray[np.uint32]
Codes = NDArray[np.uint8]

LENGTHS = np.array([byte_to_length(code) for code in range(256)], dtype=np.float64)
"""The length that a code stands for, as Whoosh's scoring reads it."""


def length_codes(lengths: NDArray[Any]) -> Codes:
    """The codes of lengths; every distinct length is coded once."""
    distinct, which = np.unique(lengths, return_inverse=True)
    codes = np.array([length_to_byte(int(length)) for length in distinct], dtype=np.uint8)
    return codes[which] if len(codes) else np.zeros(0, np.uint8)


@dataclass(frozen=True)
class Postings:
    """What a writer gives of one field. Shapes: see the module; P postings, N documents.

    `weights`, `frequencies` (P,), `positions` (sum of frequencies,) and `lengths` (N,), the
    lengths themselves, are None where the field's format has none; `total_length` is their sum
    where it is known better than by them. What has P items or more may be anything that has a
    length, a dtype and slices: it may wait in a file. `values` are the raw values of formats that
    these arrays cannot hold, joined, with the P + 1 `value_offsets` that part them.
    """

    terms: TermDictionary
    starts: Numbers
    documents: Documents
    weights: Array | None = None
    frequencies: Array | None = None
    positions: Array | None = None
    lengths: Array | None = None
    total_length: int | None = None
    values: bytes | None = None
    value_offsets: Numbers | None = None


def write_postings(writer: ContainerWriter, field: str, given: Postings) -> dict[str, object]:
    """Write a field's sections; gives what the container's `about` keeps of it."""
    write_terms(writer, field, given.terms)
    writer.add(f"{field}/starts", narrow(given.starts))
    _write(writer, f"{field}/documents", given.documents, given.documents.dtype)
    if given.weights is not None:
        Counts.write(writer, f"{field}/weights", given.weights)
    if given.frequencies is not None:
        Counts.write(writer, f"{field}/frequencies", given.frequencies)
    frequencies = given.weights if given.frequencies is None else given.frequencies
    if given.positions is not None and frequencies is not None:
        greatest = max((int(piece.max()) for _, piece in _pieces(given.positions)), default=0)
        _write(writer, f"{field}/positions", given.positions, np.min_scalar_type(greatest))
        writer.add(f"{field}/places", narrow(_places(frequencies)))
    if given.values is not None and given.value_offsets is not None:
        writer.start(f"{field}/values")
        writer.write(given.values)
        writer.add(f"{field}/value_offsets", narrow(given.value_offsets))
    return _write_lengths(writer, field, given)


def _pieces(numbers: Array) -> Iterator[tuple[int, Array]]:
    """Numbers piece by piece, each with the index of its first: they may be more than memory
    holds."""
    for begin in range(0, len(numbers), PIECE):
        yield begin, numbers[begin : begin + PIECE]


def _write(writer: ContainerWriter, name: str, numbers: Array, dtype: DTypeLike) -> None:
    writer.start(name, dtype)
    for _, piece in _pieces(numbers):
        writer.write(piece)


def _places(frequencies: Array) -> Numbers:
    """Where the positions of every STRIDE-th posting begin."""
    sums = [
        np.add.reduceat(piece, np.arange(0, len(piece), STRIDE), dtype=np.int64)
        for _, piece in _pieces(frequencies)
    ]
    places: Numbers = np.concatenate(([0], *sums)).astype(np.int64)
    return np.cumsum(places, out=places)


def _write_lengths(writer: ContainerWriter, field: str, given: Postings) -> dict[str, object]:
    lengths = given.lengths
    if lengths is None:
        return {}
    codes = length_codes(lengths)
    writer.add(f"{field}/lengths", codes)
    present = lengths[lengths > 0]
    total = int(lengths.sum()) if given.total_length is None else given.total_length
    about: dict[str, object] = {
        "length": total,
        "shortest": int(present.min()) if len(present) else 0,
        "longest": int(present.max()) if len(present) else 0,
    }
    if given.weights is not None and total:
        scale = LENGTHS, total / len(lengths)
        postings = given.documents, given.weights
        about |= write_impacts(writer, field, given.starts, postings, codes, scale)
    return about


class FieldPostings:
    """One field of an open segment. Never changes; safe to share between threads."""

    def __init__(self, container: Container, field: str, about: dict[str, Any]) -> None:
        self.name = field
        self._container = container
        self.terms: TermDictionary = read_terms(container, field)
        self.starts: Numbers = container.array(f"{field}/starts").astype(np.int64)
        self.documents: Section = container.section(f"{field}/documents")
        self.weights = Counts.read_from(container, f"{field}/weights")
        self.frequencies = Counts.read_from(container, f"{field}/frequencies") or self.weights
        self.positions = _optional(container, f"{field}/positions")
        self._places = _optional(container, f"{field}/places")
        self.values = _optional(container, f"{field}/values")
        self.value_offsets = _optional(container, f"{field}/value_offsets")
        self.lengths: Codes | None = (
            container.array(f"{field}/lengths") if f"{field}/lengths" in container else None
        )
        average = about.get("impact_average")
        self.impacts = None if average is None else Impacts(container, field, average)
        self.length = int(about.get("length", 0))
        self.shortest = int(about.get("shortest", 0))
        self.longest = int(about.get("longest", 0))

    @cached_property
    def neighbours(self) -> Neighbours | None:
        """What finds the terms near a word, in a field that is asked for such and has many."""
        return Neighbours.read_from(self._container, self.name, len(self.terms))

    def slice(self, number: int) -> tuple[int, int]:
        """The postings [start, stop) of a term's number."""
        return int(self.starts[number]), int(self.starts[number + 1])

    def find(self, term: bytes) -> tuple[int, int]:
        """The postings [start, stop) of a term; (0, 0) when the field has it not."""
        number = self.terms.find(term)
        return (0, 0) if number < 0 else self.slice(number)

    def position_starts(self, postings: Numbers) -> Numbers:
        """Where the positions of each of some postings, in order, begin; shape of `postings`."""
        if self._places is None or self.frequencies is None or not len(postings):
            return np.zeros(len(postings), np.int64)
        return _spans(postings, self._places, self.frequencies)[0]

    def all_positions(self, start: int, stop: int) -> Array:
        """The positions of the postings [start, stop), those of one after those of another."""
        if self.positions is None or self.frequencies is None or start == stop:
            return np.zeros(0, np.uint32)
        begin = int(self.position_starts(np.array([start]))[0])
        count = int(self.frequencies.read(start, stop).sum(dtype=np.int64))
        return self.positions.read(begin, begin + count)

    def positions_of(self, postings: Numbers) -> tuple[Numbers, Array]:
        """(row, position) of every occurrence of some postings, in order; a row indexes into
        `postings`."""
        if self._places is None or self.frequencies is None or self.positions is None:
            return np.zeros(0, np.int64), np.zeros(0, np.uint8)
        if not len(postings):
            return np.zeros(0, np.int64), np.zeros(0, np.uint8)
        starts, counts = _spans(postings, self._places, self.frequencies)
        rows = np.arange(len(postings))
        if int(counts.max()) > 1:
            ends = counts.cumsum(dtype=np.int64)
            starts -= ends
            starts += counts
            starts = starts.repeat(counts)
            rows = rows.repeat(counts)
            starts += np.arange(len(rows))
        low = int(starts[0])
        return rows, self.positions.read(low, int(starts[-1]) + 1).take(starts - low)


def _spans(postings: Numbers, places: Section, frequencies: Counts) -> tuple[Numbers, Array]:
    """Where the positions of each of some postings, in order, begin, and how many they are."""
    first, last = int(postings[0]), int(postings[-1])
    low, high = first // STRIDE, last // STRIDE + 1
    counts = frequencies.read(low * STRIDE, min(high * STRIDE, len(frequencies)))
    within = postings - low * STRIDE
    own = counts.take(within)
    if counts.dtype != np.uint8:
        starts: Numbers = counts.cumsum(dtype=np.int64).take(within)
        starts -= own
        starts += int(places.read(low, low + 1)[0])
        return starts, own
    blocks = within // STRIDE
    starts = sums_before(counts, blocks, within % STRIDE)
    starts += places.read(low, high).take(blocks)
    return starts, own


class Counts:
    """Small numbers, one byte each; the few that need more are kept beside it, by their index.

    A weight that is not a whole number makes all of them floats. `read` and `take` give the
    narrowest type that holds what they give.
    """

    WIDE = 255

    def __init__(self, narrow: Section, wide_at: Array, wide: Array) -> None:
        self._narrow = narrow
        self._wide_at = wide_at
        self._wide = wide

    @classmethod
    def write(cls, writer: ContainerWriter, name: str, numbers: Array) -> None:
        is_whole = numbers.dtype.kind in "ui" or all(
            bool((piece == np.floor(piece)).all()) for _, piece in _pieces(numbers)
        )
        at, wide = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        if not is_whole or any(int(piece.min()) < 0 for _, piece in _pieces(numbers)):
            _write(writer, name, numbers, np.float32)
        else:
            writer.start(name)
            for begin, piece in _pieces(numbers):
                writer.write(np.minimum(piece, cls.WIDE).astype(np.uint8))
                found = np.flatnonzero(piece >= cls.WIDE)
                at.append(found + begin)
                wide.append(piece.take(found).astype(np.int64))
        writer.add(f"{name}/wide_at", np.concatenate(at))
        writer.add(f"{name}/wide", np.concatenate(wide))

    @classmethod
    def read_from(cls, container: Container, name: str) -> Counts | None:
        if name not in container:
            return None
        return cls(
            container.section(name),
            container.array(f"{name}/wide_at"),
            container.array(f"{name}/wide"),
        )

    def __len__(self) -> int:
        return len(self._narrow)

    @property
    def dtype(self) -> np.dtype[Any]:
        """A type that holds all of the numbers."""
        return np.dtype(np.uint32) if len(self._wide_at) else self._narrow.dtype

    def read(self, start: int, stop: int) -> Array:
        """Numbers [start, stop)."""
        found = self._narrow.read(start, stop)
        if len(self._wide_at):
            first, last = np.searchsorted(self._wide_at, (start, stop))
            if first < last:
                found = found.astype(np.int64)
                found[self._wide_at[first:last] - start] = self._wide[first:last]
        return found

    def take(self, at: Numbers) -> Array:
        """The numbers at some places, in their order."""
        if not len(at):
            return np.zeros(0, np.uint8)
        low, high = int(at.min()), int(at.max()) + 1
        return self.read(low, high)[at - low]


def _optional(container: Container, name: str) -> Section | None:
    return container.section(name) if name in container else None
