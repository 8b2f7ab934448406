"""The segments of the newest generation, and what a batch that is not committed changes in them.

New documents go into a segment under construction, which is finished when it holds as much as
memory allows; a document that is replaced is deleted by a mask. `commit` writes the masks, merges
segments where `merge_plan` says so, and makes it all the next generation.
Large merges may be left to another process: a commit then takes in what was merged since.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from corpus.limits import LIMITS
from index.background import BackgroundMerge
from index.codec.container import Container, ContainerWriter
from index.codec.segment import FlatSegment
from index.files import NewFile
from index.lexicon import Lexicon
from index.manifest import FileEntry, Manifest, SegmentEntry
from index.memory import give_back_memory
from index.merge_plan import plan, plan_load
from index.merging import merge
from index.schema import column_field
from index.segment_builder import Entry, SegmentBuilder
from index.snapshot import DELETED, Snapshot
from index.store import Store
from index.store_writer import StoreWriter
from index.uids import Located, find_uids, uid_hashes

LARGE = 200_000
"""Documents of a merge that needs the memory of the words that are known."""


@dataclass
class _Segment:
    """A segment with the deletions of the batch; `deleted` is None while there is none."""

    entry: SegmentEntry
    flat: FlatSegment
    deleted: NDArray[np.bool_] | None = None
    is_changed: bool = False


@dataclass(frozen=True)
class _Load:
    """A load under way: the segments that there were before it, and those that it has merged."""

    before: frozenset[str]
    merged: set[str] = field(default_factory=set)


class PendingSegments:
    """See the module. Raises IndexCorrupt. Not for two threads."""

    def __init__(self, store: Store, writer: StoreWriter, *, in_background: bool = False) -> None:
        self._store = store
        self._writer = writer
        self._lexicon = Lexicon()
        self._snapshot: Snapshot | None = None
        self._load: _Load | None = None
        self.background = BackgroundMerge(store.folder, writer, is_wanted=in_background)
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

    @property
    def generation(self) -> int:
        """The number of the newest generation."""
        return self._manifest.generation

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
        self._take_merged()
        if not self._is_changed():
            return self._manifest.generation
        self._write_deletions()
        later = self._merge()
        generation = self._publish()
        if later and not self.background.names:
            parts = [each.entry for each in self._segments if each.entry.name in later]
            self.background.begin(parts, f"segment-{self._number()}.arrays")
        return generation

    def begin_load(self) -> None:
        """Put off merges until `end_load`."""
        self.background.drop()
        self._load = _Load(frozenset(segment.entry.name for segment in self._segments))

    def end_load(self, *, merging: bool = True) -> None:
        """Merge what was written since `begin_load`, in generations of its own."""
        loaded, self._load = self._loaded(), None
        if not merging or not loaded:
            return
        chosen = plan_load(self._sizes(), loaded)
        if chosen:
            self._replace(chosen)
            self._publish()
            # Once more: only the generation before the newest keeps what was merged on the disk.
            self._publish()

    def optimise(self) -> None:
        """Merge all segments into one at the next commit."""
        self.background.drop()
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

    def _publish(self) -> int:
        """Make the segments the next generation; gives its number."""
        entries = tuple(segment.entry for segment in self._segments)
        self._writer.commit(replace(self._manifest, segments=entries, next_segment=self._next))
        self.reset()
        return self._manifest.generation

    def _merge(self) -> list[str]:
        """Merge until no tier has too many segments, or, in a load, its own are not too many.

        Gives the names of those that another process is to merge once they are committed.
        """
        if self._load is not None:
            self._merge_load(self._load.merged)
            return []
        while chosen := plan(self._sizes(busy=self.background.names)):
            parts = [self._segments[n].entry for n in chosen]
            if self.background.is_for(sum(part.documents for part in parts)):
                return [part.name for part in parts]
            self._replace(chosen)
            self.background.succeed()
        return []

    def _merge_load(self, merged: set[str]) -> None:
        fresh = [n for n in self._loaded() if self._segments[n].entry.name not in merged]
        if len(fresh) >= LIMITS.load_segments:
            self._replace(fresh)
            merged.add(self._segments[-1].entry.name)

    def _take_merged(self) -> None:
        """Put what another process has merged in the place of what it was made of."""
        taken = self.background.take({each.entry.name: each.deleted for each in self._segments})
        if taken is not None:
            kept = [each for each in self._segments if each.entry.name not in taken.names]
            self._segments = kept
            self._append(taken.entry, taken.documents)
            if taken.deleted.any():
                self._segments[-1].deleted = taken.deleted
                self._segments[-1].is_changed = True

    def _loaded(self) -> list[int]:
        """The indices of the segments that were written since the load began."""
        before = self._load.before if self._load else frozenset()
        return [n for n, each in enumerate(self._segments) if each.entry.name not in before]

    def _sizes(self, busy: Collection[str] = ()) -> list[int]:
        """The living documents of each segment; one of a name in `busy` as if it were full."""
        return [
            LIMITS.segment_documents if entry.name in busy else entry.documents - entry.deleted
            for entry in (segment.entry for segment in self._segments)
        ]

    def _replace(self, chosen: Sequence[int]) -> None:
        parts = [self._segments[index] for index in chosen]
        if sum(part.flat.documents for part in parts) > LARGE:
            self._lexicon = Lexicon()
            give_back_memory()
        with self._writer.new_file(f"segment-{self._number()}.arrays") as file:
            flats = [part.flat.without(part.deleted) for part in parts]
            merged = merge(flats, file, self._store.folder)
            finished = file.finish(merged.checksum)
        kept = [each for index, each in enumerate(self._segments) if index not in set(chosen)]
        self._segments = kept
        self._append(finished, merged.documents)


def _is_dead(segment: _Segment) -> bool:
    return segment.deleted is not None and bool(segment.deleted.all())
