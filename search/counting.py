"""Counts several facets of many documents at once: columns that go well together in one pass.

A facet that follows from another costs next to nothing beside it. Small columns make one of all
pairs of their values, where documents are so many that a pass costs more than its sums.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.segment import FlatSegment
from index.codec.set_counts import CountsAbreast, Places, SetCounts
from index.facet import CALENDAR, facet_column
from index.snapshot import Snapshot

Numbers = NDArray[np.int64]

FOLLOWING = {"kind": "departments", "year": "month"}
"""Facets whose values follow from another's, but for few documents."""

MANY = 1 << 14
"""Documents so many pay for the sums over `WIDEST` codes. Fewer pay for those over `NARROW`, and
are counted by several codes abreast."""
WIDEST, NARROW = 1 << 16, 1 << 10
"""Codes at most of columns that are counted together: the counts of more would not stay in the
processor's cache."""
MOST_PAIRS = 1 << 24
"""Pairs of codes of which it is looked up which any document has."""
KEPT = 8
"""Choices of facets that a segment keeps ready to be counted, those last asked for: up to 20 bytes
for each document. There are as many choices as there are ways to filter."""


class Joint(NamedTuple):
    """Facets that are counted together."""

    names: tuple[str, ...]
    counted: SetCounts

    def takes(self, other: Joint, widest: int) -> bool:
        """Whether a facet by itself is better counted with these."""
        pairs = self.counted.size * other.counted.size
        if FOLLOWING.get(other.names[0]) in self.names:
            return pairs <= MOST_PAIRS
        # Those of a calendar are counted by runs.
        return pairs <= widest and CALENDAR.keys().isdisjoint(self.names + other.names)

    def with_those_of(self, other: Joint) -> Joint:
        return Joint(self.names + other.names, self.counted.with_those_of(other.counted))


def counts_of_all(
    snapshot: Snapshot, names: Sequence[str], found: Sequence[Sequence[Places]]
) -> Mapping[str, Numbers]:
    """How many of the documents found in each segment, in sorted pieces, have each value of some
    facets."""
    total = sum(len(documents) for pieces in found for documents in pieces)
    widest = WIDEST if total > MANY else NARROW
    counts: dict[str, Numbers] = {}
    for index, pieces in enumerate(found):
        for each in _passes(snapshot.segments[index], names, widest) if pieces else ():
            for documents in pieces:
                for name, counted in zip(each.names, each.counted.counts(documents), strict=True):
                    spread = snapshot.facets[name].spread(index, counted)
                    counts[name] = counts[name] + spread if name in counts else spread
    return counts


class Pass(NamedTuple):
    """Facets that are counted in one pass over the documents, and what does it."""

    names: tuple[str, ...]
    counted: SetCounts | CountsAbreast


def _passes(segment: FlatSegment, names: Sequence[str], widest: int) -> Sequence[Pass]:
    # Not of the segment itself: it would keep what keeps it.
    made = segment.derived("passes", lambda: lru_cache(KEPT)(_made))
    alone = tuple(Joint((name,), facet_column(segment, name).counted) for name in names)
    passes: Sequence[Pass] = made(alone, widest)
    return passes


def _made(several: tuple[Joint, ...], widest: int) -> Sequence[Pass]:
    joints = _joined(several, widest)
    return [Pass(*joint) for joint in joints] if widest == WIDEST else _abreast(joints)


def _joined(several: Sequence[Joint], widest: int) -> Sequence[Joint]:
    """Each facet with those of the others that take it which have the fewest codes."""
    joints: list[Joint] = []
    for alone in sorted(several, key=lambda joint: joint.names[0] in FOLLOWING):
        willing = [joint for joint in joints if joint.takes(alone, widest)]
        if willing:
            joint = min(willing, key=lambda joint: joint.counted.size)
            joints[joints.index(joint)] = joint.with_those_of(alone)
        else:
            joints.append(alone)
    return joints


def _abreast(joints: Sequence[Joint]) -> Sequence[Pass]:
    """As few passes as take them in order, those with the fewest codes first."""
    groups: list[list[Joint]] = []
    for joint in sorted(joints, key=lambda joint: joint.counted.size):
        if groups and CountsAbreast.takes([each.counted for each in (*groups[-1], joint)]):
            groups[-1].append(joint)
        else:
            groups.append([joint])
    return [
        Pass(*group[0])
        if len(group) == 1
        else Pass(
            tuple(name for joint in group for name in joint.names),
            CountsAbreast([joint.counted for joint in group]),
        )
        for group in groups
    ]
