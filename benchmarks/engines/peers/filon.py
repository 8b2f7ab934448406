"""Filon, through what the product itself uses: `IndexWriter` and `LocalBackend`.

Its analysis finds more on purpose (`index.french`): totals may differ from the peers'.

SEAM: `prepare` and `search` still ask the questions a person would type, so that their times hold
the reading of the query, all eight facets and ten highlighted hits. The rows of the report compare
engines; once the index has a flat reader, `prepare` is to make the raw `whoosh.query` (Term, And,
Or, Phrase on `text`; Prefix, FuzzyTerm on `form`) and `search` to ask that reader. Nothing else in
the benchmark changes by it; `page` goes on measuring the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.engines.peer import (
    EVERYTHING,
    FACETS,
    TOP,
    Ability,
    Answer,
    ClassQuery,
    Shape,
    version_of,
)
from corpus.dispatch import Dispatch
from corpus.limits import LIMITS
from index.writer import IndexWriter
from search.local import LocalBackend
from search.request import SearchRequest, Sort
from search.result import SearchResult

TYPED = EVERYTHING - {Ability.FUZZY}
"""What can be asked by typing: the language of queries has no fuzzy words."""


class FilonPeer:
    title = "Filon"
    analysis = "index.french"
    abilities = TYPED

    def version(self) -> str:
        return version_of("filon")

    def index(self, dispatches: Sequence[Dispatch], folder: Path) -> None:
        with IndexWriter(folder) as writer:
            for dispatch in dispatches:
                writer.add(dispatch)
                if len(writer) >= LIMITS.batch_dispatches:
                    writer.commit()
            writer.commit()

    def open(self, folder: Path) -> None:
        self._folder = folder
        self._backend = LocalBackend(folder)

    # SEAM: the two methods below are to ask the engine itself.

    def prepare(self, query: ClassQuery) -> SearchRequest:
        return request_of(query)

    def search(self, prepared: SearchRequest) -> Answer:
        found = self._backend.search(prepared)
        facets = {
            name: {value.value: value.count for value in found.facets[name]} for name in FACETS
        }
        return Answer(found.total, [hit.uid for hit in found.hits], facets)

    def page(self, request: SearchRequest) -> SearchResult:
        """A whole page: the query read, the search, the facets, ten highlights."""
        return self._backend.search(request)

    def uids(self, answer: Answer) -> tuple[str, ...]:
        return tuple(answer.hits)

    def begin_updates(self) -> None:
        self._writer = IndexWriter(self._folder)

    def update_one(self, dispatch: Dispatch) -> None:
        self._writer.add(dispatch)
        self._writer.commit()

    def close(self) -> None:
        self._backend.close()


PEER = FilonPeer


def request_of(query: ClassQuery) -> SearchRequest:
    """The question as a person would type it."""
    return SearchRequest(
        query=_typed(query),
        since=query.since,
        until=query.until,
        sort=Sort.NEWEST if query.newest else Sort.RELEVANCE,
        size=TOP,
        variants=False,
    )


def _typed(query: ClassQuery) -> str:
    if query.shape is Shape.PREFIX:
        return f"{query.words[0]}*"
    if query.shape is Shape.PHRASE:
        return f'"{" ".join(query.words)}"'
    return (" ET " if query.shape is Shape.ALL else " OU ").join(query.words)
