"""The histogram of an answer over time: bars that are links, years first, then months of one year.

Its counts come from the facets `year` and `month`. A time of which the index holds nothing at all
is told apart from one where nothing was found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from search.request import SearchRequest
from search.result import SearchResult, Statistics
from web.urls import PageState, write
from web.wording import Wording

LONGEST = 60
"""Years between which empty ones are drawn; beyond, only those that have dispatches."""

LABELS = 12
"""Labels that fit under the bars."""


@dataclass(frozen=True)
class Bar:
    """`height` is out of 100; `indexed` is False where the index has no dispatch at all."""

    label: str
    short: str
    count: int
    height: int
    href: str
    chosen: bool
    indexed: bool
    labelled: bool


@dataclass(frozen=True)
class Timeline:
    """`up` is the address that shows all the years again, None when they are shown."""

    title: Markup
    bars: tuple[Bar, ...]
    up: str | None = None


def timeline(
    state: PageState, result: SearchResult, statistics: Statistics, words: Wording
) -> Timeline | None:
    """The months when the answer is within one year, else the years; None with nothing to draw."""
    years = _counts(result, "year")
    months = _counts(result, "month")
    year = _only_year(state.request, years)
    if year is None:
        return _years(state, years, statistics, words) if len(years) > 1 else None
    return _months(state, year, months, statistics, words)


def _counts(result: SearchResult, facet: str) -> dict[str, int]:
    return {value.value: value.count for value in result.facets.get(facet, ())}


def _only_year(request: SearchRequest, years: Mapping[str, int]) -> str | None:
    chosen = {value[:4] for name in ("year", "month") for value in request.include.get(name, ())}
    if chosen:
        return chosen.pop() if len(chosen) == 1 else None
    found = [year for year, count in years.items() if count]
    return found[0] if len(found) == 1 else None


def _years(
    state: PageState, counts: Mapping[str, int], statistics: Statistics, words: Wording
) -> Timeline | None:
    known = sorted(int(year) for year in counts if year.isdecimal())
    if not known:
        return None
    drawn = known
    if known[-1] - known[0] < LONGEST:
        drawn = list(range(known[0], known[-1] + 1))
    indexed = {month[:4] for month in statistics.months}
    chosen = state.request.include.get("year", ())
    tallest = max(counts.values()) or 1
    step = -(-len(drawn) // LABELS)
    bars = [
        Bar(
            label=f"{year:04d}",
            short=f"{year:04d}",
            count=counts.get(f"{year:04d}", 0),
            height=_height(counts.get(f"{year:04d}", 0), tallest),
            href=write(state.choosing("year", f"{year:04d}")),
            chosen=f"{year:04d}" in chosen,
            indexed=f"{year:04d}" in indexed,
            labelled=(drawn[-1] - year) % step == 0,
        )
        for year in drawn
    ]
    return Timeline(words.text("Dépêches par année"), tuple(bars))


def _months(
    state: PageState,
    year: str,
    counts: Mapping[str, int],
    statistics: Statistics,
    words: Wording,
) -> Timeline | None:
    values = [f"{year}-{month:02d}" for month in range(1, 13)]
    if not any(value in counts for value in values):
        return None
    chosen = state.request.include.get("month", ())
    tallest = max(counts.get(value, 0) for value in values) or 1
    narrowed = state.choosing("year")
    bars = [
        Bar(
            label=words.month(value),
            short=words.short_month(month),
            count=counts.get(value, 0),
            height=_height(counts.get(value, 0), tallest),
            href=write(narrowed.choosing("month", value)),
            chosen=value in chosen,
            indexed=value in statistics.months,
            labelled=True,
        )
        for month, value in enumerate(values, 1)
    ]
    is_narrowed = bool(chosen or state.request.include.get("year"))
    up = write(narrowed.choosing("month")) if is_narrowed else None
    return Timeline(words.text("Dépêches par mois en {year}", year=Markup(year)), tuple(bars), up)


def _height(count: int, tallest: int) -> int:
    """At least 4 for a count that is not nought: one dispatch must be seen."""
    return max(4, round(100 * count / tallest)) if count else 0
