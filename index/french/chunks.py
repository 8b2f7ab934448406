"""Numbers the distinct chunks of texts, in array operations.

A chunk's number is found by two hashes of its letters, 128 bits whose keys are drawn anew in each
process, so that no two chunks are ever taken for one another: not by chance, and by nobody's
choice. Both are read off running sums: the hash of a chunk is the difference of the sums at its
ends, brought to a common power (Rabin and Karp, IBM J. Res. Dev. 31(2), 1987, modulo 2^64).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from index.french.cutting import Numbers, Units

Hashes = NDArray[np.uint64]

BATCH_UNITS = 1 << 18
"""Code units hashed in one go, and powers kept."""
LONGEST = 128
"""Code units of a chunk that may be hashed: over much longer ones a polynomial modulo 2^64 has
collisions under every key."""
_FIRST_BITS = 16
_FULL = 3
"""A table is full when one slot in so many is taken."""
_MIX = np.uint64(0xD6E8FEB86659FD93)
"""An odd factor that spreads a hash over its high bits, where slots are read."""


class _Hash:
    """A polynomial hash modulo 2^64 under a secret odd key."""

    def __init__(self) -> None:
        key = secrets.randbits(64) | 1
        self._powers = _powers(key)
        self._inverses = _powers(pow(key, -1, 1 << 64))

    def of(self, units: Units, starts: Numbers, ends: Numbers) -> Hashes:
        """The hash of each chunk; shape of `starts`."""
        sums = np.multiply(units, self._powers[: len(units)])
        np.cumsum(sums, out=sums)
        found: Hashes = sums.take(ends - 1)
        found -= sums.take(starts - 1)
        found *= self._inverses.take(starts)
        return found


@cache
def _hashes() -> tuple[_Hash, _Hash]:
    """Those of this process: their tables of powers take longer to make than a small index."""
    return _Hash(), _Hash()


def _powers(key: int) -> Hashes:
    factors = np.full(BATCH_UNITS, key, np.uint64)
    factors[0] = 1
    return np.cumprod(factors)


class ChunkNumbers:
    """An open-addressing table from hashes to numbers; a new chunk is numbered by `number`.

    `number(text)` gives the number of a text that this table has not met. Not for two threads.
    """

    def __init__(self, number: Callable[[str], int]) -> None:
        self._number = number
        self._hash = _hashes()
        self._count = 0
        self._reserve(_FIRST_BITS)

    def find(self, units: Units, starts: Numbers, ends: Numbers) -> NDArray[np.int32]:
        """The number of each chunk of some units, `BATCH_UNITS` at most; shape of `starts`."""
        hashes = self._hash[0].of(units, starts, ends)
        checks = self._hash[1].of(units, starts, ends)
        hashes ^= hashes >> np.uint64(29)
        hashes *= _MIX
        found = self._look_up(hashes, checks)
        while len(missing := np.flatnonzero(found < 0)):
            self._learn(units, starts[missing], ends[missing], hashes[missing], checks[missing])
            found[missing] = self._look_up(hashes[missing], checks[missing])
        return found

    def _look_up(self, hashes: Hashes, checks: Hashes) -> NDArray[np.int32]:
        """The number of each, -1 where the table has none."""
        slots = self._first_slots(hashes)
        found = self._numbers.take(slots)
        differs = (self._hashes.take(slots) != hashes) | (self._checks.take(slots) != checks)
        elsewhere = np.flatnonzero((found >= 0) & differs)
        while len(elsewhere):
            slots[elsewhere] = after = (slots[elsewhere] + 1) & self._mask
            found[elsewhere] = self._numbers[after]
            same = self._hashes[after] == hashes[elsewhere]
            same &= self._checks[after] == checks[elsewhere]
            elsewhere = elsewhere[(self._numbers[after] >= 0) & ~same]
        return found

    def _learn(
        self, units: Units, starts: Numbers, ends: Numbers, hashes: Hashes, checks: Hashes
    ) -> None:
        """Number what is missing: of those that share a hash, the first."""
        first = np.unique(hashes, return_index=True)[1]
        content = units.tobytes()
        bounds = zip((2 * starts[first]).tolist(), (2 * ends[first]).tolist(), strict=True)
        texts = [content[a:b].decode("utf-16-le", "surrogatepass") for a, b in bounds]
        numbers = np.array([*map(self._number, texts)], np.int32)
        while _FULL * (self._count + len(numbers)) >= self._mask:
            self._grow()
        self._insert(hashes[first], checks[first], numbers)

    def _first_slots(self, hashes: Hashes) -> Numbers:
        slots: Numbers = (hashes >> np.uint64(self._shift)).astype(np.int64)
        return slots

    def _insert(self, hashes: Hashes, checks: Hashes, numbers: NDArray[np.int32]) -> None:
        """Give each new chunk the first free slot from its own on."""
        slots = self._first_slots(hashes)
        left = np.arange(len(slots))
        while len(left):
            wanted, own = slots[left], numbers[left]
            free = self._numbers[wanted] < 0
            # Of several that want one slot, the last that is written has it.
            self._numbers[wanted[free]] = own[free]
            has_it = self._numbers[wanted] == own
            placed = left[has_it]
            self._hashes[slots[placed]] = hashes[placed]
            self._checks[slots[placed]] = checks[placed]
            left = left[~has_it]
            slots[left] = (slots[left] + 1) & self._mask
        self._count += len(slots)

    def _grow(self) -> None:
        taken = np.flatnonzero(self._numbers >= 0)
        kept = self._hashes[taken], self._checks[taken], self._numbers[taken]
        self._count = 0
        self._reserve(64 - self._shift + 2)
        self._insert(*kept)

    def _reserve(self, bits: int) -> None:
        self._shift = 64 - bits
        self._mask = (1 << bits) - 1
        self._hashes = np.zeros(1 << bits, np.uint64)
        self._checks = np.zeros(1 << bits, np.uint64)
        self._numbers = np.full(1 << bits, -1, np.int32)
