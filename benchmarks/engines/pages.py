"""Filon's whole pages: what one costs over all the questions that a person can type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median

from benchmarks.engines import clock
from benchmarks.engines.peer import ClassQuery
from benchmarks.engines.peers.filon import TYPED, request_of
from search.local import LocalBackend
from search.request import SearchRequest
from search.result import SearchResult


class FilonPages:
    """Whole pages: the query read, the search, all facets, ten highlights."""

    def __init__(self, folder: Path) -> None:
        self._backend = LocalBackend(folder)

    def page(self, request: SearchRequest) -> SearchResult:
        return self._backend.search(request)


def requests(queries: Iterable[ClassQuery]) -> Iterator[SearchRequest]:
    """The questions that can be typed, as they are."""
    return (request_of(query) for query in queries if query.needs <= TYPED)


def page_seconds(pages: FilonPages, request: SearchRequest) -> float:
    """The median of some times, the first left out."""
    pages.page(request)
    return median(clock.seconds(lambda: pages.page(request)) for _ in range(3))
