"""What is under embargo is in no answer; when its time has come it is, and nobody has written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from corpus.dispatch import Status
from index.writer import IndexWriter
from search.local import LocalBackend
from search.request import SearchRequest
from tests.making import dispatch

START = datetime(2030, 1, 1, tzinfo=timezone.utc)
NOW = int(START.timestamp())


class Clock:
    """Stands still until somebody sets it."""

    def __init__(self) -> None:
        self.now = float(NOW)

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def backend(tmp_path: Path, clock: Clock) -> Iterator[LocalBackend]:
    folder = tmp_path / "index"
    later = START + timedelta(hours=1)
    with IndexWriter(folder) as writer:
        for each in (
            dispatch("Le gaz", uid="libre", agency="APS", day="2020-01-01"),
            dispatch("Le gaz", uid="tenue", agency="TAP", day="2021-02-01", embargo=later),
            dispatch("Le gaz ancien", uid="levée", version=1, embargo=later),
            dispatch("Le gaz nouveau", uid="levée", version=2),
            dispatch("Le gaz", uid="sans fin", status=Status.EMBARGOED),
        ):
            writer.add(each)
            writer.commit()
    backend = LocalBackend(folder, now=clock)
    yield backend
    backend.close()


def found(backend: LocalBackend, **options: object) -> set[str]:
    result = backend.search(SearchRequest("gaz", **options))  # type: ignore[arg-type]
    assert result.total == len(result.hits)
    return {hit.uid for hit in result.hits}


def test_until_its_end_it_is_nowhere(backend: LocalBackend) -> None:
    assert found(backend) == {"libre", "levée"}
    result = backend.search(SearchRequest())
    assert result.total == 2
    assert [value.value for value in result.facets["agency"]] == ["APS"]
    assert [value.value for value in result.facets["month"]] == ["2020-01"]
    statistics = backend.statistics()
    assert (statistics.dispatches, dict(statistics.agencies)) == (2, {"APS": 1})
    assert statistics.last_day == datetime(2020, 1, 1, tzinfo=timezone.utc).date()
    assert backend.get("tenue") is None
    assert backend.get("tenue", 1) is None
    (version,) = backend.versions("tenue")
    assert version.is_held
    assert version.embargo == START + timedelta(hours=1)


def test_at_its_end_it_appears(backend: LocalBackend, clock: Clock) -> None:
    before = backend.search(SearchRequest("gaz"))
    assert before.until == NOW + 3_600
    clock.now += 3_599.9
    assert found(backend) == {"libre", "levée"}
    clock.now = NOW + 3_600
    assert found(backend) == {"libre", "levée", "tenue"}
    assert found(backend, include={"agency": ("TAP",)}) == {"tenue"}
    assert backend.search(SearchRequest("gaz")).until is None
    assert backend.search(SearchRequest("gaz")).generation == before.generation
    assert backend.get("tenue") is not None
    clock.now = NOW - 3_600  # a clock that was put back
    assert found(backend) == {"libre", "levée"}


def test_an_earlier_version_is_held_back_for_itself(backend: LocalBackend, clock: Clock) -> None:
    assert [each.is_held for each in backend.versions("levée")] == [False, True]
    assert backend.get("levée", 1) is None
    clock.now = NOW + 3_600
    assert [each.is_held for each in backend.versions("levée")] == [False, False]
    assert backend.get("levée", 1) is not None


def test_without_a_known_end_another_version_lifts_it(
    backend: LocalBackend, clock: Clock, tmp_path: Path
) -> None:
    clock.now = NOW * 10.0
    assert "sans fin" not in found(backend)
    with IndexWriter(tmp_path / "index") as writer:
        writer.add(dispatch("Le gaz", uid="sans fin", version=2))
        writer.commit()
    assert "sans fin" in found(backend)
    assert backend.get("sans fin", 1) is None


def test_the_engine_stays_while_nothing_ends(backend: LocalBackend, clock: Clock) -> None:
    engine = backend._newest()
    clock.now += 1_000
    assert backend._newest() is engine
    clock.now += 10_000
    later = backend._newest()
    assert later is not engine
    clock.now += 10**9
    assert backend._newest() is later
