"""Turns occurrences into postings: one sort of packed 64-bit keys (term, document, position).

An occurrence is a key from the start: the entries of a table are packed with the ranks of their
terms, a document's place is added to each, and the sorted keys are the postings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from corpus.errors import FilonError
from corpus.messages import message
from index.arrays import is_first, ranges
from index.codec.positions import SplitPositions
from index.codec.postings import Postings
from index.codec.terms import TermDictionary
from index.occurrences import Numbers, OccurrenceTable, RankedTerms

Keys = NDArray[np.uint64]

SPREAD = 1 << 15
"""Keys made in one go, so that what is in between stays in the processor's cache."""
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
class Runs:
    """Where each of some things stands: `places[starts[i] : starts[i + 1]]`, in order, are those
    of `things[i]`."""

    things: Numbers
    starts: Numbers
    places: Keys

    @classmethod
    def of(cls, things: NDArray[Any], places: Keys, packing: Packing) -> Runs:
        """Of thing `things[i]` at `places[i]`, sorted; a thing's number takes a term's bits."""
        shift = np.uint64(packing.term_shift)
        keys = things.astype(np.uint64)
        keys <<= shift
        keys |= places
        keys.sort()
        starts = _first_of_each(keys >> shift)
        distinct = (keys.take(starts) >> shift).astype(np.int64)
        keys &= np.uint64((1 << packing.term_shift) - 1)
        return cls(distinct, np.append(starts, len(keys)), keys)


@dataclass(frozen=True)
class SortedKeys:
    """The keys of a field in order, and the terms that they hold the ranks of."""

    terms: RankedTerms
    keys: Keys
    packing: Packing

    @classmethod
    def of(cls, table: OccurrenceTable, runs: Runs, packing: Packing) -> SortedKeys:
        """Every occurrence of some things of a table, at each of their places."""
        terms = table.ranked()
        bounds = table.bounds(int(runs.things.max(initial=-1)) + 1)
        counts = np.diff(bounds).take(runs.things)
        # Each occurrence of a thing is at all places of its run.
        own = np.repeat(np.arange(len(counts)), counts)
        at = ranges(bounds.take(runs.things), counts)
        entries = terms.of_numbers().take(table.terms.take(at)).view(np.uint64)
        entries <<= np.uint64(packing.term_shift)
        entries += table.offsets.take(at).astype(np.uint64)
        sizes = np.diff(runs.starts).take(own)
        keys = _spread(entries, sizes, runs.starts.take(own), runs.places)
        keys.sort()
        return cls(terms, keys, packing)

    def of_headlines(self) -> SortedKeys:
        """The keys whose places are in a headline."""
        in_body = np.uint64(1 << self.packing.position_bits)
        return SortedKeys(self.terms, self.keys[(self.keys & in_body) == 0], self.packing)


def _spread(entries: Keys, sizes: Numbers, starts: Numbers, places: Keys) -> Keys:
    """Entry `e` at each of its places, which are `sizes[e]` from `starts[e]` on; entry by entry."""
    ends = np.cumsum(sizes)
    keys = np.empty(int(ends[-1]) if len(ends) else 0, np.uint64)
    shifts = starts - (ends - sizes)
    edges = ends.searchsorted(np.arange(SPREAD, len(keys), SPREAD)) + 1
    begin = 0
    for low, high in pairwise([0, *edges.tolist(), len(ends)]):
        if low == high:
            continue
        end = int(ends[high - 1])
        at = np.repeat(shifts[low:high], sizes[low:high])
        at += np.arange(begin, end)
        block = keys[begin:end]
        np.take(places, at, out=block, mode="clip")
        block += np.repeat(entries[low:high], sizes[low:high])
        begin = end
    return keys


@dataclass(frozen=True)
class _Scan:
    """What sorted keys hold: `first` is where each distinct pair of term and document begins."""

    first: Numbers
    pairs: Keys
    positions: SplitPositions
    in_headline: NDArray[np.bool_]


def _scan(given: SortedKeys) -> _Scan:
    keys, packing = given.keys, given.packing
    longest = (1 << packing.position_bits) - 1
    dtype = np.min_scalar_type(longest)
    leading: list[NDArray[Any]] = []
    further: list[NDArray[Any]] = []
    in_headline = np.empty(len(keys), bool)
    first: list[Numbers] = []
    distinct: list[Keys] = []
    before = np.uint64(2**64 - 1)
    for begin in range(0, len(keys), SCANNED):
        block = keys[begin : begin + SCANNED]
        part = slice(begin, begin + len(block))
        positions = (block & np.uint64(longest)).astype(dtype)
        np.equal(block & np.uint64(longest + 1), 0, out=in_headline[part])
        pairs = block >> np.uint64(packing.document_shift)
        is_new = is_first(pairs)
        is_new[0] = pairs[0] != before
        before = pairs[-1]
        at = np.flatnonzero(is_new)
        first.append(at + begin)
        distinct.append(pairs.take(at))
        leading.append(positions.take(at))
        further.append(positions.compress(~is_new))
    return _Scan(
        _joined(first, np.int64),
        _joined(distinct, np.uint64),
        SplitPositions(_joined(leading, dtype), _joined(further, dtype)),
        in_headline,
    )


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
    if headline_weight != 1:
        # Few are in a headline: what they count more is added one by one.
        of_headlines = scan.first.searchsorted(scan.in_headline.nonzero()[0], side="right")
        weights = frequencies.copy()
        np.add.at(weights, of_headlines - 1, headline_weight - 1)
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
    packing = Packing.of(count, 0, max(len(table.vocabulary), int(things.max(initial=0))))
    runs = Runs.of(things, packing.places(documents), packing)
    given = SortedKeys.of(table, runs, packing)
    pairs = _scan(given).pairs
    terms, starts = _lists(given.terms, pairs >> np.uint64(packing.document_bits))
    return Postings(terms, starts, packing.documents(pairs))


def _lists(terms: RankedTerms, ranks: Keys) -> tuple[TermDictionary, Numbers]:
    """The dictionary of the terms that have postings, and where the postings of each begin."""
    starts = _first_of_each(ranks)
    dictionary = terms.dictionary(ranks.take(starts).astype(np.int64))
    return dictionary, np.append(starts, len(ranks))


def _first_of_each(values: Keys) -> Numbers:
    """Where each distinct value of a sorted array begins."""
    return np.flatnonzero(is_first(values))
