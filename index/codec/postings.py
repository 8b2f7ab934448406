"""The postings of a field, in flat arrays over all of its terms.

Term `t` has the postings `[starts[t], starts[t + 1])`, in order of their document numbers. Posting
`p` is in document `documents[p]`, with the weight `weights[p]` (how much the term counts there) and
the frequency `frequencies[p]` (how often it stands there), at the positions that `positions` tells
of.

A field keeps only what its format asks for: without `weights` every weight is 1, without
`frequencies` they equal the weights, without `positions` there are none. `lengths` is the number
of occurrences of the field's terms in each document, as Whoosh's one-byte code.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.util.numeric import byte_to_length, length_to_byte

from index.codec.container import Array, Container, ContainerWriter, Section
from index.codec.counts import Counts, write_pieces
from index.codec.impacts import Impacts, write_impacts
from index.codec.neighbours import Neighbours
from index.codec.positions import SplitPositions, read_positions, write_positions
from index.codec.terms import TermDictionary, narrow, read_terms, write_terms

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

    `weights`, `frequencies` (P,), `positions` and `lengths` (N,), the lengths themselves, are None
    where the field's format has none; `total_length` is their sum where it is known better than by
    them. What has P items or more may be anything that has a length, a dtype and slices: it may
    wait in a file. `values` are the raw values of formats that
    these arrays cannot hold, joined, with the P + 1 `value_offsets` that part them.
    """

    terms: TermDictionary
    starts: Numbers
    documents: Documents
    weights: Array | None = None
    frequencies: Array | None = None
    positions: SplitPositions | None = None
    lengths: Array | None = None
    total_length: int | None = None
    values: bytes | None = None
    value_offsets: Numbers | None = None


def write_postings(writer: ContainerWriter, field: str, given: Postings) -> dict[str, object]:
    """Write a field's sections; gives what the container's `about` keeps of it."""
    write_terms(writer, field, given.terms)
    writer.add(f"{field}/starts", narrow(given.starts))
    write_pieces(writer, f"{field}/documents", given.documents, given.documents.dtype)
    if given.weights is not None:
        Counts.write(writer, f"{field}/weights", given.weights)
    if given.frequencies is not None:
        Counts.write(writer, f"{field}/frequencies", given.frequencies)
    frequencies = given.weights if given.frequencies is None else given.frequencies
    if given.positions is not None and frequencies is not None:
        write_positions(writer, field, given.positions, frequencies)
    if given.values is not None and given.value_offsets is not None:
        writer.start(f"{field}/values")
        writer.write(given.values)
        writer.add(f"{field}/value_offsets", narrow(given.value_offsets))
    return _write_lengths(writer, field, given)


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
        self.own_frequencies = Counts.read_from(container, f"{field}/frequencies")
        """None where they are the weights."""
        self.frequencies = self.own_frequencies or self.weights
        self.positions = read_positions(container, field, self.frequencies)
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


def _optional(container: Container, name: str) -> Section | None:
    return container.section(name) if name in container else None
