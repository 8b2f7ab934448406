"""Sets of documents as sorted arrays, and what is done with them: the loops of a search.

Every function costs by the documents it is given, not by those of the segment, except where a
scratch array as long as the segment is the faster way; it is left as it was found, all zeros.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Documents = NDArray[np.uint32]
Scores = NDArray[Any]
"""Floats: single precision where they are not exact anyway."""
Indices = NDArray[np.int64]

SPARSE = 12
"""A list so many times longer than another is searched for each of the other's documents; and
documents that are so few of a segment's are sorted rather than marked in an array of all."""

ROUNDING = 1e-5
"""How far sums in single precision may be from the truth, as a part of the highest: each of up to
256 additions may be off by 6e-8 of it."""


class Matches:
    """Documents in order of their number, and the score of each: within `slack` of the truth.

    No scores are all zeros. A subclass may make them when they are asked for.
    """

    __slots__ = ("_scores", "documents", "slack")

    def __init__(
        self, documents: Documents, scores: Scores | None = None, slack: float = 0.0
    ) -> None:
        self.documents = documents
        self._scores = scores
        self.slack = slack

    @classmethod
    def none(cls) -> Matches:
        return Matches(np.zeros(0, np.uint32))

    def __len__(self) -> int:
        return len(self.documents)

    @property
    def is_scored(self) -> bool:
        return self._scores is not None

    @property
    def impacts(self) -> tuple[NDArray[np.uint8], float] | None:
        """The scores as bytes, none of them 0, and what one of a byte is worth, if they are so."""
        return None

    def scores(self) -> Scores:
        """The scores of all documents."""
        return np.zeros(len(self.documents)) if self._scores is None else self._scores

    def scores_at(self, indices: Indices) -> Scores:
        """The scores of some documents."""
        return np.zeros(len(indices)) if self._scores is None else self._scores.take(indices)

    def at(self, indices: Indices) -> Matches:
        """Some of the documents."""
        scores = self.scores_at(indices) if self.is_scored else None
        return Matches(self.documents.take(indices), scores, self.slack)

    def times(self, boost: float) -> Matches:
        """The same with every score so many times as high."""
        if boost == 1 or not self.is_scored:
            return self
        return Matches(self.documents, self.scores() * boost, self.slack * abs(boost))


class Scratch:
    """Arrays over all documents of a segment, for one thread at a time; but for `places`, all zeros
    between uses."""

    def __init__(self, documents: int) -> None:
        self.documents = documents

    @cached_property
    def marks(self) -> NDArray[np.uint8]:
        return np.zeros(self.documents, np.uint8)

    @cached_property
    def sums(self) -> NDArray[np.float32]:
        return np.zeros(self.documents, np.float32)

    @cached_property
    def places(self) -> NDArray[np.uint32]:
        """Where a document is among others: read only where it was just written, never zeros."""
        return np.empty(self.documents, np.uint32)


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
    if not second.is_scored:
        return first.at(np.flatnonzero(members(first.documents, second.documents, scratch)))
    impacts = second.impacts
    if impacts is not None and len(second) <= SPARSE * len(first):
        bytes_found = _spread(impacts[0], second.documents, first.documents, scratch)
        kept = np.flatnonzero(bytes_found)
        scores: Scores = bytes_found.take(kept) * np.float32(impacts[1])
    else:
        at, is_there = locate(first.documents, second.documents)
        kept = np.flatnonzero(is_there)
        scores = second.scores_at(at.take(kept))
    if first.is_scored:
        scores = scores + first.scores_at(kept)
    return Matches(first.documents.take(kept), scores, first.slack + second.slack)


def scores_among(part: Matches, documents: Documents, scratch: Scratch) -> Scores:
    """The score that each of some documents has in a list, 0 where it is not in it."""
    impacts = part.impacts
    if impacts is not None and len(part) <= SPARSE * len(documents):
        found = _spread(impacts[0], part.documents, documents, scratch)
        spread: Scores = found * np.float32(impacts[1])
        return spread
    at, is_there = locate(documents, part.documents)
    scores = np.zeros(len(documents))
    hits = np.flatnonzero(is_there)
    scores[hits] = part.scores_at(at.take(hits))
    return scores


def _spread(
    impacts: NDArray[np.uint8], owners: Documents, wanted: Documents, scratch: Scratch
) -> NDArray[np.uint8]:
    """The impact of each wanted document, 0 for one that has none."""
    marks = scratch.marks
    marks[owners] = impacts
    found = marks.take(wanted)
    marks[owners] = 0
    return found


def subtract(first: Matches, second: Matches, scratch: Scratch) -> Matches:
    """The documents of the first that are not in the second."""
    if not len(second):
        return first
    return first.at(np.flatnonzero(~members(first.documents, second.documents, scratch)))


def unite(parts: Sequence[Matches], scratch: Scratch) -> Matches:
    """The documents of any, scores added."""
    return _united(parts, np.add, scratch)


def best(parts: Sequence[Matches], scratch: Scratch) -> Matches:
    """The documents of any, each with the highest of its scores."""
    return _united(parts, np.maximum, scratch)


def _united(parts: Sequence[Matches], combine: np.ufunc, scratch: Scratch) -> Matches:
    parts = [part for part in parts if len(part)]
    if len(parts) < 2:
        return parts[0] if parts else Matches.none()
    total = sum(map(len, parts))
    slack = sum(part.slack for part in parts)
    if not any(part.is_scored for part in parts):
        return Matches(distinct(np.concatenate([part.documents for part in parts]), scratch))
    if total * SPARSE < scratch.documents:
        return _united_by_sorting(parts, combine, slack)
    return _united_by_adding(parts, combine, slack, scratch)


def distinct(documents: Documents, scratch: Scratch) -> Documents:
    """Documents in any order, some of them repeated, as a sorted list."""
    if len(documents) * SPARSE < scratch.documents:
        documents = np.sort(documents)
        is_new = np.ones(len(documents), bool)
        np.not_equal(documents[1:], documents[:-1], out=is_new[1:])
        return documents[is_new]
    marks = scratch.marks
    marks[documents] = 1
    found: Documents = np.flatnonzero(marks.view(np.bool_)).astype(np.uint32)
    marks[found] = 0
    return found


def summed(found: Documents, owners: Documents, scores: Scores, scratch: Scratch) -> Scores:
    """The sum of the scores of each document found, of which each may own several."""
    scratch.places[found] = np.arange(len(found), dtype=np.uint32)
    sums: Scores = np.bincount(scratch.places.take(owners), scores, len(found))
    return sums


def _united_by_sorting(parts: Sequence[Matches], combine: np.ufunc, slack: float) -> Matches:
    documents = np.concatenate([part.documents for part in parts])
    scores = np.concatenate([part.scores() for part in parts])
    order = np.argsort(documents, kind="stable")
    documents = documents.take(order)
    is_new = np.ones(len(documents), bool)
    np.not_equal(documents[1:], documents[:-1], out=is_new[1:])
    first = np.flatnonzero(is_new)
    combined: Scores = combine.reduceat(scores.take(order), first)
    return Matches(documents.take(first), combined, slack)


def _united_by_adding(
    parts: Sequence[Matches], combine: np.ufunc, slack: float, scratch: Scratch
) -> Matches:
    marks, sums = scratch.marks, scratch.sums
    for part in parts:
        owners = part.documents
        marks[owners] = 1
        if part.is_scored:
            sums[owners] = combine(sums.take(owners), part.scores())
    documents: Documents = np.flatnonzero(marks.view(np.bool_)).astype(np.uint32)
    scores = sums.take(documents)
    marks[documents] = 0
    sums[documents] = 0
    highest = float(np.abs(scores).max())
    return Matches(documents, scores, slack + ROUNDING * highest)


def candidates(scores: Scores, count: int, slack: float) -> Indices:
    """The indices of all whose true scores may be among the `count` highest, ties included."""
    if len(scores) <= count:
        return np.arange(len(scores))
    found = np.flatnonzero(scores >= _threshold(scores, count) - slack)
    if len(found) > 4 * count:
        # The threshold was that of maxima of groups: now that few are left, the true one.
        left = scores.take(found)
        true = float(np.partition(left, len(left) - count)[len(left) - count])
        found = found.take(np.flatnonzero(left >= true - slack))
    return found


def _threshold(scores: Scores, count: int, group: int = 64) -> float:
    """A score that at least `count` reach: the maxima of groups tell one of them."""
    size = len(scores)
    if size > count * group * 2:
        rows = size // group
        scores = scores[: rows * group].reshape(group, rows).max(0)
        size = rows
    return float(np.partition(scores, size - count)[size - count])
