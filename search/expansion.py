"""What nodes that stand for many terms find: prefixes, wildcards, misspellings, ranges.

Their documents are the union of their terms' postings, which are one slice where the terms follow
each other. A score is the sum of the terms' own times the node's boost, as Whoosh 2.7.4 gives it,
where a constant one is asked for as well. Whoosh's does otherwise for segments where a node has one
term (no boost) or 1,024 (a constant); here the score of a document is that of its terms alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.query import Prefix, Query

from corpus.limits import LIMITS
from index.codec.container import Section
from index.codec.counts import Counts
from index.codec.postings import FieldPostings
from index.schema import FORM_FIELD
from index.snapshot import Snapshot
from search.kernels import collected, distinct, summed
from search.matches import NOTHING, Documents, Indices, Matches, Scores, Scratch
from search.posted import Posted
from search.scoring import Scorer
from search.term_matches import TermMatches
from search.term_numbers import Numbers, is_every, term_numbers

RUN = 500
"""Postings that cost as much to sort as it does to read another run of them."""

REMEMBERED = 64
"""Nodes whose terms are remembered: a query is compiled, evaluated, and asked again for a page."""

Window = tuple[int, int]


class Expander:
    """Finds the terms of nodes, and what has them, in one generation. Threads may share it."""

    def __init__(self, snapshot: Snapshot, scorer: Scorer) -> None:
        self._segments = snapshot.segments
        self._scorer = scorer
        # A method's own cache would keep the snapshot alive.
        self._terms = lru_cache(REMEMBERED)(self._find)
        self._idfs = lru_cache(REMEMBERED)(self._weigh)

    def terms(self, query: Query) -> Sequence[str]:
        """The terms that a node stands for, in order; of more than the limit one more than it."""
        most = LIMITS.expansions + 1
        found: set[bytes] = set()
        for terms in self._terms(query):
            if terms is not None:
                found.update(terms.texts(most))
        return [term.decode() for term in sorted(found)[:most]]

    def matches(self, index: int, query: Query, scratch: Scratch, window: Window | None) -> Matches:
        """What a node matches in a segment, within a window of its documents if there is one."""
        terms = self._terms(query)[index]
        if terms is None:
            return NOTHING
        is_constant = is_every(query)
        if len(terms.numbers) == 1 and not is_constant:
            return self._one(index, terms, query, window)
        documents = (terms.sufficient or terms).documents(window)
        if not query.boost:
            return collected(documents, scratch, None)
        if is_constant:
            found = distinct(documents, scratch)
            return Matches(found, np.full(len(found), query.boost, np.float64))

        def make(found: Documents) -> Scores:
            postings = TermsPostings(terms, window)
            scores = self._scores(index, query, postings)
            return summed(found, postings.documents, scores, scratch)

        return collected(documents, scratch, make)

    def _one(self, index: int, terms: Terms, query: Query, window: Window | None) -> Matches:
        """What a node matches that stands for one term in a segment."""
        posted = terms.posted
        if posted is None:
            posted = terms.posted = Posted(
                self._segments[index], terms.field, int(terms.numbers[0])
            )
        first, last = 0, len(posted.documents)
        if window is not None:
            first, last = posted.documents.searchsorted(np.array(window, np.uint32)).tolist()
        factor = query.boost
        if factor and terms.field.lengths is not None:
            if terms.idf is None:
                terms.idf = float(self._idfs(query)[index][0])
            factor *= terms.idf
        return TermMatches(posted, first, last, factor, self._scorer)

    def _scores(self, index: int, query: Query, postings: TermsPostings) -> Scores:
        """The score of each posting."""
        field, factors = postings.terms.field, query.boost
        if field.lengths is not None:
            factors = postings.spread(self._idfs(query)[index] * query.boost)
        return self._scorer.exact(field, factors, postings.weights(), postings.documents)

    def _fields(self, query: Query) -> list[FieldPostings | None]:
        return [segment.fields.get(query.fieldname) for segment in self._segments]

    def _find(self, query: Query) -> tuple[Terms | None, ...]:
        """A node's terms in each segment, None where it has none."""
        return tuple(
            None if field is None else _terms(field, query) for field in self._fields(query)
        )

    def _weigh(self, query: Query) -> tuple[NDArray[np.float64], ...]:
        """The idf of each of the terms in each segment, by the documents of all segments."""
        found = self._terms(query)
        counts = [np.zeros(0, np.int64) if terms is None else terms.counts() for terms in found]
        if sum(terms is not None for terms in found) > 1:
            texts = [[] if terms is None else [*terms.texts()] for terms in found]
            totals: Counter[bytes] = Counter()
            for own, of_own in zip(texts, counts, strict=True):
                for text, count in zip(own, of_own.tolist(), strict=True):
                    totals[text] += count
            counts = [np.array([totals[text] for text in own], np.int64) for own in texts]
        return tuple(map(self._scorer.idfs, counts))


class Terms:
    """Some terms of a field, one at least, in order; those that follow each other are one run of
    postings. Those that are `sufficient` have all of their documents and are sooner asked alone."""

    def __init__(self, field: FieldPostings, numbers: Numbers) -> None:
        self.field = field
        self.numbers = numbers
        self.sufficient: Terms | None = None
        edges = np.flatnonzero(np.diff(numbers) != 1)
        first = numbers.take(np.concatenate(([0], edges + 1)))
        last = numbers.take(np.concatenate((edges, [len(numbers) - 1])))
        starts, stops = field.starts.take(first), field.starts.take(last + 1)
        self.runs = [*zip(starts.tolist(), stops.tolist(), strict=True)]
        self.size = int((stops - starts).sum())
        # Of a node that stands for one term.
        self.posted: Posted | None = None
        self.idf: float | None = None

    def read(self, items: Section | Counts) -> NDArray[Any]:
        """What a field's array has for their postings."""
        runs = self.runs
        if len(runs) == 1:
            return items.read(*runs[0])
        return np.concatenate([items.read(*run) for run in runs])

    def documents(self, window: Window | None) -> Documents:
        """The documents of their postings, within a window if there is one."""
        if window is None:
            return self.read(self.field.documents)
        return TermsPostings(self, window).documents

    def texts(self, most: int | None = None) -> Iterable[bytes]:
        return map(self.field.terms.__getitem__, self.numbers[:most].tolist())

    def counts(self) -> Numbers:
        """How many documents have each."""
        starts = self.field.starts
        return starts.take(self.numbers + 1) - starts.take(self.numbers)


class TermsPostings:
    """The postings of some terms, one term after the other, within a window."""

    def __init__(self, terms: Terms, window: Window | None) -> None:
        self.terms = terms
        documents: Documents = terms.read(terms.field.documents)
        self._inside: Indices | None = None
        if window is not None:
            low, high = window
            self._inside = ((documents >= low) & (documents < high)).nonzero()[0]
            documents = documents.take(self._inside)
        self.documents = documents

    def weights(self) -> NDArray[Any]:
        weights = self.terms.field.weights
        return (
            np.ones(len(self.documents))
            if weights is None
            else self._within(self.terms.read(weights))
        )

    def spread(self, of_terms: NDArray[np.float64]) -> NDArray[np.float64]:
        """What each term has, given to each of its postings."""
        return self._within(np.repeat(of_terms, self.terms.counts()))

    def _within(self, of_postings: NDArray[Any]) -> NDArray[Any]:
        return of_postings if self._inside is None else of_postings.take(self._inside)


def _terms(field: FieldPostings, query: Query) -> Terms | None:
    numbers = term_numbers(query, field)
    if not len(numbers):
        return None
    terms = Terms(field, numbers)
    is_bare = isinstance(query, Prefix) and query.text and query.text.isascii()
    if is_bare and field.name == FORM_FIELD:
        # What begins so with an accent further on does so without it, in the same documents.
        bare = field.terms.are_ascii(int(numbers[0]), int(numbers[-1]) + 1)
        sufficient = Terms(field, numbers.compress(bare))
        if terms.size - sufficient.size > RUN * len(sufficient.runs):
            terms.sufficient = sufficient
    return terms
