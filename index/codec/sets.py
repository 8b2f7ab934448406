"""A column of sets of values, dictionary-coded by distinct *sets*: what a facet counts.

Document `d` has the set `codes[d]`; set `s` holds the values numbered
`members[starts[s]:starts[s + 1]]`, each an index into the sorted values. Few sets are distinct, so
that a facet of a million documents is one `bincount` and a sum over some thousands of members; of a
calendar, whose values follow each other as the documents do, it is where the runs begin.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.container import Array, Container, ContainerWriter
from index.codec.terms import TermDictionary, narrow, read_terms, write_terms

Numbers = NDArray[np.int64]
Places = NDArray[np.intp]
"""Numbers of documents, of the type that numpy indexes by: it makes a copy of any other."""

MOST_RUNS = 4_096
"""Of more runs, the documents' codes are counted instead."""


@dataclass(frozen=True)
class SetColumn:
    """See the module. Shapes: codes (documents,), starts (sets + 1,), members (members,)."""

    values: tuple[str, ...]
    codes: Array
    starts: Numbers
    members: Numbers

    @classmethod
    def of(cls, given: Iterable[tuple[str, ...]]) -> SetColumn:
        """The column of each document's values, in the order of the documents."""
        known: dict[tuple[str, ...], int] = {}
        codes = np.array([known.setdefault(each, len(known)) for each in given], dtype=np.int64)
        return cls.coded(codes, list(known))

    @classmethod
    def coded(cls, codes: Numbers, sets: Sequence[tuple[str, ...]]) -> SetColumn:
        """The column of documents whose sets were numbered already."""
        values = tuple(sorted({value for each in sets for value in each}))
        number_of = {value: number for number, value in enumerate(values)}
        starts = np.cumsum([0, *map(len, sets)], dtype=np.int64)
        members = np.array([number_of[value] for each in sets for value in each], dtype=np.int64)
        return cls(values, narrow(codes), starts, members)

    def __len__(self) -> int:
        return len(self.codes)

    def set_of(self, code: int) -> tuple[str, ...]:
        """The values of a set, in the order in which they were given."""
        inside = self.members[self.starts[code] : self.starts[code + 1]]
        return tuple(self.values[member] for member in inside.tolist())

    def sets(self) -> list[tuple[str, ...]]:
        return [self.set_of(code) for code in range(len(self.starts) - 1)]

    def count(self, documents: Places) -> Numbers:
        """The number of the documents, which are sorted, that have each value; shape (values,)."""
        runs = self._runs
        if runs is not None and len(runs[0]) * 16 < len(documents):
            starts, numbers = runs
            ends = np.append(documents.searchsorted(starts), len(documents))
            return np.bincount(numbers, ends[1:] - ends[:-1], len(self.values)).astype(np.int64)
        codes = self._counted.codes.take(documents)
        return self.count_sets(np.bincount(codes, minlength=self._counted.sets))

    @property
    def codes_counted(self) -> Array:
        """The codes that `count_sets` is given the counts of: sets of the same values in another
        order have one; shape (documents,)."""
        return self._counted.codes

    @property
    def sets_counted(self) -> int:
        """How many such codes there are."""
        return self._counted.sets

    def count_sets(self, per_set: Numbers) -> Numbers:
        """The number of documents that have each value, by the numbers that have each such code."""
        owners, starts = self._counted.owners, self._counted.starts
        if not len(owners):
            return np.zeros(len(self.values), np.int64)
        if len(owners) == len(self.values):
            return per_set.take(owners)
        found: Numbers = np.add.reduceat(per_set.take(owners), starts)
        return found

    def values_of(self, documents: Places) -> list[tuple[int, ...]]:
        """The numbers of the values of each of some documents: of a few, sooner than an array."""
        inside = self._inside
        return [inside[code] for code in self.codes.take(documents).tolist()]

    @cached_property
    def _runs(self) -> tuple[Places, Numbers] | None:
        """Where each run of documents begins that have the same value alone, and its number; None
        where runs are many or have other sets. The first documents may have none."""
        starts = np.append(0, (self.codes[1:] != self.codes[:-1]).nonzero()[0] + 1)
        if not len(self.codes) or len(starts) > MOST_RUNS:
            return None
        sets = self.codes.take(starts)
        if not self._sizes[sets[0]]:
            starts, sets = starts[1:], sets[1:]
        if (self._sizes.take(sets) != 1).any():
            return None
        return starts, self.members.take(self.starts.take(sets))

    @cached_property
    def _inside(self) -> list[tuple[int, ...]]:
        """The numbers of the values of each set."""
        members, starts = self.members.tolist(), self.starts.tolist()
        return [tuple(members[a:b]) for a, b in pairwise(starts)]

    @cached_property
    def _counted(self) -> _Counted:
        return _Counted.of(self)

    @cached_property
    def _sizes(self) -> Numbers:
        return np.diff(self.starts)

    @cached_property
    def _owners(self) -> Numbers:
        """The set of each member; shape (members,)."""
        return np.repeat(np.arange(len(self.starts) - 1), self._sizes)

    def has_any(self, wanted: Iterable[str], documents: Array) -> NDArray[np.bool_]:
        """Which of some documents have at least one of the values; shape of `documents`."""
        chosen = np.zeros(len(self.values), bool)
        for value in wanted:
            at = bisect_left(self.values, value)
            if self.values[at : at + 1] == (value,):
                chosen[at] = True
        hit = np.zeros(len(self.starts) - 1, bool)
        hit[self._owners[chosen[self.members]]] = True
        return hit.take(self.codes.take(documents))


class _Counted(NamedTuple):
    """A column as it is counted: sets of the same values in another order are one.

    `owners` are the sets that have the first value, then those that have the next; those of each
    value begin at `starts`; shape (values,).
    """

    codes: Array
    sets: int
    owners: Numbers
    starts: Numbers

    @classmethod
    def of(cls, column: SetColumn) -> _Counted:
        known: dict[frozenset[int], int] = {}
        alike = [known.setdefault(frozenset(each), len(known)) for each in column._inside]
        codes = column.codes
        if len(known) < len(alike):
            codes = narrow(np.array(alike)).take(codes)
        members = np.array([member for each in known for member in each], np.int64)
        owners = np.repeat(np.arange(len(known)), [*map(len, known)])
        order = members.argsort(kind="stable")
        starts = members.take(order).searchsorted(np.arange(len(column.values)))
        return cls(codes, len(known), owners.take(order), starts)


def write_sets(writer: ContainerWriter, name: str, column: SetColumn) -> None:
    writer.add(f"{name}/codes", narrow(column.codes.astype(np.int64)))
    writer.add(f"{name}/starts", narrow(column.starts))
    writer.add(f"{name}/members", narrow(column.members))
    write_terms(writer, name, TermDictionary.of([value.encode() for value in column.values]))


def read_sets(container: Container, name: str) -> SetColumn:
    """Raises IndexCorrupt."""
    return SetColumn(
        tuple(term.decode() for term in read_terms(container, name)),
        container.array(f"{name}/codes"),
        container.array(f"{name}/starts").astype(np.int64),
        container.array(f"{name}/members").astype(np.int64),
    )
