"""Filters and counts over the documents that a query found.

The values of one facet are alternatives and facets narrow each other; a facet's own counts are not
narrowed by what is chosen in it, so that a person sees what another choice would give.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from corpus.limits import LIMITS
from index.codec.segment import FlatSegment
from index.schema import NO_DAY, column_field
from index.snapshot import CALENDAR, Facet, Snapshot, facet_column, path_of
from search.matches import Documents
from search.request import SearchRequest
from search.result import FacetValue

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class _Days:
    """The local days of a segment's documents. These are in the order of their moments, so that
    their days are nearly sorted: `highest` is the highest day up to each document, `lowest` the
    lowest from each on."""

    days: Numbers
    highest: Numbers
    lowest: Numbers
    is_sorted: bool

    @classmethod
    def of(cls, segment: FlatSegment) -> _Days:
        days = segment.number_column(column_field("day"))
        if bool((days[1:] >= days[:-1]).all()):
            return cls(days, days, days, True)
        lowest = np.minimum.accumulate(days[::-1])[::-1]
        return cls(days, np.maximum.accumulate(days), lowest, False)


def _days(segment: FlatSegment) -> _Days:
    return segment.derived("days", lambda: _Days.of(segment))


def _bounds(request: SearchRequest) -> tuple[int, int] | None:
    """The request's days [since, until) as ordinals, dispatches without a date left out."""
    if request.since is None and request.until is None:
        return None
    since = request.since.toordinal() if request.since else NO_DAY + 1
    return since, request.until.toordinal() if request.until else date.max.toordinal() + 1


def window(segment: FlatSegment, request: SearchRequest) -> tuple[int, int]:
    """The numbers [low, high) outside of which no document is in the request's range of days."""
    bounds = _bounds(request)
    if bounds is None:
        return 0, segment.documents
    days = _days(segment)
    low = int(np.searchsorted(days.highest, bounds[0]))
    return low, max(low, int(np.searchsorted(days.lowest, bounds[1])))


class Passing:
    """Which of the documents found in each segment pass the facets' filters.

    `every` passes all of them; `without(facet)` all but those of one facet.
    """

    def __init__(
        self, request: SearchRequest, snapshot: Snapshot, found: Sequence[Documents]
    ) -> None:
        self._request = request
        self._snapshot = snapshot
        self._found = found
        self._verdicts = [
            _verdicts(request, segment, documents)
            for segment, documents in zip(snapshot.segments, found, strict=True)
        ]
        self.masks = [_all(verdicts) for verdicts in self._verdicts]
        self.every = [
            documents if mask is None else documents[mask]
            for documents, mask in zip(found, self.masks, strict=True)
        ]

    def without(self, facet: str) -> list[Documents]:
        masks = [_all(verdicts, but=facet) for verdicts in self._verdicts]
        return [
            documents if mask is None else documents[mask]
            for documents, mask in zip(self._found, masks, strict=True)
        ]

    def counts(self, facets: Sequence[str]) -> dict[str, tuple[FacetValue, ...]]:
        """The counts of some facets."""
        counted = {}
        for name in facets:
            chosen = self._request.include.get(name, ())
            documents = self.without(name) if chosen else self.every
            counted[name] = _values(name, self._snapshot.facets[name], documents, chosen)
        return counted


def _verdicts(
    request: SearchRequest, segment: FlatSegment, documents: Documents
) -> dict[str, Mask]:
    """What each filter says of each document: those of a facet by its name, others by «»."""
    verdicts: dict[str, Mask] = {}
    bounds = _bounds(request)
    if bounds is not None and not _days(segment).is_sorted:
        days = _days(segment).days.take(documents)
        verdicts[""] = (days >= bounds[0]) & (days < bounds[1])
    for facet, values in request.include.items():
        if values:
            verdicts[facet] = facet_column(segment, facet).has_any(values, documents)
    for facet, values in request.exclude.items():
        if values:
            allowed = ~facet_column(segment, facet).has_any(values, documents)
            verdicts[""] = verdicts[""] & allowed if "" in verdicts else allowed
    return verdicts


def _all(verdicts: Mapping[str, Mask], but: str | None = None) -> Mask | None:
    """Where all verdicts are yes; None when there is none to give."""
    mask: Mask | None = None
    for facet, verdict in verdicts.items():
        if facet != but:
            mask = verdict if mask is None else mask & verdict
    return mask


def _values(
    name: str, facet: Facet, documents: Sequence[Documents], chosen: tuple[str, ...]
) -> tuple[FacetValue, ...]:
    """The values that have a count, and those chosen even at zero: the latest of a calendar first,
    the most frequent of any other facet."""
    counts = facet.counts(documents)
    present = np.flatnonzero(counts)
    # The values themselves are sorted.
    order = present[::-1] if name in CALENDAR else present[np.lexsort((present, -counts[present]))]
    numbers = order[: LIMITS.facet_values].tolist()
    values = [
        FacetValue(facet.values[number], facet.paths[number], count)
        for number, count in zip(numbers, counts[numbers].tolist(), strict=True)
    ]
    shown = {value.value for value in values} if chosen else ()
    hidden = [value for value in dict.fromkeys(chosen) if value not in shown]
    if hidden:
        values += [
            FacetValue(value, path_of(name, value), _count_of(value, facet, counts))
            for value in hidden
        ]
        values.sort(key=lambda each: (-each.count, each.value))
        if name in CALENDAR:
            values.sort(key=lambda each: each.value, reverse=True)
    return tuple(values)


def _count_of(value: str, facet: Facet, counts: Numbers) -> int:
    at = bisect_left(facet.values, value)
    return int(counts[at]) if facet.values[at : at + 1] == (value,) else 0
