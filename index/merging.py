"""Merges segments into one: their living documents in the order of issue, their lists joined."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.container import ContainerWriter, Sink
from index.codec.neighbours import write_neighbours
from index.codec.postings import FieldPostings, write_postings
from index.codec.segment import NUMBERS, SETS, UID_HASHES, FlatSegment, column_section
from index.codec.sets import SetColumn, write_sets
from index.codec.stored import StoredWriter
from index.embargo import ends
from index.merging_postings import Renumbering, Spooling, merged_postings
from index.merging_terms import Ranks, merged_terms
from index.schema import EMBARGO, FORM_FIELD, NO_DAY, column_field
from index.similar.sections import write_merged
from index.uids import uid_hashes

WASTE = 4
"""A segment of which one record in so many is dead is written again, not copied."""

UID = "uid"

Numbers = NDArray[np.int64]


class Merged(NamedTuple):
    """A segment that was written: the number of its documents, the checksum of its container, and
    for each segment that was merged the new number of each document, -1 for one left out."""

    documents: int
    checksum: int
    numbers: Sequence[Numbers]


def merge(segments: Sequence[FlatSegment], sink: Sink, scratch: Path | None = None) -> Merged:
    """Write one segment with the living documents of several that have the same fields.

    What waits to be written does so in files without a name in the folder `scratch`: the system's
    own for such files may be memory.
    """
    uids = merged_terms([segment.fields[UID].terms for segment in segments])
    renumbering = _ordered(segments, uids.ranks)
    writer = ContainerWriter(sink)
    _write_stored(writer, segments, renumbering)
    about = {}
    for name in segments[0].fields:
        # Opened here and not kept: their dictionaries are as large as all else that is in memory.
        fields = [_field(segment, name) for segment in segments]
        terms = uids if name == UID else merged_terms([field.terms for field in fields])
        spools = Spooling(scratch, lambda: _release(segments))
        with merged_postings(fields, terms, renumbering, spools) as postings:
            about[name] = write_postings(writer, name, postings)
            if name == FORM_FIELD:
                write_neighbours(writer, name, postings.terms)
        del fields, terms, postings
        _release(segments)
    columns = _write_columns(writer, segments, renumbering)
    writer.add(UID_HASHES, _uid_hashes(segments))
    documents = len(renumbering.order)
    write_merged(writer, segments, renumbering.numbers, documents)
    checksum = writer.close({"documents": documents, "fields": about, "columns": columns})
    return Merged(documents, checksum, renumbering.numbers)


def _field(segment: FlatSegment, name: str) -> FieldPostings:
    return FieldPostings(segment.container, name, segment.container.about["fields"][name])


def _release(segments: Sequence[FlatSegment]) -> None:
    """Give back the memory of what was read: it would all be there at last."""
    for segment in segments:
        segment.container.release()


def _ordered(segments: Sequence[FlatSegment], uid_ranks: Sequence[Ranks]) -> Renumbering:
    """The new numbers, in the order that `segment_builder` gives."""
    moments = np.concatenate([_moments(segment) for segment in segments])
    falling = np.concatenate([*map(_falling, segments, uid_ranks)])
    order = np.lexsort((falling, moments))
    living = np.concatenate([_living(segment) for segment in segments])
    return Renumbering.of(order[living[order]], [segment.documents for segment in segments])


def _falling(segment: FlatSegment, ranks: Ranks) -> Numbers:
    """What is the greater the lower a document's uid is; shape (documents,)."""
    falling = np.empty(segment.documents, np.int64)
    falling[segment.fields[UID].documents.read(0, segment.documents)] = -ranks.astype(np.int64)
    return falling


def _moments(segment: FlatSegment) -> Numbers:
    days = segment.number_column(column_field("day"))
    issued = segment.number_column(column_field("issued"))
    return np.where(days == NO_DAY, np.iinfo(np.int64).min, issued)


def _living(segment: FlatSegment) -> NDArray[np.bool_]:
    if segment.deleted is None:
        return np.ones(segment.documents, bool)
    return ~segment.deleted


def _uid_hashes(segments: Sequence[FlatSegment]) -> NDArray[np.uint64]:
    """The sorted hashes of the uids of what is left, as `write_uid_hashes` gives them."""
    found = []
    for segment in segments:
        hashes = segment.uid_hashes
        if segment.deleted is not None:
            field = segment.fields[UID]
            owners = field.documents.read(0, segment.documents)
            dead = np.flatnonzero(segment.deleted.take(owners))
            gone = uid_hashes([field.terms[term].decode() for term in dead.tolist()])
            hashes = np.delete(hashes, _places(hashes, gone))
        found.append(hashes)
    return np.sort(np.concatenate(found))


def _places(hashes: NDArray[np.uint64], some: NDArray[np.uint64]) -> Numbers:
    """Where each of some hashes stands in sorted ones, each in a place of its own."""
    some = np.sort(some)
    places: Numbers = np.searchsorted(hashes, some)
    return places + np.arange(len(some)) - np.searchsorted(some, some)


def _write_stored(
    writer: ContainerWriter, segments: Sequence[FlatSegment], renumbering: Renumbering
) -> None:
    """Copy the blocks as they are; records of a segment that has many dead ones are packed anew."""
    stored = StoredWriter(writer)
    slots = []
    for segment in segments:
        numbers = np.flatnonzero(_living(segment))
        if WASTE * (segment.stored.capacity - len(numbers)) > segment.stored.capacity:
            first = stored.begin_block()
            for number in numbers.tolist():
                stored.append(segment.stored.record(number))
            own = np.zeros(segment.documents, np.int64)
            own[numbers] = first + np.arange(len(numbers))
            slots.append(own)
        else:
            slots.append(stored.copy(segment.stored))
        segment.container.release()
    stored.close(np.concatenate(slots)[renumbering.order])


def _write_columns(
    writer: ContainerWriter, segments: Sequence[FlatSegment], renumbering: Renumbering
) -> dict[str, object]:
    order = renumbering.order
    written: dict[str, object] = {}
    for name, about in segments[0].columns.items():
        section = column_section(name)
        if name == column_field(EMBARGO):
            continue
        if about["kind"] == SETS:
            columns = [segment.set_column(name) for segment in segments]
            write_sets(writer, section, _joined(columns, order))
        else:
            numbers = [segment.number_column(name) for segment in segments]
            writer.add(section, np.concatenate(numbers)[order])
        written[name] = about
    held = _embargoes(segments, order)
    if held is not None:
        writer.add(column_section(column_field(EMBARGO)), held)
        written[column_field(EMBARGO)] = {"kind": NUMBERS}
    return written


def _embargoes(segments: Sequence[FlatSegment], order: Numbers) -> Numbers | None:
    """The column of embargoes, None where there are none. Segments without one may be older than
    such columns are."""
    found = [ends(segment) for segment in segments]
    if all(each is None for each in found):
        return None
    columns = [
        np.zeros(segment.documents, np.int64) if each is None else each
        for segment, each in zip(segments, found, strict=True)
    ]
    held: Numbers = np.concatenate(columns)[order]
    return held if held.any() else None


def _joined(columns: Sequence[SetColumn], order: Numbers) -> SetColumn:
    """The column of documents of several, each distinct set coded once."""
    known: dict[tuple[str, ...], int] = {}
    codes = []
    for column in columns:
        own = [known.setdefault(values, len(known)) for values in column.sets()]
        codes.append(np.array(own, np.int64)[column.codes])
    return SetColumn.coded(np.concatenate(codes)[order], list(known))
