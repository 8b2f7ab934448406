"""All that the list of results shows, gathered from one answer: the template only lays it out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from corpus.errors import RequestError
from corpus.limits import LIMITS
from corpus.messages import Message
from search.backend import Backend
from search.result import SearchResult, Statistics
from web.cards import Card, card
from web.facet_rows import Facet, facets
from web.periods import ONE_DAY
from web.pills import Pill, pills
from web.timeline import Timeline, timeline
from web.urls import PageState
from web.wording import Wording

GAINS = 8
"""Filters of which an empty answer says what dropping them would give: a search for each."""

NEIGHBOURS = 2
"""Page numbers shown on either side of the present one."""


PLAIN_WORDS = re.compile(r"(?:(?!\b(?:ET|OU|SAUF|AND|OR|NOT)\b)[\w’' ])*")
"""A query without operators, fields, phrases or prefixes."""


@dataclass(frozen=True)
class Gain:
    """What an empty answer would have without one of its filters."""

    pill: Pill
    total: int


@dataclass(frozen=True)
class Answer:
    """`pages` are page numbers in order, None where some are left out; `reachable` dispatches can
    be paged through. `indexed_until` is the day after the last one of which something is indexed.
    """

    state: PageState
    total: int
    notes: tuple[Message, ...]
    pills: tuple[Pill, ...]
    cards: tuple[Card, ...]
    facets: tuple[Facet, ...]
    timeline: Timeline | None
    pages: tuple[int | None, ...]
    last_page: int
    reachable: int
    indexed_until: date | None
    gains: tuple[Gain, ...]

    @property
    def has_all_words(self) -> bool:
        """Whether «contenant» is true of the answer: its query is words, and none was mended."""
        return not self.notes and PLAIN_WORDS.fullmatch(self.state.request.query) is not None

    @property
    def filter_count(self) -> int:
        return sum(not pill.is_query for pill in self.pills)


def answer(
    backend: Backend,
    state: PageState,
    result: SearchResult,
    statistics: Statistics,
    words: Wording,
) -> Answer:
    request = state.request
    chosen = pills(state, words)
    reachable = LIMITS.offset // request.size + 1
    last = min(max(1, -(-result.total // request.size)), reachable)
    return Answer(
        state=state,
        total=result.total,
        notes=(*state.notes, *result.notes),
        pills=chosen,
        cards=tuple(card(hit, state, words) for hit in result.hits),
        facets=tuple(facets(request, result, words)),
        timeline=timeline(state, result, statistics, words),
        pages=_pages(request.page, last),
        last_page=last,
        reachable=reachable * request.size,
        indexed_until=statistics.last_day + ONE_DAY if statistics.last_day else None,
        gains=() if result.total else _gains(backend, chosen),
    )


def _pages(page: int, last: int) -> tuple[int | None, ...]:
    """The first page, the neighbours of this one, the last: 1 … 6 7 8 9 10 … 40."""
    near = range(page - NEIGHBOURS, page + NEIGHBOURS + 1)
    wanted = [number for number in range(1, last + 1) if number in (1, last) or number in near]
    out: list[int | None] = []
    for number in wanted:
        before = out[-1] if out else None
        if before is not None and number - before == 2:
            out.append(number - 1)
        elif before is not None and number - before > 2:
            out.append(None)
        out.append(number)
    return tuple(out)


def _gains(backend: Backend, chosen: tuple[Pill, ...]) -> tuple[Gain, ...]:
    """The filters whose loss would give something, the one that gives the fewest first."""
    if len(chosen) < 2:
        return ()
    found = []
    for pill in chosen[:GAINS]:
        try:
            total = backend.search(replace(pill.without.request, size=1)).total
        except RequestError:
            continue
        if total:
            found.append(Gain(pill, total))
    return tuple(sorted(found, key=lambda gain: gain.total))
