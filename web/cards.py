"""A dispatch as a list shows it: where and when, its headline, what was found, whom it concerns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup, escape

from corpus.dispatch import PATH_SEPARATOR, Department, Dispatch, Status
from corpus.versions import is_moment
from search.result import Hit
from web.marking import passage
from web.urls import PageState, write
from web.wording import STATUSES, Wording


@dataclass(frozen=True)
class Badge:
    """What a reader must know of a dispatch before using it; `kind` is the class of its colour."""

    text: Markup
    kind: str


@dataclass(frozen=True)
class Chip:
    """A department; `query` is the address, from its question mark on, of all that concern it."""

    name: str
    label: str
    query: str
    chosen: bool = False


@dataclass(frozen=True)
class Moment:
    """When a dispatch was issued: for people and, in `iso`, for programs."""

    day: str
    hour: str
    iso: str


@dataclass(frozen=True)
class Card:
    """One hit. `query` carries the page's state into the dispatch's own page and back; `alike` is
    the address, from its question mark on, of the dispatch and its so many near-duplicates."""

    uid: str
    query: str
    facts: tuple[str, ...]
    moment: Moment | None
    headline: Markup
    passages: tuple[Markup, ...]
    chips: tuple[Chip, ...]
    badges: tuple[Badge, ...]
    cancelled: bool
    duplicates: int
    alike: str


def card(hit: Hit, state: PageState, words: Wording) -> Card:
    """What a list shows of a hit. A cancelled dispatch is found but not quoted."""
    cancelled = hit.status is Status.CANCELLED
    headlines = [passage(each) for each in hit.highlights if each.part == "headline"]
    passages = [passage(each) for each in hit.highlights if each.part != "headline"]
    return Card(
        uid=hit.uid,
        query=write(state),
        facts=tuple(filter(None, (hit.agency, hit.place))),
        moment=moment(hit.issued, words),
        headline=headlines[0] if headlines else escape(hit.headline),
        passages=() if cancelled else tuple(passages),
        chips=chips(hit.departments, state),
        badges=badges(hit.status, hit.version, words),
        cancelled=cancelled,
        # A list of near-duplicates need not say of each what it is.
        duplicates=0 if state.request.alike else hit.duplicates,
        alike=write(state.fresh.changed(alike=hit.uid)),
    )


def moment(issued: datetime | None, words: Wording) -> Moment | None:
    if issued is None:
        return None
    return Moment(words.day(issued.date()), words.hour(issued), issued.isoformat())


def chips(departments: Iterable[Department], state: PageState) -> tuple[Chip, ...]:
    """One chip for each body, however often it is named, that shows what concerns it alone."""
    labels = dict.fromkeys(department.label for department in departments)
    chosen = state.request.include.get("departments", ())
    return tuple(
        Chip(
            name=label.rpartition(PATH_SEPARATOR)[2],
            label=label,
            query=write(state.choosing("departments", label)),
            chosen=label in chosen,
        )
        for label in labels
    )


def badges(status: Status, version: int, words: Wording) -> tuple[Badge, ...]:
    """«ANNULÉE», «EMBARGO LEVÉ», «v3 – corrigée»; nothing for a first version that stands."""
    if status is Status.CANCELLED:
        return (Badge(words.text("ANNULÉE"), "cancelled"),)
    found = []
    if status is Status.EMBARGOED:
        found.append(Badge(words.text("EMBARGO LEVÉ"), "embargoed"))
    corrected = words.text(STATUSES[Status.CORRECTED])
    if version > 1 and not is_moment(version):
        named = words.text("v{version}", version=version)
        if status is Status.CORRECTED:
            named = Markup("{} – {}").format(named, corrected)
        found.append(Badge(named, "corrected"))
    elif status is Status.CORRECTED:
        found.append(Badge(corrected, "corrected"))
    return tuple(found)


def reference(dispatch: Dispatch, words: Wording) -> str:
    """How an article quotes a dispatch: «LANA, Tripoli, 12 janv. 2011, v2»."""
    issued = words.short_day(dispatch.issued.date()) if dispatch.issued else ""
    version = "" if is_moment(dispatch.version) else f"v{dispatch.version}"
    return ", ".join(filter(None, (dispatch.agency, dispatch.place, issued, version)))
