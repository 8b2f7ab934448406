"""Puts what was found in order: the page of documents that a request asks for.

In a segment a higher number is a newer dispatch, of one moment the lower uid, and undated ones come
first; the orders of the segments are merged by what their documents' columns say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from heapq import merge
from itertools import groupby, repeat
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.schema import NO_DAY, column_field
from index.snapshot import Address, Snapshot
from search.evaluate import Found
from search.matches import SCORE_DIGITS
from search.request import SearchRequest, Sort

Numbers = NDArray[np.signedinteger]

SCALE = 10.0**SCORE_DIGITS


class Ranked(NamedTuple):
    """A document of a page."""

    segment: int
    number: int
    score: float

    @property
    def at(self) -> Address:
        return Address(self.segment, self.number)


def page(found: Sequence[Found], snapshot: Snapshot, request: SearchRequest) -> list[Ranked]:
    """The documents of the request's page, in order."""
    offset, order = request.offset, request.order
    wanted = offset + request.size
    parts = []
    for index, each in enumerate(found):
        if len(each.matches):
            numbers, scores = _first(snapshot, index, each, wanted, order)
            # A named tuple's own constructor is written in Python.
            ranked = map(tuple.__new__, repeat(Ranked), zip(repeat(index), numbers, scores))
            parts.append([*ranked])
    first = parts[0] if len(parts) == 1 else _merged(parts, snapshot, order, wanted)
    return first[offset:wanted]


def _first(
    snapshot: Snapshot, index: int, found: Found, wanted: int, order: Sort
) -> tuple[list[int], Iterable[float]]:
    """The first documents of one segment in an order, and their scores."""
    if order is Sort.RELEVANCE and found.matches.is_scored:
        return _best(found, wanted)
    if order is Sort.OLDEST:
        documents = found.matches.documents
        days = snapshot.segments[index].number_column(column_field("day"))
        undated = int(np.searchsorted(days, NO_DAY + 1))
        dated = int(documents.searchsorted(undated))
        chosen = np.concatenate((documents[dated : dated + wanted], documents[:dated]))[:wanted]
    else:
        chosen = found.matches.newest(wanted)
    return chosen.tolist(), repeat(0.0)


def _best(found: Found, wanted: int) -> tuple[list[int], Iterable[float]]:
    """Those with the highest scores, ties the newest first."""
    documents, exact = found.matches.best(wanted)
    if exact is None:
        exact = found.exact(documents)
    scaled = exact * SCALE
    np.rint(scaled, out=scaled)
    # A stable order, read from its end.
    order = scaled.argsort(kind="stable")[: -wanted - 1 : -1]
    scores = scaled.take(order)
    scores /= SCALE
    return documents.take(order).tolist(), scores.tolist()


def _merged(
    parts: Sequence[Sequence[Ranked]], snapshot: Snapshot, order: Sort, wanted: int
) -> list[Ranked]:
    """The first of all segments, each in order by itself; uids are read only where nothing else
    decides."""
    key = _Key(snapshot, order)
    keyed = merge(*(zip(map(key, part), part, strict=True) for part in parts), key=itemgetter(0))
    merged: list[Ranked] = []
    for _, group in groupby(keyed, key=itemgetter(0)):
        tied = [each for _, each in group]
        if len({each.segment for each in tied}) > 1:
            tied.sort(key=partial(_uid, snapshot), reverse=order is Sort.OLDEST)
        merged += tied
        if len(merged) >= wanted:
            break
    return merged


def oldest_first(found: Sequence[Found], snapshot: Snapshot) -> Iterator[Address]:
    """All documents from the oldest to the newest; those without a date at the end."""
    parts = []
    for index, each in enumerate(found):
        if len(each.matches):
            segment, numbers = snapshot.segments[index], each.matches.documents
            undated = segment.number_column(column_field("day"))[numbers] == NO_DAY
            issued = segment.number_column(column_field("issued"))[numbers]
            order = np.lexsort((numbers, issued, undated))
            keys = [column[order].tolist() for column in (undated, issued, numbers)]
            parts.append(zip(*keys[:2], repeat(index), keys[2]))
    return (Address(index, number) for _, _, index, number in merge(*parts))


class _Key:
    """What documents of all segments are ordered by, but for their uids."""

    def __init__(self, snapshot: Snapshot, order: Sort) -> None:
        self._segments = snapshot.segments
        self._sign = 1 if order is Sort.OLDEST else -1
        self._columns: dict[int, tuple[Numbers, Numbers]] = {}

    def __call__(self, ranked: Ranked) -> tuple[float, bool, int]:
        columns = self._columns.get(ranked.segment)
        if columns is None:
            segment = self._segments[ranked.segment]
            days = segment.number_column(column_field("day"))
            columns = days, segment.number_column(column_field("issued"))
            self._columns[ranked.segment] = columns
        is_undated = columns[0].item(ranked.number) == NO_DAY
        return -ranked.score, is_undated, self._sign * columns[1].item(ranked.number)


def _uid(snapshot: Snapshot, ranked: Ranked) -> str:
    return snapshot.dispatch(ranked.at).uid
