"""Evaluates a `whoosh.query` tree over one segment in array operations.

The nodes that the product asks with have kernels here; any other node is answered by Whoosh's own
matcher over the same segment, so that everything `whoosh.query` can say is understood. A query is
evaluated whole, by impacts; the few documents that may be among the best are then scored exactly
(`search.exact`). Documents outside a window of numbers, and deleted ones, are never found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import singledispatchmethod
from typing import NamedTuple

import numpy as np
from whoosh import query as whoosh_query
from whoosh.query import Query

from index.codec.segment import FlatSegment
from search import phrases
from search.added import Added
from search.days import DayRange
from search.exact import ExactScores
from search.expansion import Expander
from search.kernels import best, intersect, subtract, unite
from search.matches import NOTHING, Documents, Indices, Matches, Scores, Scratch
from search.nodes import Near
from search.scoring import Scorer
from search.term_matches import TermMatches
from search.term_numbers import as_bytes
from search.union import MOST, Union
from search.whoosh_matching import WhooshMatching


class Shared(NamedTuple):
    """What the evaluators of one query's segments have in common; `finds` says whether a node finds
    anything in all of the index."""

    scorer: Scorer
    expander: Expander
    matching: WhooshMatching
    finds: Callable[[Query], bool]


class Found:
    """What a query finds in a segment, and how to score some of its documents exactly."""

    __slots__ = ("_evaluator", "_query", "matches")

    def __init__(self, matches: Matches, evaluator: Evaluator, query: Query | None) -> None:
        self.matches = matches
        self._evaluator = evaluator
        self._query = query

    def at(self, indices: Indices) -> Found:
        return Found(self.matches.at(indices), self._evaluator, self._query)

    def exact(self, documents: Documents) -> Scores:
        """The true scores of some of the documents."""
        if self._query is None:
            return np.zeros(len(documents))
        exactly = ExactScores(self._evaluator.matches, self._evaluator.chosen)
        return exactly.of_matched(self._query, documents)


class Evaluator:
    """Evaluates queries over one segment, the `index`th, for one thread, where `days` may be."""

    __slots__ = ("_high", "_index", "_known", "_low", "_shared", "_window", "scratch", "segment")

    def __init__(
        self,
        index: int,
        segment: FlatSegment,
        shared: Shared,
        scratch: Scratch,
        days: DayRange | None,
    ) -> None:
        self._index = index
        self._shared = shared
        self.segment = segment
        self.scratch = scratch
        if days is None:
            self._low, self._high = 0, segment.documents
            self._window = None
        else:
            self._low, self._high = days.low, days.high
            # Of the documents' own type: numpy would else copy them all into the numbers'.
            self._window = np.array((days.low, days.high), np.uint32)
        # The query is kept beside its matches, so that no other one can have its identity.
        self._known: dict[int, tuple[Query, Matches]] = {}

    def find(self, query: Query | None) -> Found:
        """The documents that a query finds, all of them without one, deleted ones left out."""
        found = self.every() if query is None else self.matches(query)
        if self.segment.deleted is not None and len(found):
            found = found.at((~self.segment.deleted.take(found.documents)).nonzero()[0])
        return Found(found, self, query)

    def matches(self, query: Query) -> Matches:
        """`evaluate`, once for each node."""
        known = self._known.get(id(query))
        if known is None:
            kind = type(query)
            kernel = _kernels.get(kind)
            if kernel is None:
                kernel = _kernels[kind] = _kernel_of(kind)
            known = self._known[id(query)] = query, kernel(self, query)
        return known[1]

    def every(self) -> Matches:
        """All documents of the window."""
        return Matches(np.arange(self._low, self._high, dtype=np.uint32))

    # What a node matches, and how much it counts, nearly

    @singledispatchmethod
    def evaluate(self, query: Query) -> Matches:
        """The documents that a node matches, deleted ones among them."""
        return self._by_whoosh(query)

    def _by_whoosh(self, query: Query) -> Matches:
        found = self._shared.matching.find(self._index, query)
        if self._window is None:
            return found
        low, high = found.documents.searchsorted(self._window).tolist()
        return found.at(np.arange(low, high))

    @evaluate.register
    def _term(self, query: whoosh_query.Term) -> Matches:
        scorer = self._shared.scorer
        postings, idf = scorer.look_up(query.fieldname, as_bytes(query.text))
        posted, boost = postings[self._index], query.boost
        if posted is None:
            return NOTHING
        first, last = 0, len(posted.documents)
        if self._window is not None:
            first, last = posted.documents.searchsorted(self._window).tolist()
            if first == last:
                return NOTHING
        has_idf = posted.field.lengths is not None
        factor = boost * idf if has_idf and boost else boost
        return TermMatches(posted, first, last, factor, scorer)

    @evaluate.register
    def _and(self, query: whoosh_query.And) -> Matches:
        return self._all(query.subqueries).times(query.boost)

    def _all(self, queries: Sequence[Query]) -> Matches:
        """The documents of all queries, scores added; the shortest first."""
        parts = []
        for query in queries:
            part = self.matches(query)
            if not len(part):
                return NOTHING
            parts.append(part)
        parts.sort(key=len)
        found = parts[0] if parts else NOTHING
        for part in parts[1:]:
            found = intersect(found, part, self.scratch)
        return found

    @evaluate.register
    def _or(self, query: whoosh_query.Or) -> Matches:
        if query.scale or query.minmatch:
            return self._by_whoosh(query)
        parts = [part for each in query.subqueries if len(part := self.matches(each))]
        if 1 < len(parts) <= MOST and query.boost == 1 and all(part.ceiling for part in parts):
            return Union(parts, self.scratch)
        return unite(parts, self.scratch).times(query.boost)

    @evaluate.register
    def _best(self, query: whoosh_query.DisjunctionMax) -> Matches:
        return best([*map(self.matches, query.subqueries)], self.scratch).times(query.boost)

    @evaluate.register
    def _and_not(self, query: whoosh_query.AndNot) -> Matches:
        return subtract(self.matches(query.a), self.matches(query.b), self.scratch)

    @evaluate.register
    def _require(self, query: whoosh_query.Require) -> Matches:
        # Whoosh's own matcher leaves out what it should require.
        required = Matches(self.matches(query.b).documents)
        return intersect(self.matches(query.a), required, self.scratch)

    @evaluate.register
    def _otherwise(self, query: whoosh_query.Otherwise) -> Matches:
        return self.matches(self.chosen(query))

    def chosen(self, query: whoosh_query.Otherwise) -> Query:
        """The part that counts, the same in all segments: Whoosh's own decides in each."""
        return query.a if self._shared.finds(query.a) else query.b

    @evaluate.register
    def _not(self, query: whoosh_query.Not) -> Matches:
        found = subtract(self.every(), self.matches(query.query), self.scratch)
        return Matches(found.documents, np.ones(len(found)))

    @evaluate.register
    def _and_maybe(self, query: whoosh_query.AndMaybe) -> Matches:
        found = self.matches(query.a)
        if not len(found):
            return found
        others = [part for each in _alternatives(query.b) if len(part := self.matches(each))]
        return Added(found, others, self.scratch)

    @evaluate.register
    def _near(self, query: Near) -> Matches:
        sequence = phrases.sequence(query)
        if sequence is None:
            return self._by_whoosh(query)
        parts = [part for _, terms in sequence for part in map(self.matches, terms)]
        alone = [part for part in parts if isinstance(part, TermMatches)]
        if len(alone) == len(parts) == len(sequence):
            return phrases.adjacent(alone, [distance for distance, _ in sequence], self.scratch)
        found = self._all([phrases.any_of(terms) for _, terms in sequence])
        if not len(found):
            return NOTHING
        words = [(distance, [*map(self.matches, terms)]) for distance, terms in sequence]
        return found.at(phrases.stands_in(found.documents, words).nonzero()[0])

    @evaluate.register
    def _every(self, query: whoosh_query.Every) -> Matches:
        # Whoosh's own takes a boost of 0 for none given.
        found = self.every() if query.fieldname is None else self._by_whoosh(query)
        return Matches(found.documents, np.full(len(found), query.boost))

    @evaluate.register(whoosh_query.Prefix)
    @evaluate.register(whoosh_query.Wildcard)
    @evaluate.register(whoosh_query.FuzzyTerm)
    @evaluate.register(whoosh_query.TermRange)
    @evaluate.register(whoosh_query.Variations)
    def _many(self, query: Query) -> Matches:
        window = None if self._window is None else (self._low, self._high)
        return self._shared.expander.matches(self._index, query, self.scratch, window)

    @evaluate.register
    def _constant(self, query: whoosh_query.ConstantScoreQuery) -> Matches:
        found = self.matches(query.child).unscored()
        if not query.score:
            return found
        return Matches(found.documents, np.full(len(found), query.score, np.float64))


Kernel = Callable[[Evaluator, Query], Matches]

_kernel_of: Callable[[type], Kernel] = Evaluator.__dict__["evaluate"].dispatcher.dispatch
_kernels: dict[type, Kernel] = {}
"""The kernel of a node's class. Asking `singledispatchmethod` itself costs more than many kernels,
since it makes a function for each call."""


def _alternatives(query: Query) -> Sequence[Query]:
    """The parts of a disjunction whose scores are added, or the query itself."""
    is_flat = isinstance(query, whoosh_query.Or) and not query.scale and query.boost == 1
    return query.subqueries if is_flat else (query,)
