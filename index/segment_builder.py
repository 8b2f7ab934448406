"""Builds one segment of dispatches in bulk: what a writer gives its batches to.

Dispatches come in groups and are analysed at once; their documents get their numbers when the
segment is closed, in the order of issue, so that a range of dates is a slice of numbers. A dispatch
that a later one of the same batch replaces is dropped before anything is inverted.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from corpus.dispatch import Dispatch
from index.codec.container import ContainerWriter, Sink
from index.codec.neighbours import write_neighbours
from index.codec.postings import Postings, write_postings
from index.codec.segment import NUMBERS, SETS, column_section
from index.codec.sets import SetColumn, write_sets
from index.codec.stored import StoredWriter
from index.documents import PLAIN_FACETS, event_days
from index.embargo import held_until
from index.lexicon import Lexicon
from index.memory import keep_freed_memory
from index.occurrences import Numbers
from index.records import stored_record
from index.schema import COLUMNS, EMBARGO, FORM_FIELD, NO_DAY, VALUE_FIELDS, column_field
from index.segment_parts import (
    OF_BODIES,
    Bodies,
    SetCodes,
    Words,
    as_array,
    day_postings,
    uid_postings,
    value_postings,
)
from index.similar.texts import TextSignatures
from index.uids import write_uid_hashes

NUMBER_COLUMNS = ("issued", "day", "version", "digest", EMBARGO)


class Entry(NamedTuple):
    """A dispatch on its way into a segment, with its record and the digest of what it says."""

    dispatch: Dispatch
    record: bytes
    digest: int


class SegmentBuilder:
    """Gathers documents and writes them as one container at `close`. Not for two threads.

    A document's slot is the place in which it came. The lexicon may be shared by the builders of
    one thread, one after the other.
    """

    def __init__(self, sink: Sink, lexicon: Lexicon) -> None:
        keep_freed_memory()
        self._writer = ContainerWriter(sink)
        self._stored = StoredWriter(self._writer)
        self._lexicon = lexicon
        self._words = Words()
        self._similar = TextSignatures()
        self._uids: list[str] = []
        self._numbers = {name: array("q") for name in NUMBER_COLUMNS}
        self._sets = {name: SetCodes() for name in COLUMNS if name not in OF_BODIES}
        self._bodies = Bodies()
        self._event_days = array("q")
        self._event_slots = array("q")
        self._dropped: list[int] = []

    def __len__(self) -> int:
        """The number of documents that the segment will have."""
        return len(self._uids) - len(self._dropped)

    @property
    def slots(self) -> int:
        """The slot that the next document will have."""
        return len(self._uids)

    @property
    def held(self) -> int:
        """How many chunks of text are held in memory."""
        return self._words.held

    def add(self, entries: Sequence[Entry]) -> None:
        """Add documents; their slots follow each other from the number added before."""
        first = self.slots
        dispatches = [entry.dispatch for entry in entries]
        self._similar.add(self._lexicon, self._words.add(self._lexicon, dispatches))
        for entry in entries:
            self._stored.append(stored_record(entry.record))
        self._uids += [dispatch.uid for dispatch in dispatches]
        self._add_numbers(entries)
        for name, values_of in PLAIN_FACETS.items():
            self._sets[name].extend(map(values_of, dispatches))
        for slot, dispatch in enumerate(dispatches, first):
            self._bodies.append(dispatch.departments)
            if dispatch.events:
                days = [*event_days(dispatch)]
                self._event_days.extend(days)
                self._event_slots.extend([slot] * len(days))

    def _add_numbers(self, entries: Sequence[Entry]) -> None:
        moments = [entry.dispatch.issued for entry in entries]
        numbers = self._numbers
        numbers["issued"].extend([int(each.timestamp()) if each else 0 for each in moments])
        numbers["day"].extend([each.toordinal() if each else NO_DAY for each in moments])
        numbers["version"].extend([entry.dispatch.version for entry in entries])
        numbers["digest"].extend([entry.digest for entry in entries])
        numbers[EMBARGO].extend([held_until(entry.dispatch) for entry in entries])

    def drop(self, slot: int) -> None:
        """Leave out a document that was added."""
        self._dropped.append(slot)

    def close(self, *, stays: bool = True) -> int:
        """Write the segment; gives the container's checksum.

        One that does not stay, since it will be merged soon, has no neighbourhood of terms: its
        misspelt words are looked for among all terms until then.
        """
        by_uid = np.array(sorted(range(self.slots), key=self._uids.__getitem__), np.int64)
        slots = self._ordered_slots(by_uid)
        number_of = np.full(len(self._uids), -1, np.int64)
        number_of[slots] = np.arange(len(slots))
        self._stored.close(slots)
        about: dict[str, dict[str, object]] = {}
        for name, postings in self._fields(slots, by_uid, number_of):
            about[name] = write_postings(self._writer, name, postings)
            if name == FORM_FIELD and stays:
                write_neighbours(self._writer, name, postings.terms)
        write_uid_hashes(self._writer, [self._uids[slot] for slot in slots.tolist()])
        self._similar.write(self._writer, slots)
        columns = self._write_columns(slots)
        return self._writer.close({"documents": len(slots), "fields": about, "columns": columns})

    def _ordered_slots(self, by_uid: Numbers) -> Numbers:
        """The slot of each document number: by moment of issue, undated ones first; of one moment
        the lower uid last, so that the highest number is always shown first."""
        issued = as_array(self._numbers["issued"])
        moment = np.where(as_array(self._numbers["day"]) == NO_DAY, np.iinfo(np.int64).min, issued)
        rank = np.empty(len(by_uid), np.int64)
        rank[by_uid] = np.arange(len(rank))
        slots: Numbers = np.lexsort((-rank, moment))
        return slots[~np.isin(slots, self._dropped)] if self._dropped else slots

    def _fields(
        self, slots: Numbers, by_uid: Numbers, number_of: Numbers
    ) -> Iterable[tuple[str, Postings]]:
        """The postings of every field, one after the other: each is freed once it is written."""
        yield from self._words.fields(self._lexicon, slots, number_of)
        yield "department", self._bodies.postings(slots)
        yield "uid", uid_postings(self._uids, by_uid, number_of)
        for name in VALUE_FIELDS:
            yield name, value_postings(self._column(name, slots))
        yield "day", self._day_postings(slots)
        owners = number_of.take(np.array(self._event_slots, np.int64))
        kept = np.flatnonzero(owners >= 0)
        days = np.array(self._event_days, np.int64)[kept]
        yield "event", day_postings(days, owners[kept])

    def _day_postings(self, slots: Numbers) -> Postings:
        days = as_array(self._numbers["day"]).take(slots)
        dated = np.flatnonzero(days != NO_DAY)
        return day_postings(days[dated], dated)

    def _write_columns(self, slots: Numbers) -> dict[str, dict[str, str]]:
        kinds = {}
        for name in NUMBER_COLUMNS:
            section = column_section(column_field(name))
            numbers = as_array(self._numbers[name]).take(slots)
            if name == EMBARGO and not numbers.any():
                continue
            self._writer.add(section, numbers)
            kinds[column_field(name)] = {"kind": NUMBERS}
        for name in COLUMNS:
            section = column_section(column_field(name))
            write_sets(self._writer, section, self._column(name, slots))
            kinds[column_field(name)] = {"kind": SETS}
        return kinds

    def _column(self, name: str, slots: Numbers) -> SetColumn:
        if name in OF_BODIES:
            return self._bodies.column(name, slots)
        return self._sets[name].column(slots)
