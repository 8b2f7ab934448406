"""Which terms of a field may be one edit away from a word: a deletion neighbourhood.

Two words that one edit parts become the same when one letter is left out of either or of both, and
so do two words that differ by two neighbouring letters swapped (Mor and Fraenkel, «A hash code
method for detecting and correcting spelling errors», CACM 25(12), 1982). Every term is kept as the
hashes of itself and of what it becomes without each of its letters. One sorted array holds it all:
a key is the high bits of a hash and, below them, the number of the term.

What is found are candidates: hashes may collide, and two letters may differ where one was left out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.codec.container import Array, Container, ContainerWriter
from index.codec.terms import TermDictionary, characters

FEWEST = 20_000
"""Terms of a field that has a neighbourhood: fewer are looked through in a millisecond."""

CHUNK = 1 << 13
"""Terms hashed in one go, so that what is in between stays in the processor's cache."""

Keys = NDArray[np.uint64]
Numbers = NDArray[np.int64]

_BASE = 0x9E3779B97F4A7C15
"""Any odd number: it has an inverse among the integers of 64 bits."""
_INVERSE = np.uint64(pow(_BASE, -1, 1 << 64))
_MIXERS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def write_neighbours(writer: ContainerWriter, field: str, terms: TermDictionary) -> None:
    """Write the neighbourhood of a field's terms, where they are many."""
    if len(terms) >= FEWEST:
        writer.add(_section(field), _keys(terms))


class Neighbours:
    """The neighbourhood of an open field. Safe to share between threads."""

    def __init__(self, keys: Array, terms: int) -> None:
        self._keys = keys
        self._low_bits = _low_bits(terms)

    @classmethod
    def read_from(cls, container: Container, field: str, terms: int) -> Neighbours | None:
        """None for a field that has none. Raises IndexCorrupt."""
        name = _section(field)
        return cls(container.array(name), terms) if name in container else None

    def candidates(self, word: str) -> Numbers:
        """The numbers of the terms that may be one edit away from a word, in order."""
        hashes, _ = _hashes(TermDictionary.of([word.encode()]), 0, 1)
        first = hashes & ~self._low_bits
        starts = self._keys.searchsorted(first)
        stops = self._keys.searchsorted(first | self._low_bits, side="right")
        found = [self._keys[a:b] for a, b in zip(starts.tolist(), stops.tolist(), strict=True)]
        numbers: Numbers = np.unique(np.concatenate(found) & self._low_bits).astype(np.int64)
        return numbers


def _section(field: str) -> str:
    return f"{field}/neighbours"


def _low_bits(terms: int) -> np.uint64:
    """The bits of a key that are a term's number."""
    low_bits: np.uint64 = np.uint64((1 << terms.bit_length()) - 1)
    return low_bits


def _keys(terms: TermDictionary) -> Keys:
    low_bits = _low_bits(len(terms))
    parts = []
    for low in range(0, len(terms), CHUNK):
        hashes, owners = _hashes(terms, low, min(low + CHUNK, len(terms)))
        hashes &= ~low_bits
        hashes |= owners
        parts.append(hashes)
    keys = np.concatenate(parts) if parts else np.zeros(0, np.uint64)
    keys.sort()
    # A letter that stands twice is left out twice, to the same effect.
    is_new = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=is_new[1:])
    return keys[is_new]


def _hashes(terms: TermDictionary, low: int, high: int) -> tuple[Keys, Keys]:
    """The hashes of the terms [low, high) without each letter in turn, then of the terms; whose
    each is.

    A term's hash is the sum of a number for each letter times a power of the base for its place, so
    that leaving one out moves what follows it by one power.
    """
    letters, bounds = characters(terms, low, high)
    sizes = np.diff(bounds)
    every = np.arange(low, high, dtype=np.uint64)
    places = np.arange(len(letters)) - np.repeat(bounds[:-1], sizes)
    numbers = _mixed(letters.astype(np.uint64) + np.uint64(1))
    numbers *= _powers(int(sizes.max(initial=0))).take(places)
    sums = np.zeros(len(letters) + 1, np.uint64)
    np.cumsum(numbers, out=sums[1:])
    starts, ends = sums.take(bounds[:-1]), sums.take(bounds[1:])
    without = np.repeat(ends, sizes)
    without -= sums[1:]
    without *= _INVERSE
    without += sums[:-1]
    without -= np.repeat(starts, sizes)
    hashes = _mixed(np.concatenate((without, ends - starts)))
    return hashes, np.concatenate((np.repeat(every, sizes), every))


def _powers(count: int) -> Keys:
    powers = np.full(count, _BASE, np.uint64)
    powers[:1] = 1
    np.cumprod(powers, out=powers)
    return powers


def _mixed(numbers: Keys) -> Keys:
    """Every bit of each number made to depend on all (Stafford's variant of MurmurHash3's end)."""
    numbers ^= numbers >> np.uint64(30)
    numbers *= _MIXERS[0]
    numbers ^= numbers >> np.uint64(27)
    numbers *= _MIXERS[1]
    numbers ^= numbers >> np.uint64(31)
    return numbers
