"""Small numbers of postings: weights and frequencies, and what else is written piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from index.codec.container import Array, Container, ContainerWriter, Section

PIECE = 1 << 22
"""Items written in one go."""


def pieces(numbers: Array) -> Iterator[tuple[int, Array]]:
    """Numbers piece by piece, each with the index of its first: they may be more than memory
    holds."""
    for begin in range(0, len(numbers), PIECE):
        yield begin, numbers[begin : begin + PIECE]


def write_pieces(writer: ContainerWriter, name: str, numbers: Array, dtype: DTypeLike) -> None:
    writer.start(name, dtype)
    for _, piece in pieces(numbers):
        writer.write(piece)


class Counts:
    """Small numbers, one byte each; the few that need more are kept beside it, by their index.

    A weight that is not a whole number makes all of them floats. `read` gives the narrowest type
    that holds what it gives.
    """

    WIDE = 255

    def __init__(self, narrow: Section, wide_at: Array, wide: Array) -> None:
        self._narrow = narrow
        self._wide_at = wide_at
        self._wide = wide

    @classmethod
    def write(cls, writer: ContainerWriter, name: str, numbers: Array) -> None:
        is_whole = numbers.dtype.kind in "ui" or all(
            bool((piece == np.floor(piece)).all()) for _, piece in pieces(numbers)
        )
        at, wide = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        if not is_whole or any(int(piece.min()) < 0 for _, piece in pieces(numbers)):
            write_pieces(writer, name, numbers, np.float32)
        else:
            writer.start(name)
            for begin, piece in pieces(numbers):
                writer.write(np.minimum(piece, cls.WIDE).astype(np.uint8))
                found = np.flatnonzero(piece >= cls.WIDE)
                at.append(found + begin)
                wide.append(piece.take(found).astype(np.int64))
        writer.add(f"{name}/wide_at", np.concatenate(at))
        writer.add(f"{name}/wide", np.concatenate(wide))

    @classmethod
    def read_from(cls, container: Container, name: str) -> Counts | None:
        if name not in container:
            return None
        return cls(
            container.section(name),
            container.array(f"{name}/wide_at"),
            container.array(f"{name}/wide"),
        )

    def __len__(self) -> int:
        return len(self._narrow)

    @property
    def dtype(self) -> np.dtype[Any]:
        """A type that holds all of the numbers."""
        return np.dtype(np.uint32) if len(self._wide_at) else self._narrow.dtype

    def read(self, start: int, stop: int) -> Array:
        """Numbers [start, stop)."""
        found = self._narrow.read(start, stop)
        if len(self._wide_at):
            first, last = np.searchsorted(self._wide_at, (start, stop))
            if first < last:
                found = found.astype(np.int64)
                found[self._wide_at[first:last] - start] = self._wide[first:last]
        return found
