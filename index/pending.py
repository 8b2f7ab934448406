"""The segments of the newest generation, and what a batch that is not committed changes in them.

New documents go into a segment under construction, which is finished when it holds as much as
memory allows; a document that is replaced is deleted by a mask. `commit` writes the masks, merges
segments where there are too many of a size, and makes it all the next generation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpus.limits import LIMITS
from index.codec.container import Container, ContainerWriter
from index.codec.segment import FlatSegment
from index.files import NewFile
from index.lexicon import Lexicon
from index.manifest import FileEntry, Manifest, SegmentEntry
from index.merging import merge, plan
from index.schema import column_field
from index.segment_builder import Entry, SegmentBuilder
from index.snapshot import DELETED, Snapshot
from index.store import Store
from index.store_writer import StoreWriter
from index.uids import find_uids, uid_hashes


@dataclass
class _Segment:
    """A segment with the deletions of the batch; `deleted` is None while there is none."""

    entry: SegmentEntry
    flat: FlatSegment
    deleted: NDArray[np.bool_] | None = None
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Located:
    """Where the living document of a uid is, and what it is a version of."""

    segment: int
    number: int
    version: int
    digest: int


class PendingSegments:
    """See the module. Raises IndexCorrupt. Not for two threads."""

    def __init__(self, store: Store, writer: StoreWriter) -> None:
        self._store = store
        self._writer = writer
        self._lexicon = Lexicon()
        self._snapshot: Snapshot | None = None
        self.reset()

    def reset(self) -> None:
        """Begin again from the newest generation; what was not committed is forgotten."""
        # Before anything can fail: nobody may go on writing to a file that was dropped.
        self._builder: tuple[NewFile, SegmentBuilder] | None = None
        known = self._snapshot
        generation = self._store.newest(known.held if known else None)
        if known is None or known.held is not generation:
            self._snapshot = known = Snapshot(generation, known)
        self._manifest: Manifest = generation.manifest
        self._segments = [
            _Segment(entry, flat, flat.deleted)
            for entry, flat in zip(generation.manifest.segments, known.segments, strict=True)
        ]
        self._next = self._manifest.next_segment
        self._reserved: dict[str, NewFile] = {}

    def find(self, uids: Sequence[str]) -> dict[str, Located]:
        """The living documents of those uids that have one in a finished segment."""
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
        """Delete a document when the batch is committed."""
        segment = self._segments[at.segment]
        if not segment.is_changed:
            size = segment.flat.documents
            was = segment.deleted
            segment.deleted = np.zeros(size, bool) if was is None else was.copy()
            segment.is_changed = True
        if segment.deleted is not None:
            segment.deleted[at.number] = True

    @property
    def slots(self) -> int:
        """The slot that the next document of the segment under construction will have."""
        return self._builder[1].slots if self._builder else 0

    def add(self, entries: Sequence[Entry]) -> None:
        """Add documents to the segment under construction, in slots that follow each other."""
        if self._builder is None:
            file = self._writer.new_file(f"segment-{self._number()}.arrays")
            self._builder = file, SegmentBuilder(file, self._lexicon)
        self._builder[1].add(entries)

    def drop(self, slot: int) -> None:
        """Take a document out of the segment under construction again."""
        if self._builder is not None:
            self._builder[1].drop(slot)

    @property
    def is_full(self) -> bool:
        """Whether the segment under construction holds as much as it may."""
        return self._builder is not None and self._builder[1].held >= LIMITS.segment_chunks

    def finish(self) -> None:
        """Finish the segment under construction, if there is one."""
        if self._builder is None:
            return
        (file, builder), self._builder = self._builder, None
        documents = len(builder)
        checksum = builder.close()
        if documents:
            self._append(file.finish(checksum), documents)
        else:
            file.abandon()
        if len(self._lexicon.bulk) > LIMITS.known_chunks:
            self._lexicon = Lexicon()

    def reserve(self) -> str:
        """Make the file of a segment that another process is to build; gives its name."""
        file = self._writer.new_file(f"segment-{self._number()}.arrays")
        self._reserved[file.name] = file
        return file.name

    def adopt(self, entry: FileEntry, documents: int) -> None:
        """Take in a segment that another process has finished in a reserved file."""
        file = self._reserved.pop(entry.name)
        if documents:
            file.adopt(entry)
            self._append(entry, documents)
        else:
            file.abandon()

    def commit(self) -> int:
        """Make all of it the next generation, if it changes anything; gives the newest's number."""
        self.finish()
        if not self._is_changed():
            return self._manifest.generation
        self._write_deletions()
        self._merge()
        entries = tuple(segment.entry for segment in self._segments)
        self._writer.commit(replace(self._manifest, segments=entries, next_segment=self._next))
        self.reset()
        return self._manifest.generation

    def optimise(self) -> None:
        """Merge all segments into one at the next commit."""
        self._write_deletions()
        if len(self._segments) > 1 or any(segment.entry.deleted for segment in self._segments):
            self._replace(range(len(self._segments)))

    def _is_changed(self) -> bool:
        entries = tuple(segment.entry for segment in self._segments)
        return entries != self._manifest.segments or any(s.is_changed for s in self._segments)

    def _append(self, file: FileEntry, documents: int) -> None:
        container = Container(self._store.map(file), file.name)
        container.expect(file.crc)
        entry = SegmentEntry(file.name.partition(".")[0], documents, file)
        self._segments.append(_Segment(entry, FlatSegment(container)))

    def _number(self) -> int:
        number, self._next = self._next, self._next + 1
        return number

    def _write_deletions(self) -> None:
        """Write the masks that changed; a segment without living documents goes."""
        self._segments = [segment for segment in self._segments if not _is_dead(segment)]
        for segment in self._segments:
            if segment.is_changed and segment.deleted is not None:
                self._write_mask(segment, np.flatnonzero(segment.deleted))
                segment.is_changed = False

    def _write_mask(self, segment: _Segment, numbers: NDArray[np.int64]) -> None:
        name = segment.entry.name.replace("segment", "deletions")
        with self._writer.new_file(f"{name}-{self._number()}.arrays") as file:
            container = ContainerWriter(file)
            container.add(DELETED, numbers.astype(np.uint32))
            entry = file.finish(container.close({"documents": segment.entry.documents}))
        segment.entry = replace(segment.entry, deletions=entry, deleted=len(numbers))

    def _merge(self) -> None:
        """Merge until no tier has too many segments."""
        while chosen := plan([segment.flat.documents for segment in self._segments]):
            self._replace(chosen)

    def _replace(self, chosen: Sequence[int]) -> None:
        parts = [self._segments[index] for index in chosen]
        with self._writer.new_file(f"segment-{self._number()}.arrays") as file:
            flats = [part.flat.without(part.deleted) for part in parts]
            documents, checksum = merge(flats, file)
            finished = file.finish(checksum)
        kept = [each for index, each in enumerate(self._segments) if index not in set(chosen)]
        self._segments = kept
        self._append(finished, documents)


def _is_dead(segment: _Segment) -> bool:
    return segment.deleted is not None and bool(segment.deleted.all())
