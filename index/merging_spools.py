"""What of a field is joined already, array by array: it waits in files without a name."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import DTypeLike, NDArray

from index.codec.positions import SplitPositions
from index.codec.postings import FieldPostings


class Joined(NamedTuple):
    """All postings of some terms, in order; `counts` says how many of them each term has."""

    counts: NDArray[np.int64]
    documents: NDArray[np.uint32]
    weights: NDArray[Any] | None
    frequencies: NDArray[Any] | None
    first: NDArray[Any] | None
    further: NDArray[Any] | None


class _Spool:
    """Numbers that wait in a file without a name: they are appended, then read in slices."""

    def __init__(self, stack: ExitStack, folder: Path | None, dtype: DTypeLike) -> None:
        self.dtype = np.dtype(dtype)
        file = tempfile.TemporaryFile(buffering=0, dir=folder)  # noqa: SIM115 — the stack's
        self._file = stack.enter_context(file)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def append(self, numbers: NDArray[Any]) -> None:
        data = np.ascontiguousarray(numbers, self.dtype).view(np.uint8).data
        while len(data):
            data = data[self._file.write(data) :]
        self._length += len(numbers)

    def __getitem__(self, part: slice) -> NDArray[Any]:
        # Read and not mapped: pages of a mapping stay in memory until it is gone.
        start, stop, _ = part.indices(self._length)
        numbers = np.empty(max(stop - start, 0), self.dtype)
        left, offset = numbers.view(np.uint8).data, start * self.dtype.itemsize
        while len(left):
            count = os.preadv(self._file.fileno(), [left], offset)
            left, offset = left[count:], offset + count
        return numbers


class _Typed(Protocol):
    """What has a type."""

    @property
    def dtype(self) -> np.dtype[Any]: ...


class Spools:
    """The arrays of a field; `total` is the sum of all frequencies."""

    def __init__(
        self, stack: ExitStack, folder: Path | None, fields: Sequence[FieldPostings]
    ) -> None:
        self.total = 0
        self.documents = _Spool(stack, folder, np.uint32)
        self._by_name = {}
        positions = [field.positions for field in fields]
        kept: dict[str, Sequence[_Typed | None]] = {
            "weights": [field.weights for field in fields],
            "frequencies": [field.own_frequencies for field in fields],
            "first": positions,
            "further": positions,
        }
        for name, arrays in kept.items():
            dtypes = [array.dtype for array in arrays if array is not None]
            if dtypes:
                self._by_name[name] = _Spool(stack, folder, np.result_type(*dtypes))

    def get(self, name: str) -> Any:
        return self._by_name.get(name)

    def positions(self) -> SplitPositions | None:
        if "first" not in self._by_name:
            return None
        return SplitPositions(self.get("first"), self.get("further"))

    def append(self, joined: Joined) -> None:
        self.documents.append(joined.documents)
        for name, spool in self._by_name.items():
            spool.append(getattr(joined, name))
        counts = joined.weights if joined.frequencies is None else joined.frequencies
        if counts is not None:
            self.total += int(counts.sum(dtype=np.int64))
