"""Puts what was found in order: the page of documents that a request asks for.

In a segment a higher number is a newer dispatch, of one moment the lower uid, and undated ones come
first; the orders of the segments are merged by what their documents' columns say.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from index.schema import NO_DAY, column_field
from index.snapshot import Address, Snapshot
from search.kernels import Matches, top
from search.request import SearchRequest, Sort

SCORE_DIGITS = 9
"""Decimals of a score: the last bit of a sum decides nothing."""


class Ranked(NamedTuple):
    """A document of a page. `key` orders documents of different segments, but for their uids."""

    key: tuple[float, bool, int]
    at: Address
    score: float


def page(found: Sequence[Matches], snapshot: Snapshot, request: SearchRequest) -> list[Ranked]:
    """The documents of the request's page, in order."""
    wanted = request.offset + request.size
    ranked = [
        _ranked(snapshot, Address(index, number), score, request.order)
        for index, matches in enumerate(found)
        for number, score in _first(snapshot, index, matches, wanted, request.order)
    ]
    if sum(len(matches.documents) > 0 for matches in found) > 1:
        ranked = _merged(ranked, snapshot, request.order)
    return ranked[request.offset : wanted]


def _first(
    snapshot: Snapshot, index: int, matches: Matches, wanted: int, order: Sort
) -> list[tuple[int, float]]:
    """The first documents of one segment in an order, and their scores."""
    documents, scores = matches
    if order is Sort.RELEVANCE and scores is not None:
        at = top(scores, wanted, SCORE_DIGITS)
        rounded = np.round(scores.take(at), SCORE_DIGITS)
        return list(zip(documents.take(at).tolist(), rounded.tolist(), strict=True))
    if order is Sort.OLDEST:
        days = snapshot.segments[index].number_column(column_field("day"))
        undated = int(np.searchsorted(days, NO_DAY + 1))
        dated = int(documents.searchsorted(undated))
        chosen = np.concatenate((documents[dated : dated + wanted], documents[:dated]))[:wanted]
    else:
        chosen = documents[::-1][:wanted]
    return [(number, 0.0) for number in chosen.tolist()]


def _ranked(snapshot: Snapshot, at: Address, score: float, order: Sort) -> Ranked:
    segment = snapshot.segments[at.segment]
    undated = int(segment.number_column(column_field("day"))[at.number]) == NO_DAY
    issued = int(segment.number_column(column_field("issued"))[at.number])
    return Ranked((-score, undated, issued if order is Sort.OLDEST else -issued), at, score)


def _merged(ranked: list[Ranked], snapshot: Snapshot, order: Sort) -> list[Ranked]:
    """In order over all segments; uids are read only where nothing else decides."""
    ranked.sort(key=lambda each: each.key)
    merged: list[Ranked] = []
    for _, group in groupby(ranked, key=lambda each: each.key):
        tied = list(group)
        if len({each.at.segment for each in tied}) > 1:
            tied.sort(key=lambda each: snapshot.dispatch(each.at).uid, reverse=order is Sort.OLDEST)
        merged += tied
    return merged
