"""Evaluates a `whoosh.query` tree over one segment in array operations.

The nodes that the product asks with have kernels here; any other node is answered by Whoosh's own
matcher over the same segment, so that everything `whoosh.query` can say is understood. Documents
outside a window of numbers, and deleted ones, are never found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import singledispatchmethod

import numpy as np
from whoosh import query as whoosh_query
from whoosh.query import Query

from index.codec.postings import FieldPostings
from index.codec.segment import FlatSegment
from search import phrases
from search.kernels import (
    Documents,
    Matches,
    Scores,
    Scratch,
    best,
    distinct,
    intersect,
    locate,
    subtract,
    unite,
)
from search.nodes import Best, Near
from search.scoring import Scorer

Fallback = Callable[[Query], Matches]
"""Answers a node by Whoosh's own matcher, over all documents of the segment."""


class Evaluator:
    """Evaluates queries over one segment for one thread. `window` is half open."""

    def __init__(
        self,
        segment: FlatSegment,
        scorer: Scorer,
        scratch: Scratch,
        fallback: Fallback,
        window: tuple[int, int],
    ) -> None:
        self.segment = segment
        self.scratch = scratch
        self._scorer = scorer
        self._fallback = fallback
        self._low, self._high = window

    def find(self, query: Query | None) -> Matches:
        """The documents that a query finds, all of them without one, deleted ones left out."""
        found = self.every() if query is None else self.evaluate(query)
        if self.segment.deleted is None:
            return found
        return found.at(np.flatnonzero(~self.segment.deleted.take(found.documents)))

    def every(self) -> Matches:
        """All documents of the window."""
        return Matches(np.arange(self._low, self._high, dtype=np.uint32))

    @singledispatchmethod
    def evaluate(self, query: Query) -> Matches:
        """The documents that a node matches, deleted ones among them."""
        found = self._fallback(query)
        low, high = found.documents.searchsorted((self._low, self._high))
        return found.at(np.arange(low, high))

    @evaluate.register
    def _term(self, query: whoosh_query.Term) -> Matches:
        postings = self.postings(query)
        if postings is None:
            return Matches.none()
        field, start, stop = postings
        documents = field.documents.read(start, stop)
        if query.boost == 0:
            return Matches(documents)
        return Matches(documents, self._scores(query, field, start, documents))

    def postings(self, query: whoosh_query.Term) -> tuple[FieldPostings, int, int] | None:
        """The field and the postings [start, stop) of a term inside the window."""
        if query.fieldname not in self.segment.fields:
            return None
        field = self.segment.fields[query.fieldname]
        start, stop = field.find(as_bytes(query.text))
        if start == stop:
            return None
        if self._low > 0 or self._high < self.segment.documents:
            documents = field.documents.read(start, stop)
            low, high = documents.searchsorted((self._low, self._high)).tolist()
            start, stop = start + low, start + high
        return field, start, stop

    def _scores(
        self, query: whoosh_query.Term, field: FieldPostings, start: int, documents: Documents
    ) -> Scores:
        idf = self._scorer.idf(query.fieldname, as_bytes(query.text)) * query.boost
        if field.weights is None:
            return np.full(len(documents), query.boost, np.float64)
        weights = field.weights.read(start, start + len(documents))
        return self._scorer.scores(field, idf, weights, documents)

    @evaluate.register
    def _and(self, query: whoosh_query.And) -> Matches:
        return _boosted(self._all([*map(self.evaluate, query.subqueries)]), query.boost)

    def _all(self, parts: list[Matches]) -> Matches:
        """The documents of all parts, scores added; the shortest first."""
        parts.sort(key=lambda part: len(part.documents))
        found = parts[0]
        for part in parts[1:]:
            found = intersect(found, part, self.scratch)
        return found

    @evaluate.register
    def _or(self, query: whoosh_query.Or) -> Matches:
        if query.scale or query.minmatch:
            return self._fallback(query)
        return _boosted(unite([*map(self.evaluate, query.subqueries)], self.scratch), query.boost)

    @evaluate.register
    def _best(self, query: Best) -> Matches:
        return _boosted(best([*map(self.evaluate, query.subqueries)], self.scratch), query.boost)

    @evaluate.register
    def _and_not(self, query: whoosh_query.AndNot) -> Matches:
        return subtract(self.evaluate(query.a), self.evaluate(query.b), self.scratch)

    @evaluate.register
    def _not(self, query: whoosh_query.Not) -> Matches:
        found = subtract(self.every(), self.evaluate(query.query), self.scratch)
        return Matches(found.documents, np.ones(len(found.documents)))

    @evaluate.register
    def _and_maybe(self, query: whoosh_query.AndMaybe) -> Matches:
        found = self.evaluate(query.a)
        if not len(found.documents):
            return found
        extra = self.scores_at(query.b, found.documents)
        return Matches(found.documents, extra if found.scores is None else found.scores + extra)

    def scores_at(self, query: Query, documents: Documents) -> Scores:
        """The score of each of some documents, 0 where the query does not match."""
        if isinstance(query, whoosh_query.Or) and not query.scale:
            children = [self.scores_at(child, documents) for child in query.subqueries]
            total: Scores = np.sum(children, axis=0) * query.boost
            return total
        if isinstance(query, whoosh_query.Term):
            return self._term_scores_at(query, documents)
        found = self.evaluate(query)
        at, is_there = locate(documents, found.documents)
        if found.scores is None or not len(found.documents):
            return np.zeros(len(documents))
        scores: Scores = np.where(is_there, found.scores.take(at), 0.0)
        return scores

    def _term_scores_at(self, query: whoosh_query.Term, documents: Documents) -> Scores:
        scores = np.zeros(len(documents))
        postings = self.postings(query)
        if postings is None or query.boost == 0:
            return scores
        field, start, stop = postings
        at, is_there = locate(documents, field.documents.read(start, stop))
        hits = np.flatnonzero(is_there)
        if len(hits) and field.weights is not None:
            idf = self._scorer.idf(query.fieldname, as_bytes(query.text)) * query.boost
            weights = field.weights.read(start, stop).take(at.take(hits))
            scores[hits] = self._scorer.scores(field, idf, weights, documents.take(hits))
        elif len(hits):
            scores[hits] = query.boost
        return scores

    @evaluate.register
    def _near(self, query: Near) -> Matches:
        sequence = phrases.sequence(query)
        if sequence is None:
            return self._fallback(query)
        words = [
            (distance, [at for term in terms if (at := self.postings(term)) is not None])
            for distance, terms in sequence
        ]
        found = self._all([self.evaluate(_any_of(terms)) for _, terms in sequence])
        return found.at(np.flatnonzero(phrases.stands_in(found.documents, words)))

    @evaluate.register
    def _every(self, query: whoosh_query.Every) -> Matches:
        if query.fieldname is not None:
            return self._fallback(query)
        return Matches(self.every().documents, np.full(self._high - self._low, query.boost))

    @evaluate.register
    def _constant(self, query: whoosh_query.ConstantScoreQuery) -> Matches:
        documents = self._documents(query.child)
        if query.score == 0:
            return Matches(documents)
        return Matches(documents, np.full(len(documents), query.score, np.float64))

    def _documents(self, query: Query) -> Documents:
        """The documents of a node whose scores are not wanted."""
        numbers = self._numbers(query)
        if numbers is None or query.fieldname not in self.segment.fields:
            return self.evaluate(query).documents
        field = self.segment.fields[query.fieldname]
        first, last = numbers(field)
        # Terms that follow each other have postings that do.
        documents = field.documents.read(int(field.starts[first]), int(field.starts[last]))
        found = distinct(documents, self.scratch)
        low, high = found.searchsorted((self._low, self._high))
        return found[low:high]

    def _numbers(self, query: Query) -> Callable[[FieldPostings], tuple[int, int]] | None:
        """How to find the numbers of a node's terms, where they follow each other."""
        if isinstance(query, whoosh_query.Prefix):
            return lambda field: field.terms.prefix(as_bytes(query.text))
        if isinstance(query, whoosh_query.TermRange) and not query.startexcl:
            return lambda field: _range(field, query)
        return None


def as_bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def _range(field: FieldPostings, query: whoosh_query.TermRange) -> tuple[int, int]:
    first = 0 if query.start is None else field.terms.lower_bound(as_bytes(query.start))
    if query.end is None:
        return first, len(field.terms)
    end = as_bytes(query.end)
    last = field.terms.lower_bound(end)
    includes_end = not query.endexcl and field.terms.find(end) >= 0
    return first, max(first, last + includes_end)


def _any_of(terms: Sequence[whoosh_query.Term]) -> Query:
    return terms[0] if len(terms) == 1 else whoosh_query.Or(list(terms))


def _boosted(found: Matches, boost: float) -> Matches:
    if boost == 1 or found.scores is None:
        return found
    return Matches(found.documents, found.scores * boost)
