"""A column of sets of values, dictionary-coded by distinct *sets*: what a facet counts.

Document `d` has the set `codes[d]`; set `s` holds the values numbered
`members[starts[s]:starts[s + 1]]`, each an index into the sorted values. Few sets are distinct, so
that a facet of a million documents is one `bincount` and a sum over some thousands of members.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.codec.container import Array, Container, ContainerWriter
from index.codec.terms import TermDictionary, narrow, read_terms, write_terms

Numbers = NDArray[np.int64]


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

    def count(self, documents: Array) -> Numbers:
        """The number of the documents that have each value; shape (values,)."""
        per_set = np.bincount(self.codes.take(documents), minlength=len(self.starts) - 1)
        members = self.members
        if len(documents) < len(per_set):
            # Few of the sets are there: only what they hold is counted.
            used = np.flatnonzero(per_set)
            sizes = self._sizes.take(used)
            ends = np.cumsum(sizes)
            places = np.repeat(self.starts.take(used) - (ends - sizes), sizes)
            members = members.take(places + np.arange(len(places)))
            weights = np.repeat(per_set.take(used), sizes)
        else:
            weights = per_set.take(self._owners)
        return np.bincount(members, weights, len(self.values)).astype(np.int64)

    @cached_property
    def _sizes(self) -> Numbers:
        return np.diff(self.starts)

    @cached_property
    def _owners(self) -> Numbers:
        """The set of each member; shape (members,)."""
        return np.repeat(np.arange(len(self.starts) - 1), self._sizes)

    def has_any(self, wanted: Iterable[str], documents: Array) -> NDArray[np.bool_]:
        """Which of some documents have at least one of the values; shape of `documents`."""
        numbers = {value: number for number, value in enumerate(self.values)}
        chosen = np.zeros(len(self.values), bool)
        chosen[[numbers[value] for value in wanted if value in numbers]] = True
        hit = np.zeros(len(self.starts) - 1, bool)
        hit[self._owners[chosen[self.members]]] = True
        return hit[self.codes[documents]]


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
