"""A backend in memory over invented dispatches: it filters, counts and sorts as an engine must.

It finds whole words, «phrases» and prefix* without stems, which is enough to try the page on.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from unidecode import unidecode

from corpus.dispatch import (
    PATH_SEPARATOR,
    UNCLASSIFIED,
    Department,
    Dispatch,
    EventDate,
    Kind,
    Source,
    Span,
    Status,
)
from corpus.errors import RequestError
from corpus.messages import message
from search.request import FACETS, SearchRequest, Sort
from search.result import FacetValue, Hit, Passage, SearchResult, Statistics, Version

RECORDS = Path(__file__).parent / "dispatches.txt"
WORD = re.compile(r"\w+")
LEXEME = re.compile(r'"([^"]*)"|(\S+)')


def fold(text: str) -> str:
    """Without accents or case, character for character: offsets still count in the source."""
    return "".join(unidecode(character)[:1] or " " for character in text).casefold()


def load() -> list[Dispatch]:
    lines = RECORDS.read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("= ")] + [len(lines)]
    return [_dispatch(lines[a:b]) for a, b in itertools.pairwise(starts)]


def _dispatch(lines: Sequence[str]) -> Dispatch:
    uid, version, status, agency, place, moment, names = (
        part.strip() for part in lines[0].removeprefix("= ").split("|")
    )
    text = "\n".join(lines[1:])
    issued = datetime.fromisoformat(moment) if moment else None
    return Dispatch(
        uid=uid,
        version=int(version),
        status=Status(status),
        agency=agency,
        place=place,
        issued=issued,
        headline=lines[1],
        lead=lines[2],
        body=tuple(lines[3:]),
        departments=tuple(_department(name, text) for name in names.split("; ") if name),
        events=tuple(_events(text, issued)),
        source=Source(f"{agency.lower()}.txt", "plain"),
        embargo=datetime.fromisoformat("2011-02-17T12:00:00+01:00")
        if status == "embargoed"
        else None,
        notes=() if issued else ("La dépêche n’a pas de date.",),
    )


def _department(label: str, text: str) -> Department:
    path = tuple(label.split(PATH_SEPARATOR))
    kind = next((kind for kind in Kind if path[-1].startswith(kind.value)), Kind.DIRECTORATE)
    at = fold(text).find(fold(path[-1]))
    return Department(path, kind, span=Span(at, at + len(path[-1])) if at >= 0 else None)


def _events(text: str, issued: datetime | None) -> Iterator[EventDate]:
    """«jeudi» and the like: the day of issue, for want of understanding."""
    found = re.search(r"\b(lundi|mardi|mercredi|jeudi|vendredi)\b", text)
    if found and issued:
        day = issued.date()
        yield EventDate(day, day + timedelta(days=1), found[0], Span(*found.span()))


def mark(text: str, query: str) -> list[tuple[int, int]]:
    folded = fold(text)
    found: list[tuple[int, int]] = []
    for phrase, word in LEXEME.findall(query):
        wanted = re.escape(fold(phrase or word.rstrip("*")))
        ending = r"\w*" if word.endswith("*") else r"s?\b"
        found += [match.span() for match in re.finditer(rf"\b{wanted}{ending}", folded)]
    return sorted(set(found))


class FakeBackend:
    """See `search.backend.Backend`. The query «!cher» costs too much, as one may."""

    def __init__(self, dispatches: Sequence[Dispatch] | None = None) -> None:
        self.dispatches = load() if dispatches is None else list(dispatches)

    def search(self, request: SearchRequest) -> SearchResult:
        if request.query == "!cher":
            raise RequestError(message("La requête coûte trop cher."), field="query")
        asked = [each for each in self.dispatches if _answers(each, request.query)]
        passing = [each for each in asked if _passes(each, request)]
        passing.sort(key=_sort_key(request))
        page = passing[request.offset : request.offset + request.size]
        notes = (
            message(
                "Guillemet non fermé, position {position} ; recherche faite sans guillemets.",
                position=1,
            ),
        )
        return SearchResult(
            total=len(passing),
            hits=tuple(_hit(each, request.query) for each in page),
            facets={name: _facet(name, asked, request) for name in FACETS},
            notes=notes if request.query.count('"') % 2 else (),
            generation=1,
        )

    def get(
        self, uid: str, version: int | None = None, digest: str | None = None
    ) -> Dispatch | None:
        return next((each for each in self.dispatches if each.uid == uid), None)

    def versions(self, uid: str) -> tuple[Version, ...]:
        found = self.get(uid)
        if found is None:
            return ()
        return (Version(found.version, "0" * 16, found.status, found.issued, found.embargo),)

    def statistics(self) -> Statistics:
        days = sorted(each.issued.date() for each in self.dispatches if each.issued)
        return Statistics(
            dispatches=len(self.dispatches),
            generation=1,
            bytes=1,
            first_day=days[0] if days else None,
            last_day=days[-1] if days else None,
            months=Counter(day.isoformat()[:7] for day in days),
            agencies=Counter(each.agency for each in self.dispatches),
        )

    def close(self) -> None:
        pass


def _answers(dispatch: Dispatch, query: str) -> bool:
    return all(
        mark(dispatch.text, f'"{phrase}"' if phrase else word)
        for phrase, word in LEXEME.findall(
            query.replace('"', "") if query.count('"') % 2 else query
        )
    )


def _passes(dispatch: Dispatch, request: SearchRequest, but: str = "") -> bool:
    day = dispatch.issued.date() if dispatch.issued else None
    if (request.since or request.until) and day is None:
        return False
    if day and not (request.since or date.min) <= day < (request.until or date.max):
        return False
    for facet, values in request.include.items():
        if facet != but and not set(values) & set(_values(dispatch, facet)):
            return False
    excluded = request.exclude.items()
    return not any(set(values) & set(_values(dispatch, facet)) for facet, values in excluded)


def _values(dispatch: Dispatch, facet: str) -> list[str]:
    day = dispatch.issued.date().isoformat() if dispatch.issued else ""
    paths = [each.path for each in dispatch.departments]
    trees = [PATH_SEPARATOR.join(path[:end]) for path in paths for end in range(1, len(path) + 1)]
    values = {
        "departments": list(dict.fromkeys(trees)) or [UNCLASSIFIED],
        "kind": list({each.kind.value for each in dispatch.departments}),
        "agency": [dispatch.agency],
        "place": [dispatch.place],
        "year": [day[:4]],
        "month": [day[:7]],
        "status": [dispatch.status.value],
        "language": [dispatch.language],
    }
    return [value for value in values[facet] if value]


def _facet(name: str, asked: list[Dispatch], request: SearchRequest) -> tuple[FacetValue, ...]:
    counts = Counter(
        value for each in asked if _passes(each, request, but=name) for value in _values(each, name)
    )
    counts.update(dict.fromkeys(request.include.get(name, ()), 0))
    is_tree = name == "departments"
    return tuple(
        FacetValue(value, tuple(value.split(PATH_SEPARATOR)) if is_tree else (value,), count)
        for value, count in counts.most_common()
    )


def _sort_key(request: SearchRequest) -> Callable[[Dispatch], tuple[float, ...]]:
    def key(dispatch: Dispatch) -> tuple[float, ...]:
        time = dispatch.issued.timestamp() if dispatch.issued else 0.0
        if request.order is Sort.RELEVANCE:
            return (-len(mark(dispatch.text, request.query)), -time)
        return (float(not dispatch.issued), time if request.order is Sort.OLDEST else -time)

    return key


def _hit(dispatch: Dispatch, query: str) -> Hit:
    passages = [Passage("headline", dispatch.headline, tuple(mark(dispatch.headline, query)))]
    found = [part for part in dispatch.paragraphs if mark(part, query)] or [dispatch.lead]
    if dispatch.status is not Status.CANCELLED:
        passages += [Passage("body", part, tuple(mark(part, query))) for part in found]
    return Hit(
        uid=dispatch.uid,
        version=dispatch.version,
        score=1.0,
        headline=dispatch.headline,
        agency=dispatch.agency,
        place=dispatch.place,
        issued=dispatch.issued,
        status=dispatch.status,
        events=dispatch.events,
        departments=dispatch.departments,
        highlights=tuple(passages[:3]),
        source=dispatch.source,
    )
