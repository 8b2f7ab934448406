"""Until when dispatches are held back, and which of a segment are so at a moment.

Moments are whole seconds of Unix time. A segment has them as a column, unless none of its documents
was ever under embargo; a segment of before there was such a column tells by its records.
"""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.dispatch import Dispatch, Status
from index.codec.segment import FlatSegment
from index.records import dispatch_of
from index.schema import EMBARGO, column_field

FREE = 0
"""The end of no embargo."""
FOREVER = 2**63 - 1
"""The end of an embargo of which nobody knows the end: another version lifts it."""

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]


def held_until(dispatch: Dispatch) -> int:
    """The second from which on a dispatch may be seen; FREE for one that always may."""
    if dispatch.embargo is not None:
        return max(FREE + 1, ceil(dispatch.embargo.timestamp()))
    return FOREVER if dispatch.status is Status.EMBARGOED else FREE


def ends(segment: FlatSegment) -> Numbers | None:
    """`held_until` of each document, deleted ones among them, shape (documents,); None where all
    are FREE."""
    if column_field(EMBARGO) in segment.columns:
        return segment.number_column(column_field(EMBARGO))
    return segment.derived("embargo ends", lambda: _of_records(segment))


class Embargoes(NamedTuple):
    """The documents of a segment that ever were under embargo, and the ends, which are in order."""

    documents: Numbers
    ends: Numbers

    @classmethod
    def of(cls, segment: FlatSegment) -> Embargoes | None:
        """Those of a segment; None where it has none. They are looked for once."""
        return segment.derived("embargoes", lambda: cls._found(segment))

    def held(self, now: int) -> Numbers:
        """The documents that are held back at a moment."""
        return self.documents[self.ends.searchsorted(now, "right") :]

    @classmethod
    def _found(cls, segment: FlatSegment) -> Embargoes | None:
        found = ends(segment)
        if found is None:
            return None
        documents = found.nonzero()[0]
        order = found.take(documents).argsort(kind="stable")
        documents = documents.take(order)
        return cls(documents, found.take(documents))


def seen_at(segment: FlatSegment, now: int) -> FlatSegment:
    """A segment as it may be seen at a moment: what is held back is as if it were deleted."""
    embargoes = Embargoes.of(segment)
    held = None if embargoes is None else embargoes.held(now)
    if held is None or not len(held):
        return segment
    hidden = np.zeros(segment.documents, bool)
    hidden[held] = True
    return segment.without(hidden if segment.deleted is None else hidden | segment.deleted)


def _of_records(segment: FlatSegment) -> Numbers | None:
    """The ends of those whose status says that they are embargoed."""
    status = column_field("status")
    if status not in segment.columns:
        return None
    column = segment.set_column(status)
    if Status.EMBARGOED.value not in column.values:  # of most segments no more is asked
        return None
    embargoed = column.has_any((Status.EMBARGOED.value,), np.arange(segment.documents))
    if not embargoed.any():
        return None
    found = np.zeros(segment.documents, np.int64)
    for number in embargoed.nonzero()[0].tolist():
        found[number] = held_until(dispatch_of(segment, number))
    return found
