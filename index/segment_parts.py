"""What a segment under construction holds of its documents, and the postings it becomes.

Everything is kept by slot, the place in which a document came, and coded once for all documents
that have the same.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.dispatch import Dispatch
from index.codec.postings import Postings
from index.codec.sets import SetColumn
from index.codec.terms import TermDictionary
from index.documents import Departments, department_kinds, department_labels, department_stems
from index.french import fold
from index.french.bulk import Chunked
from index.french.chunks import LONGEST
from index.inversion import Packing, Runs, SortedKeys, invert, invert_values
from index.lexicon import Lexicon
from index.occurrences import Numbers, OccurrenceTable
from index.schema import HEADLINE_WEIGHT, day_term

OF_BODIES = {"departments": department_labels, "kind": department_kinds}
"""The facets that follow from the departments of a dispatch."""


class Words:
    """The chunks of the texts that came, in their order."""

    def __init__(self) -> None:
        self.held = 0
        self._chunks: list[NDArray[np.int32]] = []
        self._positions: list[NDArray[np.int32]] = []
        self._counts: list[Numbers] = []
        self._edges: list[Numbers] = []

    def add(self, lexicon: Lexicon, dispatches: Sequence[Dispatch]) -> Chunked:
        """Append texts; gives their chunks."""
        found = lexicon.bulk.analyse([dispatch.text for dispatch in dispatches])
        self._chunks.append(found.chunks)
        self._positions.append(found.positions)
        self._counts.append(np.diff(found.bounds))
        # The position of the first word after the headline; without one, one beyond all.
        beyond = np.append(found.positions, np.iinfo(np.int32).max)
        has_more = found.second_lines < found.bounds[1:]
        self._edges.append(beyond[np.where(has_more, found.second_lines, len(beyond) - 1)])
        self.held += len(found.chunks)
        return found

    def fields(
        self, lexicon: Lexicon, slots: Numbers, number_of: Numbers
    ) -> Iterable[tuple[str, Postings]]:
        """The postings of the fields of words."""
        documents = len(slots)
        chunks, positions = joined(self._chunks), joined(self._positions)
        numbers = np.repeat(number_of, joined(self._counts))
        if documents < len(number_of):
            kept = np.flatnonzero(numbers >= 0)
            chunks, positions, numbers = chunks[kept], positions[kept], numbers[kept]
        edges = joined(self._edges).astype(np.int64).take(slots)
        longest = int(positions.max()) + LONGEST if len(positions) else 0
        packing = Packing.of(documents, longest, lexicon.most)
        places = packing.places(numbers, positions, positions >= edges.take(numbers))
        runs = Runs.of(chunks, places, packing)
        del chunks, positions, numbers, places

        def keys(table: OccurrenceTable) -> SortedKeys:
            return SortedKeys.of(table, runs, packing)

        stems = keys(lexicon.tables["text"])
        yield "text", invert(stems, documents, headline_weight=HEADLINE_WEIGHT)
        yield "headline", invert(stems.of_headlines(), documents)
        del stems
        forms = keys(lexicon.tables["form"])
        yield (
            "form",
            invert(forms, documents, headline_weight=HEADLINE_WEIGHT, with_positions=False),
        )
        del forms
        for name in ("function", "name"):
            yield name, invert(keys(lexicon.tables[name]), documents)


class SetCodes:
    """A facet's values, each distinct tuple of them coded once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], int] = {}
        self._codes = array("i")

    def extend(self, given: Iterable[tuple[str, ...]]) -> None:
        known = self._known
        self._codes.extend([known.setdefault(values, len(known)) for values in given])

    def column(self, slots: Numbers) -> SetColumn:
        return SetColumn.coded(np.array(self._codes, np.int64).take(slots), list(self._known))


class Bodies:
    """The departments of documents, each distinct tuple of them coded once, wherever it stands."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], int] = {}
        self._codes = array("i")
        self._values: dict[str, list[tuple[str, ...]]] = {name: [] for name in OF_BODIES}
        self._names = OccurrenceTable()

    def append(self, departments: Departments) -> None:
        # By identity: there is one of each kind, and hashing it costs more than all the rest.
        key = tuple([(each.path, id(each.kind), each.aliases) for each in departments])
        code = self._known.get(key)
        if code is None:
            code = self._known[key] = len(self._known)
            for name, values_of in OF_BODIES.items():
                self._values[name].append(values_of(departments))
            for term, position in department_stems(departments):
                self._names.put(code, (term,), position)
        self._codes.append(code)

    def column(self, name: str, slots: Numbers) -> SetColumn:
        return SetColumn.coded(self._taken(slots), self._values[name])

    def postings(self, slots: Numbers) -> Postings:
        """The words of all names."""
        table = self._names
        longest = int(table.offsets.max()) if len(table.offsets) else 0
        packing = Packing.of(len(slots), longest, max(len(table.vocabulary), len(self._known)))
        runs = Runs.of(self._taken(slots), packing.places(np.arange(len(slots))), packing)
        return invert(SortedKeys.of(table, runs, packing), len(slots))

    def _taken(self, slots: Numbers) -> Numbers:
        return np.array(self._codes, np.int64).take(slots)


def value_postings(column: SetColumn) -> Postings:
    """The values of a column, folded, as terms."""
    table = OccurrenceTable()
    for number, values in enumerate(column.sets()):
        table.put(number, dict.fromkeys(map(fold, values)), 0)
    return invert_values(table, column.codes.astype(np.int64), np.arange(len(column)))


def uid_postings(uids: Sequence[str], order: Numbers, number_of: Numbers) -> Postings:
    """The postings of uids, one a slot: `order` has the slots in the order of the uids, `number_of`
    the document of each slot, -1 for one that is left out."""
    kept = order[number_of.take(order) >= 0]
    terms = [uids[slot].encode() for slot in kept.tolist()]
    documents = number_of.take(kept).astype(np.uint32)
    return Postings(TermDictionary.of(terms), np.arange(len(kept) + 1), documents)


def day_postings(days: Numbers, documents: Numbers) -> Postings:
    """The postings of days, ordinals, each in a document."""
    pairs = np.unique(days << 32 | documents)
    sorted_days = pairs >> 32
    starts = np.flatnonzero(np.diff(sorted_days, prepend=-1))
    terms = [day_term(day).encode() for day in sorted_days.take(starts).tolist()]
    starts = np.append(starts, len(pairs))
    return Postings(TermDictionary.of(terms), starts, (pairs & 0xFFFFFFFF).astype(np.uint32))


def as_array(values: array[int]) -> Numbers:
    return np.frombuffer(values, np.int64) if len(values) else np.zeros(0, np.int64)


def joined(parts: Sequence[NDArray[np.int32]] | Sequence[Numbers]) -> NDArray[np.int64]:
    joined: NDArray[np.int64] = np.concatenate(parts) if parts else np.zeros(0, np.int64)
    return joined
