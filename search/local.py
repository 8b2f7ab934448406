"""The backend of one machine: answers requests from the segments of an index in a folder.

A snapshot is shared by all threads; what a request needs to work in is its own. Each segment is
searched by itself; totals, facets and pages are put together from all of them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

import numpy as np

from corpus.dispatch import UNCLASSIFIED, Dispatch, Status
from corpus.limits import LIMITS
from corpus.messages import Message, message
from index.embargo import FOREVER, held_until
from index.history import Kept
from index.schema import NO_DAY, column_field
from index.snapshot import IndexReader, Snapshot
from search.engine import Engine
from search.evaluate import Found
from search.grammar import And, Clause, Or, Parsed, parse
from search.highlight import Highlighter
from search.query import Compiled, compile_query
from search.ranking import Ranked, oldest_first
from search.request import SearchRequest
from search.result import Hit, Passage, SearchResult, Statistics, Version


class LocalBackend:
    """See `search.backend.Backend`. `today` is what «hier» in a query counts from, `now` the moment
    that embargoes are compared with, in Unix time."""

    def __init__(
        self,
        folder: Path,
        *,
        today: Callable[[], date] = date.today,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._folder = folder
        self._today = today
        self._now = now
        self._reader = IndexReader(folder)
        self._guard = threading.Lock()
        self._committed: Snapshot | None = None
        self._engine: Engine | None = None

    def search(self, request: SearchRequest) -> SearchResult:
        engine = self._newest()
        parsed = parse(request.query)
        compiled, found, notes = self._find(parsed, engine, request)
        answer = engine.answer(found, request)
        snapshot = engine.snapshot
        return SearchResult(
            total=answer.total,
            hits=_hits(snapshot, answer.page, Highlighter(compiled)),
            facets={name: tuple(counts) for name, counts in answer.facets.items()},
            notes=(*snapshot.warnings, *parsed.notes, *compiled.notes, *notes),
            generation=snapshot.generation,
            until=None if snapshot.until == FOREVER else snapshot.until,
        )

    def every(self, request: SearchRequest) -> tuple[tuple[Message, ...], Iterator[Dispatch]]:
        """What was mended in a question, and all dispatches that it finds, from the oldest to the
        newest, whatever its page and order. They are of one generation, however long it takes to
        walk through them. All words must be there, as nobody sees what is exported.

        Raises RequestError as a search does.
        """
        engine = self._newest()
        parsed, snapshot = parse(request.query), engine.snapshot
        compiled = self._compile(parsed.clause, engine, request.variants)
        kept = engine.passing(engine.find(compiled.query, request), request)
        notes = (*snapshot.warnings, *parsed.notes, *compiled.notes)
        return notes, map(snapshot.dispatch, oldest_first(kept, snapshot))

    def get(
        self, uid: str, version: int | None = None, digest: str | None = None
    ) -> Dispatch | None:
        snapshot = self._newest().snapshot
        if version is None:
            return snapshot.find(uid)
        for kept in snapshot.versions(uid):
            found = _version(kept, self._now())
            if found.number == version and digest in (None, found.digest):
                return None if found.is_held else kept.dispatch
        return None

    def versions(self, uid: str) -> tuple[Version, ...]:
        found = islice(self._newest().snapshot.versions(uid), LIMITS.versions)
        return tuple(_version(kept, self._now()) for kept in found)

    def statistics(self) -> Statistics:
        snapshot = self._newest().snapshot
        days = [
            segment.number_column(column_field("day"))[segment.living]
            for segment in snapshot.segments
        ]
        dated = np.concatenate([np.zeros(0, np.int64), *days])
        dated = dated[dated != NO_DAY]
        return Statistics(
            dispatches=snapshot.live,
            generation=snapshot.generation,
            bytes=self._reader.size(),
            first_day=date.fromordinal(int(dated.min())) if len(dated) else None,
            last_day=date.fromordinal(int(dated.max())) if len(dated) else None,
            months=_counts(snapshot, "month"),
            agencies=_counts(snapshot, "agency"),
            without_department=_counts(snapshot, "departments").get(UNCLASSIFIED, 0),
        )

    def close(self) -> None:
        with self._guard:
            self._engine = self._committed = None

    def _newest(self) -> Engine:
        """The engine over what may be seen now of the newest generation, made once for all threads
        and anew when an embargo ends."""
        with self._guard:
            engine, now = self._engine, int(self._now())
            committed = self._reader.newest(self._committed)
            if (
                engine is None
                or committed is not self._committed
                or not engine.snapshot.since <= now < engine.snapshot.until
            ):
                engine = Engine(committed.at(now))
                self._committed, self._engine = committed, engine
            return engine

    def _find(
        self, parsed: Parsed, engine: Engine, request: SearchRequest
    ) -> tuple[Compiled, list[Found], tuple[Message, ...]]:
        """What the query finds; when no dispatch has all its words, those that have some."""
        compiled = self._compile(parsed.clause, engine, request.variants)
        found = engine.find(compiled.query, request)
        loose = _loosened(parsed)
        always = replace(request, since=None, until=None)
        if loose is None or _any_in(found) or _any_in(engine.find(compiled.query, always)):
            return compiled, found, ()
        wider = self._compile(loose, engine, request.variants)
        some = engine.find(wider.query, request)
        if not _any_in(some):
            return compiled, found, ()
        note = (
            "Aucune dépêche ne contient tous ces mots ; voici celles qui en contiennent certains."
        )
        return wider, some, (message(note),)

    def _compile(self, clause: Clause | None, engine: Engine, variants: bool) -> Compiled:
        return compile_query(clause, expand=engine.terms, today=self._today(), variants=variants)


def _any_in(found: Sequence[Found]) -> bool:
    return any(len(each.matches) for each in found)


def _loosened(parsed: Parsed) -> Clause | None:
    """Any of the words, where all of them were asked for by default alone."""
    clause = parsed.clause
    return Or(clause.children) if parsed.is_plain and isinstance(clause, And) else None


def _counts(snapshot: Snapshot, facet: str) -> dict[str, int]:
    """How many living dispatches have each value of a facet."""
    found = snapshot.facets[facet]
    counts = found.counts([[segment.living.astype(np.intp)] for segment in snapshot.segments])
    return {value: int(count) for value, count in zip(found.values, counts, strict=True) if count}


def _version(kept: Kept, now: float) -> Version:
    dispatch = kept.dispatch
    return Version(
        number=dispatch.version,
        digest=f"{kept.digest:016x}",
        status=dispatch.status,
        issued=dispatch.issued,
        embargo=dispatch.embargo,
        is_held=held_until(dispatch) > now,
    )


def _hits(snapshot: Snapshot, page: Sequence[Ranked], highlighter: Highlighter) -> tuple[Hit, ...]:
    dispatches = [snapshot.dispatch(ranked.at) for ranked in page]
    passages = highlighter.passages(dispatches)
    duplicates = [snapshot.groups.size(*ranked.at) - 1 for ranked in page]
    return tuple(map(_hit, page, dispatches, passages, duplicates))


def _hit(ranked: Ranked, dispatch: Dispatch, passages: tuple[Passage, ...], duplicates: int) -> Hit:
    cancelled = dispatch.status is Status.CANCELLED
    headline = Passage("headline", dispatch.headline)
    return Hit(
        uid=dispatch.uid,
        version=dispatch.version,
        score=ranked.score,
        headline=dispatch.headline,
        agency=dispatch.agency,
        place=dispatch.place,
        issued=dispatch.issued,
        status=dispatch.status,
        events=() if cancelled else dispatch.events,
        departments=dispatch.departments,
        # What was withdrawn stays findable and is never quoted, not even by the words of its dates.
        highlights=(headline,) if cancelled else passages,
        source=dispatch.source,
        duplicates=duplicates,
    )
