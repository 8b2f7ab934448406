"""The columns of one generation as flat arrays: what filters, facets and orders are made of.

Arrays are indexed by document number, over all segments. They are read once for each generation
and never change, so that threads share them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader

from index.schema import COLUMNS, VALUE_SEPARATOR, column_field

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

NO_DAY = 0
"""Stands in `Columns.day` for a dispatch without a date; day 1 is 0001-01-01."""


@dataclass(frozen=True)
class FacetColumn:
    """The values of a facet, dictionary-coded by distinct *sets* of values.

    Document `d` has the set `sets[d]`; set `s` holds the values numbered
    `members[starts[s]:starts[s + 1]]`, each an index into `values`.
    """

    values: tuple[str, ...]
    sets: Numbers
    starts: Numbers
    members: Numbers

    def count(self, documents: Numbers) -> Numbers:
        """The number of the documents that have each value; shape (values,)."""
        per_set = np.bincount(self.sets[documents], minlength=len(self.starts) - 1)
        weights = np.repeat(per_set, np.diff(self.starts))
        counts = np.bincount(self.members, weights=weights, minlength=len(self.values))
        return counts.astype(np.int64)

    def mask(self, wanted: Iterable[str]) -> Mask:
        """Which documents have at least one of the values; shape (documents,)."""
        chosen = np.isin(np.array(self.values, dtype=object), list(wanted))
        hit = np.zeros(len(self.starts) - 1, dtype=bool)
        owners = np.repeat(np.arange(len(hit)), np.diff(self.starts))
        hit[owners[chosen[self.members]]] = True
        return hit[self.sets]


@dataclass(frozen=True)
class Columns:
    """Everything that is known of each document without reading it; arrays of one length.

    `day` is the local day of issue as an ordinal, `issued` seconds since 1970 in UTC. `order`
    ranks documents newest first, ties by uid, undated ones last. `live` is False for deleted ones.
    """

    day: Numbers
    issued: Numbers
    order: Numbers
    live: Mask
    facets: Mapping[str, FacetColumn]


def read_columns(reader: IndexReader) -> Columns:
    """The columns of a reader, over all its segments."""
    live = np.zeros(reader.doc_count_all(), dtype=bool)
    live[np.fromiter(reader.all_doc_ids(), dtype=np.int64)] = True
    day = _numbers(reader, "day_column")
    issued = _numbers(reader, "issued_column")
    facets = {name: _facet(_sets(reader, name)) for name in COLUMNS}
    facets["year"] = _facet([_calendar(value, 4) for value in day])
    facets["month"] = _facet([_calendar(value, 7) for value in day])
    order = _order(_values(reader, "uid_column", b""), day, issued)
    return Columns(day, issued, order, live, facets)


def _values(reader: IndexReader, name: str, default: Any) -> list[Any]:
    """The values of a Whoosh column over all segments, deleted documents included."""
    values: list[Any] = []
    for leaf, _ in reader.leaf_readers():
        count = leaf.doc_count_all()
        if leaf.has_column(name):
            column = leaf.column_reader(name)
            values.extend(column[number] for number in range(count))
        else:
            values.extend([default] * count)
    return values


def _numbers(reader: IndexReader, name: str) -> Numbers:
    return np.array(_values(reader, name, NO_DAY), dtype=np.int64)


def _sets(reader: IndexReader, facet: str) -> list[tuple[str, ...]]:
    texts = _values(reader, column_field(facet), b"")
    return [tuple(text.decode().split(VALUE_SEPARATOR)) if text else () for text in texts]


def _facet(sets: Sequence[tuple[str, ...]]) -> FacetColumn:
    values = tuple(sorted({value for values in sets for value in values}))
    number_of = {value: number for number, value in enumerate(values)}
    codes: dict[tuple[str, ...], int] = {}
    coded = np.array([codes.setdefault(each, len(codes)) for each in sets], dtype=np.int64)
    starts = np.cumsum([0, *map(len, codes)], dtype=np.int64)
    members = np.array([number_of[value] for each in codes for value in each], dtype=np.int64)
    return FacetColumn(values, coded, starts, members)


def _calendar(ordinal: int, length: int) -> tuple[str, ...]:
    if ordinal == NO_DAY:
        return ()
    return (date.fromordinal(int(ordinal)).isoformat()[:length],)


def _order(uids: list[bytes], day: Numbers, issued: Numbers) -> Numbers:
    """The rank of each document, 0 the newest."""
    by_uid = np.empty(len(uids), dtype=np.int64)
    by_uid[sorted(range(len(uids)), key=uids.__getitem__)] = np.arange(len(uids))
    by_date = np.lexsort((by_uid, -issued, day == NO_DAY))
    order = np.empty(len(uids), dtype=np.int64)
    order[by_date] = np.arange(len(uids))
    return order
