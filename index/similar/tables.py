"""The signatures of a segment, and which of its texts repeat each other or those of another.

What a text is known by is its key: 64 bits of its signature and of what its first paragraph states.
An edge is two keys, those of texts that repeat each other, or twice the key of several texts. Edges
follow from what they join and from nothing else, so that it does not matter when they were found,
and one whose texts are deleted is true of the same texts when they come again.

Candidates are those that state the same and agree in a band, two bins of the signature (locality
sensitive hashing: Broder, SEQUENCES 1997; Indyk and Motwani, STOC 1998). Of texts that share 0.8 of
their shingles 0.998 meet in one of `BANDS` bands. Each candidate is then compared in all bins.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.limits import LIMITS
from index.arrays import is_first, ranges
from index.similar.signatures import (
    BINS,
    FACTOR,
    Hashes,
    Numbers,
    Signatures,
    agreement,
    filled,
)

Edges = NDArray[np.uint64]
"""Shape (edges, 2), the lower key first, in order, none twice."""

NO_EDGES: Edges = np.zeros((0, 2), np.uint64)
SHARED = 0.7
"""The agreement from which on texts are taken for near-duplicates: two standard errors below 0.8,
where nearly all are to be found."""
BANDS = 6
_FIRST_BINS = np.arange(BANDS) * (BINS // BANDS)
_SECOND_BINS = _FIRST_BINS + BINS // BANDS // 2
PAIRS = 1 << 18
"""Candidates that are compared in one go."""

_FACTOR = np.uint64(FACTOR)
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


class Table(NamedTuple):
    """Texts by their numbers, and what finds them.

    Shapes: signatures (texts, BINS), statements (texts,). `keys` are sorted, `owners` the texts
    that have them; texts with an empty signature have none. `bands` are hashes and, in the lower 32
    bits, the texts that have them, sorted: of texts with one key only one.
    """

    signatures: Signatures
    statements: Hashes
    keys: Hashes
    owners: NDArray[np.uint32]
    bands: Hashes

    @classmethod
    def of(cls, signatures: Signatures, statements: Hashes) -> Table:
        told = signatures.any(axis=1).nonzero()[0]
        keys = keys_of(signatures.take(told, axis=0), statements.take(told))
        order = keys.argsort(kind="stable")
        keys, owners = keys.take(order), told.take(order)
        first = is_first(keys).nonzero()[0]
        one_each = owners.take(first)
        bands = _bands(signatures.take(one_each, axis=0), statements.take(one_each))
        bands <<= _HALF
        bands |= one_each.astype(np.uint64)[:, None]
        return cls(signatures, statements, keys, owners.astype(np.uint32), np.sort(bands.ravel()))

    def edges(self) -> Edges:
        """Those among these texts."""
        twice = np.unique(self.keys[1:][self.keys[1:] == self.keys[:-1]])
        found = [np.column_stack((twice, twice))]
        hashes = self.bands >> _HALF
        ends = hashes.searchsorted(hashes, "right")
        low = np.arange(1, len(hashes) + 1)
        crowded = ends - hashes.searchsorted(hashes) > LIMITS.similar_texts
        for mine, theirs in _meetings(low, np.where(crowded, low, ends)):
            found.append(self._alike(self, _texts(self.bands, mine), _texts(self.bands, theirs)))
        return joined(found)

    def edges_with(self, other: Table) -> Edges:
        """Those between these texts and another table's."""
        keys = np.unique(self.keys)
        shared = keys[is_among(keys, other.keys)]
        found = [np.column_stack((shared, shared))]
        wanted = self.bands & ~_LOW
        low = other.bands.searchsorted(wanted)
        high = low.copy()
        hit = low < len(other.bands)
        hit[hit] = (other.bands.take(low[hit]) & ~_LOW) == wanted[hit]
        high[hit] = other.bands.searchsorted(wanted[hit] | _LOW, "right")
        crowded = high - low > LIMITS.similar_texts
        for mine, theirs in _meetings(low, np.where(crowded, low, high)):
            found.append(self._alike(other, _texts(self.bands, mine), _texts(other.bands, theirs)))
        return joined(found)

    def _alike(self, other: Table, mine: Numbers, theirs: Numbers) -> Edges:
        """The edges of those pairs of candidates that are near-duplicates."""
        stated = self.statements.take(mine)
        same = stated == other.statements.take(theirs)
        mine, theirs, stated = mine.compress(same), theirs.compress(same), stated.compress(same)
        one = self.signatures.take(mine, axis=0)
        two = other.signatures.take(theirs, axis=0)
        alike = agreement(one, two) >= SHARED
        one, two, stated = one[alike], two[alike], stated[alike]
        return np.sort(np.column_stack((keys_of(one, stated), keys_of(two, stated))), axis=1)


def keys_of(signatures: Signatures, statements: Hashes) -> Hashes:
    """The keys of texts; shape (texts,)."""
    words = np.ascontiguousarray(signatures).view("<u8").astype(np.uint64)
    words += np.arange(1, BINS // 8 + 1, dtype=np.uint64) * _FACTOR
    keys: Hashes = _mixed(words).sum(axis=1, dtype=np.uint64)
    keys += statements
    return _mixed(keys)


def _bands(signatures: Signatures, statements: Hashes) -> Hashes:
    """32 bits of each band; shape (texts, BANDS)."""
    dense = filled(signatures)
    bands = dense[:, _FIRST_BINS].astype(np.uint64)
    bands <<= np.uint64(8)
    bands |= dense[:, _SECOND_BINS]
    bands |= np.arange(BANDS, dtype=np.uint64) << np.uint64(16)
    hashes: Hashes = _mixed(_mixed(bands) + statements[:, None])
    hashes >>= _HALF
    return hashes


def _mixed(values: Hashes) -> Hashes:
    """Values with every bit spread over all others (the finalizer of Steele, Lea and Flood's
    SplitMix, OOPSLA 2014)."""
    values = values ^ (values >> np.uint64(30))
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    values ^= values >> np.uint64(31)
    return values


def _texts(bands: Hashes, places: Numbers) -> Numbers:
    texts: Numbers = (bands.take(places) & _LOW).astype(np.int64)
    return texts


def _meetings(low: Numbers, high: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """Each place with all of [low, high) that it has, some `PAIRS` pairs in one go."""
    met = (high > low).nonzero()[0]
    counts = high.take(met) - low.take(met)
    ends = np.cumsum(counts)
    start = 0
    while start < len(met):
        done = int(ends[start - 1]) if start else 0
        stop = max(start + 1, int(ends.searchsorted(done + PAIRS, "right")))
        some = counts[start:stop]
        yield np.repeat(met[start:stop], some), ranges(low.take(met[start:stop]), some)
        start = stop


def is_among(values: Hashes, ordered: Hashes) -> NDArray[np.bool_]:
    """Which values a sorted array has; shape of `values`."""
    if not len(ordered):
        return np.zeros(values.shape, bool)
    places = np.minimum(ordered.searchsorted(values), len(ordered) - 1)
    found: NDArray[np.bool_] = ordered.take(places) == values
    return found


def joined(parts: list[Edges]) -> Edges:
    """Edges of several places, each once."""
    edges = np.concatenate([NO_EDGES, *parts])
    edges = edges[np.lexsort((edges[:, 1], edges[:, 0]))]
    is_new = np.ones(len(edges), bool)
    is_new[1:] = (edges[1:] != edges[:-1]).any(axis=1)
    return edges[is_new]
