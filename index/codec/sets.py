"""A column of sets of values, dictionary-coded by distinct *sets*: what a facet counts.

Document `d` has the set `codes[d]`; set `s` holds the values numbered
`members[starts[s]:starts[s + 1]]`, each an index into the sorted values. Few sets are distinct, so
that a facet of a million documents is one `bincount` and a sum over some thousands of members
(`set_counts.py`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.codec.container import Array, Container, ContainerWriter
from index.codec.set_counts import Places, SetCounts
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

    @cached_property
    def counted(self) -> SetCounts:
        """What counts documents by these values."""
        return SetCounts.of(self.codes, self._inside, len(self.values))

    def values_of(self, documents: Places) -> list[tuple[int, ...]]:
        """The numbers of the values of each of some documents: of a few, sooner than an array."""
        inside = self._inside
        return [inside[code] for code in self.codes.take(documents).tolist()]

    @cached_property
    def _inside(self) -> list[tuple[int, ...]]:
        """The numbers of the values of each set."""
        members, starts = self.members.tolist(), self.starts.tolist()
        return [tuple(members[a:b]) for a, b in pairwise(starts)]

    @cached_property
    def _owners(self) -> Numbers:
        """The set of each member; shape (members,)."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

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
