"""Sets of documents as sorted arrays, and what is done with them: the loops of a search.

Every function costs by the documents it is given, not by those of the segment, except where a
scratch array as long as the segment is the faster way; it is left as it was found, all zeros.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Documents = NDArray[np.uint32]
Scores = NDArray[np.float64]
Indices = NDArray[np.int64]

SPARSE = 12
"""A list so many times longer than another is searched for each of the other's documents; and
documents that are so few of a segment's are sorted rather than marked in an array of all."""


class Matches(NamedTuple):
    """Documents in order of their number, and the score of each; no scores are all zeros."""

    documents: Documents
    scores: Scores | None = None

    @classmethod
    def none(cls) -> Matches:
        return cls(np.zeros(0, np.uint32))

    def at(self, indices: NDArray[Any]) -> Matches:
        scores = None if self.scores is None else self.scores[indices]
        return Matches(self.documents[indices], scores)


class Scratch:
    """Arrays over all documents of a segment, for one thread at a time; all zeros between uses."""

    def __init__(self, documents: int) -> None:
        self.marks = np.zeros(documents, np.uint8)
        self.sums = np.zeros(documents, np.float64)


def locate(wanted: Documents, among: Documents) -> tuple[Indices, NDArray[np.bool_]]:
    """Where each wanted document is among others, and whether it is there at all."""
    if not len(among):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), bool)
    at = among.searchsorted(wanted)
    at[at == len(among)] = 0
    return at, among.take(at) == wanted


def members(wanted: Documents, among: Documents, scratch: Scratch) -> NDArray[np.bool_]:
    """Which of the wanted documents are among others."""
    if len(among) > SPARSE * len(wanted):
        return locate(wanted, among)[1]
    marks = scratch.marks
    marks[among] = 1
    found = marks.take(wanted).view(np.bool_)
    marks[among] = 0
    return found


def intersect(first: Matches, second: Matches, scratch: Scratch) -> Matches:
    """The documents of both, scores added. `first` should have fewer documents."""
    if second.scores is None:
        return first.at(np.flatnonzero(members(first.documents, second.documents, scratch)))
    at, is_there = locate(first.documents, second.documents)
    kept = np.flatnonzero(is_there)
    scores = second.scores.take(at.take(kept))
    if first.scores is not None:
        scores += first.scores.take(kept)
    return Matches(first.documents.take(kept), scores)


def subtract(first: Matches, second: Matches, scratch: Scratch) -> Matches:
    """The documents of the first that are not in the second."""
    if not len(second.documents):
        return first
    return first.at(np.flatnonzero(~members(first.documents, second.documents, scratch)))


def unite(parts: Sequence[Matches], scratch: Scratch) -> Matches:
    """The documents of any, scores added."""
    parts = [part for part in parts if len(part.documents)]
    if len(parts) < 2:
        return parts[0] if parts else Matches.none()
    total = sum(len(part.documents) for part in parts)
    if all(part.scores is None for part in parts):
        return Matches(distinct(np.concatenate([part.documents for part in parts]), scratch))
    if total * SPARSE < len(scratch.marks):
        return _united_by_sorting(parts, np.add)
    return _united_by_adding(parts, scratch)


def best(parts: Sequence[Matches], scratch: Scratch) -> Matches:
    """The documents of any, each with the highest of its scores."""
    parts = [part for part in parts if len(part.documents)]
    if len(parts) < 2:
        return parts[0] if parts else Matches.none()
    return _united_by_sorting(parts, np.maximum)


def distinct(documents: Documents, scratch: Scratch) -> Documents:
    """Documents in any order, some of them repeated, as a sorted list."""
    if len(documents) * SPARSE < len(scratch.marks):
        documents = np.sort(documents)
        is_new = np.ones(len(documents), bool)
        np.not_equal(documents[1:], documents[:-1], out=is_new[1:])
        return documents[is_new]
    marks = scratch.marks
    marks[documents] = 1
    found: Documents = np.flatnonzero(marks).astype(np.uint32)
    marks[found] = 0
    return found


def _united_by_sorting(parts: Sequence[Matches], combine: np.ufunc) -> Matches:
    documents = np.concatenate([part.documents for part in parts])
    scores = np.concatenate([_scores(part) for part in parts])
    order = np.argsort(documents, kind="stable")
    documents = documents.take(order)
    is_new = np.ones(len(documents), bool)
    np.not_equal(documents[1:], documents[:-1], out=is_new[1:])
    first = np.flatnonzero(is_new)
    combined: Scores = combine.reduceat(scores.take(order), first)
    return Matches(documents.take(first), combined)


def _united_by_adding(parts: Sequence[Matches], scratch: Scratch) -> Matches:
    marks, sums = scratch.marks, scratch.sums
    for part in parts:
        marks[part.documents] = 1
        if part.scores is not None:
            sums[part.documents] += part.scores
    documents: Documents = np.flatnonzero(marks).astype(np.uint32)
    scores = sums.take(documents)
    marks[documents] = 0
    sums[documents] = 0
    return Matches(documents, scores)


def _scores(part: Matches) -> Scores:
    return np.zeros(len(part.documents)) if part.scores is None else part.scores


def top(scores: Scores, count: int, digits: int) -> Indices:
    """The indices of the highest scores, rounded to so many decimals, the best first; of equal ones
    the last first."""
    size = len(scores)
    candidates = np.arange(size)
    if size > count:
        # As low as what rounding may make equal to it.
        candidates = np.flatnonzero(scores >= _threshold(scores, count) - 10.0**-digits)
    rounded = np.round(scores.take(candidates), digits)
    order = np.lexsort((-candidates, -rounded))[:count]
    found: Indices = candidates.take(order)
    return found


def _threshold(scores: Scores, count: int, group: int = 64) -> float:
    """A score that at least `count` reach: the maxima of groups tell one of them."""
    size = len(scores)
    if size > count * group * 2:
        rows = size // group
        scores = scores[: rows * group].reshape(group, rows).max(0)
        size = rows
    return float(np.partition(scores, size - count)[size - count])
