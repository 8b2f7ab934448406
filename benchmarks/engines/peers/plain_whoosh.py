"""Plain Whoosh, as its documentation sets it up; nothing of Filon's codec.

The same analysis as tantivy's, of Whoosh's own filters around PyStemmer's Snowball (Whoosh's is
written in Python and slower). One field `text` with positions over headline and body; the facets
and the moment of issue are sortable fields, that is columns. One writer, one commit, one segment.
A date range is a filter: within an AND Whoosh's totals are wrong. Facets are counted by its
`groupedby`; departments stand joined in one column and are parted after the counting, since its own
overlapping facets read the postings of the whole field again for each query. It syncs nothing to
the disk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import whoosh
from whoosh import fields
from whoosh import query as whoosh_query
from whoosh.analysis import LowercaseFilter, RegexTokenizer, StemFilter, StopFilter
from whoosh.index import create_in, open_dir
from whoosh.sorting import Count, FieldFacet

from benchmarks.engines.analysis import WORD, folded, stop_words, term
from benchmarks.engines.peer import (
    EVERYTHING,
    FACETS,
    SNOWBALL,
    TOP,
    Answer,
    ClassQuery,
    Shape,
    day_of,
    departments_of,
    moment_of,
    year_of,
)
from corpus.dispatch import Dispatch

MEMORY_MB = 512
SEPARATOR = "\n"


class Prepared(NamedTuple):
    query: whoosh_query.Query
    filter: whoosh_query.Query | None
    facets: bool
    newest: bool


class WhooshPeer:
    title = "plain Whoosh"
    analysis = SNOWBALL
    abilities = EVERYTHING

    def version(self) -> str:
        return ".".join(map(str, whoosh.__version__))

    def index(self, dispatches: Sequence[Dispatch], folder: Path) -> None:
        writer = create_in(str(folder), _schema()).writer(limitmb=MEMORY_MB)
        for dispatch in dispatches:
            writer.add_document(**_document(dispatch))
        writer.commit()

    def open(self, folder: Path) -> None:
        self._index = open_dir(str(folder))
        self._searcher = self._index.searcher()

    def prepare(self, query: ClassQuery) -> Prepared:
        days = None
        if query.since and query.until:
            days = whoosh_query.NumericRange(
                "day", query.since.toordinal(), query.until.toordinal(), endexcl=True
            )
        return Prepared(_words(query), days, query.facets, query.newest)

    def search(self, prepared: Prepared) -> Answer:
        found = self._searcher.search(
            prepared.query,
            limit=TOP,
            filter=prepared.filter,
            sortedby=FieldFacet("issued", reverse=True) if prepared.newest else None,
            groupedby={name: FieldFacet(name) for name in FACETS} if prepared.facets else None,
            maptype=Count,
        )
        facets = {name: _counts(found.groups(name)) for name in FACETS if prepared.facets}
        # With groups it gives every hit; with a filter that nothing passes, the total without it.
        hits = [number for _, number in found.top_n[:TOP]]
        return Answer(len(found) if hits else 0, hits, facets)

    def uids(self, answer: Answer) -> tuple[str, ...]:
        return tuple(self._searcher.stored_fields(number)["uid"] for number in answer.hits)

    def begin_updates(self) -> None:
        """Nothing: a writer of Whoosh's is made for each commit."""

    def update_one(self, dispatch: Dispatch) -> None:
        writer = self._index.writer()
        writer.update_document(**_document(dispatch))
        writer.commit()
        self._searcher = self._searcher.refresh()

    def close(self) -> None:
        self._searcher.close()
        self._index.close()


PEER = WhooshPeer


def stem(word: str) -> str:
    """A word's term; a function of a module, since the schema is pickled."""
    return term(word)


def _schema() -> fields.Schema:
    analyzer = (
        RegexTokenizer(WORD)
        | LowercaseFilter()
        | StopFilter(stoplist=stop_words(), minsize=1, maxsize=None, renumber=False)
        | StemFilter(stemfn=stem, cachesize=None)
    )
    return fields.Schema(
        uid=fields.ID(unique=True, stored=True),
        text=fields.TEXT(analyzer=analyzer, phrase=True, stored=True),
        day=fields.NUMERIC(int, bits=32, signed=True),
        issued=fields.NUMERIC(int, bits=64, signed=True, sortable=True),
        agency=fields.ID(sortable=True),
        place=fields.ID(sortable=True),
        year=fields.ID(sortable=True),
        departments=fields.KEYWORD(analyzer=RegexTokenizer(f"[^{SEPARATOR}]+"), sortable=True),
    )


def _document(dispatch: Dispatch) -> dict[str, object]:
    values: dict[str, object] = {
        "uid": dispatch.uid,
        "text": dispatch.text,
        "agency": dispatch.agency,
        "place": dispatch.place,
        "year": year_of(dispatch),
        "departments": SEPARATOR.join(departments_of(dispatch)),
        "day": day_of(dispatch),
        "issued": moment_of(dispatch),
    }
    return {name: value for name, value in values.items() if value not in (None, "")}


def _counts(groups: Mapping[str, int]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for joined, count in groups.items():
        for value in filter(None, joined.split(SEPARATOR)):
            counts[value] = counts.get(value, 0) + count
    return counts


def _words(query: ClassQuery) -> whoosh_query.Query:
    if query.shape is Shape.PREFIX:
        return whoosh_query.Prefix("text", query.words[0])
    terms = [term(word) or folded(word) for word in query.words]
    if query.shape is Shape.FUZZY:
        return whoosh_query.FuzzyTerm("text", terms[0], maxdist=1, prefixlength=0)
    if query.shape is Shape.PHRASE:
        return whoosh_query.Phrase("text", terms)
    queries = [whoosh_query.Term("text", each) for each in terms]
    if len(queries) == 1:
        return queries[0]
    return (whoosh_query.And if query.shape is Shape.ALL else whoosh_query.Or)(queries)
