"""Counts documents by the values of a column of sets, or of several columns in one pass.

Document `d` has the code `codes[d]`, which says the sets that it has in all of the columns. The
counts of the codes, made in one pass over the documents, give those of each column's values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from index.arrays import ranges
from index.codec.container import Array
from index.codec.terms import narrow

Numbers = NDArray[np.int64]
Places = NDArray[np.intp]
"""Numbers of documents, of the type that numpy indexes by: it makes a copy of any other."""

ABREAST = 4
"""Codes of two bytes in a record that numpy takes as one number."""

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

    def __len__(self) -> int:
        return len(self._codes)

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
        return self.sums(self._per_code(documents))

    def sums(self, per_code: Numbers) -> list[Numbers]:
        """The number of documents that have each value of each column, by how many have each
        code."""
        return [column.sums(per_code) for column in self._columns]

    def shifted(self, by: int) -> NDArray[np.uint16]:
        """The codes of all documents, so much higher."""
        codes: NDArray[np.uint16] = self._codes.astype(np.uint16)
        codes += np.uint16(by)
        return codes

    def _per_code(self, documents: Places) -> Numbers:
        if self._runs is None or len(self._runs[0]) * 16 > len(documents):
            return np.bincount(self._codes.take(documents), minlength=self.size)
        ends, codes = self._runs
        reached = documents.searchsorted(ends)
        lengths = reached.copy()
        lengths[1:] -= reached[:-1]
        return np.bincount(codes, lengths, self.size).astype(np.int64)

    @cached_property
    def _runs(self) -> tuple[Places, Places] | None:
        """Where each run of documents of one code ends, and the code; None where runs are many.
        Calendars have few: their values follow each other as the documents do."""
        last = np.append((self._codes[1:] != self._codes[:-1]).nonzero()[0], len(self._codes) - 1)
        if not len(self._codes) or len(last) > MOST_RUNS:
            return None
        return last + 1, self._codes.take(last).astype(np.intp)


class CountsAbreast:
    """Counts documents by up to `ABREAST` of the above in one pass: the codes that a document has
    in each stand side by side in one record, and apart from those of the others."""

    def __init__(self, several: Sequence[SetCounts]) -> None:
        self._several = several
        sizes = [each.size for each in several]
        self._bounds = [*pairwise(accumulate(sizes, initial=0))]
        # A code of no one's fills the record.
        self._size = sum(sizes) + 1
        records = np.full((len(several[0]), ABREAST), self._size - 1, np.uint16)
        for place, (each, (start, _)) in enumerate(zip(several, self._bounds, strict=True)):
            records[:, place] = each.shifted(start)
        self._records = records.view(np.uint64).ravel()

    @staticmethod
    def takes(several: Sequence[SetCounts]) -> bool:
        """Whether so many are not too many."""
        return len(several) <= ABREAST and sum(each.size for each in several) < 1 << 16

    def counts(self, documents: Places) -> list[Numbers]:
        """The number of the documents that have each value of each column of each."""
        codes = self._records.take(documents).view(np.uint16)
        # As it does with codes of another type, but slower.
        per_code = np.bincount(codes.astype(np.intp), minlength=self._size)
        counts: list[Numbers] = []
        for each, (start, stop) in zip(self._several, self._bounds, strict=True):
            counts += each.sums(per_code[start:stop])
        return counts
