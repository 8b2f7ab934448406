"""What nodes that stand for many terms find: prefixes, wildcards, misspellings, ranges.

Their documents are the union of their terms' postings, which are one slice where the terms follow
each other. A score is the sum of the terms' own times the node's boost, as Whoosh 2.7.4 gives it,
where a constant one is asked for as well. Whoosh's does otherwise for segments where a node has one
term (no boost) or 1,024 (a constant); here the score of a document is that of its terms alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.query import Query

from corpus.limits import LIMITS
from index.codec.postings import FieldPostings
from index.snapshot import Snapshot
from search.kernels import distinct, summed
from search.matches import NOTHING, Deferred, Documents, Indices, Matches, Scores, Scratch
from search.scoring import Scorer
from search.term_numbers import Numbers, is_every, term_numbers

REMEMBERED = 64
"""Nodes whose terms are remembered: a query is compiled, evaluated, and asked again for a page."""

Window = tuple[int, int]


class Expander:
    """Finds the terms of nodes, and what has them, in one generation. Threads may share it."""

    def __init__(self, snapshot: Snapshot, scorer: Scorer) -> None:
        self._segments = snapshot.segments
        self._scorer = scorer
        # A method's own cache would keep the snapshot alive.
        self._numbers = lru_cache(REMEMBERED)(self._find)
        self._idfs = lru_cache(REMEMBERED)(self._weigh)

    def terms(self, query: Query) -> Sequence[str]:
        """The terms that a node stands for, in order; of more than the limit one more than it."""
        most = LIMITS.expansions + 1
        found: set[bytes] = set()
        for field, numbers in zip(self._fields(query), self._numbers(query), strict=True):
            found.update(_texts(field, numbers[:most]))
        return [term.decode() for term in sorted(found)[:most]]

    def matches(self, index: int, query: Query, scratch: Scratch, window: Window) -> Matches:
        """What a node matches in a segment, within a window of its documents."""
        field, numbers = self._fields(query)[index], self._numbers(query)[index]
        if field is None or not len(numbers):
            return NOTHING
        is_whole = window == (0, self._segments[index].documents)
        postings = TermsPostings(field, numbers, None if is_whole else window)
        found = distinct(postings.documents, scratch)
        if not query.boost:
            return Matches(found)
        if is_every(query):
            return Matches(found, np.full(len(found), query.boost, np.float64))
        score = partial(self._scores, index, query, postings)
        return Deferred(found, lambda: summed(found, postings.documents, score(), scratch))

    def _scores(self, index: int, query: Query, postings: TermsPostings) -> Scores:
        """The score of each posting."""
        field, factors = postings.field, query.boost
        if field.lengths is not None:
            factors = postings.spread(self._idfs(query)[index] * query.boost)
        return self._scorer.exact(field, factors, postings.weights(), postings.documents)

    def _fields(self, query: Query) -> list[FieldPostings | None]:
        return [segment.fields.get(query.fieldname) for segment in self._segments]

    def _find(self, query: Query) -> tuple[Numbers, ...]:
        """The numbers of a node's terms in each segment, in order."""
        return tuple(
            np.zeros(0, np.int64) if field is None else term_numbers(query, field)
            for field in self._fields(query)
        )

    def _weigh(self, query: Query) -> tuple[NDArray[np.float64], ...]:
        """The idf of each of the terms in each segment, by the documents of all segments."""
        fields, numbers = self._fields(query), self._numbers(query)
        counts = [_counts(*each) for each in zip(fields, numbers, strict=True)]
        if sum(len(each) > 0 for each in numbers) > 1:
            texts = [[*_texts(*each)] for each in zip(fields, numbers, strict=True)]
            totals: Counter[bytes] = Counter()
            for terms, own in zip(texts, counts, strict=True):
                for term, count in zip(terms, own.tolist(), strict=True):
                    totals[term] += count
            counts = [np.array([totals[term] for term in terms], np.int64) for terms in texts]
        return tuple(map(self._scorer.idfs, counts))


class TermsPostings:
    """The postings of some terms of a field, one term after the other, within a window."""

    def __init__(self, field: FieldPostings, numbers: Numbers, window: Window | None) -> None:
        self.field = field
        self.numbers = numbers
        edges = np.flatnonzero(np.diff(numbers) != 1)
        first = numbers.take(np.concatenate(([0], edges + 1)))
        last = numbers.take(np.concatenate((edges, [len(numbers) - 1])))
        starts, stops = field.starts.take(first), field.starts.take(last + 1)
        self._runs = [*zip(starts.tolist(), stops.tolist(), strict=True)]
        documents: Documents = _joined(field.documents.read(*run) for run in self._runs)
        self._inside: Indices | None = None
        if window is not None:
            low, high = window
            self._inside = np.flatnonzero((documents >= low) & (documents < high))
            documents = documents.take(self._inside)
        self.documents = documents

    def weights(self) -> NDArray[Any]:
        if self.field.weights is None:
            return np.ones(len(self.documents))
        return self._within(_joined(self.field.weights.read(*run) for run in self._runs))

    def spread(self, of_terms: NDArray[np.float64]) -> NDArray[np.float64]:
        """What each term has, given to each of its postings."""
        return self._within(np.repeat(of_terms, _counts(self.field, self.numbers)))

    def _within(self, of_postings: NDArray[Any]) -> NDArray[Any]:
        return of_postings if self._inside is None else of_postings.take(self._inside)


def _texts(field: FieldPostings | None, numbers: Numbers) -> Iterable[bytes]:
    return () if field is None else map(field.terms.__getitem__, numbers.tolist())


def _counts(field: FieldPostings | None, numbers: Numbers) -> Numbers:
    """How many documents have each of some terms."""
    if field is None:
        return numbers
    return field.starts.take(numbers + 1) - field.starts.take(numbers)


def _joined(parts: Iterable[NDArray[Any]]) -> NDArray[Any]:
    arrays = [*parts]
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)
