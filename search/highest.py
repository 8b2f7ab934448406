"""The highest of many scores: found by the maxima of groups, without a look at most of them.

A group is a column of a table of `GROUPS` columns, so that one pass over the scores, in the order
in which they lie in memory, gives the maxima of all.
"""

from __future__ import annotations

from math import ceil, inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[Any]
"""Floats, or bytes."""
Indices = NDArray[np.int64]

GROUPS = 1_024


def threshold(scores: Scores, count: int) -> float:
    """A score that at least `count` reach, the highest such one or little less; minus infinity
    when there are not so many."""
    size = len(scores)
    if size <= count:
        return -inf
    group = size // GROUPS
    if group > 1 and count * 8 <= GROUPS:
        scores, size = scores[: group * GROUPS].reshape(group, GROUPS).max(0), GROUPS
    at = size - count
    return float(np.partition(scores, at)[at])


def reaching(scores: Scores, low: float) -> Indices:
    """The indices of the scores that are `low` at least, in order."""
    size = len(scores)
    if low == -inf:
        return np.arange(size)
    limit: float = ceil(low) if scores.dtype == np.uint8 else low
    if limit <= 0 and scores.dtype == np.uint8:
        return np.arange(size)
    group = size // GROUPS
    if group < 8:
        return _where(scores >= limit)
    grouped = group * GROUPS
    table = scores[:grouped].reshape(group, GROUPS)
    columns = _where(table.max(0) >= limit)
    if len(columns) * 8 > GROUPS:
        return _where(scores >= limit)
    found, which = (table.take(columns, axis=1) >= limit).nonzero()
    found *= GROUPS
    found += columns.take(which)
    rest = _where(scores[grouped:] >= limit)
    return np.concatenate((found, rest + grouped)) if len(rest) else found


def _where(mask: NDArray[np.bool_]) -> Indices:
    return mask.nonzero()[0]
