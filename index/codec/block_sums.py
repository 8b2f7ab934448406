"""Sums of the bytes of a block before a place in it: where a posting's positions begin."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

STRIDE = 16
"""Postings from one kept place of positions to the next: an eighth of a kept place for each."""

Numbers = NDArray[np.int64]

_BEFORE = np.array(
    [[(1 << 8 * min(max(place - first, 0), 8)) - 1 for first in (0, 8)] for place in range(STRIDE)],
    np.uint64,
)
"""The bytes before each place of a block, in each of its halves of eight."""
_EVEN, _ADDING = np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0001000100010001)
_BYTE, _HIGHEST = np.uint64(8), np.uint64(48)


def sums_before(counts: NDArray[np.uint8], blocks: Numbers, places: Numbers) -> Numbers:
    """The sum of the counts before each place in a block of STRIDE bytes.

    Eight bytes are added at once, as one number: pairs of them to 16 bits each, and these by a
    multiplication, whose highest 16 bits are the sum of all.
    """
    missing = -len(counts) % STRIDE
    if missing:
        counts = np.concatenate((counts, np.zeros(missing, np.uint8)))
    words = counts.view("<u8").reshape(-1, 2)
    found = words.take(blocks, axis=0)
    found &= _BEFORE.take(places, axis=0)
    odd = found >> _BYTE
    odd &= _EVEN
    found &= _EVEN
    found += odd
    sums: NDArray[np.uint64] = found[:, 0] + found[:, 1]
    sums *= _ADDING
    sums >>= _HIGHEST
    return sums.view(np.int64)
