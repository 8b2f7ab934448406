"""What the tests of reliability are run on: anything that commits items and reads them back.

`StoreSubject` is the smallest index there can be over `index.store`: a segment is a few lines of
text. Another subject is one more class and one more entry in `SUBJECTS`.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol
from unittest.mock import patch

import numpy as np

from corpus.dispatch import Dispatch
from corpus.errors import IndexCorrupt
from corpus.limits import LIMITS
from corpus.messages import Message
from index.check import check
from index.files import Files, NewFile
from index.manifest import FileEntry, Manifest, SegmentEntry
from index.merge_process import Done
from index.merging import merge
from index.snapshot import Address, IndexReader, Snapshot
from index.store import Generation, Store
from index.store_writer import StoreWriter
from index.writer import IndexWriter

Item = tuple[str, int]
"""A uid and its version."""


@dataclass(frozen=True)
class Seen:
    """One generation as a reader sees it: `items` sorted, `warnings` when it is not the newest."""

    generation: int
    items: tuple[Item, ...]
    warnings: tuple[str, ...] = ()


class SubjectWriter(Protocol):
    def add(self, uid: str, version: int, weight: int = 0) -> None:
        """Put an item into the batch, with so many bytes of text."""

    def commit(self) -> None:
        """Make the batch the next generation. On an error it is dropped."""


class SubjectReader(Protocol):
    def refresh(self) -> Seen:
        """The newest generation, every item of it read. Raises IndexMissing, IndexCorrupt."""


class Subject(Protocol):
    name: str

    def write(
        self, folder: Path, files: Files | None = None, wait: float = LIMITS.lock_seconds
    ) -> AbstractContextManager[SubjectWriter]:
        """The writer of the index in a folder, made there when there is none."""

    def open(self, folder: Path, files: Files | None = None) -> SubjectReader:
        """A reader, which opens nothing before `refresh`."""

    def problems(self, folder: Path) -> list[str]:
        """What `check` says of an index; nothing when it is sound."""


MERGED = 4
"""Segments that a commit makes one of."""


class StoreSubject:
    """Segments of lines, each a uid and a version, and deletions of a byte for each line."""

    name = "store"

    @contextmanager
    def write(
        self, folder: Path, files: Files | None = None, wait: float = LIMITS.lock_seconds
    ) -> Iterator[SubjectWriter]:
        store = Store(folder, files)
        with StoreWriter(store, wait) as writer:
            yield _Writer(store, writer)

    def open(self, folder: Path, files: Files | None = None) -> SubjectReader:
        return _Reader(Store(folder, files))

    def problems(self, folder: Path) -> list[str]:
        return [f"{each.file}: {each.message}" for each in Store(folder).verify(_verify)]


class _Writer:
    def __init__(self, store: Store, writer: StoreWriter) -> None:
        self._store = store
        self._writer = writer
        self._batch: dict[str, tuple[int, int]] = {}

    def add(self, uid: str, version: int, weight: int = 0) -> None:
        self._batch[uid] = (version, weight)

    def commit(self) -> None:
        batch, self._batch = self._batch, {}
        try:
            self._writer.commit(self._next(batch))
        except BaseException:
            self._writer.drop()
            raise

    def _next(self, batch: dict[str, tuple[int, int]]) -> Manifest:
        generation = self._store.newest()
        manifest = generation.manifest
        lines = [f"{uid} {version} {'x' * weight}" for uid, (version, weight) in batch.items()]
        older: list[SegmentEntry] = []
        if len(manifest.segments) + 1 < MERGED:
            older = [self._without(generation, each, batch) for each in manifest.segments]
        else:
            for each in manifest.segments:
                lines += [line for line in _living(generation, each) if _uid(line) not in batch]
        number = manifest.next_segment
        file = self._write(f"segment-{number:08d}.data", "\n".join(lines).encode())
        segment = SegmentEntry(f"segment-{number:08d}", len(lines), file)
        return replace(manifest, segments=(*older, segment), next_segment=number + 1)

    def _without(
        self, generation: Generation, segment: SegmentEntry, uids: Iterable[str]
    ) -> SegmentEntry:
        """A segment whose lines of some uids are deleted."""
        lines = _lines(generation, segment.file)
        mask = bytes(
            old or _uid(line) in uids
            for old, line in zip(_mask(generation, segment), lines, strict=True)
        )
        if sum(mask) == segment.deleted:
            return segment
        name = f"deletions-{segment.name[8:]}-{generation.number + 1:08d}.data"
        return replace(segment, deletions=self._write(name, mask), deleted=sum(mask))

    def _write(self, name: str, content: bytes) -> FileEntry:
        with self._writer.new_file(name) as file:
            file.write(content)
            return file.finish(zlib.crc32(content))


class _Reader:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: Generation | None = None

    def refresh(self) -> Seen:
        self._known = generation = self._store.newest(self._known)
        items = []
        for segment in generation.manifest.segments:
            for line in _living(generation, segment):
                uid, version, _ = line.split(" ")
                items.append((uid, int(version)))
        warnings = tuple(map(str, generation.warnings))
        return Seen(generation.number, tuple(sorted(items)), warnings)


def _verify(entry: FileEntry, buffer: memoryview) -> list[Message]:
    return [Message("somme de contrôle")] if zlib.crc32(buffer) != entry.crc else []


def _content(generation: Generation, entry: FileEntry) -> bytes:
    if _verify(entry, generation.buffers[entry]):
        raise IndexCorrupt(f"{entry.name} est endommagé")
    return bytes(generation.buffers[entry])


def _lines(generation: Generation, entry: FileEntry) -> list[str]:
    return _content(generation, entry).decode().split("\n")


def _mask(generation: Generation, segment: SegmentEntry) -> bytes:
    if segment.deletions is None:
        return bytes(segment.documents)
    return _content(generation, segment.deletions)


def _living(generation: Generation, segment: SegmentEntry) -> list[str]:
    lines = _lines(generation, segment.file)
    return [line for gone, line in zip(_mask(generation, segment), lines, strict=True) if not gone]


def _uid(line: str) -> str:
    return line.split(" ")[0]


class IndexSubject:
    """Filon's own index; an item is a dispatch, lost with what it replaced."""

    def __init__(self, name: str = "index", *, has_history: bool = True) -> None:
        self.name = name
        self._has_history = has_history

    @contextmanager
    def write(
        self, folder: Path, files: Files | None = None, wait: float = LIMITS.lock_seconds
    ) -> Iterator[SubjectWriter]:
        with IndexWriter(folder, wait=wait, files=files) as writer:
            yield _IndexWriter(writer)

    def open(self, folder: Path, files: Files | None = None) -> SubjectReader:
        return _IndexReader(IndexReader(folder, files), has_history=self._has_history)

    def problems(self, folder: Path) -> list[str]:
        return [f"{each.file}: {each.message}" for each in check(folder)]


class _IndexWriter:
    def __init__(self, writer: IndexWriter) -> None:
        self._writer = writer

    def add(self, uid: str, version: int, weight: int = 0) -> None:
        body = tuple("mot " * 1_000 for _ in range(weight // 4_000))
        self._writer.add(Dispatch(uid, f"Titre de {uid}", body=body, version=version))

    def commit(self) -> None:
        self._writer.commit()


class _IndexReader:
    def __init__(self, reader: IndexReader, *, has_history: bool) -> None:
        self._reader = reader
        self._has_history = has_history
        self._known: Snapshot | None = None

    def refresh(self) -> Seen:
        self._known = snapshot = self._reader.newest(self._known)
        items = []
        for number, segment in enumerate(snapshot.segments):
            for document in segment.living.tolist():
                dispatch = snapshot.dispatch(Address(number, document))
                if self._has_history and not _has_former(snapshot, dispatch):
                    continue
                items.append((dispatch.uid, dispatch.version))
        warnings = tuple(map(str, snapshot.warnings))
        return Seen(snapshot.generation, tuple(sorted(items)), warnings)


def _has_former(snapshot: Snapshot, dispatch: Dispatch) -> bool:
    """Whether a second version of the workload's has the first one in the history."""
    match = re.fullmatch(r"u(\d+)-0", dispatch.uid)
    born = int(match[1]) if match else dispatch.version
    return born + 1 != dispatch.version or snapshot.find(dispatch.uid, born) is not None


class BackgroundSubject(IndexSubject):
    """Filon's own index, of which every two segments are merged from one commit to the next."""

    @contextmanager
    def write(
        self, folder: Path, files: Files | None = None, wait: float = LIMITS.lock_seconds
    ) -> Iterator[SubjectWriter]:
        with (
            patch("index.merge_plan.WIDTH", 2),
            patch("index.background.AT_ONCE", 0),
            patch("index.background.MergeProcess", _Merge),
            IndexWriter(folder, wait=wait, in_background=True, files=files) as writer,
        ):
            yield _IndexWriter(writer)


class _Merge:
    """Stands in for another process: it merges when it is asked whether it has, so that whatever
    befalls an operation on its file is the same each time."""

    def __init__(self, folder: Path, parts: Sequence[SegmentEntry], file: NewFile) -> None:
        self.parts = parts
        self.file = file
        self._store = Store(folder)

    def done(self) -> Done:
        manifest = Manifest(segments=tuple(self.parts))
        buffers = {entry: self._store.map(entry) for entry in manifest.files()}
        merged = merge(Snapshot(Generation(manifest, buffers, (), ())).segments, self.file)
        numbers = np.concatenate(merged.numbers).astype(np.int32)
        return Done(self.file.finish(merged.checksum), merged.documents, numbers)

    def stop(self) -> None:
        pass


_EARLIER = IndexSubject("index-1", has_history=False)  # as it was before there was a history
SUBJECTS: dict[str, Subject] = {
    subject.name: subject
    for subject in (StoreSubject(), IndexSubject(), _EARLIER, BackgroundSubject("background"))
}
OF_ALL_TESTS = ("index", "store")
"""The others are for `test_golden.py` and `test_background_merges.py` alone."""
