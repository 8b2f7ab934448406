"""Operations on arrays that numpy has no name for."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


def is_first(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Which values differ from the one before; the first does. Shape of `values`, (n,)."""
    first = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return first


def ranges(starts: NDArray[Any], counts: NDArray[Any]) -> Numbers:
    """`counts[i]` numbers from `starts[i]` on, range after range; shape (sum of counts,)."""
    begins = np.cumsum(counts, dtype=np.int64)
    begins -= counts
    np.subtract(starts, begins, out=begins)
    found = np.repeat(begins, counts)
    found += np.arange(len(found))
    return found
