"""Signatures of texts, in array operations over all the words of many texts at once.

A text is the set of its shingles, `WORDS` words in a row. Each shingle has one hash, whose highest
bits choose one of `BINS` bins; the least hash of each bin is kept, of it one byte: one permutation
hashing (Li, Owen and Zhang, NIPS 2012) with b-bit minwise values (Li and König, WWW 2010). The part
of the bins in which two signatures agree, of those that either has, is the part of the shingles
that the texts share, with a standard error of 0.05 about 0.8.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.arrays import ranges

Hashes = NDArray[np.uint64]
Signatures = NDArray[np.uint8]
"""Shape (texts, BINS); 0 for a bin that is empty."""
Numbers = NDArray[np.int64]
Chunks = NDArray[np.int32]

WORDS = 4
BINS = 64
_BIN_BITS = 6
FACTOR = 0x9E3779B97F4A7C15
"""An odd number by which words are multiplied before the next one is added."""
_EMPTY = np.uint64((1 << 64) - 1)
_FACTOR = np.uint64(FACTOR)


def signatures(words: Hashes, bounds: Numbers) -> Signatures:
    """The signatures of texts: `words` are the hashes of all their words, `bounds` (texts + 1,)
    where those of each text begin. A text of fewer than `WORDS` has an empty one, like no other's:
    two withdrawals that say no more than so do not repeat each other."""
    texts = len(bounds) - 1
    least = np.full(texts * BINS, _EMPTY)
    if len(words):
        shingles, owners = _shingles(words, bounds)
        bins = (shingles >> np.uint64(64 - _BIN_BITS)).astype(np.int64)
        bins += owners * BINS
        np.minimum.at(least, bins, shingles)
    found: Signatures = np.maximum((least & np.uint64(0xFF)).astype(np.uint8), 1)
    found[least == _EMPTY] = 0
    return found.reshape(texts, BINS)


def _shingles(words: Hashes, bounds: Numbers) -> tuple[Hashes, Numbers]:
    """The shingles of all texts, and the text of each; one of fewer words has none."""
    counts = np.diff(bounds)
    padded = np.concatenate((words, np.zeros(WORDS, np.uint64)))
    found = _joined([padded[at : at + len(words)] for at in range(WORDS)])
    begins = np.ones(len(words), bool)
    for before in range(1, WORDS):
        # In a text of fewer words this falls among the last of the one before: those are none.
        last = bounds[1:] - before
        begins[last[last >= 0]] = False
    owners = np.repeat(np.arange(len(counts)), counts)
    return found.compress(begins), owners.compress(begins)


def _joined(parts: Sequence[Hashes]) -> Hashes:
    """One hash of some words in a row: `parts` are the first words of all shingles, the second…

    The words' hashes are as good as random, and so is a sum of odd multiples of them.
    """
    found: Hashes = parts[0].copy()
    for part in parts[1:]:
        found *= _FACTOR
        found += part
    return found


def statements(stated: Hashes, chunks: Chunks, begins: Numbers, ends: Numbers) -> Hashes:
    """64 bits of what a stretch of each text states, in its order; 0 where it states nothing.

    `stated` says it of each chunk there is, 0 for nothing; `chunks` are those of all texts, and a
    stretch is [begin, end) of them.
    """
    texts, lengths = len(begins), ends - begins
    told = stated.take(chunks.take(ranges(begins, lengths)))
    kept = told.nonzero()[0]
    told = told.take(kept)
    owners = np.repeat(np.arange(texts), lengths).take(kept)
    edges = owners.searchsorted(np.arange(texts + 1))
    ranks = np.arange(len(told)) - edges.take(owners)
    told *= _powers(int(ranks.max()) + 1 if len(ranks) else 0).take(ranks)
    sums = np.zeros(len(told) + 1, np.uint64)
    np.cumsum(told, out=sums[1:])
    found: Hashes = sums.take(edges[1:]) - sums.take(edges[:-1])
    return found


def _powers(count: int) -> Hashes:
    factors = np.full(count, _FACTOR)
    factors[:1] = 1
    return np.cumprod(factors, dtype=np.uint64)


def filled(found: Signatures) -> Signatures:
    """Signatures in which an empty bin has what the next one that is not empty has (Shrivastava and
    Li, UAI 2014), so that those of short texts have bands as well."""
    step = 1
    while step < BINS:
        empty = found == 0
        if not empty.any():
            break
        found = np.where(empty, np.roll(found, -step, axis=1), found)
        step *= 2
    return found


def agreement(one: Signatures, other: Signatures) -> NDArray[np.float64]:
    """The part of their shingles that texts share, as signatures tell; shapes (pairs, BINS)."""
    either = (one | other) != 0
    same = one == other
    same &= either
    sizes = np.count_nonzero(either, axis=1)
    found: NDArray[np.float64] = np.count_nonzero(same, axis=1) / np.maximum(sizes, 1)
    return found
