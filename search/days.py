"""Which documents of a segment may be in a range of days, by their numbers.

Documents are in the order of their moments, and days are local to each dispatch's agency, so that
the days are nearly sorted: far from both ends of a range, a document's number says it all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.segment import FlatSegment
from index.schema import NO_DAY, column_field
from search.matches import Documents, Indices
from search.request import SearchRequest

Numbers = NDArray[np.signedinteger]


@dataclass(frozen=True)
class _Days:
    """The days of a segment's documents: `highest` is the highest up to each, `lowest` the lowest
    from each on."""

    days: Numbers
    highest: Numbers
    lowest: Numbers

    @classmethod
    def of(cls, segment: FlatSegment) -> _Days:
        days = segment.number_column(column_field("day"))
        if bool((days[1:] >= days[:-1]).all()):
            return cls(days, days, days)
        lowest = np.minimum.accumulate(days[::-1])[::-1]
        return cls(days, np.maximum.accumulate(days), np.ascontiguousarray(lowest))


class DayRange(NamedTuple):
    """The documents [low, high), outside of which none is in the range; those of [surely, until)
    are in it, the days of any others have to be looked at."""

    low: int
    high: int
    surely: int
    until: int
    bounds: Numbers
    days: Numbers

    def kept(self, documents: Documents) -> Indices | None:
        """Which of some documents of [low, high) are in the range, by their places; None for all
        of them."""
        edges = np.array((self.surely, max(self.surely, self.until)), np.uint32)
        first, last = documents.searchsorted(edges).tolist()
        if first == 0 and last == len(documents):
            return None
        is_in = np.ones(len(documents), bool)
        for part in (slice(0, first), slice(last, None)):
            days = self.days.take(documents[part])
            is_in[part] = (days >= self.bounds[0]) & (days < self.bounds[1])
        return is_in.nonzero()[0]


def day_range(segment: FlatSegment, request: SearchRequest) -> DayRange:
    """The range of a request's days [since, until), dispatches without a date left out."""
    since = request.since.toordinal() if request.since else NO_DAY + 1
    until = request.until.toordinal() if request.until else date.max.toordinal() + 1
    days = segment.derived("days", lambda: _Days.of(segment))
    # In the days' own type: numpy would else copy them all into another.
    bounds = np.array((since, until), days.days.dtype)
    low, end = days.highest.searchsorted(bounds).tolist()
    begin, high = days.lowest.searchsorted(bounds).tolist()
    return DayRange(low, max(low, high), begin, end, bounds, days.days)
