"""Numbers the distinct chunks of texts, in array operations.

A chunk is told by 128 bits: a short one by its letters themselves, a longer one by two hashes (NH:
Black, Halevi, Krawczyk, Krovetz and Rogaway, «UMAC», CRYPTO 1999) whose keys are drawn anew in each
process. So no two chunks are ever taken for one another: not by chance, since two long ones share
both hashes with a probability of 2^-64, and by nobody's choice.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.french.cutting import Numbers, Units

Words = NDArray[np.uint64]

LONGEST = 128
"""Code units of a chunk at most: there are keys for so many."""
_UNITS = 4
"""Code units of a word of 64 bits."""
_FIRST_BITS = 16
_FULL = 3
"""A table is full when one slot in so many is taken."""

_KEPT = np.array([(1 << 16 * units) - 1 for units in range(_UNITS + 1)], np.uint64)
"""The bits of a word's first units, by their number."""
_HALF = np.uint64(32)
_LOW = np.uint64((1 << 32) - 1)


class _Identities(NamedTuple):
    """What chunks are told by, 64 bits and 64 more; shapes (chunks,)."""

    first: Words
    second: Words

    def take(self, at: Numbers) -> _Identities:
        return _Identities(self.first.take(at), self.second.take(at))


class ChunkNumbers:
    """An open-addressing table from chunks to numbers; a new one is numbered by `number`.

    `number(text)` gives the number of a text that this table has not met: one that is not much
    greater than those before. Not for two threads.
    """

    def __init__(self, number: Callable[[str], int]) -> None:
        self._number = number
        self._count = 0
        self._known = np.zeros((1 << 12, 2), np.uint64)
        """The identity of each number: what is frequent is met early, and stays in the cache."""
        self._reserve(_FIRST_BITS)

    def find(self, units: Units, starts: Numbers, ends: Numbers) -> NDArray[np.int32]:
        """The number of each chunk of some units, of `LONGEST` at most; shape of `starts`."""
        identities = _identities(units, starts, ends - starts)
        found = self._look_up(identities)
        while len(missing := np.flatnonzero(found < 0)):
            left = identities.take(missing)
            self._learn(units, starts[missing], ends[missing], left)
            found[missing] = self._look_up(left)
        return found

    def _look_up(self, wanted: _Identities) -> NDArray[np.int32]:
        """The number of each, -1 where the table has none."""
        slots = self._first_slots(wanted)
        found = self._slots.take(slots)
        elsewhere = np.flatnonzero((found >= 0) & ~self._is_of(found, wanted))
        while len(elsewhere):
            slots[elsewhere] = after = (slots[elsewhere] + 1) & self._mask
            found[elsewhere] = numbers = self._slots.take(after)
            is_other = (numbers >= 0) & ~self._is_of(numbers, wanted.take(elsewhere))
            elsewhere = elsewhere[is_other]
        return found

    def _is_of(self, numbers: NDArray[np.int32], wanted: _Identities) -> NDArray[np.bool_]:
        """Whether numbers are those of chunks; of -1 it may say anything."""
        known = self._known.take(numbers, axis=0, mode="clip")
        is_same: NDArray[np.bool_] = known[:, 0] == wanted.first
        is_same &= known[:, 1] == wanted.second
        return is_same

    def _learn(self, units: Units, starts: Numbers, ends: Numbers, identities: _Identities) -> None:
        """Number what is missing, each once: of those that are mixed alike, the first."""
        first = np.unique(_mixed(identities), return_index=True)[1]
        content = units.tobytes()
        bounds = zip((2 * starts[first]).tolist(), (2 * ends[first]).tolist(), strict=True)
        texts = [content[a:b].decode("utf-16-le", "surrogatepass") for a, b in bounds]
        numbers = np.array([*map(self._number, texts)], np.int32)
        self._count += len(numbers)
        identities = identities.take(first)
        self._keep(identities, numbers)
        if _FULL * self._count >= self._mask:
            self._grow()
        self._insert(identities, numbers)

    def _keep(self, identities: _Identities, numbers: NDArray[np.int32]) -> None:
        end = int(numbers.max()) + 1
        if end > len(self._known):
            grown = np.zeros((2 * end, 2), np.uint64)
            grown[: len(self._known)] = self._known
            self._known = grown
        self._known[numbers] = np.column_stack(identities)

    def _first_slots(self, identities: _Identities) -> Numbers:
        slots: Numbers = (_mixed(identities) >> np.uint64(self._shift)).astype(np.int64)
        return slots

    def _insert(self, identities: _Identities, numbers: NDArray[np.int32]) -> None:
        """Give each new chunk the first free slot from its own on."""
        slots = self._first_slots(identities)
        left = np.arange(len(slots))
        while len(left):
            wanted, own = slots[left], numbers[left]
            free = self._slots[wanted] < 0
            # Of several that want one slot, the last that is written has it.
            self._slots[wanted[free]] = own[free]
            left = left[self._slots[wanted] != own]
            slots[left] = (slots[left] + 1) & self._mask

    def _grow(self) -> None:
        """Make room for all that are counted; those in the table get new slots."""
        numbers = self._slots[self._slots >= 0]
        self._reserve((_FULL * self._count).bit_length() + 1)
        self._insert(_Identities(*self._known.take(numbers, axis=0).T), numbers)

    def _reserve(self, bits: int) -> None:
        self._shift = 64 - bits
        self._mask = (1 << bits) - 1
        self._slots = np.full(1 << bits, -1, np.int32)


def _identities(units: Units, starts: Numbers, lengths: Numbers) -> _Identities:
    """What chunks are told by: their first eight code units, or hashes of all."""
    rows = len(units) // _UNITS + 3
    padded = np.zeros((rows + 1) * _UNITS, np.uint16)
    padded[: len(units)] = units
    # The four units from any one on are a word: of these from unit `u` on the word at `u // 4` in
    # row `u % 4`, and the next four follow it.
    shifted = [padded[by : by + rows * _UNITS].view(np.uint64) for by in range(_UNITS)]
    words = np.concatenate(shifted)
    at = (starts & (_UNITS - 1)) * rows
    at += starts >> 2
    first = _word(words, at, lengths)
    second = _word(words, at + 1, lengths - _UNITS)
    is_long = np.flatnonzero(lengths > 2 * _UNITS)
    if len(is_long):
        # The longest first, so that those that have one more word are a slice.
        is_long = is_long.take(
            (LONGEST - lengths.take(is_long)).astype(np.uint8).argsort(kind="stable")
        )
        one, other = _hashed(words, at.take(is_long), lengths.take(is_long))
        first[is_long] = one
        second[is_long] = other
    return _Identities(first, second)


def _word(words: Words, at: Numbers, left: Numbers) -> Words:
    """The words at some places, of which so many units are a chunk's own; the others are zeros, as
    no letter is."""
    found: Words = words.take(at)
    found &= _KEPT.take(left, mode="clip")
    return found


def _hashed(words: Words, at: Numbers, lengths: Numbers) -> _Identities:
    """Two hashes of each chunk: sums of products of the halves of its words, a key added to each
    half. The longest chunks come first."""
    sums = _Identities(np.zeros(len(at), np.uint64), np.zeros(len(at), np.uint64))
    for place, keys in enumerate(_keys()):
        count = int(np.searchsorted(-lengths, -place * _UNITS))
        if not count:
            break
        found = _word(words, at[:count] + place, lengths[:count] - place * _UNITS)
        low, high = found & _LOW, found >> _HALF
        for total, (key, other) in zip(sums, keys, strict=True):
            product = low + key
            product &= _LOW
            product *= (high + other) & _LOW
            total[:count] += product
    return sums


def _mixed(identities: _Identities) -> Words:
    """64 bits whose highest are spread evenly (multiply-shift: Dietzfelbinger, Hagerup, Katajainen
    and Penttonen, J. Algorithms 25(1), 1997)."""
    factors = _factors()
    found: Words = identities.first * factors[0]
    found += identities.second * factors[1]
    return found


@cache
def _keys() -> tuple[tuple[tuple[np.uint64, np.uint64], ...], ...]:
    """For each word of a chunk and each hash, what is added to the word's halves."""
    drawn = (np.uint64(secrets.randbits(32)) for _ in range(LONGEST))
    pairs = [*zip(drawn, drawn, strict=True)]
    return tuple(zip(pairs[::2], pairs[1::2], strict=True))


@cache
def _factors() -> tuple[np.uint64, np.uint64]:
    return np.uint64(secrets.randbits(64) | 1), np.uint64(secrets.randbits(64) | 1)
