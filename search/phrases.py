"""Which documents have words at given distances from each other: phrases, by flat positions.

Every place where a word stands is one number, document row and position packed, less the word's
distance from the first; a phrase stands where the places of all its words have one in common.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import query as whoosh_query
from whoosh.query import Query

from search.kernels import kept_in, locate
from search.matches import NOTHING, Documents, Indices, Matches, Scores, Scratch
from search.nodes import Either, Near
from search.term_matches import TermMatches

Places = NDArray[np.int64]

_POSITION_BITS = 32

Sequenced = list[tuple[int, list[whoosh_query.Term]]]
"""(distance from the first word, the terms that may stand there)."""


def sequence(query: Query) -> Sequenced | None:
    """A chain of `Near` as distances, None when it is not one of words at exact distances."""
    if isinstance(query, Near):
        if query.slop != query.mindist or not query.ordered:
            return None
        before, last = sequence(query.a), sequence(query.b)
        if before is None or last is None or len(last) > 1:
            return None
        if not query.slop and len(before) > 1:
            # At no distance from all of the words before, not from the last.
            return None
        return [*before, (before[-1][0] + query.slop, last[0][1])]
    if isinstance(query, Either):
        terms = query.subqs
        is_flat = all(isinstance(term, whoosh_query.Term) for term in terms)
        return [(0, list(terms))] if is_flat else None
    return [(0, [query])] if isinstance(query, whoosh_query.Term) else None


def any_of(terms: Sequence[whoosh_query.Term]) -> Query:
    """The query of one place of a sequence."""
    return terms[0] if len(terms) == 1 else whoosh_query.Or(list(terms))


def adjacent(parts: Sequence[TermMatches], distances: Sequence[int], scratch: Scratch) -> Matches:
    """The documents in which some terms stand at distances from the first, scores added."""
    together = _together(parts, scratch)
    if together is None:
        return NOTHING
    documents, indices = together
    rows = _rows([*zip(parts, indices, distances, strict=True)], len(documents))
    return Standing(documents.take(rows), parts, [each.take(rows) for each in indices])


class Standing(Matches):
    """Documents that some terms have, and where they are among those of each; scores added."""

    __slots__ = ("_indices", "_parts")

    def __init__(
        self, documents: Documents, parts: Sequence[TermMatches], indices: Sequence[Indices]
    ) -> None:
        super().__init__(documents, None, sum(part.slack for part in parts))
        self._parts = parts
        self._indices = indices

    @property
    def is_scored(self) -> bool:
        return True

    def scores(self) -> Scores:
        if self._scores is None:
            pairs = zip(self._parts, self._indices, strict=True)
            self._scores = _added([part.scores_at(at) for part, at in pairs])
        return self._scores

    def exact_at(self, indices: Indices | None) -> Scores:
        pairs = zip(self._parts, self._indices, strict=True)
        if indices is None:
            return _added([part.exact_at(at) for part, at in pairs])
        return _added([part.exact_at(at.take(indices)) for part, at in pairs])


def _added(scores: Sequence[Scores]) -> Scores:
    added: Scores = sum(scores[1:], scores[0])
    return added


def _together(
    parts: Sequence[TermMatches], scratch: Scratch
) -> tuple[Documents, list[Indices]] | None:
    """The documents that all terms have, and where they stand among those of each; None when there
    are none."""
    first, *others = sorted(parts, key=len)
    documents, in_first = first.documents, None
    for part in others:
        kept = kept_in(documents, part, scratch)[0]
        if not len(kept):
            return None
        documents = documents.take(kept)
        in_first = kept if in_first is None else in_first.take(kept)
    if in_first is None:
        in_first = np.arange(len(documents))
    return documents, [in_first if part is first else part.ranks(documents) for part in parts]


def _rows(words: Sequence[tuple[TermMatches, Indices, int]], documents: int) -> Indices:
    """Which rows of the indices have the words at their distances, in order."""
    furthest = max(distance for _, _, distance in words)
    left: NDArray[Any] | None = None
    kind: type[np.integer[Any]]
    for term, indices, distance in sorted(words, key=lambda word: len(word[0])):
        rows, positions = _stands(term, indices)
        if positions.dtype.itemsize < 4 and furthest <= 1 << 16 and documents <= 1 << 15:
            # Half as wide, they are sorted in half the time.
            bits, kind = 17, np.uint32
        else:
            bits, kind = _POSITION_BITS, np.int64
        places = rows.astype(kind)
        places <<= bits
        places += positions
        places += furthest - distance
        left = places if left is None else _in_both(left, places)
        if not len(left):
            break
    if left is None or not len(left):
        return np.zeros(0, np.int64)
    rows = (left >> bits).astype(np.int64)
    is_new = np.ones(len(rows), bool)
    np.not_equal(rows[1:], rows[:-1], out=is_new[1:])
    return rows.compress(is_new)


def _in_both(some: NDArray[Any], others: NDArray[Any]) -> NDArray[Any]:
    """The numbers that are in two lists, none of which has one twice; sorted."""
    both = np.concatenate((some, others))
    both.sort()
    return both[1:].compress(both[1:] == both[:-1])


def stands_in(
    documents: Documents, words: Sequence[tuple[int, Sequence[Matches]]]
) -> NDArray[np.bool_]:
    """Which of some documents have the words at their distances; shape of `documents`.

    Each word is its distance from the first and what the terms that may stand for it match.
    """
    found = np.zeros(len(documents), bool)
    left: Places | None = None
    for distance, terms in sorted(words, key=lambda word: sum(map(len, word[1]))):
        places = _places(documents, terms)
        if distance:
            places -= distance
        left = places if left is None else left.compress(_is_among(left, places))
        if not len(left):
            return found
    if left is not None:
        # What is left are places of the first word, whose distance is 0: in their own rows.
        found[left >> _POSITION_BITS] = True
    return found


def _places(documents: Documents, terms: Sequence[Matches]) -> Places:
    """The places of a word in some documents, sorted."""
    parts = [_places_where(documents, term) for term in terms if isinstance(term, TermMatches)]
    return np.sort(np.concatenate(parts)) if parts else np.zeros(0, np.int64)


def _places_where(documents: Documents, term: TermMatches) -> Places:
    """Those of one term that not all of the documents have."""
    at, is_there = locate(documents, term.documents)
    owners = is_there.nonzero()[0]
    rows, positions = _stands(term, at.take(owners))
    places: Places = (owners.take(rows) << _POSITION_BITS) + positions
    return places


def _stands(term: TermMatches, indices: Indices) -> tuple[Places, NDArray[np.unsignedinteger]]:
    """(row, position) of a term in some of its documents; a row indexes into `indices`."""
    field, postings = term.postings(indices)
    return field.positions_of(postings)


def _is_among(places: Places, others: Places) -> NDArray[np.bool_]:
    if not len(others):
        return np.zeros(len(places), bool)
    found: NDArray[np.bool_] = others.take(others.searchsorted(places), mode="clip") == places
    return found
