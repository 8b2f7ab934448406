"""Answers Whoosh queries over one snapshot: which documents, how many, in which order, of what.

What a person asks and sees is the backend's; here are queries, filters and numbers.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from whoosh.query import Query

from index.snapshot import Snapshot
from search.days import DayRange, day_range
from search.duplicates import alike, one_each
from search.evaluate import Evaluator, Found, Shared
from search.expansion import Expander
from search.facets import FacetCounts, Passing
from search.matches import Scratch
from search.ranking import Ranked, page
from search.request import FACETS, SearchRequest
from search.scoring import Scorer
from search.whoosh_matching import WhooshMatching


class Answer(NamedTuple):
    """The exact number of documents that pass, those of one page, and the facets asked for."""

    total: int
    page: Sequence[Ranked]
    facets: Mapping[str, FacetCounts]


class Engine:
    """Searches one snapshot. Safe to share between threads: each has its own scratch."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._scorer = Scorer(snapshot)
        self._expander = Expander(snapshot, self._scorer)
        self._of_thread = threading.local()

    def terms(self, query: Query) -> Sequence[str]:
        """The terms that a node stands for, in order; of more than the limit one more than it."""
        return self._expander.terms(query)

    def find(self, query: Query | None, request: SearchRequest) -> list[Found]:
        """What a query finds in each segment, all documents without one, in the request's days. The
        request's own query is not read."""
        return self._find(query, request, {})

    def _find(
        self, query: Query | None, request: SearchRequest, known: dict[int, bool]
    ) -> list[Found]:
        """`find`; it is known already whether some nodes find anything, by their identity."""
        matching = WhooshMatching(self.snapshot)
        shared = Shared(self._scorer, self._expander, matching, partial(self._finds, known))
        scratch = self._scratch()
        is_dated = request.since is not None or request.until is not None
        found = []
        try:
            for index, segment in enumerate(self.snapshot.segments):
                days = day_range(segment, request) if is_dated else None
                each = Evaluator(index, segment, shared, scratch[index], days).find(query)
                found.append(each if days is None else _in_days(each, days))
            return found
        except BaseException:
            # A kernel that did not end may have left something in it.
            vars(self._of_thread).pop("scratch", None)
            raise

    def _finds(self, known: dict[int, bool], query: Query) -> bool:
        """Whether a node finds anything at all."""
        if id(query) not in known:
            found = self._find(query, SearchRequest(), known)
            known[id(query)] = any(len(each.matches) for each in found)
        return known[id(query)]

    def _scratch(self) -> Sequence[Scratch]:
        """The thread's own scratch, one for each segment: making it anew costs more than a search
        of few documents."""
        scratch: Sequence[Scratch] | None = getattr(self._of_thread, "scratch", None)
        if scratch is None:
            scratch = [Scratch(segment.documents) for segment in self.snapshot.segments]
            self._of_thread.scratch = scratch
        return scratch

    def answer(
        self, found: Sequence[Found], request: SearchRequest, facets: Sequence[str] = FACETS
    ) -> Answer:
        """Filter what was found, count it and put a page of it in order."""
        kept, counted = self._narrowed(found, request, facets)
        total = sum([len(each.matches) for each in kept])
        return Answer(total, page(kept, self.snapshot, request), counted)

    def passing(self, found: Sequence[Found], request: SearchRequest) -> Sequence[Found]:
        """What was found that passes the filters of a request."""
        return self._narrowed(found, request, ())[0]

    def _narrowed(
        self, found: Sequence[Found], request: SearchRequest, facets: Sequence[str]
    ) -> tuple[Sequence[Found], Mapping[str, FacetCounts]]:
        """What passes, and the counts of some facets."""
        groups = self.snapshot.groups if request.collapse or request.alike else None
        if groups is not None and request.alike:
            found = alike(found, groups, self.snapshot.address(request.alike))
        once = groups if request.collapse else None
        counted: Mapping[str, FacetCounts] = {}
        if facets or request.include or request.exclude:
            passing = Passing(request, self.snapshot, [each.matches for each in found])
            found = [
                each if indices is None else each.at(indices)
                for each, indices in zip(found, passing.kept, strict=True)
            ]
            counted = passing.counts(facets, [each.matches for each in found], once)
        if once is not None:
            found = one_each(found, once)
        return found, counted


def _in_days(found: Found, days: DayRange) -> Found:
    """What was found, within a range of days."""
    if not len(found.matches):
        return found
    kept = days.kept(found.matches.documents)
    return found if kept is None else found.at(kept)
