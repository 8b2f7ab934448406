"""The whole state of the page in its address, in French, both ways.

`read` and `write` are each other's inverse, so that an address can be kept, sent and shared. What
is not understood is never guessed: a RequestError names the parameter at fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from urllib.parse import urlencode

from corpus.errors import RequestError
from corpus.limits import LIMITS
from corpus.messages import Message, message
from search.request import Choices, SearchRequest, Sort
from web.languages import ENGLISH, FRENCH
from web.periods import ONE_DAY, PERIODS

if TYPE_CHECKING:
    # A search in a terminal speaks no HTTP.
    from werkzeug.datastructures import MultiDict

FACET_PARAMETERS: Mapping[str, str] = {
    "departement": "departments",
    "nature": "kind",
    "agence": "agency",
    "lieu": "place",
    "annee": "year",
    "mois": "month",
    "statut": "status",
    "langue": "language",
}
EXCLUDED = "sauf-"
SORTS: Mapping[str, Sort] = {
    "pertinence": Sort.RELEVANCE,
    "recentes": Sort.NEWEST,
    "anciennes": Sort.OLDEST,
}
PARAMETERS: Mapping[str, str] = {
    "query": "q",
    "since": "du",
    "until": "au",
    "sort": "tri",
    "page": "page",
    "size": "taille",
    "variants": "variantes",
    "collapse": "doublons",
    "alike": "comme",
    **{facet: parameter for parameter, facet in FACET_PARAMETERS.items()},
}
"""The parameter that holds each field of a request."""

ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
FRENCH_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
INTEGER = re.compile(r"[0-9]{1,9}")

Arguments: TypeAlias = "MultiDict[str, str]"
Value = TypeVar("Value")


@dataclass(frozen=True)
class PageState:
    """A request as its address says it. `period` names the period that gave `since` and `until`."""

    request: SearchRequest = field(default_factory=SearchRequest)
    period: str = ""
    language: str = FRENCH
    notes: tuple[Message, ...] = ()

    @property
    def last_day(self) -> date | None:
        """The last day asked for."""
        return self.request.until - ONE_DAY if self.request.until else None

    @property
    def fresh(self) -> PageState:
        """Nothing asked for, in the same language."""
        return PageState(language=self.language)

    def changed(self, **changes: Any) -> PageState:
        """With other fields of the request, period or language.

        What changes the answer leads to its first page; days that are given replace a period.
        """
        own = {name: changes.pop(name) for name in ("period", "language") if name in changes}
        if changes.keys() & {"since", "until"}:
            own.setdefault("period", "")
        if changes or "period" in own:
            changes.setdefault("page", 1)
        return replace(self, request=replace(self.request, **changes), notes=(), **own)

    def choosing(self, facet: str, *values: str) -> PageState:
        """With exactly these values of a facet."""
        return self.changed(include=_with_facet(self.request.include, facet, values))

    def without(self, facet: str, value: str) -> PageState:
        """Neither asking for a value of a facet nor excluding it."""
        kept = {
            side: _with_facet(choices, facet, [v for v in choices.get(facet, ()) if v != value])
            for side, choices in (
                ("include", self.request.include),
                ("exclude", self.request.exclude),
            )
        }
        return self.changed(**kept)


def _with_facet(choices: Choices, facet: str, values: tuple[str, ...] | list[str]) -> Choices:
    kept = {name: chosen for name, chosen in choices.items() if name != facet}
    return {**kept, facet: tuple(values)} if values else kept


def read(args: Arguments, today: date) -> PageState:
    """The state of an address. Raises RequestError for the first value that is not understood."""
    state, problem = salvage(args, today)
    if problem is not None:
        raise problem
    return state


def salvage(args: Arguments, today: date) -> tuple[PageState, RequestError | None]:
    """The state of what is understood, and what the first value that is not deserves to be told."""
    reading = _Reading(args)
    period = reading.get("periode", "", _period)
    since, until, notes = reading.days()
    if since is None and until is None and period:
        since, until = PERIODS[period].days(today)
    else:
        period = ""
    exclude = reading.choices(EXCLUDED)
    request = reading.request(
        query=args.get("q", "").strip(),
        since=since,
        until=until,
        include=_outside(reading.choices(""), exclude),
        exclude=exclude,
        sort=reading.get("tri", None, _sort),
        page=reading.get("page", 1, _integer),
        size=reading.get("taille", SearchRequest.size, _integer),
        variants=args.get("variantes") != "non",
        collapse=args.get("doublons") == "non",
        alike=args.get("comme", "").strip(),
    )
    language = ENGLISH if args.get("hl") == ENGLISH else FRENCH
    problem = reading.problems[0] if reading.problems else None
    return PageState(request, period, language, notes), problem


def _outside(include: Choices, exclude: Choices) -> Choices:
    """What is both asked for and excluded is excluded: a form without scripts cannot untick."""
    kept = {
        facet: tuple(value for value in values if value not in exclude.get(facet, ()))
        for facet, values in include.items()
    }
    return {facet: values for facet, values in kept.items() if values}


class _Reading:
    """Reads parameters one by one, and remembers what was wrong with them."""

    def __init__(self, args: Arguments) -> None:
        self._args = args
        self.problems: list[RequestError] = []

    def get(self, name: str, default: Value, parse: Callable[[str, str], Value]) -> Value:
        text = self._args.get(name, "").strip()
        if not text:
            return default
        try:
            return parse(name, text)
        except RequestError as problem:
            self.problems.append(problem)
            return default

    def choices(self, prefix: str) -> Choices:
        found = {
            facet: tuple(dict.fromkeys(filter(None, self._args.getlist(prefix + parameter))))
            for parameter, facet in FACET_PARAMETERS.items()
        }
        return {facet: values for facet, values in found.items() if values}

    def days(self) -> tuple[date | None, date | None, tuple[Message, ...]]:
        """The half-open days of `du` and `au`, put in order."""
        first: date | None = self.get("du", None, _day)
        last: date | None = self.get("au", None, _day)
        notes: tuple[Message, ...] = ()
        if first and last and first > last:
            first, last = last, first
            notes = (message("Les deux dates étaient inversées ; elles ont été remises en ordre."),)
        return first, last + ONE_DAY if last else None, notes

    def request(self, **values: Any) -> SearchRequest:
        """A request of the values, without those that are out of bounds."""
        while True:
            try:
                return SearchRequest(**values)
            except RequestError as problem:
                name = problem.field
                parameter = PARAMETERS[name]
                values_said = {**problem.message.values, "facet": parameter}
                said = Message(problem.message.template, values_said)
                self.problems.append(RequestError(said, field=parameter))
                values.pop(name, None)
                for side in ("include", "exclude"):
                    values[side] = _with_facet(values[side], name, ())


def _period(name: str, text: str) -> str:
    if text not in PERIODS:
        raise _refusal(name, text, ", ".join(PERIODS))
    return text


def _sort(name: str, text: str) -> Sort | None:
    if text not in SORTS:
        raise _refusal(name, text, ", ".join(SORTS))
    return SORTS[text]


def _integer(name: str, text: str) -> int:
    if not INTEGER.fullmatch(text):
        raise _refusal(name, text, f"1–{LIMITS.offset if name == 'page' else LIMITS.page_size}")
    return int(text)


def _day(name: str, text: str) -> date | None:
    """A day as a browser writes it, or as a person does where the browser has no calendar."""
    iso, french = ISO_DAY.fullmatch(text), FRENCH_DAY.fullmatch(text)
    parts = iso.groups() if iso else french.groups()[::-1] if french else ()
    try:
        year, month, day = (int(part) for part in parts)
        found = date(year, month, day)
        found + ONE_DAY
    except (ValueError, OverflowError):
        note = "« {value} » n’est pas un jour ; écrivez 2011-02-17 ou 17/02/2011."
        raise RequestError(message(note, value=text), field=name) from None
    return found


def _refusal(name: str, text: str, choices: str) -> RequestError:
    note = "« {value} » n’est pas une valeur de « {parameter} » ; les valeurs sont {choices}."
    return RequestError(message(note, value=text, parameter=name, choices=choices), field=name)


def write(state: PageState, **changes: Any) -> str:
    """The address of a state, from its question mark on; empty for the first page."""
    found = list(pairs(state.changed(**changes) if changes else state))
    return f"?{urlencode(found)}" if found else ""


def pairs(state: PageState) -> Iterator[tuple[str, str]]:
    """The parameters of a state, those with the default value left out."""
    request = state.request
    if request.query:
        yield "q", request.query
    if state.period:
        yield "periode", state.period
    else:
        if request.since:
            yield "du", request.since.isoformat()
        if state.last_day:
            yield "au", state.last_day.isoformat()
    for prefix, choices in (("", request.include), (EXCLUDED, request.exclude)):
        for parameter, facet in FACET_PARAMETERS.items():
            for value in choices.get(facet, ()):
                yield prefix + parameter, value
    yield from _options(state)


def _options(state: PageState) -> Iterator[tuple[str, str]]:
    """What is not as it is by default."""
    defaults = {each.name: each.default for each in fields(SearchRequest)}
    request = state.request
    if request.sort is not None:
        yield "tri", next(name for name, sort in SORTS.items() if sort is request.sort)
    for parameter, value, name in (
        ("page", request.page, "page"),
        ("taille", request.size, "size"),
    ):
        if value != defaults[name]:
            yield parameter, str(value)
    if not request.variants:
        yield "variantes", "non"
    if request.collapse:
        yield "doublons", "non"
    if request.alike:
        yield "comme", request.alike
    if state.language != FRENCH:
        yield "hl", state.language
