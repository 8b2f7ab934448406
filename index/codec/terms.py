"""The dictionary of a field: its terms sorted by their bytes, one after the other in one array.

A term's number is its place in that order, so that the terms of a prefix are one slice of numbers,
and, their postings being in the same order, one slice of postings.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.codec.container import Container, ContainerWriter


class TermDictionary:
    """Sorted terms: term `t` is `blob[offsets[t]:offsets[t + 1]]`. Never changes."""

    __slots__ = ("_blob", "_numbers", "_offsets", "offsets")

    def __init__(self, blob: bytes | memoryview, offsets: NDArray[np.int64]) -> None:
        self._blob = memoryview(blob)
        self.offsets = offsets
        # Reading one item of a memory view costs half of what it costs from an array.
        self._offsets = offsets.data
        self._numbers = range(len(offsets) - 1)

    @classmethod
    def of(cls, terms: Sequence[bytes]) -> TermDictionary:
        """The dictionary of terms that are sorted already."""
        return cls(b"".join(terms), offsets_of(terms))

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, number: int) -> bytes:
        return bytes(self._blob[self._offsets[number] : self._offsets[number + 1]])

    def __iter__(self) -> Iterator[bytes]:
        return map(self.__getitem__, self._numbers)

    @property
    def blob(self) -> memoryview:
        return self._blob

    def lower_bound(self, term: bytes) -> int:
        """The number of the first term that is not less than a term; len(self) when all are."""
        return bisect_left(self._numbers, term, key=self.__getitem__)

    def find(self, term: bytes) -> int:
        """A term's number, -1 when it is not in the dictionary."""
        number = self.lower_bound(term)
        return number if number < len(self) and self[number] == term else -1

    def are_ascii(self, start: int, stop: int) -> NDArray[np.bool_]:
        """Which of the terms [start, stop), none of them empty, have letters of ASCII alone."""
        bounds = self.offsets[start : stop + 1]
        letters = np.frombuffer(self._blob, np.uint8)[bounds[0] : bounds[-1]]
        return np.maximum.reduceat(letters, bounds[:-1] - bounds[0]) < 0x80

    def prefix(self, prefix: bytes) -> tuple[int, int]:
        """The numbers [start, stop) of the terms that begin with a prefix."""
        start = self.lower_bound(prefix)
        after = prefix.rstrip(b"\xff")
        if not after:
            return start, len(self)
        return start, self.lower_bound(after[:-1] + bytes([after[-1] + 1]))


def characters(
    terms: TermDictionary, low: int = 0, high: int | None = None
) -> tuple[NDArray[np.unsignedinteger], NDArray[np.int64]]:
    """The characters of the terms [low, high), joined, and where those of each begin and of the
    last end. Raises UnicodeDecodeError when terms are not text."""
    bounds = terms.offsets[low : len(terms) + 1 if high is None else high + 1]
    blob = np.frombuffer(terms.blob, np.uint8)[bounds[0] : bounds[-1]]
    bounds = bounds - bounds[0]
    if not len(blob) or blob.max() < 0x80:
        return blob, bounds
    joined = np.frombuffer(blob.tobytes().decode().encode("utf-32-le"), "<u4")
    is_first = (blob & 0xC0) != 0x80
    counts = np.zeros(len(blob) + 1, np.int64)
    np.cumsum(is_first, out=counts[1:])
    return joined, counts.take(bounds)


def offsets_of(parts: Iterable[bytes]) -> NDArray[np.int64]:
    """Where each part begins when they are joined, and where the last ends; shape (parts + 1,)."""
    sizes = np.fromiter(map(len, parts), np.int64)
    offsets = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=offsets[1:])
    return offsets


def narrow(numbers: NDArray[np.int64]) -> NDArray[np.unsignedinteger]:
    """Numbers that are not negative, in the narrowest unsigned type that holds them all."""
    return numbers.astype(np.min_scalar_type(int(numbers.max()) if len(numbers) else 0))


def write_terms(writer: ContainerWriter, prefix: str, terms: TermDictionary) -> None:
    writer.start(f"{prefix}/terms")
    writer.write(bytes(terms.blob))
    writer.add(f"{prefix}/offsets", narrow(terms.offsets))


def read_terms(container: Container, prefix: str) -> TermDictionary:
    """Raises IndexCorrupt."""
    blob = container.array(f"{prefix}/terms")
    offsets = container.array(f"{prefix}/offsets").astype(np.int64)
    return TermDictionary(blob.data, offsets)
