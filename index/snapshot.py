"""Reads an index: a snapshot is one generation as it was committed, whatever follows it.

Everything in it is shared by threads and never changes. What was opened of a segment lives on in
the next generation that has the same segment, so that a commit costs a reader what is new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.dispatch import Dispatch
from corpus.messages import Message
from index.codec.container import Container
from index.codec.segment import FlatSegment
from index.embargo import FOREVER, Embargoes, seen_at
from index.facet import CALENDAR, Facet
from index.files import Files
from index.history import History, HistoryFile, Kept
from index.manifest import FileEntry, SegmentEntry
from index.records import dispatch_of
from index.schema import COLUMNS, column_field
from index.similar.groups import Groups
from index.similar.sections import EDGES
from index.store import Generation, Store
from index.uids import find_uid

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

DELETED = "deleted"
"""The section of a file of deletions: the numbers of the documents that are deleted. Such a file
may also have edges between the segment and others, which were found when it was written already."""


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
