"""What a person asks: a search request that cannot be invalid once it is made.

A request knows nothing of engines, indexes or URLs; `search.backend` answers it and `web.urls`
writes it as an address. Days are local to each dispatch's agency; ranges are half-open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum

from corpus.errors import RequestError
from corpus.limits import LIMITS
from corpus.messages import message

FACETS = ("departments", "kind", "agency", "place", "year", "month", "status", "language")
"""The fields that a person can filter by and that every answer counts."""

Choices = Mapping[str, tuple[str, ...]]


class Sort(Enum):
    """The orders an answer can have; ties are broken by date, newest first, then by uid."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True)
class SearchRequest:
    """A validated question.

    `since` and `until` bound the day of issue, [since, until). `include` and `exclude` map a facet
    to its values: values of one facet are alternatives, facets narrow each other. A department's
    value is its path joined by « › »; it stands for all that is under it. `sort` None means
    relevance when there is a query and newest first when there is none. `variants` also finds
    other transliterations of a name. `collapse` gives one dispatch of each group of near-duplicates
    and counts it once; `alike` is the uid of a dispatch whose group alone is asked for.

    Raises RequestError, naming the field, for whatever is out of bounds.
    """

    query: str = ""
    since: date | None = None
    until: date | None = None
    include: Choices = field(default_factory=dict)
    exclude: Choices = field(default_factory=dict)
    sort: Sort | None = None
    page: int = 1
    size: int = 25
    variants: bool = True
    collapse: bool = False
    alike: str = ""

    def __post_init__(self) -> None:
        if len(self.query) > LIMITS.query_characters:
            raise RequestError(
                message(
                    "La requête a {length} caractères ; la limite est de {limit}.",
                    length=len(self.query),
                    limit=LIMITS.query_characters,
                ),
                field="query",
            )
        if not 1 <= self.size <= LIMITS.page_size:
            raise RequestError(
                message("Une page compte de 1 à {limit} dépêches.", limit=LIMITS.page_size),
                field="size",
            )
        if len(self.alike) > LIMITS.query_characters:
            raise RequestError(
                message(
                    "L’identifiant a {length} caractères ; la limite est de {limit}.",
                    length=len(self.alike),
                    limit=LIMITS.query_characters,
                ),
                field="alike",
            )
        self._check_page()
        self._check_range()
        for choices in (self.include, self.exclude):
            _check_choices(choices)

    def _check_page(self) -> None:
        if self.page < 1 or self.offset > LIMITS.offset:
            raise RequestError(
                message(
                    "Les pages vont de 1 à {last} ; affinez la recherche pour voir la suite.",
                    last=LIMITS.offset // self.size + 1,
                ),
                field="page",
            )

    def _check_range(self) -> None:
        if self.since and self.until and self.since >= self.until:
            raise RequestError(
                message(
                    "La période est vide : elle commence le {since} et finit avant le {until}.",
                    since=self.since.isoformat(),
                    until=self.until.isoformat(),
                ),
                field="since",
            )

    @property
    def offset(self) -> int:
        """The number of hits on the pages before this one."""
        return (self.page - 1) * self.size

    @property
    def order(self) -> Sort:
        """The order that applies, with the default resolved."""
        if self.sort is not None:
            return self.sort
        return Sort.RELEVANCE if self.query.strip() else Sort.NEWEST

    @property
    def is_filtered(self) -> bool:
        return bool(self.since or self.until or self.include or self.exclude or self.alike)

    def with_choice(self, facet: str, value: str) -> SearchRequest:
        """This request narrowed to one more value of a facet, from its first page."""
        values = (*self.include.get(facet, ()), value)
        return replace(self, include={**self.include, facet: values}, page=1)


def _check_choices(choices: Choices) -> None:
    for facet, values in choices.items():
        if facet not in FACETS:
            raise RequestError(
                message(
                    "Le filtre « {facet} » n’existe pas ; les filtres sont {facets}.",
                    facet=facet,
                    facets=", ".join(FACETS),
                ),
                field=facet,
            )
        if len(values) > LIMITS.filter_values:
            raise RequestError(
                message(
                    "Le filtre « {facet} » a {count} valeurs ; la limite est de {limit}.",
                    facet=facet,
                    count=len(values),
                    limit=LIMITS.filter_values,
                ),
                field=facet,
            )
