"""Builds one segment of dispatches in bulk: what a writer gives its batches to.

Dispatches come in groups and are analysed at once; their documents get their numbers when the
segment is closed, in the order of issue, so that a range of dates is a slice of numbers. A dispatch
that a later one of the same batch replaces is dropped before anything is inverted.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.dispatch import Dispatch
from index.codec.container import ContainerWriter, Sink
from index.codec.postings import Postings, write_postings
from index.codec.segment import NUMBERS, SETS, column_section
from index.codec.sets import SetColumn, write_sets
from index.codec.stored import StoredWriter
from index.codec.values import dumps
from index.documents import department_names, event_days, facets, lines, stems
from index.french import fold
from index.french.chunks import LONGEST
from index.inversion import Packing, SortedKeys, invert, invert_values
from index.lexicon import Lexicon
from index.occurrences import Numbers, OccurrenceTable
from index.schema import COLUMNS, HEADLINE_WEIGHT, NO_DAY, VALUE_FIELDS, column_field, day_term
from index.uids import write_uid_hashes

NUMBER_COLUMNS = ("issued", "day", "version", "digest")


@dataclass(frozen=True, slots=True)
class Entry:
    """A dispatch on its way into a segment, with its record and the digest of what it says."""

    dispatch: Dispatch
    record: str
    digest: int


class SegmentBuilder:
    """Gathers documents and writes them as one container at `close`. Not for two threads.

    A document's slot is the place in which it came. The lexicon may be shared by the builders of
    one thread, one after the other.
    """

    def __init__(self, sink: Sink, lexicon: Lexicon) -> None:
        self._writer = ContainerWriter(sink)
        self._stored = StoredWriter(self._writer)
        self._lexicon = lexicon
        self._words = _Words()
        self._uids: list[str] = []
        self._numbers = {name: array("q") for name in NUMBER_COLUMNS}
        self._sets = {name: _SetCodes() for name in COLUMNS}
        self._event_days = array("q")
        self._event_slots = array("q")
        self._departments = OccurrenceTable()
        self._department_of: dict[tuple[str, ...], int] = {}
        self._department_codes = array("i")
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
        first = len(self._uids)
        self._words.add(self._lexicon, [entry.dispatch for entry in entries])
        for slot, entry in enumerate(entries, first):
            self._stored.append(dumps({"record": entry.record}))
            self._add_values(slot, entry)

    def drop(self, slot: int) -> None:
        """Leave out a document that was added."""
        self._dropped.append(slot)

    def _add_values(self, slot: int, entry: Entry) -> None:
        dispatch = entry.dispatch
        self._uids.append(dispatch.uid)
        issued = dispatch.issued
        numbers = self._numbers
        numbers["issued"].append(int(issued.timestamp()) if issued else 0)
        numbers["day"].append(issued.toordinal() if issued else NO_DAY)
        numbers["version"].append(dispatch.version)
        numbers["digest"].append(entry.digest)
        for name, values in facets(dispatch).items():
            self._sets[name].append(values)
        for day in event_days(dispatch):
            self._event_days.append(day)
            self._event_slots.append(slot)
        names = department_names(dispatch)
        if names not in self._department_of:
            self._department_of[names] = len(self._departments)
            self._departments.append(stems(lines("\n".join(names))))
        self._department_codes.append(self._department_of[names])

    def close(self) -> int:
        """Write the segment; gives the container's checksum."""
        slots = self._ordered_slots()
        number_of = np.full(len(self._uids), -1, np.int64)
        number_of[slots] = np.arange(len(slots))
        self._stored.close(slots)
        about: dict[str, dict[str, object]] = {}
        for name, postings in self._fields(slots, number_of):
            about[name] = write_postings(self._writer, name, postings)
        write_uid_hashes(self._writer, [self._uids[slot] for slot in slots.tolist()])
        columns = self._write_columns(slots)
        return self._writer.close({"documents": len(slots), "fields": about, "columns": columns})

    def _ordered_slots(self) -> Numbers:
        """The slot of each document number: by moment of issue, undated ones first; of one moment
        the lower uid last, so that the highest number is always shown first."""
        issued = _array(self._numbers["issued"])
        moment = np.where(_array(self._numbers["day"]) == NO_DAY, np.iinfo(np.int64).min, issued)
        rank = np.empty(len(self._uids), np.int64)
        rank[sorted(range(len(rank)), key=self._uids.__getitem__)] = np.arange(len(rank))
        slots: Numbers = np.lexsort((-rank, moment))
        return slots[~np.isin(slots, self._dropped)] if self._dropped else slots

    def _fields(self, slots: Numbers, number_of: Numbers) -> Iterable[tuple[str, Postings]]:
        """The postings of every field, one after the other: each is freed once it is written."""
        documents = len(slots)
        yield from self._words.fields(self._lexicon, slots, number_of)
        yield "department", self._department_postings(slots)
        every = np.arange(documents)
        yield "uid", invert_values(_values(self._uids[slot] for slot in slots), every, every)
        for name in VALUE_FIELDS:
            yield name, self._sets[name].postings(slots)
        yield "day", self._day_postings(slots)
        owners = number_of.take(np.array(self._event_slots, np.int64))
        kept = np.flatnonzero(owners >= 0)
        days = np.array(self._event_days, np.int64)[kept]
        yield "event", _day_postings(days, owners[kept])

    def _department_postings(self, slots: Numbers) -> Postings:
        table = self._departments
        longest = int(table.offsets.max()) if len(table.offsets) else 0
        packing = Packing.of(len(slots), longest, len(table.vocabulary))
        every = np.arange(len(slots))
        places = packing.places(every)
        codes = np.array(self._department_codes, np.int64).take(slots)
        return invert(SortedKeys.of(table, codes, places, packing), len(slots))

    def _day_postings(self, slots: Numbers) -> Postings:
        days = _array(self._numbers["day"]).take(slots)
        dated = np.flatnonzero(days != NO_DAY)
        return _day_postings(days[dated], dated)

    def _write_columns(self, slots: Numbers) -> dict[str, dict[str, str]]:
        kinds = {}
        for name in NUMBER_COLUMNS:
            section = column_section(column_field(name))
            self._writer.add(section, _array(self._numbers[name]).take(slots))
            kinds[column_field(name)] = {"kind": NUMBERS}
        for name, codes in self._sets.items():
            write_sets(self._writer, column_section(column_field(name)), codes.column(slots))
            kinds[column_field(name)] = {"kind": SETS}
        return kinds


class _Words:
    """The chunks of the texts that came, in their order."""

    def __init__(self) -> None:
        self.held = 0
        self._chunks: list[NDArray[np.int32]] = []
        self._positions: list[NDArray[np.int32]] = []
        self._counts: list[Numbers] = []
        self._edges: list[Numbers] = []

    def add(self, lexicon: Lexicon, dispatches: Sequence[Dispatch]) -> None:
        found = lexicon.bulk.analyse([dispatch.text for dispatch in dispatches])
        self._chunks.append(found.chunks)
        self._positions.append(found.positions)
        self._counts.append(np.diff(found.bounds))
        # The position of the first word after the headline; without one, one beyond all.
        beyond = np.append(found.positions, np.iinfo(np.int32).max)
        has_more = found.second_lines < found.bounds[1:]
        self._edges.append(beyond[np.where(has_more, found.second_lines, len(beyond) - 1)])
        self.held += len(found.chunks)

    def fields(
        self, lexicon: Lexicon, slots: Numbers, number_of: Numbers
    ) -> Iterable[tuple[str, Postings]]:
        """The postings of the fields of words."""
        documents = len(slots)
        chunks, positions = _joined(self._chunks), _joined(self._positions)
        numbers = np.repeat(number_of, _joined(self._counts))
        if documents < len(number_of):
            kept = np.flatnonzero(numbers >= 0)
            chunks, positions, numbers = chunks[kept], positions[kept], numbers[kept]
        edges = _joined(self._edges).astype(np.int64).take(slots)
        longest = int(positions.max()) + LONGEST if len(positions) else 0
        packing = Packing.of(documents, longest, lexicon.most_terms)
        places = packing.places(numbers, positions, positions >= edges.take(numbers))
        del positions, numbers

        def keys(table: OccurrenceTable) -> SortedKeys:
            return SortedKeys.of(table, chunks, places, packing)

        stems = keys(lexicon.stems)
        yield "text", invert(stems, documents, headline_weight=HEADLINE_WEIGHT)
        yield "headline", invert(stems.of_headlines(), documents)
        del stems
        forms = keys(lexicon.forms)
        yield (
            "form",
            invert(forms, documents, headline_weight=HEADLINE_WEIGHT, with_positions=False),
        )
        del forms
        yield "function", invert(keys(lexicon.function), documents)
        yield "name", invert(keys(lexicon.names), documents)


class _SetCodes:
    """A facet's values, each distinct tuple of them coded once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], int] = {}
        self._codes = array("i")

    def append(self, values: tuple[str, ...]) -> None:
        self._codes.append(self._known.setdefault(values, len(self._known)))

    def column(self, slots: Numbers) -> SetColumn:
        return SetColumn.coded(self._taken(slots), list(self._known))

    def postings(self, slots: Numbers) -> Postings:
        """The values, folded, as terms."""
        table = OccurrenceTable()
        for values in self._known:
            table.append((term, 0) for term in dict.fromkeys(map(fold, values)))
        return invert_values(table, self._taken(slots), np.arange(len(slots)))

    def _taken(self, slots: Numbers) -> Numbers:
        return np.array(self._codes, np.int64).take(slots)


def _values(terms: Iterable[str]) -> OccurrenceTable:
    """A table of things that are one term each."""
    table = OccurrenceTable()
    for term in terms:
        table.append(((term, 0),))
    return table


def _day_postings(days: Numbers, documents: Numbers) -> Postings:
    """The postings of days, ordinals, each in a document."""
    distinct, which = np.unique(days, return_inverse=True)
    return invert_values(_values(map(day_term, distinct.tolist())), which, documents)


def _array(values: array[int]) -> Numbers:
    return np.frombuffer(values, np.int64) if len(values) else np.zeros(0, np.int64)


def _joined(parts: Sequence[NDArray[np.int32]] | Sequence[Numbers]) -> NDArray[np.int64]:
    joined: NDArray[np.int64] = np.concatenate(parts) if parts else np.zeros(0, np.int64)
    return joined
