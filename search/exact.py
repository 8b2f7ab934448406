"""Scores a few documents exactly: the second pass of a search, over those that may be the best.

The first pass has found what each node matches; here is only what it counts, by the very formula,
node by node as `search.evaluate` combines them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from whoosh import query as whoosh_query
from whoosh.query import MultiTerm, Query

from search import phrases
from search.kernels import locate
from search.matches import Documents, Matches, Scores
from search.nodes import Near
from search.term_matches import TermMatches


class ExactScores:
    """The exact scores of one segment. `matches` gives what a node matches in it, `chosen` the part
    of an Otherwise that counts."""

    def __init__(
        self,
        matches: Callable[[Query], Matches],
        chosen: Callable[[whoosh_query.Otherwise], Query],
    ) -> None:
        self._matches = matches
        self._chosen = chosen

    def of(self, query: Query, documents: Documents) -> Scores:
        """The true score of each of some documents, 0 where the query does not match."""
        if isinstance(query, whoosh_query.Or) and not query.scale and not query.minmatch:
            summed: Scores = self._sum(query.subqueries, documents) * query.boost
            return summed
        if isinstance(query, whoosh_query.DisjunctionMax) and len(query):
            scores = [self.of(child, documents) for child in query.subqueries]
            highest: Scores = np.max(scores, axis=0) * query.boost
            return highest
        if isinstance(query, whoosh_query.AndMaybe):
            is_there = locate(documents, self._matches(query.a).documents)[1]
            wanted = self.of(query.a, documents)
            extra = self.of(query.b, documents)
            return np.where(is_there, wanted + extra, 0.0)
        return self._exact_of_found(query, documents)

    def of_matched(self, query: Query, documents: Documents) -> Scores:
        """The same of documents that the query matches, which saves looking whether it does."""
        if isinstance(query, whoosh_query.Term | MultiTerm):
            found = self._matches(query)
            if isinstance(found, TermMatches):
                return found.exact_of(documents)
        if isinstance(query, whoosh_query.And):
            scores = [self.of_matched(child, documents) for child in query.subqueries]
            total: Scores = sum(scores[1:], scores[0]) * query.boost
            return total
        if isinstance(query, whoosh_query.Otherwise):
            return self.of_matched(self._chosen(query), documents)
        if isinstance(query, whoosh_query.AndNot | whoosh_query.Require):
            return self.of_matched(query.a, documents)
        if isinstance(query, whoosh_query.AndMaybe):
            return self.of_matched(query.a, documents) + self.of(query.b, documents)
        if isinstance(query, Near) and (sequence := phrases.sequence(query)) is not None:
            words = [phrases.any_of(terms) for _, terms in sequence]
            scores = [self.of_matched(word, documents) for word in words]
            return sum(scores[1:], scores[0])
        return self.of(query, documents)

    def _sum(self, queries: Sequence[Query], documents: Documents) -> Scores:
        scores = np.zeros(len(documents))
        for query in queries:
            scores += self.of(query, documents)
        return scores

    def _exact_of_found(self, query: Query, documents: Documents) -> Scores:
        """Of a node whose matches are scored one by one: those in the list, exactly if need be."""
        found = self._matches(query)
        at, is_there = locate(documents, found.documents)
        hits = is_there.nonzero()[0]
        scores = np.zeros(len(documents))
        if isinstance(found, TermMatches):
            scores[hits] = found.exact_at(at.take(hits))
        elif not found.slack:
            scores[hits] = found.scores_at(at.take(hits))
        elif len(hits):
            scores[hits] = self.of_matched(query, documents.take(hits))
        return scores
