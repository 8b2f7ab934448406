"""The same documents in two indexes of Whoosh: one by its own codec, one by ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from hypothesis import strategies as st
from whoosh import columns, fields, formats, index, query
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import Storage

from index.codec.columns import SetsColumn
from index.codec.whoosh_codec import FlatCodec

WORDS = ["alfa", "alfas", "alto", "bravo", "brava", "charlie", "delta", "été", "œuvre"]
KEYS = ["k1", "k2", "k3", "k4"]
KINDS = ["parent", "child"]
DAYS = [datetime(1962, 3, day, 12, 30) for day in (1, 2, 9)]


def schema() -> fields.Schema:
    return fields.Schema(
        key=fields.ID(unique=True, stored=True),
        text=fields.TEXT(stored=True, vector=True, field_boost=1.5, spelling=True),
        free=fields.TEXT(phrase=False, sortable=True),
        chars=fields.TEXT(chars=True, vector=formats.Frequency()),
        grams=fields.NGRAM(phrase=True),
        tags=fields.KEYWORD(scorable=True, stored=True),
        number=fields.NUMERIC(signed=True, sortable=True, stored=True),
        real=fields.NUMERIC(float),
        day=fields.DATETIME(sortable=True, stored=True),
        flag=fields.BOOLEAN(stored=True),
        kind=fields.ID(sortable=True),
        groups=fields.COLUMN(SetsColumn()),
        name=fields.COLUMN(columns.RefBytesColumn()),
        kept=fields.STORED(),
    )


class World:
    """Two indexes that are written alike."""

    def __init__(self, make_storage: Callable[[], Storage]) -> None:
        self.plain: index.Index = make_storage().create_index(schema())
        self.flat: index.Index = make_storage().create_index(schema())

    def write(self, batch: Batch) -> None:
        """One batch of changes to both, committed."""
        operations, commit = batch
        for each, codec in ((self.plain, W3Codec()), (self.flat, FlatCodec())):
            writer = each.writer(codec=codec)
            for name, value in operations:
                if name == "delete":
                    writer.delete_by_term("key", value)
                else:
                    getattr(writer, f"{name}_document")(**value)
            writer.commit(**commit)


Operation = tuple[str, Any]
Batch = tuple[list[Operation], dict[str, bool]]

words = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
documents = st.fixed_dictionaries(
    {"key": st.sampled_from(KEYS)},
    optional={
        "text": words,
        "free": words,
        "chars": words,
        "grams": st.sampled_from(WORDS),
        "tags": words,
        "number": st.integers(-4, 4),
        "real": st.sampled_from([-1.5, 0.0, 2.25]),
        "day": st.sampled_from(DAYS),
        "flag": st.booleans(),
        "kind": st.sampled_from(KINDS),
        "groups": st.lists(st.sampled_from(WORDS), max_size=3).map(tuple),
        "name": st.sampled_from([b"x", b"yy"]),
        "kept": st.none() | st.integers() | st.text() | st.lists(st.floats(allow_nan=False)),
        "_boost": st.sampled_from([1.0, 0.5, 2.0]),
    },
)
operations = st.one_of(
    documents.map(lambda document: ("add", document)),
    documents.map(lambda document: ("add", document)),
    documents.map(lambda document: ("update", document)),
    st.sampled_from(KEYS).map(lambda key: ("delete", key)),
)
batches = st.tuples(
    st.lists(operations, max_size=8),
    st.sampled_from([{"merge": False}, {"merge": False}, {}, {"optimize": True}]),
)
histories = st.lists(batches, min_size=1, max_size=4)

POSITIONAL = ("text", "chars")
terms = st.builds(
    query.Term, st.sampled_from(["text", "free", "chars", "tags"]), st.sampled_from(WORDS)
)


def _spans(field: str) -> st.SearchStrategy[query.Query]:
    """Queries by positions, all in one field."""
    leaf = st.sampled_from(WORDS).map(lambda word: query.Term(field, word))

    def extend(inner: st.SearchStrategy[query.Query]) -> st.SearchStrategy[query.Query]:
        return st.one_of(
            st.builds(query.SpanFirst, inner, limit=st.integers(0, 3)),
            st.builds(query.SpanNear, inner, inner, slop=st.integers(1, 3), ordered=st.booleans()),
            st.builds(
                query.SpanNear2, st.lists(inner, min_size=2, max_size=3), slop=st.integers(1, 3)
            ),
            st.builds(query.SpanOr, st.lists(inner, min_size=1, max_size=3)),
            st.builds(query.SpanNot, inner, inner),
            st.builds(query.SpanContains, inner, inner),
            st.builds(query.SpanBefore, inner, inner),
            st.builds(query.SpanCondition, inner, inner),
        )

    return st.recursive(leaf, extend, max_leaves=4)


def _number_range() -> st.SearchStrategy[query.Query]:
    ends = st.none() | st.integers(-4, 4)
    return st.builds(
        query.NumericRange, st.just("number"), ends, ends, st.booleans(), st.booleans()
    )


leaves = st.one_of(
    terms,
    terms,
    st.builds(query.Term, st.just("key"), st.sampled_from(KEYS)),
    st.builds(
        query.Prefix, st.sampled_from(["text", "free"]), st.sampled_from(["a", "al", "", "z"])
    ),
    st.builds(query.Wildcard, st.just("text"), st.sampled_from(["a*", "*a", "br?v*", "*"])),
    st.builds(query.Regex, st.just("chars"), st.sampled_from(["al.+", "[bc].*", "é.."])),
    st.builds(
        query.FuzzyTerm,
        st.just("text"),
        st.sampled_from(WORDS),
        maxdist=st.integers(1, 2),
        prefixlength=st.integers(0, 2),
    ),
    st.builds(query.Variations, st.just("text"), st.sampled_from(["alfa", "bravo"])),
    st.builds(
        query.TermRange,
        st.just("free"),
        st.sampled_from(WORDS),
        st.sampled_from(WORDS),
        st.booleans(),
        st.booleans(),
    ),
    _number_range(),
    st.builds(query.DateRange, st.just("day"), st.sampled_from(DAYS), st.none()),
    st.builds(
        query.Phrase,
        st.sampled_from(POSITIONAL),
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
        slop=st.integers(1, 3),
    ),
    st.builds(query.Every, st.none() | st.sampled_from(["text", "number"])),
    st.builds(query.ColumnQuery, st.just("number"), st.integers(-4, 4)),
    st.builds(query.ColumnQuery, st.just("kind"), st.sampled_from(KINDS)),
    st.just(query.NullQuery),
    st.sampled_from(POSITIONAL).flatmap(_spans),
)


def _compound(inner: st.SearchStrategy[query.Query]) -> st.SearchStrategy[query.Query]:
    several = st.lists(inner, min_size=1, max_size=3)
    parents = st.just(query.Term("kind", "parent"))
    return st.one_of(
        st.builds(query.And, several),
        st.builds(query.Or, several, minmatch=st.integers(0, 2)),
        st.builds(query.DisjunctionMax, several, tiebreak=st.sampled_from([0.0, 0.1])),
        st.builds(query.AndNot, inner, inner),
        st.builds(query.AndMaybe, inner, inner),
        st.builds(query.Require, inner, inner),
        st.builds(query.Otherwise, inner, inner),
        st.builds(query.Not, inner),
        st.builds(query.ConstantScoreQuery, inner, st.sampled_from([1.0, 2.5])),
        st.builds(query.NestedParent, parents, inner),
        st.builds(query.NestedChildren, parents, inner),
        st.lists(terms, min_size=2, max_size=3).map(query.Ordered),
        st.lists(terms, min_size=2, max_size=3).map(query.Sequence),
    )


queries = st.recursive(leaves, _compound, max_leaves=5)


def answers(of: index.Index, asked: query.Query) -> Iterator[Any]:
    """What an index answers to a query, several ways; an error is an answer by its type."""
    with of.searcher() as searcher:
        for limit in (None, 1, 3):
            yield _tried(lambda limit=limit: _hits(searcher.search(asked, limit=limit, terms=True)))
        yield _tried(lambda: list(searcher.docs_for_query(asked)))
        yield _tried(lambda: _hits(searcher.search(asked, sortedby="number", limit=None)))
        yield _tried(lambda: _hits(searcher.search(asked, sortedby="day", reverse=True)))
        yield _tried(lambda: searcher.search(asked, groupedby=["kind", "free"]).groups("kind"))
        yield _tried(lambda: _hits(searcher.search(asked, collapse="kind", limit=None)))


def _hits(results: Any) -> Any:
    hits = [(hit.docnum, hit.score, sorted(hit.matched_terms())) for hit in results]
    return hits, len(results)


def _tried(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except Exception as error:
        return type(error)
