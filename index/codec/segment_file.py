"""A segment's container while Whoosh writes it: documents by one object, postings by another.

Both write to one file, in the order that it needs: stored records as documents come, the rest of
the documents when the last has come, then postings. Whoosh may use either writer alone; the file
ends when all that joined have left.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.structfile import StructFile
from whoosh.formats import Existence

from index.codec.columns import ColumnSink
from index.codec.container import ContainerWriter
from index.codec.gathering import PostingsGatherer, VectorGatherer
from index.codec.postings import Postings, write_postings
from index.codec.segment import VECTOR
from index.codec.stored import StoredWriter

Lengths = NDArray[np.int64]


class SegmentFile:
    """One container being written. It is broken when the last document was not finished."""

    def __init__(self, file: StructFile) -> None:
        self.documents = 0
        self.lengths: dict[str, Lengths] = {}
        self.is_finished = False
        self.is_broken = False
        self._file = file
        self._writer = ContainerWriter(file)
        self._stored = StoredWriter(self._writer)
        self._have_documents_ended = False
        self._joined = 0
        self._waiting: dict[str, Postings] = {}
        self._fields: dict[str, object] = {}
        self._columns: dict[str, object] = {}
        self._vectors: dict[str, object] = {}

    def join(self) -> None:
        """Say that somebody will write."""
        self._joined += 1

    def leave(self) -> None:
        """Say that somebody wrote all; the last one ends the file."""
        self._joined -= 1
        if not self._joined:
            self._finish()

    def add_record(self, record: bytes) -> None:
        """The stored record of the next document."""
        self._stored.append(record)
        self.documents += 1

    def end_documents(
        self,
        lengths: Mapping[str, Lengths],
        columns: Mapping[str, ColumnSink],
        vectors: Mapping[str, VectorGatherer],
    ) -> None:
        """All documents came."""
        self._stored.close(np.arange(self.documents))
        self._have_documents_ended = True
        self.lengths.update(lengths)
        for name, sink in columns.items():
            self._columns[name] = sink.write(self._writer, name, self.documents)
        for name, gatherer in vectors.items():
            given = gatherer.postings(self.documents)
            self._vectors[name] = write_postings(self._writer, VECTOR + name, given)

    def add_field(self, name: str, postings: Postings) -> None:
        """The postings of a field; held back until the documents have ended."""
        if self._have_documents_ended:
            self._fields[name] = write_postings(self._writer, name, postings)
        else:
            self._waiting[name] = postings

    def _finish(self) -> None:
        if not self._have_documents_ended:
            self.end_documents({}, {}, {})
        for name, postings in self._waiting.items():
            self.add_field(name, postings)
        for name in sorted(self.lengths.keys() - self._fields.keys()):
            self.add_field(name, PostingsGatherer(Existence()).postings(self.lengths[name]))
        about = {"documents": self.documents, "fields": self._fields, "columns": self._columns}
        self._writer.close({**about, "vectors": self._vectors} if self._vectors else about)
        self._file.close()
        self.is_finished = True
