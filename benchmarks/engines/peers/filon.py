"""Filon. It indexes by `IndexWriter`; a question goes to the engine beneath its pages.

Each word is one term: its own stem in `text` (headline and body), where a page also asks for other
stems, spellings and transliterations. Prefixes and fuzzy words are asked of `form`, the unstemmed
words, which are several times as many as the stems that the peers look through. As with tantivy,
one snapshot is held open and exchanged after an update. Its analysis finds more on purpose
(`index.french`), so that totals may differ from the peers'.

SEAM: `engine_query` alone says what the engine is asked. What has no kernel yet, Whoosh's own
matcher answers slowly; a kernel for it needs no change here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from whoosh import query as whoosh_query
from whoosh.query import Query

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
from index.french import ANALYSER, fold
from index.snapshot import IndexReader
from search.engine import Engine
from search.nodes import Near
from search.request import SearchRequest, Sort

TYPED = EVERYTHING - {Ability.FUZZY}
"""What the pages that are measured ask by typing. Fuzzy words are left out, so that their times
compare with those of older reports, which had none."""


class Prepared(NamedTuple):
    """The engine's query; of the request its days, its order and its size count."""

    query: Query
    request: SearchRequest
    facets: tuple[str, ...]


class FilonPeer:
    title = "Filon"
    analysis = "index.french"
    abilities = EVERYTHING

    def version(self) -> str:
        return version_of("filon")

    def index(self, dispatches: Sequence[Dispatch], folder: Path) -> None:
        # Here and not above: the search of a cold process loads no writer, nor does Filon's own.
        from index.writer import IndexWriter

        with IndexWriter(folder) as writer, writer.loading():
            for dispatch in dispatches:
                writer.add(dispatch)
                if len(writer) >= LIMITS.batch_dispatches:
                    writer.commit()
            writer.commit()

    def open(self, folder: Path) -> None:
        self._folder = folder
        self._reader = IndexReader(folder)
        self._engine = Engine(self._reader.newest())

    def prepare(self, query: ClassQuery) -> Prepared:
        facets = FACETS if query.facets else ()
        return Prepared(engine_query(query), request_of(query), facets)

    def search(self, prepared: Prepared) -> Answer:
        found = self._engine.find(prepared.query, prepared.request)
        answer = self._engine.answer(found, prepared.request, prepared.facets)
        facets = {
            name: dict(zip(each.values, each.counts, strict=True))
            for name, each in answer.facets.items()
        }
        return Answer(answer.total, answer.page, facets)

    def uids(self, answer: Answer) -> tuple[str, ...]:
        return tuple(self._engine.snapshot.dispatch(each.at).uid for each in answer.hits)

    def begin_updates(self) -> None:
        from index.writer import IndexWriter

        self._writer = IndexWriter(self._folder)

    def update_one(self, dispatch: Dispatch) -> None:
        self._writer.add(dispatch)
        self._writer.commit()
        self._engine = Engine(self._reader.newest(self._engine.snapshot))

    def close(self) -> None:
        del self._engine, self._reader


PEER = FilonPeer


def engine_query(query: ClassQuery) -> Query:
    """The question as the engine is asked it."""
    if query.shape is Shape.PREFIX:
        prefix = whoosh_query.Prefix("form", fold(query.words[0]))
        return whoosh_query.ConstantScoreQuery(prefix, score=0.0)
    if query.shape is Shape.FUZZY:
        return whoosh_query.FuzzyTerm("form", fold(query.words[0]), maxdist=1, prefixlength=0)
    # What is ordered by date needs no scores.
    terms = [_term(word, boost=0.0 if query.newest else 1.0) for word in query.words]
    if query.shape is Shape.PHRASE:
        first, second = terms
        return Near(first, second, slop=1, mindist=1)
    if len(terms) == 1:
        return terms[0]
    return (whoosh_query.And if query.shape is Shape.ALL else whoosh_query.Or)(terms)


def _term(word: str, boost: float) -> Query:
    token = ANALYSER.tokens(word, query=True)[0]
    return whoosh_query.Term("text", (token.stems or token.forms)[0], boost=boost)


def request_of(query: ClassQuery) -> SearchRequest:
    """The question as a person would type it."""
    return SearchRequest(
        query=_typed(query),
        since=query.since,
        until=query.until,
        sort=Sort.NEWEST if query.newest else Sort.RELEVANCE,
        size=TOP,
    )


def _typed(query: ClassQuery) -> str:
    if query.shape is Shape.PREFIX:
        return f"{query.words[0]}*"
    if query.shape is Shape.PHRASE:
        return f'"{" ".join(query.words)}"'
    return (" ET " if query.shape is Shape.ALL else " OU ").join(query.words)
