"""The codec that makes Whoosh write and read segments of flat arrays.

`ix.writer(codec=FlatCodec())` writes them with Whoosh; `open_reader` reads those that were written
without it.
"""

from __future__ import annotations

from whoosh.codec.base import Codec, PerDocumentReader, Segment
from whoosh.fields import Schema
from whoosh.filedb.filestore import Storage
from whoosh.reading import SegmentReader

from index.codec.document_reader import FlatDocumentReader, UnfinishedDocuments, column_filename
from index.codec.document_writer import FlatDocumentWriter
from index.codec.field_writer import FlatFieldWriter
from index.codec.segment import FlatSegment
from index.codec.terms_reader import FlatTermsReader
from index.codec.whoosh_segment import HeldSegment, WhooshSegment


class FlatCodec(Codec):  # type: ignore[misc]
    """Whoosh's Codec. Its postings are arrays: there are no writers or readers of posting files."""

    length_stats = False
    """The lengths that came with the documents are at hand: no need to ask for them once more."""

    def per_document_writer(self, storage: Storage, segment: WhooshSegment) -> FlatDocumentWriter:
        return FlatDocumentWriter(segment.file(storage))

    def field_writer(self, storage: Storage, segment: WhooshSegment) -> FlatFieldWriter:
        return FlatFieldWriter(segment.file(storage))

    def terms_reader(self, storage: Storage, segment: WhooshSegment) -> FlatTermsReader:
        return FlatTermsReader(segment.open(storage))

    def per_document_reader(self, storage: Storage, segment: WhooshSegment) -> PerDocumentReader:
        file = segment.unfinished()
        if file is not None:
            return UnfinishedDocuments(file)
        return FlatDocumentReader(segment.open(storage), segment, storage)

    def new_segment(self, storage: Storage, indexname: str) -> WhooshSegment:
        return WhooshSegment(self, indexname)

    def column_filename(self, segment: Segment, fieldname: str) -> str:
        """The file that Whoosh's `add_sortable` writes a column to, afterwards."""
        return column_filename(segment, fieldname)


def open_reader(
    schema: Schema, flat: FlatSegment, name: str, generation: int | None = None
) -> SegmentReader:
    """Whoosh's reader of a segment that is open already; closing it closes nothing else."""
    codec = FlatCodec()
    segment = HeldSegment(codec, flat, name)
    return SegmentReader(None, schema, segment, generation=generation, codec=codec)
