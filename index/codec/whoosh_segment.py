"""Segments as Whoosh's own index and readers hold them.

`WhooshSegment` is what Whoosh's `FileIndex` pickles into its list of segments. `HeldSegment` is for
an index that keeps a list of its own: it lends a `FlatSegment` to Whoosh's readers, and is never
pickled.
"""

from __future__ import annotations

import mmap
import weakref
from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh.codec.base import Segment
from whoosh.filedb.filestore import Storage

from index.codec.container import Container
from index.codec.segment import FlatSegment
from index.codec.segment_file import SegmentFile

EXTENSION = ".flat"


class WhooshSegment(Segment):  # type: ignore[misc]
    """The name of a segment's file, and the documents that were deleted since it was written."""

    def __init__(self, codec: Any, indexname: str) -> None:
        super().__init__(indexname)
        self._codec = codec
        self._documents = 0
        self._deleted: set[int] = set()
        self._file: SegmentFile | None = None
        self._opened: weakref.ref[FlatSegment] | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_file": None, "_opened": None}

    def codec(self) -> Any:
        return self._codec

    def should_assemble(self) -> bool:
        """Never: a compound file would be copied into memory to be read."""
        return False

    def file(self, storage: Storage) -> SegmentFile:
        """What the segment's writers write to."""
        if self._file is None:
            self._file = SegmentFile(self.create_file(storage, EXTENSION))
        return self._file

    def unfinished(self) -> SegmentFile | None:
        """What the segment is being written to, None when its file is whole."""
        file = self._file
        return None if file is None or file.is_finished else file

    def open(self, storage: Storage) -> FlatSegment:
        """The arrays of the segment, opened once for all that hold them. Raises IndexCorrupt."""
        flat = self._opened() if self._opened is not None else None
        if flat is None:
            flat = FlatSegment(open_container(storage, self.make_filename(EXTENSION)))
            self._opened = weakref.ref(flat)
        return flat

    def set_doc_count(self, doccount: int) -> None:
        self._documents = doccount

    def doc_count_all(self) -> int:
        return self._documents

    def deleted_count(self) -> int:
        return len(self._deleted)

    def deleted_docs(self) -> Iterator[int]:
        return iter(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        if delete:
            self._deleted.add(docnum)
        else:
            self._deleted.discard(docnum)


class HeldSegment(Segment):  # type: ignore[misc]
    """A `FlatSegment` for Whoosh's readers. It is never written to and never pickled."""

    def __init__(self, codec: Any, flat: FlatSegment, name: str) -> None:
        super().__init__(name)
        self.segid = "held"
        self._codec = codec
        self._flat = flat

    def codec(self) -> Any:
        return self._codec

    def open(self, storage: Storage | None = None) -> FlatSegment:
        return self._flat

    def unfinished(self) -> None:
        return None

    def doc_count_all(self) -> int:
        return self._flat.documents

    def deleted_count(self) -> int:
        return self._flat.documents - self._flat.live

    def deleted_docs(self) -> Iterator[int]:
        deleted = self._flat.deleted
        return iter([] if deleted is None else np.flatnonzero(deleted).tolist())

    def is_deleted(self, docnum: int) -> bool:
        return self._flat.deleted is not None and bool(self._flat.deleted[docnum])


def open_container(storage: Storage, name: str) -> Container:
    """A storage's file, mapped into memory where the storage can. Raises IndexCorrupt."""
    file = storage.open_file(name)
    try:
        if storage.supports_mmap and file.is_real:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            return Container(memoryview(mapped), name)
        return Container(file.read(), name)
    finally:
        file.close()
