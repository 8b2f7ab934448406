"""Counts documents by the values of a column of sets, or of several columns in one pass.

Document `d` has the code `codes[d]`, which says the sets that it has in all of the columns. The
counts of the codes, made in one pass over the documents, give those of each column's values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.arrays import ranges
from index.codec.container import Array
from index.codec.terms import narrow

Numbers = NDArray[np.int64]
Places = NDArray[np.intp]
"""Numbers of documents, of the type that numpy indexes by: it makes a copy of any other."""

MOST_RUNS = 4_096
"""Of more runs, the documents' codes are counted instead."""


@dataclass(frozen=True)
class Members:
    """Set `s` has the values numbered `members[starts[s]:starts[s + 1]]`, of `values` in all."""

    starts: Numbers
    members: Numbers
    values: int

    def take(self, sets: Numbers) -> Members:
        """Some of the sets, which may repeat."""
        begins = self.starts.take(sets)
        sizes = self.starts.take(sets + 1) - begins
        starts = np.concatenate(([0], np.cumsum(sizes)))
        return Members(starts, self.members.take(ranges(begins, sizes)), self.values)

    def sums(self, per_set: Numbers) -> Numbers:
        """The sum, for each value, of what is given for each set; shape (values,)."""
        present, owners, starts = self._by_value
        sums: Numbers = np.add.reduceat(per_set.take(owners), starts) if len(starts) else starts
        if len(present) == self.values:
            return sums
        found = np.zeros(self.values, np.int64)
        found[present] = sums
        return found

    @cached_property
    def _by_value(self) -> tuple[Numbers, Numbers, Numbers]:
        """The values that any set has, the sets of the first, then those of the next, and where
        those of each begin."""
        order = self.members.argsort(kind="stable")
        owners = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts)).take(order)
        present, starts = np.unique(self.members.take(order), return_index=True)
        return present, owners, starts


class SetCounts:
    """See the module. `codes` are below `size`; `columns` say the values of each code."""

    def __init__(self, codes: Array, size: int, columns: Sequence[Members]) -> None:
        self.size = size
        self._codes = codes
        self._columns = columns

    @classmethod
    def of(cls, codes: Array, sets: Sequence[tuple[int, ...]], values: int) -> SetCounts:
        """Those of one column. Sets of the same values in another order are one."""
        known: dict[frozenset[int], int] = {}
        alike = [known.setdefault(frozenset(each), len(known)) for each in sets]
        if len(known) < len(alike):
            codes = narrow(np.array(alike)).take(codes)
        starts = np.cumsum([0, *map(len, known)], dtype=np.int64)
        members = np.array([member for each in known for member in each], np.int64)
        return cls(codes, len(known), [Members(starts, members, values)])

    def with_those_of(self, other: SetCounts) -> SetCounts:
        """Those of these columns and then another's, of the same documents: a code for each pair of
        codes that some document has."""
        pairs = self._codes.astype(np.int64) * other.size + other._codes
        present = np.zeros(self.size * other.size, bool)
        present[pairs] = True
        mine, others = np.divmod(present.nonzero()[0], max(1, other.size))
        codes = narrow(np.cumsum(present) - 1).take(pairs)
        columns = [each.take(mine) for each in self._columns]
        columns += [each.take(others) for each in other._columns]
        return SetCounts(codes, len(mine), columns)

    def counts(self, documents: Places) -> list[Numbers]:
        """The number of the documents, which are sorted, that have each value of each column."""
        per_code = self._per_code(documents)
        return [column.sums(per_code) for column in self._columns]

    def _per_code(self, documents: Places) -> Numbers:
        if self._runs is None or len(self._runs) * 16 > len(documents):
            return np.bincount(self._codes.take(documents), minlength=self.size)
        ends = np.append(documents.searchsorted(self._runs[1:]), len(documents))
        lengths = np.diff(ends, prepend=0)
        return np.bincount(self._codes.take(self._runs), lengths, self.size).astype(np.int64)

    @cached_property
    def _runs(self) -> Places | None:
        """Where each run of documents of one code begins, None where runs are many. Calendars have
        few: their values follow each other as the documents do."""
        if not len(self._codes):
            return None
        starts = np.append(0, (self._codes[1:] != self._codes[:-1]).nonzero()[0] + 1)
        return starts if len(starts) <= MOST_RUNS else None
