"""Turns occurrences into postings: one sort of packed 64-bit keys (term, document, position).

An occurrence is a key from the start: the entries of a table are packed with the ranks of their
terms, a document's place is added to each, and the sorted keys are the postings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from corpus.errors import FilonError
from corpus.messages import message
from index.codec.postings import Postings
from index.codec.terms import TermDictionary
from index.occurrences import Numbers, OccurrenceTable

Keys = NDArray[np.uint64]

THINGS = 1 << 15
"""Things expanded in one go, so that what is in between stays in the processor's cache."""
SCANNED = 1 << 20
"""Keys read in one go: larger arrays are given back to the system each time, and cost it pages."""


@dataclass(frozen=True)
class Packing:
    """A key is term, document, whether the place is in the body, position; from the highest bit.

    The bit between document and position leaves the order as it is, since a headline comes first.
    """

    position_bits: int
    document_bits: int

    @classmethod
    def of(cls, documents: int, positions: int, terms: int) -> Packing:
        """A packing of so many of each. Raises FilonError when 64 bits do not hold them."""
        packing = cls(positions.bit_length(), documents.bit_length())
        if packing.term_shift + terms.bit_length() > 64:
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
    def document_shift(self) -> int:
        return self.position_bits + 1

    @property
    def term_shift(self) -> int:
        return self.document_shift + self.document_bits

    def places(
        self,
        documents: NDArray[Any],
        positions: NDArray[Any] | None = None,
        in_body: NDArray[np.bool_] | None = None,
    ) -> Keys:
        """What to add to a packed entry: a document and a position in it."""
        places: Keys = documents.astype(np.uint64) << np.uint64(self.document_shift)
        if in_body is not None:
            places |= in_body.astype(np.uint64) << np.uint64(self.position_bits)
        if positions is not None:
            places |= positions.astype(np.uint64)
        return places

    def documents(self, pairs: Keys) -> NDArray[np.uint32]:
        """The documents of keys that were shifted by `document_shift`."""
        documents: NDArray[np.uint32] = pairs.astype(np.uint32)
        documents &= np.uint32((1 << self.document_bits) - 1)
        return documents


@dataclass(frozen=True)
class SortedKeys:
    """The keys of a field in order; the terms they are ranks of, in the order of their bytes."""

    terms: Sequence[str]
    keys: Keys
    packing: Packing

    @classmethod
    def of(
        cls, table: OccurrenceTable, things: NDArray[Any], places: Keys, packing: Packing
    ) -> SortedKeys:
        """Every occurrence of some things of a table, each at its place."""
        terms, ranks = table.ranked()
        entries = ranks.view(np.uint64) << np.uint64(packing.term_shift)
        entries += table.offsets.astype(np.uint64)
        starts, counts = table.starts, table.counts
        keys = np.empty(int(counts.take(things).sum(dtype=np.int64)), np.uint64)
        filled = 0
        for begin in range(0, len(things), THINGS):
            block = things[begin : begin + THINGS]
            at, left = starts.take(block), counts.take(block)
            which = np.flatnonzero(left)
            # The first entries of all things, then the second of those that have one, and so on.
            while len(which):
                found = keys[filled : filled + len(which)]
                np.take(entries, at.take(which), out=found, mode="clip")
                found += places[begin : begin + THINGS].take(which)
                filled += len(which)
                at += 1
                left -= 1
                which = which.take(np.flatnonzero(left.take(which)))
        keys.sort()
        return cls(terms, keys, packing)

    def of_headlines(self) -> SortedKeys:
        """The keys whose places are in a headline."""
        in_body = np.uint64(1 << self.packing.position_bits)
        return SortedKeys(self.terms, self.keys[(self.keys & in_body) == 0], self.packing)


@dataclass(frozen=True)
class _Scan:
    """What sorted keys hold: `first` is where each distinct pair of term and document begins."""

    first: Numbers
    pairs: Keys
    positions: NDArray[Any]
    in_headline: NDArray[np.bool_]


def _scan(given: SortedKeys) -> _Scan:
    keys, packing = given.keys, given.packing
    longest = (1 << packing.position_bits) - 1
    positions = np.empty(len(keys), np.min_scalar_type(longest))
    in_headline = np.empty(len(keys), bool)
    first: list[Numbers] = []
    distinct: list[Keys] = []
    before = np.uint64(2**64 - 1)
    for begin in range(0, len(keys), SCANNED):
        block = keys[begin : begin + SCANNED]
        part = slice(begin, begin + len(block))
        np.bitwise_and(block, np.uint64(longest), out=positions[part], casting="unsafe")
        np.equal(block & np.uint64(longest + 1), 0, out=in_headline[part])
        pairs = block >> np.uint64(packing.document_shift)
        is_first = np.empty(len(block), bool)
        is_first[0] = pairs[0] != before
        np.not_equal(pairs[1:], pairs[:-1], out=is_first[1:])
        before = pairs[-1]
        at = np.flatnonzero(is_first)
        first.append(at + begin)
        distinct.append(pairs.take(at))
    return _Scan(_joined(first, np.int64), _joined(distinct, np.uint64), positions, in_headline)


def _joined(parts: Sequence[NDArray[Any]], dtype: DTypeLike) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, dtype)


def invert(
    given: SortedKeys, documents: int, *, headline_weight: int = 1, with_positions: bool = True
) -> Postings:
    """The postings of a field of words over `documents` documents.

    An occurrence in a headline counts `headline_weight` times, in the weights and, in a field
    without positions, in the frequencies and the lengths.
    """
    packing = given.packing
    scan = _scan(given)
    frequencies = np.diff(scan.first, append=len(given.keys))
    weights = frequencies
    if headline_weight != 1 and len(scan.first):
        extra = np.add.reduceat(scan.in_headline, scan.first, dtype=np.int64)
        weights = frequencies + (headline_weight - 1) * extra
    terms, starts = _lists(given.terms, scan.pairs >> np.uint64(packing.document_bits))
    is_exact = weights is frequencies or not with_positions
    owners = packing.documents(scan.pairs)
    counts = weights if is_exact else frequencies
    return Postings(
        terms=terms,
        starts=starts,
        documents=owners,
        weights=weights,
        frequencies=None if is_exact else frequencies,
        positions=scan.positions if with_positions else None,
        lengths=np.bincount(owners, weights=counts, minlength=documents).astype(np.int64),
    )


def invert_values(table: OccurrenceTable, things: NDArray[Any], documents: Numbers) -> Postings:
    """The postings of a field of whole values: thing `things[i]` is in document `documents[i]`."""
    count = int(documents.max()) + 1 if len(documents) else 0
    packing = Packing.of(count, 0, len(table.vocabulary))
    given = SortedKeys.of(table, things, packing.places(documents), packing)
    scan = _scan(given)
    terms, starts = _lists(given.terms, scan.pairs >> np.uint64(packing.document_bits))
    return Postings(terms, starts, packing.documents(scan.pairs))


def _lists(terms: Sequence[str], ranks: Keys) -> tuple[TermDictionary, Numbers]:
    """The dictionary of the terms that have postings, and where the postings of each begin."""
    is_first = np.ones(len(ranks), bool)
    np.not_equal(ranks[1:], ranks[:-1], out=is_first[1:])
    starts = np.flatnonzero(is_first)
    kept = [terms[rank].encode() for rank in ranks.take(starts).tolist()]
    return TermDictionary.of(kept), np.append(starts, len(ranks))
