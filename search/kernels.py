"""What is done with sorted arrays of documents: the loops of a search.

Every function costs by the documents it is given, not by those of the segment, except where a
scratch array as long as the segment is the faster way; it is left as it was found, all zeros.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from search.matches import (
    NOTHING,
    Deferred,
    Documents,
    Impacts,
    Indices,
    Matches,
    Repeated,
    Scores,
    Scratch,
)

SPARSE = 12
"""A list so many times longer than another is searched for each of the other's documents; and
documents that are so few of a segment's are sorted rather than marked in an array of all."""

Combine = Callable[[Documents, Documents, Scores, Scratch], Scores]
"""Makes one score of those that each document found has: of the documents found, the owner of each
score, and the scores."""


def locate(wanted: Documents, among: Documents) -> tuple[Indices, NDArray[np.bool_]]:
    """Where each wanted document is among others, and whether it is there at all. Where it is not,
    the place may be the end."""
    at = among.searchsorted(wanted)
    if not len(among):
        return at, np.zeros(len(wanted), bool)
    return at, among.take(at, mode="clip") == wanted


def members(wanted: Documents, among: Documents, scratch: Scratch) -> NDArray[np.bool_]:
    """Which of the wanted documents are among others."""
    if len(among) > SPARSE * len(wanted):
        return locate(wanted, among)[1]
    marks, owners = scratch.marks, among.astype(np.intp)
    marks[owners] = 1
    found = marks.take(wanted).view(np.bool_)
    marks[owners] = 0
    return found


def intersect(first: Matches, second: Matches, scratch: Scratch) -> Matches:
    """The documents of both, scores added. `first` should have fewer documents."""
    if not second.is_scored:
        return first.at(members(first.documents, second.documents, scratch).nonzero()[0])
    kept, scores_of_second = kept_in(first.documents, second, scratch)
    if not len(kept):
        return NOTHING
    documents = first.documents.take(kept)
    if not first.is_scored:
        return Deferred(documents, scores_of_second, second.slack)
    slack = first.slack + second.slack
    return Deferred(documents, lambda: scores_of_second() + first.scores_at(kept), slack)


def kept_in(
    documents: Documents, part: Matches, scratch: Scratch
) -> tuple[Indices, Callable[[], Scores]]:
    """Which of some documents are in a list, by their places, and what makes their scores there."""
    found = impacts_among(part, documents, scratch)
    if found is None:
        at, is_there = locate(documents, part.documents)
        hits = is_there.nonzero()[0]
        return hits, lambda: part.scores_at(at.take(hits))
    kept = (found != 0).nonzero()[0]
    impacts, worth = found.take(kept), _worth(part)
    return kept, lambda: impacts * worth


def impacts_among(part: Matches, documents: Documents, scratch: Scratch) -> Impacts | None:
    """The impact that each of some documents has in a list, 0 where it is not in it; None where the
    list is sooner searched for them."""
    row = part.row
    if row is not None:
        return row.take(documents)
    impacts = part.impacts
    if impacts is None or len(part) > SPARSE * len(documents):
        return None
    marks, owners = scratch.marks, part.documents.astype(np.intp)
    marks[owners] = impacts[0]
    found = marks.take(documents)
    marks[owners] = 0
    return found


def scores_among(
    part: Matches, documents: Documents, scratch: Scratch
) -> tuple[Scores, NDArray[np.bool_]]:
    """The score that each of some documents has in a list, 0 where it is not in it; and whether it
    is."""
    known = part.among(documents, scratch)
    if known is not None:
        return known
    found = impacts_among(part, documents, scratch)
    if found is not None:
        return found * _worth(part), found != 0
    at, is_there = locate(documents, part.documents)
    hits = is_there.nonzero()[0]
    scores_of_hits = part.scores_at(at.take(hits))
    scores = np.zeros(len(documents), scores_of_hits.dtype)
    scores[hits] = scores_of_hits
    return scores, is_there


def _worth(part: Matches) -> np.float32:
    """What one of an impact is worth."""
    impacts = part.impacts
    worth: np.float32 = np.float32(1.0 if impacts is None else impacts[1])
    return worth


def subtract(first: Matches, second: Matches, scratch: Scratch) -> Matches:
    """The documents of the first that are not in the second."""
    if not len(second):
        return first
    return first.at((~members(first.documents, second.documents, scratch)).nonzero()[0])


def unite(parts: Sequence[Matches], scratch: Scratch) -> Matches:
    """The documents of any, scores added."""
    return _united(parts, summed, scratch)


def best(parts: Sequence[Matches], scratch: Scratch) -> Matches:
    """The documents of any, each with the highest of its scores."""
    return _united(parts, _highest, scratch)


def _united(parts: Sequence[Matches], combine: Combine, scratch: Scratch) -> Matches:
    parts = [part for part in parts if len(part)]
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    owners = np.concatenate([part.documents for part in parts])
    found = distinct(owners, scratch)
    if not any(part.is_scored for part in parts):
        return Matches(found)

    def make() -> Scores:
        scores = np.concatenate([part.scores() for part in parts])
        return combine(found, owners, scores, scratch)

    return Deferred(found, make, sum(part.slack for part in parts))


def collected(
    documents: Documents, scratch: Scratch, make: Callable[[Documents], Scores] | None
) -> Matches:
    """Documents in any order, some of them repeated; `make` gives the scores of all of them."""
    if len(documents) * SPARSE < scratch.documents:
        documents = documents.copy()
        documents.sort()
        return Repeated(documents, make)
    found = distinct(documents, scratch)
    return Matches(found) if make is None else Deferred(found, lambda: make(found))


def distinct(documents: Documents, scratch: Scratch) -> Documents:
    """Documents in any order, some of them repeated, as a sorted list."""
    if len(documents) * SPARSE < scratch.documents:
        documents = documents.copy()
        documents.sort()
        is_new = np.empty(len(documents), bool)
        is_new[:1] = True
        np.not_equal(documents[1:], documents[:-1], out=is_new[1:])
        return documents.compress(is_new)
    marks = scratch.marks
    marks[documents.astype(np.intp)] = 1
    found = marks.view(np.bool_).nonzero()[0]
    marks[found] = 0
    return found.astype(np.uint32)


def summed(found: Documents, owners: Documents, scores: Scores, scratch: Scratch) -> Scores:
    """The sum of the scores of each document found, of which each may own several."""
    sums: Scores = np.bincount(_places(found, owners, scratch), scores, len(found))
    return sums


def _highest(found: Documents, owners: Documents, scores: Scores, scratch: Scratch) -> Scores:
    """The highest of the scores of each document found."""
    highest = np.full(len(found), -np.inf)
    # Of one type: between two, numpy takes twenty times as long.
    np.maximum.at(highest, _places(found, owners, scratch), scores.astype(np.float64, copy=False))
    return highest


def _places(found: Documents, owners: Documents, scratch: Scratch) -> Indices:
    """Where each owner is among the documents found, which are all of them."""
    scratch.places[found.astype(np.intp)] = np.arange(len(found), dtype=np.uint32)
    return scratch.places.take(owners).astype(np.intp)
