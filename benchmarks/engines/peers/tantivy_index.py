"""tantivy (Rust) through tantivy-py.

Its own analyser in Rust: words of letters and digits, lower case, Filon's stop list, Snowball
French, accents folded. One field `text` with positions and frequencies, stored, over headline and
body; prefixes and fuzzy words are asked of its stems, since a field of unstemmed words would slow
its indexing down. The facets, the day and the moment of issue are fast fields; facets are counted
by its terms aggregation, in a second pass, since tantivy-py cannot do both in one. One indexing
thread besides the one that calls it, with a heap of 1 GB, so that it writes few segments; it merges
in the background, and what that costs is counted. Its commits are synced to the disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import tantivy
from tantivy import FieldType, Filter, Occur, Query, Tokenizer

from benchmarks.engines.analysis import folded, stop_words
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
    version_of,
    year_of,
)
from corpus.dispatch import Dispatch

HEAP_BYTES = 1_000_000_000
FACET_VALUES = 10_000
AGGREGATION = {
    name: {"terms": {"field": name, "size": FACET_VALUES, "segment_size": FACET_VALUES}}
    for name in FACETS
}


class Prepared(NamedTuple):
    query: Any
    facets: bool
    order: str | None


class TantivyPeer:
    title = "tantivy"
    analysis = SNOWBALL
    abilities = EVERYTHING

    def version(self) -> str:
        return version_of("tantivy")

    def index(self, dispatches: Sequence[Dispatch], folder: Path) -> None:
        index = _registered(tantivy.Index(_schema(), str(folder)))
        writer = index.writer(HEAP_BYTES, 1)
        for dispatch in dispatches:
            writer.add_document(_document(dispatch))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        self._index = _registered(tantivy.Index.open(str(folder)))
        self._index.config_reader("manual")
        self._schema = self._index.schema
        self._searcher = self._index.searcher()
        self._analyser = _analyser()

    def prepare(self, query: ClassQuery) -> Prepared:
        asked = self._words(query)
        if query.since and query.until:
            asked = Query.boolean_query(
                [(Occur.Must, asked), (Occur.Must, self._days(query.since, query.until))]
            )
        return Prepared(asked, query.facets, "issued" if query.newest else None)

    def search(self, prepared: Prepared) -> Answer:
        found = self._searcher.search(prepared.query, TOP, True, prepared.order)
        facets = {}
        if prepared.facets:
            counted = self._searcher.aggregate(prepared.query, AGGREGATION)
            facets = {
                name: {bucket["key"]: bucket["doc_count"] for bucket in counted[name]["buckets"]}
                for name in FACETS
            }
        return Answer(found.count, [address for _, address in found.hits], facets)

    def uids(self, answer: Answer) -> tuple[str, ...]:
        return tuple(str(self._searcher.doc(address)["uid"][0]) for address in answer.hits)

    def begin_updates(self) -> None:
        self._writer = self._index.writer(HEAP_BYTES // 10, 1)

    def update_one(self, dispatch: Dispatch) -> None:
        self._writer.delete_documents_by_term("uid", dispatch.uid)
        self._writer.add_document(_document(dispatch))
        self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def close(self) -> None:
        del self._searcher, self._index

    def _words(self, query: ClassQuery) -> Any:
        if query.shape is Shape.PREFIX:
            return Query.regex_query(self._schema, "text", f"{query.words[0]}.*")
        if query.shape is Shape.FUZZY:
            return Query.fuzzy_term_query(
                self._schema, "text", self._term(query.words[0]), 1, transposition_cost_one=False
            )
        terms = [self._term(word) for word in query.words]
        if query.shape is Shape.PHRASE:
            return Query.phrase_query(self._schema, "text", list(terms))
        queries = [Query.term_query(self._schema, "text", term) for term in terms]
        if len(queries) == 1:
            return queries[0]
        occur = Occur.Must if query.shape is Shape.ALL else Occur.Should
        return Query.boolean_query([(occur, each) for each in queries])

    def _term(self, word: str) -> str:
        found = self._analyser.analyze(word)
        return found[0] if found else folded(word)

    def _days(self, since: date, until: date) -> Any:
        return Query.range_query(
            self._schema,
            "day",
            FieldType.Integer,
            since.toordinal(),
            until.toordinal(),
            include_upper=False,
        )


PEER = TantivyPeer


def _schema() -> Any:
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("text", stored=True, tokenizer_name="french", index_option="position")
    schema.add_text_field("uid", stored=True, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        schema.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    schema.add_integer_field("day", indexed=True, fast=True)
    schema.add_integer_field("issued", fast=True)
    return schema.build()


def _analyser() -> Any:
    return (
        tantivy.TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.lowercase())
        .filter(Filter.custom_stopword(sorted(stop_words())))
        .filter(Filter.stemmer("French"))
        .filter(Filter.ascii_fold())
        .build()
    )


def _registered(index: Any) -> Any:
    index.register_tokenizer("french", _analyser())
    return index


def _document(dispatch: Dispatch) -> Any:
    document = tantivy.Document()
    document.add_text("text", dispatch.text)
    document.add_text("uid", dispatch.uid)
    for label in departments_of(dispatch):
        document.add_text("departments", label)
    for name, value in (
        ("agency", dispatch.agency),
        ("place", dispatch.place),
        ("year", year_of(dispatch)),
    ):
        if value:
            document.add_text(name, value)
    day, moment = day_of(dispatch), moment_of(dispatch)
    if day is not None and moment is not None:
        document.add_integer("day", day)
        document.add_integer("issued", moment)
    return document
