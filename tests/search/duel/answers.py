"""What a request makes of the documents found, in plain Python: filters, facets, order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.dispatch import PATH_SEPARATOR, UNCLASSIFIED, Dispatch
from corpus.limits import LIMITS
from search.request import FACETS, SearchRequest, Sort

DIGITS = 9
"""Decimals of a score that decide the order."""


@dataclass(frozen=True)
class Facts:
    """What filters, facets and orders read of a document. `day` is local, `moment` in seconds."""

    uid: str
    day: date | None
    moment: int
    values: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Answer:
    total: int
    page: tuple[str, ...]
    scores: Mapping[str, float]
    facets: Mapping[str, tuple[tuple[str, int], ...]]


def facts_of(dispatch: Dispatch) -> Facts:
    """Read from the dispatch itself."""
    bodies = dispatch.departments
    labels = [
        PATH_SEPARATOR.join(body.path[:depth])
        for body in bodies
        for depth in range(1, len(body.path) + 1)
    ]
    day = dispatch.issued.date() if dispatch.issued else None
    values = {
        "departments": tuple(set(labels)) or (UNCLASSIFIED,),
        "kind": tuple({body.kind.value for body in bodies}),
        "agency": (dispatch.agency,) if dispatch.agency else (),
        "place": (dispatch.place,) if dispatch.place else (),
        "status": (dispatch.status.value,),
        "language": (dispatch.language,) if dispatch.language else (),
        **calendar(day),
    }
    moment = int(dispatch.issued.timestamp()) if dispatch.issued else 0
    return Facts(dispatch.uid, day, moment, values)


def calendar(day: date | None) -> dict[str, tuple[str, ...]]:
    if day is None:
        return {"year": (), "month": ()}
    return {"year": (f"{day.year:04}",), "month": (f"{day.year:04}-{day.month:02}",)}


def answer(found: Mapping[str, float], facts: Mapping[str, Facts], asked: SearchRequest) -> Answer:
    """The answer to a request whose query found documents with scores, by uid."""
    passing = [facts[uid] for uid in found if passes(facts[uid], asked)]
    ordered = _ordered(passing, found, asked.order)
    shown = tuple(each.uid for each in ordered[asked.offset : asked.offset + asked.size])
    return Answer(
        total=len(passing),
        page=shown,
        scores={uid: found[uid] if asked.order is Sort.RELEVANCE else 0.0 for uid in shown},
        facets={name: _facet(name, [facts[uid] for uid in found], asked) for name in FACETS},
    )


def passes(facts: Facts, asked: SearchRequest, but: str = "") -> bool:
    """Whether a document passes the filters, all but what is chosen of one facet."""
    if asked.since or asked.until:
        if facts.day is None:
            return False
        if facts.day < (asked.since or date.min) or (asked.until and facts.day >= asked.until):
            return False
    for name, chosen in asked.include.items():
        if chosen and name != but and not set(chosen) & set(facts.values[name]):
            return False
    return not any(set(facts.values[name]) & set(out) for name, out in asked.exclude.items())


def _ordered(found: list[Facts], scores: Mapping[str, float], order: Sort) -> Sequence[Facts]:
    """The oldest first puts of one moment the higher uid first: the newest first backwards. Those
    without a date come last in both."""
    backwards = order is Sort.OLDEST
    found = sorted(found, key=lambda each: each.uid, reverse=backwards)
    found.sort(key=lambda each: each.moment if backwards else -each.moment)
    found.sort(key=lambda each: each.day is None)
    if order is Sort.RELEVANCE:
        found.sort(key=lambda each: -round(scores[each.uid], DIGITS))
    return found


def _facet(name: str, found: list[Facts], asked: SearchRequest) -> tuple[tuple[str, int], ...]:
    """(value, count), what is chosen even at zero."""
    counts = Counter(
        value for each in found if passes(each, asked, but=name) for value in each.values[name]
    )
    for value in asked.include.get(name, ()):
        counts.setdefault(value, 0)
    items = sorted(counts.items())
    if name in ("year", "month"):
        items.reverse()
    else:
        items.sort(key=lambda item: -item[1])
    return tuple(items[: LIMITS.facet_values])
