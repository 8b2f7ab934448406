"""Writes the postings that Whoosh gives, field by field and term by term."""

from __future__ import annotations

import numpy as np
from whoosh.codec.base import FieldWriter
from whoosh.fields import FieldType

from index.codec.gathering import PostingsGatherer
from index.codec.segment_file import Lengths, SegmentFile


class FlatFieldWriter(FieldWriter):  # type: ignore[misc]
    """Whoosh's FieldWriter. Fields and terms come sorted, each once."""

    def __init__(self, file: SegmentFile) -> None:
        self.is_closed = False
        self._file = file
        self._name = ""
        self._gatherer: PostingsGatherer | None = None
        self._lengths: dict[int, int] = {}
        file.join()

    def start_field(self, fieldname: str, fieldobj: FieldType) -> None:
        if self._file.is_broken:
            raise ValueError("a document was not finished: the writer has to be cancelled")
        self._name = fieldname
        self._gatherer = PostingsGatherer(fieldobj.format)
        self._lengths.clear()

    def start_term(self, text: bytes) -> None:
        self._started().start_term(text)

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int | None) -> None:
        self._started().add(docnum, weight, vbytes)
        if length:
            self._lengths[docnum] = length

    def finish_term(self) -> None:
        pass

    def finish_field(self) -> None:
        lengths = self._file.lengths.get(self._name)
        if lengths is None and self._lengths:
            lengths = self._given_lengths()
        self._file.add_field(self._name, self._started().postings(lengths))
        self._gatherer = None

    def close(self) -> None:
        self._file.leave()
        self.is_closed = True

    def _given_lengths(self) -> Lengths:
        """The lengths that came with the postings, where no writer of documents told them."""
        size = max(self._file.documents, max(self._lengths) + 1)
        lengths = np.zeros(size, dtype=np.int64)
        lengths[list(self._lengths)] = list(self._lengths.values())
        return lengths

    def _started(self) -> PostingsGatherer:
        if self._gatherer is None:
            raise ValueError("no field was started")
        return self._gatherer
