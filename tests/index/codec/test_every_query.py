"""Every kind of query over a thousand documents: posting lists of many blocks, some deleted."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from whoosh import index, query, scoring
from whoosh.filedb.filestore import RamStorage

from tests.index.codec.worlds import DAYS, KEYS, KINDS, WORDS, World, answers

SEED = 1962
DOCUMENTS = 1000


@pytest.fixture(scope="module")
def both() -> World:
    """Three segments; documents of one key are deleted from the older two."""
    chance = random.Random(SEED)
    world = World(RamStorage)
    for _ in range(3):
        batch = [("delete", KEYS[0])]
        batch += [("add", document(chance)) for _ in range(DOCUMENTS // 3)]
        world.write((batch, {"merge": False}))
    return world


def document(chance: random.Random) -> dict[str, Any]:
    def words() -> str:
        # The first words are frequent, the last ones rare.
        return " ".join(WORDS[int(len(WORDS) * chance.random() ** 2)] for _ in range(size))

    size = chance.randrange(1, 30)
    return {
        "key": chance.choice(KEYS),
        "text": words(),
        "free": words(),
        "chars": words(),
        "tags": words(),
        "grams": chance.choice(WORDS),
        "number": chance.randrange(-50, 50),
        "real": chance.choice([0.5, 1.25, 2.0]),
        "day": DAYS[0] + timedelta(days=chance.randrange(300)),
        "flag": chance.random() < 0.5,
        "kind": chance.choice(KINDS),
    }


def term(word: str, field: str = "text") -> query.Query:
    return query.Term(field, word)


ALFA, BRAVO, DELTA = map(term, ("alfa", "bravo", "delta"))
PARENTS = query.Term("kind", "parent")

QUERIES: list[query.Query] = [
    *(term(word, field) for field in ("text", "free", "chars", "tags") for word in WORDS),
    query.Term("key", KEYS[1]),
    query.Term("flag", True),
    query.Term("real", 2.0),
    query.Term("grams", "lf"),
    query.Phrase("grams", ["al", "lf"]),
    query.Prefix("text", "al"),
    query.Prefix("free", "b", constantscore=False),
    query.Wildcard("text", "*a"),
    query.Regex("chars", "[bc].*"),
    query.FuzzyTerm("text", "alfa", maxdist=2),
    query.FuzzyTerm("text", "brava", constantscore=False),
    query.Variations("text", "alfa"),
    query.TermRange("free", "alto", "charlie"),
    query.TermRange("free", "alto", "charlie", True, True, constantscore=False),
    query.NumericRange("number", -10, 10),
    query.NumericRange("real", 0.25, None),
    query.DateRange("day", DAYS[0], DAYS[0] + timedelta(days=40)),
    query.Every(),
    query.Every("text"),
    query.NullQuery,
    query.ColumnQuery("number", 7),
    query.ColumnQuery("kind", KINDS[0]),
    query.Phrase("text", ["alfa", "alfas"]),
    query.Phrase("chars", ["alfa", "alto", "bravo"], slop=2),
    query.And([ALFA, DELTA]),
    query.And([ALFA, query.NumericRange("number", 0, 10)]),
    query.Or([ALFA, BRAVO, term("œuvre")]),
    query.Or([ALFA, BRAVO, DELTA], minmatch=2),
    query.Or([query.And([ALFA, DELTA]), query.Or([term("été"), term("alfa", "tags")])]),
    query.DisjunctionMax([ALFA, term("alfa", "tags")], tiebreak=0.1),
    query.AndNot(ALFA, BRAVO),
    query.AndMaybe(ALFA, term("été")),
    query.Require(ALFA, DELTA),
    query.Otherwise(term("absent"), DELTA),
    query.Not(ALFA),
    query.ConstantScoreQuery(ALFA, 2.5),
    query.NestedParent(PARENTS, ALFA),
    query.NestedChildren(PARENTS, ALFA),
    query.Ordered([ALFA, DELTA]),
    query.Sequence([ALFA, BRAVO], slop=3),
    query.SpanFirst(ALFA, limit=1),
    query.SpanNear(ALFA, DELTA, slop=3),
    query.SpanNear(ALFA, BRAVO, slop=2, ordered=False),
    query.SpanNear2([ALFA, BRAVO, DELTA], slop=4),
    query.SpanOr([ALFA, DELTA]),
    query.SpanNot(query.SpanNear(ALFA, BRAVO, slop=3), DELTA),
    query.SpanContains(query.SpanNear(ALFA, DELTA, slop=4), BRAVO),
    query.SpanBefore(ALFA, DELTA),
    query.SpanCondition(ALFA, DELTA),
]
UNSUPPORTED = (query.ColumnQuery, query.Ordered, query.Otherwise, query.Sequence)
"""Queries that Whoosh 2.7.4 itself raises for when it scores them, or finds nothing with."""


def name_of(given: object) -> str:
    """The same in every process: some of Whoosh's objects are shown by their address."""
    shown = repr(given)
    return type(given).__name__ if " object at " in shown else shown


@pytest.mark.parametrize("asked", QUERIES, ids=name_of)
def test_both_answer_alike(both: World, asked: query.Query) -> None:
    found = list(answers(both.flat, asked))
    assert found == list(answers(both.plain, asked))
    if asked is not query.NullQuery and not isinstance(asked, UNSUPPORTED):
        hits, _ = found[0]
        assert hits


@pytest.mark.parametrize(
    "weighting", [scoring.TF_IDF(), scoring.Frequency(), scoring.BM25F(B=0.2, K1=2.0)], ids=name_of
)
@pytest.mark.parametrize("limit", [1, 10, 100])
def test_the_best_are_those_of_all(both: World, weighting: Any, limit: int) -> None:
    """Skipping blocks that cannot score high enough loses nothing."""
    asked = query.Or([ALFA, BRAVO, term("été"), term("alto", "tags")])
    with both.flat.searcher(weighting=weighting) as searcher:
        every = searcher.search(asked, limit=None)
        best = searcher.search(asked, limit=limit)
        assert [hit.score for hit in best] == [hit.score for hit in every][:limit]


@pytest.mark.parametrize("merge", ["optimize", "merge"])
def test_merging_changes_no_answer(both: World, merge: str) -> None:
    """Values survive being given to Whoosh and back."""
    merged = World(RamStorage)
    chance = random.Random(SEED)
    for _ in range(2):
        batch = [("add", document(chance)) for _ in range(200)]
        merged.write((batch, {"merge": False}))
    merged.write(([("delete", KEYS[2])], {merge: True}))
    for asked in QUERIES:
        assert list(answers(merged.flat, asked)) == list(answers(merged.plain, asked)), asked


def test_segments_are_of_our_codec(both: World) -> None:
    assert _codecs(both.flat) == {"FlatCodec"}
    assert _codecs(both.plain) == {"W3Codec"}


def _codecs(of: index.Index) -> set[str]:
    with of.reader() as reader:
        return {type(leaf.codec()).__name__ for leaf, _ in reader.leaf_readers()}
