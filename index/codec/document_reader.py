"""Reads what a segment keeps of each document, for Whoosh."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from whoosh.codec.base import PerDocumentReader, Segment
from whoosh.columns import Column, ColumnReader
from whoosh.filedb.filestore import Storage
from whoosh.formats import Format

from index.codec.columns import column_reader
from index.codec.matcher import VectorMatcher
from index.codec.postings import LENGTHS, Codes
from index.codec.segment import FlatSegment
from index.codec.segment_file import SegmentFile
from index.codec.stored import BLOCK
from index.codec.values import loads

_LENGTHS = [int(length) for length in LENGTHS]


class FlatDocumentReader(PerDocumentReader):  # type: ignore[misc]
    """Whoosh's PerDocumentReader. Which documents are deleted, Whoosh's segment says."""

    def __init__(self, flat: FlatSegment, segment: Segment, storage: Storage | None) -> None:
        self._flat = flat
        self._segment = segment
        self._storage = storage
        self._lengths: dict[str, memoryview | None] = {}
        # Whoosh walks through documents; the block of the last one has most likely the next.
        self._block: tuple[int, Sequence[bytes]] = (-1, ())

    def doc_count(self) -> int:
        return self._flat.documents - int(self._segment.deleted_count())

    def doc_count_all(self) -> int:
        return self._flat.documents

    def has_deletions(self) -> bool:
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> Iterable[int]:
        deleted: Iterable[int] = self._segment.deleted_docs()
        return deleted

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        stored = self._flat.stored
        block, place = divmod(int(stored.slots[docnum]), BLOCK)
        number, records = self._block
        if number != block:
            records = stored.block(block)
            self._block = block, records
        fields: dict[str, Any] = loads(records[place])
        return fields

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return fieldname in self._flat.columns or self._added_column(fieldname) is not None

    def list_columns(self) -> list[str]:
        return list(self._flat.columns)

    def column_reader(self, fieldname: str, column: Column) -> ColumnReader:
        added = self._added_column(fieldname)
        if added is None or self._storage is None:
            return column_reader(self._flat, fieldname, column)
        size = self._storage.file_length(added)
        return column.reader(self._storage.open_file(added), 0, size, self._flat.documents)

    def _added_column(self, name: str) -> str | None:
        """The file of a column that Whoosh's `add_sortable` added to the finished segment."""
        if self._storage is None:
            return None
        file = column_filename(self._segment, name)
        return file if self._storage.file_exists(file) else None

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        if fieldname not in self._lengths:
            codes = self._codes(fieldname)
            self._lengths[fieldname] = None if codes is None else codes.data
        lengths = self._lengths[fieldname]
        return default if lengths is None else _LENGTHS[lengths[docnum]] or default

    def field_length(self, fieldname: str) -> int:
        fields = self._flat.fields
        return fields[fieldname].length if fieldname in fields else 0

    def min_field_length(self, fieldname: str) -> int:
        """The least length in any document: 0 where one has none, as Whoosh's own codec says."""
        codes = self._codes(fieldname)
        return _LENGTHS[codes.min()] if codes is not None and len(codes) else 0

    def max_field_length(self, fieldname: str) -> int:
        codes = self._codes(fieldname)
        return _LENGTHS[codes.max()] if codes is not None and len(codes) else 0

    def _codes(self, name: str) -> Codes | None:
        return self._flat.fields[name].lengths if name in self._flat.fields else None

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        if fieldname not in self._flat.vectors:
            return False
        start, stop = self._flat.vectors[fieldname].slice(docnum)
        return stop > start

    def vector(self, docnum: int, fieldname: str, format_: Format) -> VectorMatcher:
        if not self.has_vector(docnum, fieldname):
            raise KeyError(f"field {fieldname!r} has no vector in document {docnum}")
        return VectorMatcher(self._flat.vectors[fieldname], docnum, format_)


class UnfinishedDocuments(PerDocumentReader):  # type: ignore[misc]
    """The lengths of documents whose postings are still to be written."""

    def __init__(self, file: SegmentFile) -> None:
        self._file = file

    def doc_count_all(self) -> int:
        return self._file.documents

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        lengths = self._file.lengths.get(fieldname)
        return default if lengths is None else int(lengths[docnum]) or default


def column_filename(segment: Segment, name: str) -> str:
    filename: str = segment.make_filename(f".{name}.col")
    return filename
