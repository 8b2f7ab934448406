"""The segments of a generation, and how they change until they are those of the next one.

Their order is that in which they came; a document is deleted by a mask, and segments are merged
into one that comes last.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpus.dispatch import Dispatch, Status
from corpus.limits import LIMITS
from index.background import Replacement
from index.codec.container import Container, ContainerWriter
from index.codec.segment import FlatSegment
from index.manifest import FileEntry, SegmentEntry
from index.merging import merge
from index.precedence import precedence_of
from index.records import dispatch_of, record_of
from index.schema import NO_DAY, column_field
from index.similar.sections import EDGES, edges_between
from index.snapshot import DELETED
from index.store import Store
from index.store_writer import StoreWriter
from index.uids import Located, find_uids, uid_hashes

Mask = NDArray[np.bool_]


class FileNumbers:
    """Gives numbers that no file has had. An object of its own: one that refers to what holds it
    would keep files mapped that are no longer there."""

    def __init__(self) -> None:
        self.next = 1

    def take(self) -> int:
        number, self.next = self.next, self.next + 1
        return number


@dataclass
class _Segment:
    """A segment with the deletions of the batch; `deleted` is None while there is none."""

    entry: SegmentEntry
    flat: FlatSegment
    deleted: Mask | None = None
    is_changed: bool = False
    has_new_edges: bool = False

    @property
    def is_dead(self) -> bool:
        return self.deleted is not None and bool(self.deleted.all())


class SegmentList:
    """See the module. Raises IndexCorrupt."""

    def __init__(self, store: Store, writer: StoreWriter, numbers: FileNumbers) -> None:
        self._store = store
        self._writer = writer
        self._numbers = numbers
        self._segments: list[_Segment] = []

    def __len__(self) -> int:
        return len(self._segments)

    def reset(self, entries: Sequence[SegmentEntry], flats: Sequence[FlatSegment]) -> None:
        """Begin again with the segments of a generation."""
        self._segments = [
            _Segment(entry, flat, flat.deleted) for entry, flat in zip(entries, flats, strict=True)
        ]

    @property
    def entries(self) -> tuple[SegmentEntry, ...]:
        return tuple(segment.entry for segment in self._segments)

    @property
    def has_new_deletions(self) -> bool:
        """Whether something was deleted that no mask says yet."""
        return any(segment.is_changed for segment in self._segments)

    @property
    def masks(self) -> Mapping[str, Mask | None]:
        """What is deleted of each segment, by its name."""
        return {segment.entry.name: segment.deleted for segment in self._segments}

    def sizes(self, busy: Collection[str] = ()) -> list[int]:
        """The living documents of each segment; one of a name in `busy` as if it were full."""
        return [
            LIMITS.segment_documents if entry.name in busy else entry.documents - entry.deleted
            for entry in self.entries
        ]

    # Documents

    def find(self, uids: Sequence[str]) -> dict[str, Located]:
        """The living documents of those uids that have one."""
        hashes = uid_hashes(uids)
        found = {}
        for index, segment in enumerate(self._segments):
            flat = segment.flat.without(segment.deleted)
            for uid, number in find_uids(flat, uids, hashes).items():
                version, digest = (
                    int(flat.number_column(column_field(name))[number])
                    for name in ("version", "digest")
                )
                found[uid] = Located(index, number, version, digest)
        return found

    def delete(self, at: Located) -> None:
        """Delete a document."""
        segment = self._segments[at.segment]
        if not segment.is_changed:
            size = segment.flat.documents
            was = segment.deleted
            segment.deleted = np.zeros(size, bool) if was is None else was.copy()
            segment.is_changed = True
        if segment.deleted is not None:
            segment.deleted[at.number] = True

    def record(self, at: Located) -> bytes:
        """The record of a document, deleted or not."""
        return record_of(self._segments[at.segment].flat.stored.record(at.number))

    def dispatch(self, at: Located) -> Dispatch:
        return dispatch_of(self._segments[at.segment].flat, at.number)

    def is_withdrawn(self, at: Located) -> bool:
        """Whether the status of a document says that its dispatch was withdrawn."""
        column = self._segments[at.segment].flat.set_column(column_field("status"))
        return Status.CANCELLED.value in column.set_of(int(column.codes[at.number]))

    def precedence_of(self, at: Located) -> int:
        """What decides between a document and another text of its version."""
        flat = self._segments[at.segment].flat
        is_dated = flat.number_column(column_field("day"))[at.number] != NO_DAY
        seconds = int(flat.number_column(column_field("issued"))[at.number])
        return precedence_of(seconds if is_dated else None, is_withdrawn=self.is_withdrawn(at))

    # Segments

    def append(self, file: FileEntry, documents: int, deleted: Mask | None = None) -> FlatSegment:
        """Add a segment that was written to a file of this writer's; gives what is in it."""
        entry = SegmentEntry(file.name.partition(".")[0], documents, file)
        has_new = deleted is not None and bool(deleted.any())
        flat = opened(self._store, file)
        self._segments.append(_Segment(entry, flat, deleted if has_new else None, has_new))
        return flat

    def append_new(self, file: FileEntry, documents: int) -> None:
        """Add a segment of new documents, and the edges between them and those of all others."""
        others = [segment.flat for segment in self._segments]
        self.append(file, documents)
        new = self._segments[-1]
        edges = edges_between(new.flat, others)
        if len(edges):
            new.flat, new.has_new_edges = new.flat.with_edges(edges), True

    def take(self, taken: Replacement) -> None:
        """Put what another process has merged in the place of what it was made of."""
        self._segments = [each for each in self._segments if each.entry.name not in taken.names]
        self.append(taken.entry, taken.documents, taken.deleted)

    def documents(self, chosen: Sequence[int]) -> int:
        """How many documents some segments have together, deleted ones among them."""
        return sum(self._segments[index].flat.documents for index in chosen)

    def merge(self, chosen: Sequence[int]) -> str:
        """Merge some segments; gives the name of the new one."""
        parts = [self._segments[index] for index in chosen]
        with self._writer.new_file(f"segment-{self._numbers.take()}.arrays") as file:
            flats = [part.flat.without(part.deleted) for part in parts]
            merged = merge(flats, file, self._store.folder)
            finished = file.finish(merged.checksum)
        kept = [each for index, each in enumerate(self._segments) if index not in set(chosen)]
        self._segments = kept
        self.append(finished, merged.documents)
        return self._segments[-1].entry.name

    def write_deletions(self) -> None:
        """Write the masks that changed; a segment without living documents goes."""
        self._segments = [segment for segment in self._segments if not segment.is_dead]
        for segment in self._segments:
            if segment.is_changed or segment.has_new_edges:
                self._write_mask(segment)
                segment.is_changed = segment.has_new_edges = False

    def _write_mask(self, segment: _Segment) -> None:
        nothing = np.zeros(0, np.int64)
        numbers = nothing if segment.deleted is None else segment.deleted.nonzero()[0]
        edges = segment.flat.found_edges
        name = segment.entry.name.replace("segment", "deletions")
        with self._writer.new_file(f"{name}-{self._numbers.take()}.arrays") as file:
            container = ContainerWriter(file)
            container.add(DELETED, numbers.astype(np.uint32))
            if edges is not None:
                container.add(EDGES, edges.ravel())
            entry = file.finish(container.close({"documents": segment.entry.documents}))
        segment.entry = replace(segment.entry, deletions=entry, deleted=len(numbers))


def opened(store: Store, file: FileEntry) -> FlatSegment:
    """A segment that was just written."""
    container = Container(store.map(file), file.name)
    container.expect(file.crc)
    return FlatSegment(container)
