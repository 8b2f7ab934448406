"""Puts what was found in order: the page of documents that a request asks for.

In a segment a higher number is a newer dispatch, of one moment the lower uid, and undated ones come
first; the orders of the segments are merged by what their documents' columns say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import groupby, repeat
from typing import NamedTuple

import numpy as np

from index.schema import NO_DAY, column_field
from index.snapshot import Address, Snapshot
from search.evaluate import Found
from search.matches import SCORE_DIGITS
from search.request import SearchRequest, Sort

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
    ranked: list[Ranked] = []
    sources = 0
    for index, each in enumerate(found):
        if len(each.matches):
            sources += 1
            numbers, scores = _first(snapshot, index, each, wanted, order)
            # A named tuple's own constructor is written in Python.
            ranked += map(tuple.__new__, repeat(Ranked), zip(repeat(index), numbers, scores))
    if sources > 1:
        ranked = _merged(ranked, snapshot, order)
    return ranked[offset:wanted] if offset else ranked[:wanted]


def _first(
    snapshot: Snapshot, index: int, found: Found, wanted: int, order: Sort
) -> tuple[list[int], Iterable[float]]:
    """The first documents of one segment in an order, and their scores."""
    if order is Sort.RELEVANCE and found.matches.is_scored:
        return _best(found, wanted)
    documents = found.matches.documents
    if order is Sort.OLDEST:
        days = snapshot.segments[index].number_column(column_field("day"))
        undated = int(np.searchsorted(days, NO_DAY + 1))
        dated = int(documents.searchsorted(undated))
        chosen = np.concatenate((documents[dated : dated + wanted], documents[:dated]))[:wanted]
    else:
        chosen = documents[: -wanted - 1 : -1]
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


def _merged(ranked: list[Ranked], snapshot: Snapshot, order: Sort) -> list[Ranked]:
    """In order over all segments; uids are read only where nothing else decides."""
    key = partial(_key, snapshot, order)
    merged: list[Ranked] = []
    for _, group in groupby(sorted(ranked, key=key), key=key):
        tied = list(group)
        if len({each.segment for each in tied}) > 1:
            tied.sort(key=partial(_uid, snapshot), reverse=order is Sort.OLDEST)
        merged += tied
    return merged


def _key(snapshot: Snapshot, order: Sort, ranked: Ranked) -> tuple[float, bool, int]:
    segment = snapshot.segments[ranked.segment]
    undated = int(segment.number_column(column_field("day"))[ranked.number]) == NO_DAY
    issued = int(segment.number_column(column_field("issued"))[ranked.number])
    return -ranked.score, undated, issued if order is Sort.OLDEST else -issued


def _uid(snapshot: Snapshot, ranked: Ranked) -> str:
    return snapshot.dispatch(ranked.at).uid
