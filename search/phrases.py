"""Which documents have words at given distances from each other: phrases, by flat positions.

A place of a word, less its distance from the first word, is where a phrase would start that has it
there; a phrase stands where all of its words agree on a start.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh import query as whoosh_query
from whoosh.query import Query

from index.codec.positions import FieldPositions
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
    of_fields: dict[FieldPositions, list[tuple[Indices, int]]] = {}
    for part, places, distance in zip(parts, indices, distances, strict=True):
        field, postings = part.postings(places)
        if field.positions is None:
            return NOTHING
        of_fields.setdefault(field.positions, []).append((postings, distance))
    rows = _rows([_Words.of(positions, words) for positions, words in of_fields.items()])
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


class _Words(NamedTuple):
    """The words of a phrase that are in one field, in the documents that have all words: arrays of
    shape (words, documents), `postings` one for each word, `distances` (words, 1).

    `starts` is where the phrase starts if a word's first place in a document is the one in it;
    `is_again` whether the word has more places there.
    """

    positions: FieldPositions
    postings: Sequence[Indices]
    distances: Places
    starts: Places
    is_again: NDArray[np.bool_]

    @classmethod
    def of(cls, positions: FieldPositions, words: Sequence[tuple[Indices, int]]) -> _Words:
        postings = [each for each, _ in words]
        distances = np.array([[distance] for _, distance in words])
        first, is_again = positions.first_of(*postings)
        shape = len(words), -1
        starts = first.reshape(shape) - distances
        return cls(positions, postings, distances, starts, is_again.reshape(shape))

    def places(self, rows: Indices) -> Places:
        """Where the phrase would start by each place of the words in some of the documents, packed
        with the document. Never before a document, since the first word's distance is 0."""
        packed = rows << _POSITION_BITS
        places = [(self.starts.take(rows, axis=1) + packed).ravel()]
        is_again = self.is_again.take(rows, axis=1)
        for postings, distance, own in zip(self.postings, self.distances, is_again, strict=True):
            again = own.nonzero()[0]
            if len(again):
                owners, further = self.positions.further_of(postings.take(rows.take(again)))
                places.append((packed - distance).take(again.take(owners)) + further)
        return np.concatenate(places)


def _rows(fields: Sequence[_Words]) -> Indices:
    """Which of the documents have the words at their distances, in order.

    Most words stand once in a document, so that their first places tell. Where they do not, the
    phrase starts no earlier than any of them, and a word that stands once says where.
    """
    starts, is_again = fields[0].starts, fields[0].is_again
    if len(fields) > 1:
        starts = np.concatenate([field.starts for field in fields])
        is_again = np.concatenate([field.is_again for field in fields])
    latest = starts.max(axis=0)
    agrees = starts == latest
    stands = agrees.all(axis=0)
    agrees |= is_again
    rows = (agrees.all(axis=0) > stands).nonzero()[0]
    if len(rows):
        places = np.concatenate([field.places(rows) for field in fields])
        places.sort()
        # No word has a place twice.
        others = len(starts) - 1
        agreed: Places = places[others:].compress(places[others:] == places[:-others])
        stands[agreed >> _POSITION_BITS] = True
    found: Indices = stands.nonzero()[0]
    return found


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


def _stands(term: TermMatches, indices: Indices) -> tuple[Indices, Places]:
    """(row, position) of a term in some of its documents, in any order; a row indexes into
    `indices`."""
    field, postings = term.postings(indices)
    if field.positions is None:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    first, _ = field.positions.first_of(postings)
    owners, further = field.positions.further_of(postings)
    rows = np.concatenate((np.arange(len(first)), owners))
    return rows, np.concatenate((first, further)).astype(np.int64)


def _is_among(places: Places, others: Places) -> NDArray[np.bool_]:
    if not len(others):
        return np.zeros(len(places), bool)
    found: NDArray[np.bool_] = others.take(others.searchsorted(places), mode="clip") == places
    return found
