"""Filters and counts over the columns of one generation.

The values of one facet are alternatives and facets narrow each other; a facet's own counts are not
narrowed by what is chosen in it, so that a person sees what another choice would give.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np

from corpus.dispatch import PATH_SEPARATOR
from corpus.limits import LIMITS
from index.columns import NO_DAY, Columns, FacetColumn, Mask, Numbers
from search.request import FACETS, SearchRequest
from search.result import FacetValue

CALENDAR = ("year", "month")
TREES = ("departments",)


class Filters:
    """The masks of one request over one generation's documents."""

    def __init__(self, request: SearchRequest, columns: Columns) -> None:
        self._columns = columns
        self._request = request
        self._common = _excluded(request, columns)
        self._included: Mapping[str, Mask] = {
            facet: columns.facets[facet].mask(values)
            for facet, values in request.include.items()
            if values
        }

    def all(self) -> Mask:
        """The documents that pass every filter."""
        return self._without("")

    def _without(self, facet: str) -> Mask:
        mask = self._common
        for name, included in self._included.items():
            if name != facet:
                mask = mask & included
        return mask

    def facets(self, documents: Numbers) -> dict[str, tuple[FacetValue, ...]]:
        """The counts of each facet over the documents that the query found, filters unapplied."""
        passing = documents[self.all()[documents]]
        counted = {}
        for name in FACETS:
            is_chosen = name in self._included
            found = documents[self._without(name)[documents]] if is_chosen else passing
            chosen = self._request.include.get(name, ())
            counted[name] = _values(name, self._columns.facets[name], found, chosen)
        return counted


def _excluded(request: SearchRequest, columns: Columns) -> Mask:
    mask: Mask = columns.live.copy()
    if request.since or request.until:
        mask &= columns.day != NO_DAY
        mask &= columns.day >= _ordinal(request.since, 0)
        mask &= columns.day < _ordinal(request.until, date.max.toordinal() + 1)
    for facet, values in request.exclude.items():
        if values:
            mask &= ~columns.facets[facet].mask(values)
    return mask


def _ordinal(day: date | None, default: int) -> int:
    return day.toordinal() if day else default


def _values(
    name: str, column: FacetColumn, documents: Numbers, chosen: tuple[str, ...]
) -> tuple[FacetValue, ...]:
    """The values that have a count, and those chosen even at zero, the most frequent first."""
    counts = column.count(documents)
    numbers = [int(number) for number in np.flatnonzero(counts)]
    values = [(column.values[number], int(counts[number])) for number in numbers]
    seen = {value for value, _ in values}
    values += [(value, 0) for value in chosen if value not in seen]
    values.sort(key=_calendar_order if name in CALENDAR else _frequency_order)
    return tuple(
        FacetValue(value, _path(name, value), count)
        for value, count in values[: LIMITS.facet_values]
    )


def _path(name: str, value: str) -> tuple[str, ...]:
    return tuple(value.split(PATH_SEPARATOR)) if name in TREES else (value,)


def _frequency_order(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _calendar_order(item: tuple[str, int]) -> tuple[int, ...]:
    """The latest first: each part of «2021-09» negated."""
    return tuple(-int(part) for part in item[0].split("-") if part.isdecimal())
