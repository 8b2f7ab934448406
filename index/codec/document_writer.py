"""Writes what Whoosh gives of each document: stored values, lengths, columns, vectors."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from whoosh.codec.base import PerDocumentWriter
from whoosh.columns import Column
from whoosh.fields import FieldType

from index.codec.columns import ColumnSink, column_sink
from index.codec.gathering import VectorGatherer
from index.codec.segment_file import Lengths, SegmentFile
from index.codec.values import dumps

Item = tuple[str, float, bytes]


@dataclass
class _Document:
    """What was given of a document so far; taken over when it is finished."""

    stored: dict[str, Any] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)
    columns: list[tuple[str, Column, Any]] = field(default_factory=list)
    vectors: list[tuple[str, FieldType, list[Item]]] = field(default_factory=list)


class FlatDocumentWriter(PerDocumentWriter):  # type: ignore[misc]
    """Whoosh's PerDocumentWriter. A document counts once it is finished, whole or not at all."""

    def __init__(self, file: SegmentFile) -> None:
        self.is_closed = False
        self._file = file
        self._document: _Document | None = None
        self._lengths: dict[str, _Lengths] = {}
        self._columns: dict[str, ColumnSink] = {}
        self._vectors: dict[str, VectorGatherer] = {}
        file.join()

    def start_doc(self, docnum: int) -> None:
        if self._document is not None:
            raise ValueError(f"document {docnum} is started before the last one was finished")
        if docnum != self._file.documents:
            raise ValueError(f"document {docnum} is started, not {self._file.documents}")
        self._document = _Document()

    def add_field(
        self, fieldname: str, fieldobj: FieldType, value: Any, length: int | None
    ) -> None:
        document = self._started()
        if value is not None:
            dumps(value)  # refuses at once what cannot be stored
            document.stored[fieldname] = value
        if length:
            document.lengths[fieldname] = length

    def add_column_value(self, fieldname: str, columnobj: Column, value: Any) -> None:
        self._started().columns.append((fieldname, columnobj, value))

    def add_vector_items(self, fieldname: str, fieldobj: FieldType, items: Iterable[Item]) -> None:
        self._started().vectors.append((fieldname, fieldobj, list(items)))

    def finish_doc(self) -> None:
        document = self._started()
        number = self._file.documents
        for name, column, value in document.columns:
            if name not in self._columns:
                self._columns[name] = column_sink(column)
            self._columns[name].add(number, value)
        for name, length in document.lengths.items():
            self._lengths.setdefault(name, _Lengths()).add(number, length)
        for name, fieldobj, items in document.vectors:
            if name not in self._vectors:
                self._vectors[name] = VectorGatherer(fieldobj.vector)
            self._vectors[name].add(number, items)
        self._file.add_record(dumps(document.stored))
        self._document = None

    def cancel_doc(self) -> None:
        """Forget the document that was started: some Whooshes ask for it when adding one failed."""
        self._document = None

    def close(self) -> None:
        file = self._file
        file.is_broken = self._document is not None
        lengths = {name: each.array(file.documents) for name, each in self._lengths.items()}
        file.end_documents(lengths, self._columns, self._vectors)
        file.leave()
        self.is_closed = True

    def _started(self) -> _Document:
        if self._document is None:
            raise ValueError("no document was started")
        return self._document


class _Lengths:
    """The lengths of a field in the documents that have it."""

    def __init__(self) -> None:
        self._documents = array("Q")
        self._lengths = array("Q")

    def add(self, document: int, length: int) -> None:
        self._documents.append(document)
        self._lengths.append(length)

    def array(self, documents: int) -> Lengths:
        lengths = np.zeros(documents, dtype=np.int64)
        lengths[np.array(self._documents, dtype=np.int64)] = self._lengths
        return lengths
