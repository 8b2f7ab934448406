"""Which documents have words at given distances from each other: phrases, by flat positions.

Every place where a word stands is one number, document row and position packed, less the word's
distance from the first; a phrase stands where the places of all its words have one in common.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from whoosh import query as whoosh_query
from whoosh.query import Query

from search.kernels import locate
from search.matches import Documents, Indices, Matches
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
    """The places of a word in some documents, of which each has the word; sorted."""
    found = [term for term in terms if isinstance(term, TermMatches)]
    if len(found) == 1:
        rows, places = _stands(found[0], found[0].documents.searchsorted(documents))
        rows <<= _POSITION_BITS
        rows += places
        return rows
    parts = [_places_where(documents, term) for term in found]
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
