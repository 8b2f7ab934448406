"""The filters of a page as people read them, each with the address that drops it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from web.periods import PERIODS
from web.urls import FACET_PARAMETERS, PageState
from web.wording import Wording


@dataclass(frozen=True)
class Pill:
    """One thing that narrows an answer. `without` is the page that no longer asks for it."""

    label: Markup | str
    without: PageState
    title: Markup | str = ""
    excluded: bool = False
    is_query: bool = False


def pills(state: PageState, words: Wording) -> tuple[Pill, ...]:
    """The query, the days, what is chosen and what is excluded, in the order of a sentence."""
    return tuple(_pills(state, words))


def _pills(state: PageState, words: Wording) -> Iterator[Pill]:
    request = state.request
    if request.query:
        yield Pill(
            words.text("« {query} »", query=request.query),
            state.changed(query=""),
            words.text("Mots cherchés"),
            is_query=True,
        )
    for excluded, choices in ((False, request.include), (True, request.exclude)):
        for facet in FACET_PARAMETERS.values():
            for value in choices.get(facet, ()):
                label = words.facet_value(facet, value)
                without = state.without(facet, value)
                yield Pill(label, without, words.facet_title(facet), excluded)
    if request.alike:
        label = words.text("quasi-doublons de {uid}", uid=request.alike)
        yield Pill(label, state.changed(alike=""), words.text("Quasi-doublons"))
    if request.since or request.until:
        without = state.changed(since=None, until=None)
        yield Pill(_days(state, words), without, words.text("Dates"))


def _days(state: PageState, words: Wording) -> Markup | str:
    days = words.days(state.request.since, state.request.until)
    if not state.period:
        return days
    return words.text(
        "{period} ({days})", period=words.text(PERIODS[state.period].label), days=days
    )
