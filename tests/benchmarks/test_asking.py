"""The clock's side: budgets, failures, disagreements, and a whole run of the command."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from benchmarks.engines.asking import AT_LEAST, ask
from benchmarks.engines.cli import main
from benchmarks.engines.peer import Ability, Answer, ClassQuery, Shape
from corpus.synthetic import write_json_lines


class FakePeer:
    """Answers by a table, counts how often it is asked."""

    abilities = frozenset({Ability.FACETS})

    def __init__(self, title: str, totals: Mapping[str, int], analysis: str = "same") -> None:
        self.title = title
        self.analysis = analysis
        self.asked: list[str] = []
        self._totals = totals

    def prepare(self, query: ClassQuery) -> str:
        return query.words[0]

    def search(self, prepared: str) -> Answer:
        self.asked.append(prepared)
        return Answer(self._totals[prepared])


def terms(*words: str) -> dict[str, list[ClassQuery]]:
    return {"one term": [ClassQuery(Shape.TERM, (word,)) for word in words]}


def asked_of(*peers: FakePeer, budget: float = 10.0, words: tuple[str, ...] = ("a", "b")):  # type: ignore[no-untyped-def]
    return ask(peers, terms(*words), budget)  # type: ignore[arg-type]


def test_totals_of_one_analysis_are_compared() -> None:
    found = asked_of(
        FakePeer("one", {"a": 1, "b": 2}),
        FakePeer("two", {"a": 1, "b": 3}),
        FakePeer("three", {"a": 9, "b": 9}, analysis="another"),
    )
    assert found.compared == 2
    assert found.disagreements == ["one term, b: one, two: totals 2, 3"]


def test_peers_take_turns() -> None:
    order: list[str] = []

    class Noting(FakePeer):
        def prepare(self, query: ClassQuery) -> str:
            order.append(f"{self.title}{query.words[0]}")
            return super().prepare(query)

    asked_of(Noting("1", {"a": 1, "b": 1}), Noting("2", {"a": 1, "b": 1}))
    assert order == ["1a", "2a", "2b", "1b"]


def test_a_peer_that_fails_is_written_down_and_the_other_is_asked() -> None:
    found = asked_of(FakePeer("one", {"a": 1}), FakePeer("two", {"a": 1, "b": 1}))
    assert found.failures == ["one term, one: KeyError('b')"]
    assert found.timings["one term"]["one"].queries == 1
    assert found.timings["one term"]["two"].queries == 2


def test_a_spent_budget_ends_the_questions() -> None:
    peer = FakePeer("one", dict.fromkeys("abcdef", 1))
    found = asked_of(peer, budget=0.0, words=tuple("abcdef"))
    assert found.timings["one term"]["one"].queries == AT_LEAST


def test_what_a_peer_is_not_able_to_is_not_asked() -> None:
    peer = FakePeer("one", {"a": 1})
    query = ClassQuery(Shape.PREFIX, ("a",))
    found = ask([peer], {"prefix": [query]}, 1.0)  # type: ignore[list-item]
    assert found.timings == {"prefix": {}}
    assert not peer.asked


def test_a_whole_run(tmp_path: Path) -> None:
    """With what is part of every Filon; a second run uses the indexes again."""
    texts = tmp_path / "texts.jsonl"
    write_json_lines(40, texts)
    command = ["--corpus", str(texts), "--peers", "sqlite_fts5", "plain_whoosh", "--queries", "3"]
    command += ["--work", str(tmp_path / "work"), "--reports", str(tmp_path / "reports")]
    assert main(command) == 0
    assert main(command) == 0
    (report,) = (tmp_path / "reports").glob("*.md")
    text = report.read_text("utf-8")
    assert str(tmp_path) not in text
    assert "## 40 dispatches" in text
    (figures,) = (tmp_path / "reports").glob("*.json")
    size = json.loads(figures.read_text("utf-8"))["sizes"][0]
    assert not size["failures"]
    assert set(size["builds"]) == {"SQLite FTS5", "plain Whoosh"}
    assert size["updates"].keys() == size["cold"].keys() == size["memory"].keys()
