"""Reads a whole segment back as plain values, so that two ways to make one can be compared."""

from __future__ import annotations

from typing import Any

from index.codec.container import Container
from index.codec.postings import FieldPostings
from index.codec.segment import SETS, FlatSegment
from index.codec.values import loads
from index.segment_builder import Entry, SegmentBuilder


class Memory(bytearray):
    """A sink in memory."""

    def write(self, data: Any) -> None:
        self.extend(memoryview(data).cast("B") if len(data) else b"")


def opened(memory: Memory) -> FlatSegment:
    return FlatSegment(Container(bytes(memory), "segment"))


def built(builder: SegmentBuilder, memory: Memory, entries: list[Entry]) -> FlatSegment:
    builder.add(entries)
    builder.close()
    return opened(memory)


def contents(segment: FlatSegment) -> list[dict[str, Any]]:
    """All that a segment says of each living document, in the order of their numbers."""
    documents: list[dict[str, Any]] = [
        {"record": loads(segment.stored.record(number))} for number in range(segment.documents)
    ]
    for name, field in segment.fields.items():
        for number in range(segment.documents):
            documents[number][name] = {}
            if field.lengths is not None:
                documents[number][f"{name}/length"] = int(field.lengths[number])
        for term, number, said in _postings(field):
            documents[number][name][term] = said
    for name, about in segment.columns.items():
        for number in range(segment.documents):
            if about["kind"] == SETS:
                column = segment.set_column(name)
                documents[number][f"column/{name}"] = column.set_of(int(column.codes[number]))
            else:
                documents[number][f"column/{name}"] = int(segment.number_column(name)[number])
    return [documents[number] for number in segment.living.tolist()]


def _postings(field: FieldPostings) -> list[tuple[bytes, int, Any]]:
    found = []
    for number, term in enumerate(field.terms):
        start, stop = field.slice(number)
        documents = field.documents.read(start, stop).tolist()
        weights = [1] * (stop - start)
        if field.weights is not None:
            weights = field.weights.read(start, stop).tolist()
        for at, document in enumerate(documents):
            positions = []
            if field.positions is not None:
                first, further = field.positions.read(start + at, start + at + 1)
                positions = [*first.tolist(), *further.tolist()]
            found.append((term, document, (weights[at], positions)))
    return found
