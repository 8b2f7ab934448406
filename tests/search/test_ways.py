"""What is done otherwise for many documents than for few gives the same answers.

An index in a test is small: here the limits between the ways are moved, and it is asked in both.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query as q
from whoosh.query import Query

from index.codec import impacts
from index.snapshot import IndexReader
from index.writer import IndexWriter
from search import counting, expansion, facets, highest, kernels, matches, posted, term_matches
from search.engine import Engine
from search.nodes import Either, Near
from search.request import FACETS, SearchRequest, Sort
from tests.making import dispatch

WORDS = ["gaz", "pétrole", "eau", "fer", "vent", "port", "blé", "sel"]
STEMS = ["gaz", "petrol", "eau", "fer", "vent", "port", "ble", "sel"]


def term(number: int, boost: float = 1.0) -> q.Term:
    return q.Term("text", STEMS[number], boost=boost)


QUERIES: list[Query | None] = [
    None,
    term(0),
    term(7),
    term(1, boost=0.0),
    term(1, boost=-2.0),
    q.And([term(0), term(1)]),
    q.And([term(6), term(2, boost=0.0), term(0)]),
    q.Or([term(5), term(6)]),
    q.Or([term(0), term(1), term(2)]),
    q.Or([term(0), term(7), term(6)], boost=2.0),
    q.Or([term(number) for number in range(8)]),
    q.And([q.Or([term(0), term(6)]), q.Or([term(1), term(2)])]),
    q.AndMaybe(q.Or([term(3), term(4)]), term(0)),
    q.AndNot(term(0), term(1)),
    q.DisjunctionMax([term(0), term(5)]),
    Near(term(0), term(1), slop=1, mindist=1),
    Near(Near(term(0), term(1), slop=1, mindist=1), term(0), slop=1, mindist=1),
    Near(term(0), Either([term(1), term(2)]), slop=1, mindist=1),
    q.Prefix("form", "p", constantscore=False),
    q.FuzzyTerm("form", "gap", constantscore=False),
]

REQUESTS = [
    SearchRequest(sort=Sort.RELEVANCE, size=10),
    SearchRequest(sort=Sort.RELEVANCE, size=100, page=2),
    SearchRequest(sort=Sort.RELEVANCE, since=date(2020, 3, 7), until=date(2020, 7, 2), size=10),
    SearchRequest(sort=Sort.OLDEST, since=date(2020, 6, 1), include={"agency": ("APS",)}),
    SearchRequest(sort=Sort.NEWEST, exclude={"place": ("Oran",)}, size=5),
]


@pytest.fixture(scope="module", params=[1, 3])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Over so many segments, in which every term has impacts."""
    draw = random.Random(1)
    folder = tmp_path_factory.mktemp("ways") / "index"
    with pytest.MonkeyPatch.context() as patch, IndexWriter(folder) as writer:
        patch.setattr(impacts, "FEWEST", 1)
        patch.setattr(impacts, "FREQUENT", 1 << 30)
        for _ in range(request.param):
            for _ in range(300):
                words = draw.choices(WORDS, [40, 30, 20, 10, 8, 5, 3, 1], k=draw.randint(1, 40))
                day = date(2020, draw.randint(1, 12), draw.randint(1, 28)).isoformat()
                writer.add(
                    dispatch(
                        " ".join(words[:4]),
                        " ".join(words[4:]),
                        day=day,
                        agency=draw.choice(["APS", "TAP", "MAP"]),
                        place=draw.choice(["Oran", "Alger", "Tunis", ""]),
                    )
                )
            writer.commit()
    return Engine(IndexReader(folder).newest())


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were many documents always."""
    for module, limits in {
        highest: {"GROUPS": 4},
        matches: {"FEW": 0},
        term_matches: {"FEW": 0},
        facets: {"FEW": 0},
        counting: {"MANY": 0},
        posted: {"DENSE": 1 << 30, "DENSER": 1 << 30, "SEARCHED": 0},
        kernels: {"SPARSE": 1},
        expansion: {"RUN": -1},
    }.items():
        for name, limit in limits.items():
            monkeypatch.setattr(module, name, limit)


def answers(engine: Engine) -> Iterator[object]:
    for query in QUERIES:
        for request in REQUESTS:
            found = engine.answer(engine.find(query, request), request)
            page = [(*each[:2], round(each.score, 6)) for each in found.page]
            counts = {name: [*each] for name, each in found.facets.items()}
            yield found.total, page, counts


@pytest.fixture(scope="module")
def expected(engine: Engine) -> list[object]:
    return [*answers(Engine(engine.snapshot))]


def test_few_of_the_choices_of_facets_are_kept(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There are as many as there are ways to filter, and each takes memory."""
    monkeypatch.setattr(facets, "FEW", 0)
    found, request = engine.find(None, REQUESTS[0]), REQUESTS[0]
    whole = {name: [*each] for name, each in engine.answer(found, request).facets.items()}
    choices = [*combinations(FACETS, 3)]
    for names in choices:
        asked = engine.answer(found, request, names).facets
        assert {name: [*each] for name, each in asked.items()} == {
            name: whole[name] for name in names
        }
    for segment in engine.snapshot.segments:
        kept = segment.derived("passes", dict)
        assert kept.cache_info().currsize == counting.KEPT < len(choices)


@pytest.mark.usefixtures("many")
def test_many_documents_are_answered_as_few(engine: Engine, expected: list[object]) -> None:
    questions = [(query, request) for query in QUERIES for request in REQUESTS]
    for question, ours, theirs in zip(questions, answers(engine), expected, strict=True):
        assert ours == theirs, question


@settings(deadline=None, derandomize=True)
@given(
    st.lists(st.integers(0, 255), max_size=300),
    st.integers(1, 40),
    st.integers(1, 8),
    st.booleans(),
)
def test_the_highest_are_found(numbers: list[int], count: int, groups: int, as_bytes: bool) -> None:
    scores = np.array(numbers, np.uint8 if as_bytes else np.float32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(highest, "GROUPS", groups)
        low = highest.threshold(scores, count)
        found = highest.reaching(scores, low - 1.5).tolist()
    if len(numbers) <= count:
        assert low == float("-inf")
    else:
        assert low <= sorted(numbers)[-count]
    assert found == [at for at, number in enumerate(numbers) if number >= low - 1.5]


def test_a_row_ranks_what_a_term_has(engine: Engine) -> None:
    for segment in engine.snapshot.segments:
        for stem in STEMS:
            found = posted.posted(segment, "text", stem.encode())
            if found is not None:
                row = posted.Row.of(found.field, found.number, segment.documents)
                assert np.flatnonzero(row.impacts).tolist() == found.documents.tolist()
                assert row.ranks(found.documents).tolist() == [*range(len(found.documents))]
