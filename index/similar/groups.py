"""The groups of near-duplicates of a snapshot: what the edges of all its segments connect.

Only documents that are not deleted count, so that the groups are those of the dispatches that there
are, in whatever order they came, and whatever came and went between.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from index.arrays import ranges
from index.codec.container import Array
from index.codec.segment import FlatSegment
from index.schema import NO_DAY, column_field
from index.similar.sections import KEYS, OWNERS, edges_of
from index.similar.signatures import Hashes, Numbers
from index.similar.tables import NO_EDGES


class Members(NamedTuple):
    """The documents of one segment that are in groups, in order, and the place of each among the
    members of all segments; shapes (members,)."""

    documents: Numbers
    places: Numbers


class Groups:
    """The groups of some segments. `of[place]` is a member's group; the members of a group follow
    each other, the newest first, of one moment in the order of what they say."""

    def __init__(self, segments: Sequence[FlatSegment]) -> None:
        edges = np.concatenate([NO_EDGES, *map(edges_of, segments)])
        keys, ends = np.unique(edges.ravel(), return_inverse=True)
        located = [_located(segment, keys) for segment in segments] if len(keys) else []
        nodes = _all(each.nodes for each in located)
        labels = _labels(nodes, len(keys), ends.reshape(-1, 2)).take(nodes)
        grouped = (np.bincount(labels, minlength=1).take(labels) > 1).nonzero()[0]
        columns = [_columns(segments[at], each) for at, each in enumerate(located)]
        moments, digests = (_all(each[column] for each in columns) for column in (0, 1))
        order = grouped[
            np.lexsort((digests.take(grouped), ~moments.take(grouped), labels.take(grouped)))
        ]
        self.of: Numbers = np.unique(labels.take(order), return_inverse=True)[1].reshape(-1)
        self.starts: Numbers = self.of.searchsorted(np.arange(self.of[-1] + 2 if len(order) else 1))
        self.members = _by_segment(segments, located, order)

    def __len__(self) -> int:
        """The number of groups, none of them of one dispatch."""
        return len(self.starts) - 1

    def size(self, segment: int, document: int) -> int:
        """How many dispatches the group of a document has, 1 for one in no group."""
        group = self.group(segment, document)
        return 1 if group is None else int(self.starts[group + 1] - self.starts[group])

    def group(self, segment: int, document: int) -> int | None:
        """The group of a document."""
        members = self.members[segment]
        at = int(members.documents.searchsorted(document))
        if at == len(members.documents) or members.documents[at] != document:
            return None
        return int(self.of[members.places[at]])

    def documents(self, group: int, segment: int) -> Numbers:
        """The documents of a group in a segment, in order."""
        members = self.members[segment]
        return members.documents.compress(self.of.take(members.places) == group)


class _Located(NamedTuple):
    """Documents that have some keys, and which keys."""

    documents: Numbers
    nodes: Numbers


def _located(segment: FlatSegment, keys: Hashes) -> _Located:
    """The documents of a segment that are not deleted and have one of some keys, which are in
    order."""
    container = segment.container
    if KEYS not in container:
        return _Located(np.zeros(0, np.int64), np.zeros(0, np.int64))
    known: Array = container.array(KEYS)
    low, high = known.searchsorted(keys), known.searchsorted(keys, "right")
    counts = high - low
    nodes = np.repeat(np.arange(len(keys)), counts)
    documents = container.array(OWNERS).take(ranges(low, counts)).astype(np.int64)
    if segment.deleted is not None:
        living = ~segment.deleted.take(documents)
        documents, nodes = documents.compress(living), nodes.compress(living)
    return _Located(documents, nodes)


def _labels(nodes: Numbers, count: int, edges: Numbers) -> Numbers:
    """A number for each of `count` nodes, the same for those that edges connect: an edge counts
    when there are texts at both of its ends."""
    living = np.zeros(count, bool)
    living[nodes] = True
    one, other = edges[living.take(edges).all(axis=1)].T
    labels = np.arange(count)
    while True:
        # Each end takes the lower label of both, then each label that of what it names.
        lower = np.minimum(labels.take(one), labels.take(other))
        found = labels.copy()
        for end in (one, other):
            np.minimum.at(found, labels.take(end), lower)
        while True:
            nearer = found.take(found)
            if np.array_equal(nearer, found):
                break
            found = nearer
        if np.array_equal(found, labels):
            return labels
        labels = found


def _columns(segment: FlatSegment, located: _Located) -> tuple[Numbers, Numbers]:
    """The moments and digests of documents."""
    issued, days, digests = (
        segment.number_column(column_field(name)).take(located.documents).astype(np.int64)
        for name in ("issued", "day", "digest")
    )
    return np.where(days == NO_DAY, np.iinfo(np.int64).min, issued), digests


def _by_segment(
    segments: Sequence[FlatSegment], located: Sequence[_Located], order: Numbers
) -> Sequence[Members]:
    """The members of each segment; `order` has those of all by where they were located."""
    if not located:
        return [Members(order, order) for _ in segments]
    documents = _all(each.documents for each in located)
    ends = np.cumsum([len(each.documents) for each in located])
    owners = ends.searchsorted(order, "right")
    found = []
    for index in range(len(segments)):
        places = (owners == index).nonzero()[0]
        own = documents.take(order.take(places))
        sorting = own.argsort()
        found.append(Members(own.take(sorting), places.take(sorting)))
    return found


def _all(parts: Iterable[Numbers]) -> Numbers:
    return np.concatenate([np.zeros(0, np.int64), *parts])
