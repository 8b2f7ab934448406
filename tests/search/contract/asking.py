"""How the contract's tests ask."""

from __future__ import annotations

from collections.abc import Callable

from search.backend import Backend
from search.request import SearchRequest
from search.result import SearchResult

Make = Callable[..., Backend]


def ask(backend: Backend, query: str = "", /, **options: object) -> SearchResult:
    return backend.search(SearchRequest(query, **options))  # type: ignore[arg-type]


def headlines(backend: Backend, query: str = "", /, **options: object) -> list[str]:
    return [hit.headline for hit in ask(backend, query, **options).hits]


def counts(result: SearchResult, facet: str) -> dict[str, int]:
    return {value.value: value.count for value in result.facets[facet]}
