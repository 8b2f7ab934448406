"""A dispatch as its own page shows it: bodies, dates and words found are marked in its text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from corpus.dispatch import Dispatch, EventDate
from corpus.errors import RequestError
from web.cards import Badge, Chip, Moment, badges, chips, moment, reference
from web.context import link
from web.marking import Annotation, Mark, MarkQuery, annotated
from web.urls import PageState, write
from web.wording import Wording


@dataclass(frozen=True)
class Reading:
    """`events` pairs the days of an event with the words that say them; `embargo` is when one
    ended, empty without any."""

    dispatch: Dispatch
    headline: Markup
    paragraphs: tuple[Markup, ...]
    moment: Moment | None
    badges: tuple[Badge, ...]
    chips: tuple[Chip, ...]
    events: tuple[tuple[str, str], ...]
    embargo: str
    reference: str
    query: str


def reading(dispatch: Dispatch, state: PageState, mark: MarkQuery, words: Wording) -> Reading:
    marks = _marks(dispatch, state.request.query, mark)
    annotations = [*_bodies(dispatch, state), *_events(dispatch, words)]
    lines = [
        annotated(dispatch.text, start, end, annotations, marks) for start, end in _lines(dispatch)
    ]
    return Reading(
        dispatch=dispatch,
        headline=lines[0],
        paragraphs=tuple(lines[1:]),
        moment=moment(dispatch.issued, words),
        badges=badges(dispatch.status, dispatch.version, words),
        chips=chips(dispatch.departments, state.fresh),
        events=tuple((words.days(event.start, event.end), event.text) for event in dispatch.events),
        embargo=_embargo(dispatch, words),
        reference=reference(dispatch, words),
        query=write(state),
    )


def _marks(dispatch: Dispatch, query: str, mark: MarkQuery) -> list[Mark]:
    """A query that is refused marks nothing: the dispatch can be read all the same."""
    try:
        return mark(dispatch.text, query) if query else []
    except RequestError:
        return []


def _lines(dispatch: Dispatch) -> Iterator[tuple[int, int]]:
    """Where the headline and each paragraph stand in the dispatch's text."""
    start = 0
    for line in (dispatch.headline, *dispatch.paragraphs):
        yield start, start + len(line)
        start += len(line) + 1


def _bodies(dispatch: Dispatch, state: PageState) -> Iterator[Annotation]:
    for department in dispatch.departments:
        if department.span is not None:
            alone = state.fresh.choosing("departments", department.label)
            opening = Markup('<a class="body" href="{}" title="{}">').format(
                link(alone), department.label
            )
            yield Annotation(*department.span, opening, Markup("</a>"))


def _events(dispatch: Dispatch, words: Wording) -> Iterator[Annotation]:
    for event in dispatch.events:
        if event.span is not None:
            opening = Markup('<time class="event" datetime="{}" title="{}">').format(
                event.start.isoformat(), _event_title(event, words)
            )
            yield Annotation(*event.span, opening, Markup("</time>"))


def _event_title(event: EventDate, words: Wording) -> str:
    days = words.days(event.start, event.end)
    if event.conflict is None:
        return days
    return words.text(
        "{days} ; le texte dit aussi {other}", days=days, other=words.day(event.conflict)
    )


def _embargo(dispatch: Dispatch, words: Wording) -> str:
    """Until when a dispatch was held back, as far as its source says it."""
    end = dispatch.embargo
    return "" if end is None else words.moment(end)
