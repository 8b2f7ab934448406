"""Reads an index: a snapshot is one generation as it was committed, whatever follows it.

Everything in it is shared by threads and never changes. What was opened of a segment lives on in
the next generation that has the same segment, so that a commit costs a reader what is new.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.dispatch import PATH_SEPARATOR, Dispatch
from corpus.messages import Message
from index.codec.container import Container
from index.codec.segment import FlatSegment
from index.codec.set_counts import Places
from index.codec.sets import SetColumn
from index.embargo import FOREVER, Embargoes, seen_at
from index.files import Files
from index.history import History, HistoryFile, Kept
from index.manifest import FileEntry, SegmentEntry
from index.records import dispatch_of
from index.schema import COLUMNS, NO_DAY, column_field
from index.similar.groups import Groups
from index.similar.sections import EDGES
from index.store import Generation, Store
from index.uids import find_uid

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

DELETED = "deleted"
"""The section of a file of deletions: the numbers of the documents that are deleted. Such a file
may also have edges between the segment and others, which were found when it was written already."""

TREES = ("departments",)
"""Facets whose values are paths."""

CALENDAR = {"year": "Y", "month": "M"}
"""Facets that follow from the day, and numpy's names of their units."""


class Address(NamedTuple):
    """Where a document is: the index of its segment in a snapshot, and its number there."""

    segment: int
    number: int


class Snapshot:
    """One generation. Safe to share between threads.

    What it shows is right from the moment `since` on and before `until`, in seconds of Unix time;
    as it was committed it shows all, whatever is under embargo: see `at`.
    """

    since, until = 0, FOREVER

    def __init__(self, generation: Generation, known: Snapshot | None = None) -> None:
        self.held = generation
        self._opened = {
            entry: _opened(entry, generation, known) for entry in generation.manifest.segments
        }
        self.segments: Sequence[FlatSegment] = tuple(self._opened.values())
        self.history = History(
            [
                _opened_history(entry.file, generation, known)
                for entry in generation.manifest.history
            ]
        )

    def at(self, now: int) -> Snapshot:
        """The generation as it may be seen at a moment: what is held back then is as if it were
        deleted. It is the same object where nothing ever was held back."""
        found = [Embargoes.of(segment) for segment in self._opened.values()]
        ends = [each.ends for each in found if each is not None]
        if not ends:
            return self
        moments = np.concatenate([[self.since, FOREVER], *ends])
        seen = Snapshot.__new__(Snapshot)
        seen.held, seen.history, seen._opened = self.held, self.history, self._opened
        seen.segments = tuple(seen_at(segment, now) for segment in self._opened.values())
        seen.since = int(moments[moments <= now].max())
        seen.until = int(moments[moments > now].min())
        return seen

    @property
    def generation(self) -> int:
        return self.held.number

    @property
    def warnings(self) -> tuple[Message, ...]:
        """Why this is not the newest generation on the disk, when it is not."""
        return self.held.warnings

    @cached_property
    def documents(self) -> int:
        """The number of documents, deleted ones included."""
        return sum(segment.documents for segment in self.segments)

    @cached_property
    def live(self) -> int:
        """The number of documents that are not deleted."""
        return sum(segment.live for segment in self.segments)

    def average_length(self, field: str) -> float:
        """The mean length of a field over all documents; 1 when nothing has it."""
        total = sum(
            segment.fields[field].length for segment in self.segments if field in segment.fields
        )
        return total / self.documents if total else 1.0

    @cached_property
    def facets(self) -> Mapping[str, Facet]:
        """The facets by their names, over all segments."""
        return {name: Facet(self.segments, name) for name in (*COLUMNS, *CALENDAR)}

    def dispatch(self, at: Address) -> Dispatch:
        """The dispatch of a document. Raises IndexCorrupt."""
        return dispatch_of(self.segments[at.segment], at.number)

    def find(self, uid: str, version: int | None = None) -> Dispatch | None:
        """The dispatch of a uid, None when there is none: the one that searches see, or, held back
        or not, some version of it."""
        if version is None:
            at = self.address(uid)
            return None if at is None else self.dispatch(at)
        found = (kept.dispatch for kept in self.versions(uid) if kept.dispatch.version == version)
        return next(found, None)

    def address(self, uid: str) -> Address | None:
        """Where the document of a uid is that searches see, None when there is none."""
        for index, segment in enumerate(self.segments):
            number = find_uid(segment, uid)
            if number is not None:
                return Address(index, number)
        return None

    @cached_property
    def groups(self) -> Groups:
        """The groups of near-duplicates. Raises IndexCorrupt."""
        return Groups(self.segments)

    def versions(self, uid: str) -> Iterator[Kept]:
        """Every text that came under a uid, held back or not: that which searches see, or will see,
        then the others, the newest version first. Each is read when it is asked for."""
        living = self._living(uid)
        if living is None:
            return
        yield living
        for kept in self.history.versions(uid):
            if (kept.dispatch.version, kept.digest) != (living.dispatch.version, living.digest):
                yield kept

    def _living(self, uid: str) -> Kept | None:
        for segment in self._opened.values():
            number = find_uid(segment, uid)
            if number is not None:
                digest = int(segment.number_column(column_field("digest"))[number])
                return Kept(digest, dispatch_of(segment, number))
        return None


class Facet:
    """One facet over the segments of a snapshot: its values, and the numbers that they have in each
    segment's own column."""

    def __init__(self, segments: Sequence[FlatSegment], name: str) -> None:
        self.columns = [facet_column(segment, name) for segment in segments]
        self.values = tuple(sorted({value for column in self.columns for value in column.values}))
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


def _opened(entry: SegmentEntry, generation: Generation, known: Snapshot | None) -> FlatSegment:
    """A segment, from the snapshot before when that has it open."""
    before = known._opened if known else {}
    if entry in before:
        return before[entry]
    alike = (opened for each, opened in before.items() if each.file == entry.file)
    segment = next(alike, None) or FlatSegment(_container(entry.file, generation))
    if entry.deletions is None:
        return segment.without(None).with_edges(None)
    container = _container(entry.deletions, generation)
    numbers = container.array(DELETED)
    deleted = np.zeros(entry.documents, bool)
    deleted[numbers] = True
    edges = container.array(EDGES).reshape(-1, 2) if EDGES in container else None
    return segment.without(deleted if len(numbers) else None).with_edges(edges)


def _opened_history(
    entry: FileEntry, generation: Generation, known: Snapshot | None
) -> HistoryFile:
    """A file of the history, from the snapshot before when that has it open."""
    if known is not None:
        for each, opened in zip(known.held.manifest.history, known.history.files, strict=True):
            if each.file == entry:
                return opened
    return HistoryFile(_container(entry, generation))


def _container(entry: FileEntry, generation: Generation) -> Container:
    container = Container(generation.buffers[entry], entry.name)
    container.expect(entry.crc)
    return container


class IndexReader:
    """Gives snapshots of the index in a folder. Raises IndexMissing, IndexCorrupt."""

    def __init__(self, folder: Path, files: Files | None = None) -> None:
        self._store = Store(folder, files)

    def newest(self, known: Snapshot | None = None) -> Snapshot:
        """The newest generation: `known` itself while it is that."""
        held = None if known is None else known.held
        generation = self._store.newest(held)
        if known is not None and generation is held:
            return known
        return Snapshot(generation, known)

    def size(self) -> int:
        """Bytes that the index takes on disk."""
        return self._store.size()
