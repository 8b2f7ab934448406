"""The backend of one machine: answers requests from a Whoosh index in a folder.

Whoosh evaluates the query; totals, filters, facets and orders are ours, over flat columns, since
Whoosh's own totals are wrong for OR over several segments. Each request has a Whoosh searcher to
itself; the columns of a generation are read once and shared.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whoosh.query import Query

from corpus.dispatch import UNCLASSIFIED, Dispatch, Status
from corpus.messages import Message, message
from index.columns import NO_DAY, Columns, Numbers
from index.reader import IndexReader, Snapshot
from index.storage import size_of
from search.facets import Filters
from search.grammar import And, Clause, Or, Parsed, parse
from search.highlight import Highlighter
from search.query import Compiled, compile_query
from search.request import SearchRequest, Sort
from search.result import Hit, Passage, SearchResult, Statistics

Scores = NDArray[np.float64]

SCORE_DIGITS = 9


@dataclass(frozen=True)
class Found:
    """Documents that a query found, in order of their number, and the score of each."""

    documents: Numbers
    scores: Scores


class LocalBackend:
    """See `search.backend.Backend`. `today` is what «hier» in a query counts from."""

    def __init__(self, folder: Path, *, today: Callable[[], date] = date.today) -> None:
        self._folder = folder
        self._today = today
        self._reader: IndexReader | None = None
        self._guard = threading.Lock()
        self._idle: list[Snapshot] = []
        self._newest: Snapshot | None = None

    def search(self, request: SearchRequest) -> SearchResult:
        with self._snapshot() as snapshot:
            parsed = parse(request.query)
            compiled, found, notes = self._find(parsed, snapshot, request)
            filters = Filters(request, snapshot.columns)
            passing = filters.all()[found.documents]
            page = _page(found, passing, snapshot.columns, request)
            mark = Highlighter.of(compiled)
            return SearchResult(
                total=int(np.count_nonzero(passing)),
                hits=tuple(_hit(snapshot.dispatch(number), score, mark) for number, score in page),
                facets=filters.facets(found.documents),
                notes=(*parsed.notes, *compiled.notes, *notes),
                generation=snapshot.generation,
            )

    def get(self, uid: str) -> Dispatch | None:
        with self._snapshot() as snapshot:
            return snapshot.find(uid)

    def statistics(self) -> Statistics:
        with self._snapshot() as snapshot:
            columns = snapshot.columns
        live = np.flatnonzero(columns.live)
        days = columns.day[live]
        days = days[days != NO_DAY]
        return Statistics(
            dispatches=len(live),
            generation=snapshot.generation,
            bytes=size_of(self._folder),
            first_day=date.fromordinal(int(days.min())) if len(days) else None,
            last_day=date.fromordinal(int(days.max())) if len(days) else None,
            months=_counts(columns, "month", live),
            agencies=_counts(columns, "agency", live),
            without_department=_counts(columns, "departments", live).get(UNCLASSIFIED, 0),
        )

    def close(self) -> None:
        with self._guard:
            idle, self._idle = self._idle, []
        for snapshot in idle:
            snapshot.close()

    @contextmanager
    def _snapshot(self) -> Iterator[Snapshot]:
        """The newest generation, for one thread at a time: Whoosh's searchers cannot be shared."""
        snapshot = self._taken()
        try:
            yield snapshot
        finally:
            with self._guard:
                self._idle.append(snapshot)

    def _taken(self) -> Snapshot:
        """An idle snapshot of the newest generation, or a new one."""
        with self._guard:
            if self._reader is None:
                self._reader = IndexReader(self._folder)
            generation = self._reader.generation()
            while self._idle:
                snapshot = self._idle.pop()
                if snapshot.generation == generation:
                    return snapshot
                snapshot.close()
            self._newest = self._reader.open(self._newest)
            return self._newest

    def _find(
        self, parsed: Parsed, snapshot: Snapshot, request: SearchRequest
    ) -> tuple[Compiled, Found, tuple[Message, ...]]:
        """What the query finds; when no dispatch has all its words, those that have some."""
        compiled = self._compile(parsed.clause, snapshot, request.variants)
        found = _collect(snapshot, compiled.query)
        loose = _loosened(parsed)
        if len(found.documents) or loose is None:
            return compiled, found, ()
        wider = self._compile(loose, snapshot, request.variants)
        found = _collect(snapshot, wider.query)
        if not len(found.documents):
            return compiled, found, ()
        note = (
            "Aucune dépêche ne contient tous ces mots ; voici celles qui en contiennent certains."
        )
        return wider, found, (message(note),)

    def _compile(self, clause: Clause | None, snapshot: Snapshot, variants: bool) -> Compiled:
        reader = snapshot.searcher.reader()

        def expand(field: str, prefix: str) -> Iterable[str]:
            return (term.decode() for term in reader.expand_prefix(field, prefix))

        return compile_query(clause, expand=expand, today=self._today(), variants=variants)


def _counts(columns: Columns, facet: str, documents: Numbers) -> dict[str, int]:
    column = columns.facets[facet]
    counted = zip(column.values, column.count(documents), strict=True)
    return {value: int(count) for value, count in counted if count}


def _loosened(parsed: Parsed) -> Clause | None:
    """Any of the words, where all of them were asked for by default alone."""
    clause = parsed.clause
    return Or(clause.children) if parsed.is_plain and isinstance(clause, And) else None


def _collect(snapshot: Snapshot, query: Query | None) -> Found:
    if query is None:
        documents = np.flatnonzero(snapshot.columns.live)
        return Found(documents, np.zeros(len(documents)))
    documents_found: list[int] = []
    scores: list[float] = []
    for leaf, offset in snapshot.searcher.leaf_searchers():
        matcher = query.matcher(leaf, context=leaf.context(needs_current=True))
        while matcher.is_active():
            documents_found.append(matcher.id() + offset)
            scores.append(matcher.score())
            matcher.next()
    # Rounded, so that the last bit of a sum decides nothing.
    return Found(np.array(documents_found, dtype=np.int64), np.round(scores, SCORE_DIGITS))


def _page(
    found: Found, passing: NDArray[np.bool_], columns: Columns, request: SearchRequest
) -> list[tuple[int, float]]:
    """The (document, score) of one page, in order; ties newest first, then by uid."""
    documents, scores = found.documents[passing], found.scores[passing]
    order = columns.order[documents]
    if request.order is Sort.RELEVANCE:
        ranked = np.lexsort((order, -scores))
    elif request.order is Sort.NEWEST:
        ranked = np.argsort(order)
    else:
        undated = columns.day[documents] == NO_DAY
        ranked = np.lexsort((-order, undated))
    chosen = ranked[request.offset : request.offset + request.size]
    by_score = request.order is Sort.RELEVANCE
    return [(int(documents[at]), float(scores[at]) if by_score else 0.0) for at in chosen]


def _hit(dispatch: Dispatch, score: float, highlighter: Highlighter) -> Hit:
    cancelled = dispatch.status is Status.CANCELLED
    headline = Passage("headline", dispatch.headline)
    # What was withdrawn stays findable and is never quoted.
    passages = (headline,) if cancelled else highlighter.passages(dispatch)
    return Hit(
        uid=dispatch.uid,
        version=dispatch.version,
        score=score,
        headline=dispatch.headline,
        agency=dispatch.agency,
        place=dispatch.place,
        issued=dispatch.issued,
        status=dispatch.status,
        events=dispatch.events,
        departments=dispatch.departments,
        highlights=passages,
        source=dispatch.source,
    )
