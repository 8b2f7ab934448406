"""What the duel found: each test is named after what was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from whoosh import query as q
from whoosh.query import Query, spans

from corpus.dispatch import Dispatch
from index.codec import impacts
from index.snapshot import IndexReader
from index.writer import IndexWriter
from search.engine import Answer, Engine
from search.nodes import Apart, Either, Near
from search.request import SearchRequest, Sort
from tests.making import dispatch


def engine(folder: Path, *batches: Sequence[Dispatch]) -> Engine:
    """Over an index that has a segment for each batch."""
    with IndexWriter(folder) as writer:
        for batch in batches:
            for each in batch:
                writer.add(each)
            writer.commit()
    return Engine(IndexReader(folder).newest())


def answer(engine: Engine, query: Query, **options: object) -> Answer:
    request = SearchRequest(sort=Sort.RELEVANCE, **options)  # type: ignore[arg-type]
    return engine.answer(engine.find(query, request), request)


def uids(engine: Engine, query: Query, **options: object) -> list[str]:
    page = answer(engine, query, **options).page
    return [engine.snapshot.dispatch(each.at).uid for each in page]


def term(word: str, name: str = "text", boost: float = 1.0) -> q.Term:
    return q.Term(name, word, boost=boost)


@pytest.fixture
def gas(tmp_path: Path) -> Engine:
    first = dispatch("Un", "gaz pétrole", uid="old", day="2020-01-01", agency="APS")
    second = dispatch("Deux", "gaz", uid="new", day="2021-01-01", agency="APS")
    third = dispatch("Trois", "pétrole vent", uid="other", day="2022-01-01")
    return engine(tmp_path / "index", [first, second], [third])


@pytest.mark.parametrize(
    "query",
    [q.Every("agency"), q.Or([term("gaz"), term("petrol")], scale=0.5),
     Near(term("gaz"), term("petrol"), slop=2, mindist=1)],
)  # fmt: skip
def test_what_whoosh_answers_is_kept_to_the_days_asked_for(gas: Engine, query: Query) -> None:
    assert "old" in uids(gas, query)
    assert "old" not in uids(gas, query, since=date(2020, 6, 1))


def test_require_requires(gas: Engine) -> None:
    assert uids(gas, q.Require(term("gaz"), term("petrol"))) == ["old"]


def test_otherwise_is_decided_for_all_segments(gas: Engine) -> None:
    assert set(uids(gas, q.Otherwise(term("gaz"), term("petrol")))) == {"old", "new"}
    assert set(uids(gas, q.Otherwise(term("absent"), term("petrol")))) == {"old", "other"}


@pytest.mark.parametrize("name", [None, "text"])
def test_a_boost_of_nothing_scores_nothing(gas: Engine, name: str | None) -> None:
    assert {each.score for each in answer(gas, q.Every(name, boost=0.0)).page} == {0.0}


@pytest.mark.parametrize("kind", [q.And, q.Or, q.DisjunctionMax])
def test_a_node_without_parts_finds_nothing(gas: Engine, kind: type[Query]) -> None:
    assert uids(gas, kind([])) == []


def test_the_best_score_is_that_of_the_document(gas: Engine) -> None:
    query = q.DisjunctionMax([term("petrol", boost=9.0), term("gaz")])
    scores = [each.score for each in answer(gas, q.DisjunctionMax([term("gaz")])).page]
    found = answer(gas, query).page
    assert min(each.score for each in found) == min(scores)


def test_words_that_follow_each_other_are_not_one_place(tmp_path: Path) -> None:
    made = dispatch("Titre", "gaz pétrole vent", uid="a", day="2021-01-01")
    place = Either([term("gaz"), term("petrol")])
    wide = Near(place, term("vent"), slop=2, mindist=1)
    far = Near(place, term("vent"), slop=2, mindist=2)
    for query in (wide, far):
        assert uids(engine(tmp_path / "index", [made]), query) == ["a"]


def test_no_distance_from_several_words_is_from_any_of_them(tmp_path: Path) -> None:
    made = dispatch("Titre", "gaz pétrole", uid="a", day="2021-01-01")
    both = Near(term("gaz"), term("petrol"), slop=1, mindist=1)
    over = Near(both, term("gaz"), slop=0, mindist=0)
    assert uids(engine(tmp_path / "index", [made]), over) == ["a"]


def test_spans_apart_from_what_is_not_there(gas: Engine) -> None:
    assert set(uids(gas, Apart(term("gaz"), term("absent")))) == {"old", "new"}


def test_whooshs_own_spans_apart_are_mended_wherever_they_stand(gas: Engine) -> None:
    apart = spans.SpanNot(term("gaz"), term("absent"))
    assert set(uids(gas, apart)) == {"old", "new"}
    assert uids(gas, spans.SpanNear(apart, term("petrol"))) == ["old"]
    assert set(uids(gas, q.Or([apart, term("petrol")], scale=0.5))) == {"old", "new", "other"}


def test_a_long_span_near_others_is_not_passed_over(tmp_path: Path) -> None:
    made = dispatch("Titre", "gaz mer mer mer mer mer pétrole vent", uid="a", day="2021-01-01")
    long = Near(term("gaz"), term("petrol"), slop=6)
    query = spans.SpanNear2([term("vent"), long], slop=1, ordered=False)
    assert uids(engine(tmp_path / "index", [made]), query) == ["a"]


def test_a_condition_without_a_score_may_be_added_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(impacts, "FEWEST", 1)
    batch = [dispatch("Un", "gaz vent", uid=name, agency="APS") for name in "ab"]
    asked = q.ConstantScoreQuery(term("aps", "agency"), score=0.0)
    found = answer(
        engine(tmp_path / "index", batch), q.Or([q.AndMaybe(asked, term("gaz")), term("vent")])
    )
    alone = answer(engine(tmp_path / "index", batch), q.Or([term("gaz"), term("vent")]))
    assert [each.score for each in found.page] == [each.score for each in alone.page]


def test_a_word_that_a_byte_cannot_count_is_among_the_best(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(impacts, "FEWEST", 1)
    others = [dispatch("Un", "gaz " + "vent " * 10, uid=f"o{n}") for n in range(300)]
    often = dispatch("Deux", "gaz " * 5_000 + "vent " * 5_000, uid="often")
    assert uids(engine(tmp_path / "index", [*others, often]), term("gaz"), size=1) == ["often"]


def test_a_value_chosen_twice_is_shown_once(gas: Engine) -> None:
    found = answer(gas, term("gaz"), include={"year": ("2022", "2022", "2020")})
    years = [(each.value, each.count) for each in found.facets["year"]]
    assert years == [("2022", 0), ("2021", 1), ("2020", 1)]
