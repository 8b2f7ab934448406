"""Answers Whoosh queries over one snapshot: which documents, how many, in which order, of what.

What a person asks and sees is the backend's; here are queries, filters and numbers.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from whoosh.query import Query

from index.snapshot import Snapshot
from search.evaluate import Evaluator, Found
from search.expansion import Expander
from search.facets import Passing, window
from search.matches import Scratch
from search.ranking import Ranked, page
from search.request import FACETS, SearchRequest
from search.result import FacetValue
from search.scoring import Scorer
from search.whoosh_matching import WhooshMatching


@dataclass(frozen=True)
class Answer:
    """The exact number of documents that pass, those of one page, and the facets asked for."""

    total: int
    page: Sequence[Ranked]
    facets: Mapping[str, tuple[FacetValue, ...]]


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
        """What a query finds in each segment, all documents without one, where the request's days
        may be. The request's own query is not read."""
        return self._find(query, request, {})

    def _find(
        self, query: Query | None, request: SearchRequest, known: dict[int, bool]
    ) -> list[Found]:
        """`find`; it is known already whether some nodes find anything, by their identity."""
        matching = WhooshMatching(self.snapshot)
        scratch = self._scratch()
        try:
            return [
                Evaluator(
                    index,
                    segment,
                    self._scorer,
                    scratch[index],
                    partial(matching.find, index),
                    partial(self._expander.matches, index),
                    partial(self._finds, known),
                    window(segment, request),
                ).find(query)
                for index, segment in enumerate(self.snapshot.segments)
            ]
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
        passing = Passing(request, self.snapshot, [each.matches.documents for each in found])
        kept = [
            each if mask is None else each.at(np.flatnonzero(mask))
            for each, mask in zip(found, passing.masks, strict=True)
        ]
        return Answer(
            total=sum(len(each.matches) for each in kept),
            page=page(kept, self.snapshot, request),
            facets=passing.counts(facets),
        )
