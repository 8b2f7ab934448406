"""Facets as rows of a form: a tree for departments, French alphabetical order, long ones folded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from markupsafe import Markup

from corpus.dispatch import PATH_SEPARATOR
from search.request import SearchRequest
from search.result import FacetValue, SearchResult
from web.typography import collation_key
from web.urls import FACET_PARAMETERS
from web.wording import Wording

BOXES = ("departments", "kind", "agency", "place", "status", "language")
"""The facets shown as boxes to tick; the calendar has its own drawing."""

SHOWN = 8
"""Rows of a facet shown before «+ 12 autres»."""

LISTED = 100
"""Values of a facet listed at all, the most frequent: more would not be read, but be loaded."""


@dataclass
class Row:
    """One value with its box; `count` is None for a parent that no dispatch names by itself."""

    value: str
    label: str
    count: int | None = None
    chosen: bool = False
    excluded: bool = False
    children: list[Row] = field(default_factory=list)

    @property
    def active(self) -> bool:
        return self.chosen or self.excluded or any(child.active for child in self.children)

    @property
    def size(self) -> int:
        """Rows from this one down."""
        return 1 + sum(child.size for child in self.children)


@dataclass(frozen=True)
class Facet:
    """A fieldset: `rows` are shown, `folded` are one click away, the rest is `cut`."""

    name: str
    parameter: str
    title: Markup
    rows: tuple[Row, ...]
    folded: tuple[Row, ...]
    cut: bool

    @property
    def folded_count(self) -> int:
        return sum(row.size for row in self.folded)


def facets(request: SearchRequest, result: SearchResult, words: Wording) -> list[Facet]:
    """The facets that give a choice, or in which something is chosen already."""
    parameter_of = {name: parameter for parameter, name in FACET_PARAMETERS.items()}
    found = []
    for name in BOXES:
        values = result.facets.get(name, ())
        rows = _forest(name, request, values, words)
        if len(rows) > 1 or any(row.active or row.children for row in rows):
            shown, folded = _fold(rows)
            title, cut = words.facet_title(name), len(values) > LISTED
            found.append(Facet(name, parameter_of[name], title, shown, folded, cut))
    return found


def _forest(
    name: str, request: SearchRequest, values: Iterable[FacetValue], words: Wording
) -> list[Row]:
    chosen = request.include.get(name, ())
    excluded = request.exclude.get(name, ())
    rows: dict[tuple[str, ...], Row] = {}
    roots: list[Row] = []

    def row_at(path: tuple[str, ...]) -> Row:
        if path not in rows:
            value = PATH_SEPARATOR.join(path)
            label = words.facet_value(name, path[-1])
            rows[path] = Row(value, label, None, value in chosen, value in excluded)
            (row_at(path[:-1]).children if len(path) > 1 else roots).append(rows[path])
        return rows[path]

    for value in islice(values, LISTED):
        row_at(value.path).count = value.count
    for missing in (*chosen, *excluded):
        is_tree = name == "departments"
        row_at(tuple(missing.split(PATH_SEPARATOR)) if is_tree else (missing,))
    _sort(roots)
    return roots


def _sort(rows: list[Row]) -> None:
    """What is chosen first, then the most frequent; among equals, the alphabet."""
    rows.sort(key=lambda row: (not row.active, -(row.count or 0), collation_key(row.label)))
    for row in rows:
        _sort(row.children)


def _fold(rows: list[Row]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The first rows, and the others by the alphabet; a lone other row is not worth a click."""
    shown: list[Row] = []
    size = 0
    for row in rows:
        if size + row.size > SHOWN and shown and not row.active:
            break
        shown.append(row)
        size += row.size
    folded = sorted(rows[len(shown) :], key=lambda row: collation_key(row.label))
    if sum(row.size for row in folded) == 1:
        return tuple(rows), ()
    return tuple(shown), tuple(folded)
