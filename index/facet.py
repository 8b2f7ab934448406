"""A facet: its values over all segments of a generation, and the documents that have each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from corpus.dispatch import PATH_SEPARATOR
from index.codec.segment import FlatSegment
from index.codec.set_counts import Places
from index.codec.sets import SetColumn
from index.schema import NO_DAY, column_field

Numbers = NDArray[np.int64]

TREES = ("departments",)
"""Facets whose values are paths."""

CALENDAR = {"year": "Y", "month": "M"}
"""Facets that follow from the day, and numpy's names of their units."""


class Facet:
    """One facet over the segments of a snapshot: its values, and the numbers that they have in each
    segment's own column."""

    def __init__(self, segments: Sequence[FlatSegment], name: str) -> None:
        self.columns = [facet_column(segment, name) for segment in segments]
        self.values = tuple(sorted({value for column in self.columns for value in column.values}))
        self._values = np.array(self.values, object)
        number_of = {value: number for number, value in enumerate(self.values)}
        self.numbers = [
            np.array([number_of[value] for value in column.values], dtype=np.int64)
            for column in self.columns
        ]
        self._listed = [each.tolist() for each in self.numbers]

    def counts(self, found: Sequence[Sequence[Places]]) -> Numbers:
        """How many of the documents found in each segment, in sorted pieces, have each value; shape
        (values,)."""
        counts = np.zeros(len(self.values), np.int64)
        for index, pieces in enumerate(found):
            for documents in pieces:
                if len(documents):
                    of_segment = self.columns[index].counted.counts(documents)[0]
                    counts += self.spread(index, of_segment)
        return counts

    def spread(self, index: int, of_segment: Numbers) -> Numbers:
        """The counts of a segment's own values as those of all values; shape (values,)."""
        if len(of_segment) == len(self.values):
            return of_segment
        counts = np.zeros(len(self.values), np.int64)
        counts[self.numbers[index]] = of_segment
        return counts

    def named(self, numbers: Numbers) -> list[str]:
        """The values of some numbers, in their order."""
        named: list[str] = self._values.take(numbers).tolist()
        return named

    def count_of(self, counts: Numbers, value: str) -> int:
        """The one of such counts that is a value's, be it that no document of the index has it."""
        at = bisect_left(self.values, value)
        return int(counts[at]) if self.values[at : at + 1] == (value,) else 0

    def few(self, found: Sequence[Sequence[Places]]) -> dict[int, int]:
        """The same of few documents: the number of each value that some have, and how many."""
        counts: dict[int, int] = {}
        for column, numbers, pieces in zip(self.columns, self._listed, found, strict=True):
            for documents in pieces:
                for inside in column.values_of(documents):
                    for member in inside:
                        number = numbers[member]
                        counts[number] = counts.get(number, 0) + 1
        return counts


def path_of(facet: str, value: str) -> tuple[str, ...]:
    """A value of a facet as a tree shows it."""
    return tuple(value.split(PATH_SEPARATOR)) if facet in TREES else (value,)


def facet_column(segment: FlatSegment, name: str) -> SetColumn:
    """A facet's column in one segment."""
    if name not in CALENDAR:
        return segment.set_column(column_field(name))
    return segment.derived(name, lambda: _calendar_column(segment, CALENDAR[name]))


def _calendar_column(segment: FlatSegment, unit: str) -> SetColumn:
    """The years or months of all documents: looked up by the day, of which there are few."""
    days = segment.number_column(column_field("day"))
    first = int(np.searchsorted(days, NO_DAY + 1))  # undated documents come first
    codes = np.zeros(len(days), np.int64)
    sets: list[tuple[str, ...]] = [()]
    if first < len(days):
        earliest, latest = int(days[first:].min()), int(days[first:].max())
        span = np.arange(earliest, latest + 1) - date(1970, 1, 1).toordinal()
        periods = span.astype("M8[D]").astype(f"M8[{unit}]")
        code_of_day = (periods - periods[0]).astype(np.int64) + 1
        codes[first:] = code_of_day.take(days[first:] - earliest)
        sets += [(str(period),) for period in np.arange(periods[0], periods[-1] + 1)]
    return SetColumn.coded(codes, sets)
