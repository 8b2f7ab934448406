"""Counts several facets of many documents at once: two small columns make one, counted in one pass.

The code of a document in a joint column is that of its sets in each column, as digits; what it
counts for each column are sums over the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from math import prod

import numpy as np
from numpy.typing import NDArray

from index.codec.segment import FlatSegment
from index.codec.sets import Places, SetColumn
from index.snapshot import CALENDAR, Snapshot, facet_column

Numbers = NDArray[np.int64]

WIDEST = 1 << 16
"""Codes of a joint column at most: the counts of more would not stay in the processor's cache."""

MANY = 1 << 13
"""Documents so many pay for the sums; fewer are counted column by column."""


def counts_of_all(
    snapshot: Snapshot, names: Sequence[str], found: Sequence[Sequence[Places]]
) -> dict[str, Numbers]:
    """How many of the documents found in each segment, in sorted pieces, have each value of some
    facets."""
    total = sum(len(documents) for pieces in found for documents in pieces)
    widest = WIDEST if total > MANY else 1
    facets = {name: snapshot.facets[name] for name in names}
    counts = {name: np.zeros(len(facet.values), np.int64) for name, facet in facets.items()}
    for index, pieces in enumerate(found):
        for joint in _joints(snapshot.segments[index], tuple(names), widest) if pieces else ():
            for documents in pieces:
                for name, of_column in joint.counts(documents):
                    counts[name][facets[name].numbers[index]] += of_column
    return counts


class Joint:
    """Some columns of one segment, by the names of their facets, as one."""

    def __init__(self, columns: Mapping[str, SetColumn]) -> None:
        self._columns = columns
        self._shape = tuple(column.sets_counted for column in columns.values())

    def counts(self, documents: Places) -> Iterator[tuple[str, Numbers]]:
        """How many of the documents have each value, for each facet."""
        if len(self._columns) == 1:
            for name, column in self._columns.items():
                yield name, column.count(documents)
            return
        codes = self._codes.take(documents)
        table = np.bincount(codes, minlength=prod(self._shape)).reshape(self._shape)
        for axis, (name, column) in enumerate(self._columns.items()):
            others = tuple(other for other in range(len(self._shape)) if other != axis)
            yield name, column.count_sets(table.sum(others))

    @cached_property
    def _codes(self) -> NDArray[np.uint16]:
        digits = (column.codes_counted for column in self._columns.values())
        codes = next(digits).astype(np.uint32)
        for more, size in zip(digits, self._shape[1:], strict=True):
            codes *= size
            codes += more
        return codes.astype(np.uint16)


def _joints(segment: FlatSegment, names: tuple[str, ...], widest: int) -> Sequence[Joint]:
    return segment.derived(f"joint {names} {widest}", lambda: _joined(segment, names, widest))


def _joined(segment: FlatSegment, names: tuple[str, ...], widest: int) -> Sequence[Joint]:
    """Each facet with the first others that it fits in with; calendars are counted by runs."""
    groups: list[dict[str, SetColumn]] = []
    calendars: list[dict[str, SetColumn]] = []
    for name in names:
        column = facet_column(segment, name)
        if name in CALENDAR:
            calendars.append({name: column})
            continue
        for group in groups:
            if column.sets_counted * prod(each.sets_counted for each in group.values()) <= widest:
                group[name] = column
                break
        else:
            groups.append({name: column})
    return [*map(Joint, groups + calendars)]
