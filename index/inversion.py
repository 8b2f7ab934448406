"""Turns occurrences into postings: one sort of packed 64-bit keys (term, document, position).

An occurrence is a key from the start: the entries of a table are packed with the ranks of their
terms, a document's place is added to each, and the sorted keys are the postings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import FilonError
from corpus.messages import message
from index.codec.postings import Postings
from index.codec.terms import TermDictionary
from index.occurrences import Numbers, OccurrenceTable

Keys = NDArray[np.uint64]

BLOCK = 1 << 15
"""Things expanded in one go, so that what is in between stays in the processor's cache."""


@dataclass(frozen=True)
class Packing:
    """How many low bits of a key hold the position, and how many above them the document."""

    position_bits: int
    document_bits: int

    @classmethod
    def of(cls, documents: int, positions: int, terms: int) -> Packing:
        """A packing of so many of each. Raises FilonError when 64 bits do not hold them."""
        packing = cls(positions.bit_length(), documents.bit_length())
        if packing.position_bits + packing.document_bits + terms.bit_length() > 64:
            raise FilonError(
                message(
                    "Un segment de {documents} dépêches, dont une de {positions} mots, est trop "
                    "grand.",
                    documents=documents,
                    positions=positions,
                )
            )
        return packing

    @property
    def term_shift(self) -> int:
        return self.position_bits + self.document_bits

    def places(self, documents: NDArray[Any], positions: NDArray[Any]) -> Keys:
        """What to add to a packed entry: a document and a position in it."""
        places = documents.astype(np.uint64)
        places <<= np.uint64(self.position_bits)
        places |= positions.astype(np.uint64)
        return places

    def positions(self, keys: Keys) -> Numbers:
        positions: Numbers = (keys & np.uint64((1 << self.position_bits) - 1)).view(np.int64)
        return positions

    def documents(self, keys: Keys) -> NDArray[np.uint32]:
        documents = keys >> np.uint64(self.position_bits)
        documents &= np.uint64((1 << self.document_bits) - 1)
        narrow: NDArray[np.uint32] = documents.astype(np.uint32)
        return narrow


@dataclass(frozen=True)
class SortedKeys:
    """The keys of a field in order; the terms they are ranks of, sorted by their bytes."""

    terms: Sequence[bytes]
    keys: Keys
    packing: Packing

    @classmethod
    def of(
        cls, table: OccurrenceTable, things: NDArray[Any], places: Keys, packing: Packing
    ) -> SortedKeys:
        """Every occurrence of some things of a table, each at its place."""
        terms, ranks = _ranked(table)
        entries = ranks.view(np.uint64) << np.uint64(packing.term_shift)
        entries += table.offsets.astype(np.uint64)
        starts, counts = table.starts, table.counts
        blocks: list[Keys] = []
        for begin in range(0, len(things), BLOCK):
            block = things[begin : begin + BLOCK]
            at, left = starts.take(block), counts.take(block)
            which = np.flatnonzero(left)
            # The first entries of all things, then the second of those that have one, and so on.
            while len(which):
                blocks.append(entries.take(at.take(which)) + places[begin:].take(which))
                at += 1
                left -= 1
                which = which.take(np.flatnonzero(left.take(which)))
        keys = np.concatenate(blocks) if blocks else np.zeros(0, np.uint64)
        keys.sort()
        return cls(terms, keys, packing)

    def where(self, kept: NDArray[np.bool_]) -> SortedKeys:
        return SortedKeys(self.terms, self.keys[kept], self.packing)

    def before(self, edges: Numbers) -> NDArray[np.bool_]:
        """Which keys stand before the edge of their document; `edges` (documents,)."""
        documents = self.packing.documents(self.keys)
        before: NDArray[np.bool_] = self.packing.positions(self.keys) < edges.take(documents)
        return before


def invert(
    given: SortedKeys,
    documents: int,
    *,
    heavy: NDArray[np.bool_] | None = None,
    weight: int = 1,
    with_positions: bool = True,
) -> Postings:
    """The postings of a field of words over `documents` documents.

    The `heavy` among the keys count `weight` times each, in the weights and, in a field without
    positions, in the frequencies and the lengths.
    """
    packing, keys = given.packing, given.keys
    first, found = _first_of_each(keys >> np.uint64(packing.position_bits))
    frequencies = np.diff(first, append=len(keys))
    weights = frequencies
    if heavy is not None and len(first):
        extra = np.add.reduceat(heavy, first, dtype=np.int64)
        weights = frequencies + (weight - 1) * extra
    terms, starts = _lists(given.terms, found >> np.uint64(packing.document_bits))
    is_exact = weights is frequencies or not with_positions
    owners = packing.documents(keys.take(first))
    counts = weights if is_exact else frequencies
    return Postings(
        terms=terms,
        starts=starts,
        documents=owners,
        weights=weights,
        frequencies=None if is_exact else frequencies,
        positions=packing.positions(keys) if with_positions else None,
        lengths=np.bincount(owners, weights=counts, minlength=documents).astype(np.int64),
    )


def invert_values(table: OccurrenceTable, things: NDArray[Any], documents: Numbers) -> Postings:
    """The postings of a field of whole values: thing `things[i]` is in document `documents[i]`."""
    count = int(documents.max()) + 1 if len(documents) else 0
    packing = Packing.of(count, 0, len(table.vocabulary))
    places = packing.places(documents, np.zeros(len(documents), np.int64))
    given = SortedKeys.of(table, things, places, packing)
    _, found = _first_of_each(given.keys)
    terms, starts = _lists(given.terms, found >> np.uint64(packing.term_shift))
    return Postings(terms, starts, packing.documents(found))


def _ranked(table: OccurrenceTable) -> tuple[list[bytes], Numbers]:
    """All terms sorted by their bytes, and the rank of each entry's term among them."""
    vocabulary = table.vocabulary
    # The order of code points is that of UTF-8's bytes.
    ordered = sorted(vocabulary)
    ranks = np.empty(len(vocabulary), np.int64)
    ranks[[*map(vocabulary.__getitem__, ordered)]] = np.arange(len(ordered))
    return [term.encode() for term in ordered], ranks.take(table.terms)


def _first_of_each(keys: Keys) -> tuple[Numbers, Keys]:
    """Where each distinct one of sorted keys begins, and the distinct ones."""
    is_first = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=is_first[1:])
    first = np.flatnonzero(is_first)
    return first, keys.take(first)


def _lists(terms: Sequence[bytes], ranks: Keys) -> tuple[TermDictionary, Numbers]:
    """The dictionary of the terms that have postings, and where the postings of each begin."""
    starts, found = _first_of_each(ranks)
    kept = [terms[rank] for rank in found.tolist()]
    return TermDictionary.of(kept), np.append(starts, len(ranks))
