"""The record of a dispatch as a segment stores it: the one stored field of its document."""

from __future__ import annotations

from corpus import record
from corpus.dispatch import Dispatch
from index.codec.segment import FlatSegment
from index.codec.values import dumps, loads, sized

_HEAD = dumps({"record": b""})[:-1]
"""What stands before the size of the record that is stored."""


def stored_record(record: bytes) -> bytes:
    """What `dumps` gives of the one stored field, for less."""
    return _HEAD + sized(record)


def record_of(stored: bytes) -> bytes:
    """The record among the stored fields of a document."""
    found: bytes = loads(stored)["record"]
    return found


def dispatch_of(segment: FlatSegment, number: int) -> Dispatch:
    """The dispatch of a document, deleted or not. Raises IndexCorrupt."""
    return record.loads(record_of(segment.stored.record(number)))
