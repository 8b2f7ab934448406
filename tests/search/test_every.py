"""All that a request finds, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from index.writer import IndexWriter
from search.local import LocalBackend
from search.request import SearchRequest
from tests.making import dispatch

TEXT = "Douze personnes ont été tuées dans une explosion de gaz, ont annoncé les secours du port."


def test_every_dispatch_found_oldest_first_whatever_the_segments(tmp_path: Path) -> None:
    days = ["2020-03-05", "2020-01-01", "", "2021-01-01", "2020-02-01", "2020-03-05", ""]
    backend = LocalBackend(tmp_path / "index")
    with IndexWriter(tmp_path / "index") as writer:
        for number, day in enumerate(days * 40):
            agency = "APS" if number % 2 else "TAP"
            writer.add(dispatch(f"Le gaz {number}", day=day, uid=f"u{number}", agency=agency))
            if number % 50 == 49:
                writer.commit()
        writer.add(dispatch("Le fer", day="2020-01-02"))
        writer.commit()
    notes, found = backend.every(SearchRequest("gaz", page=3, size=2))
    issued = [each.issued for each in found]
    assert notes == ()
    assert len(issued) == len(days) * 40
    dated = [each for each in issued if each]
    assert issued == sorted(dated) + [None] * (len(issued) - len(dated))
    request = SearchRequest("gaz", since=date(2020, 2, 1), exclude={"agency": ("TAP",)})
    _, found = backend.every(request)
    assert {each.agency for each in found} == {"APS"}
    assert sum(1 for _ in backend.every(request)[1]) == backend.search(request).total
    assert [*backend.every(SearchRequest("gaz fer"))[1]] == []
    backend.close()


def test_near_duplicates_count_as_they_do_for_a_search(
    index_of: Callable[..., LocalBackend],
) -> None:
    backend = index_of(
        dispatch("Un", TEXT, uid="a1", day="2021-03-01", agency="APS"),
        dispatch("Deux", TEXT, uid="a2", day="2021-04-01", agency="TAP"),
        dispatch("Seul", "gaz", uid="s", day="2021-03-02", agency="APS"),
    )

    def uids(request: SearchRequest) -> list[str]:
        return [each.uid for each in backend.every(request)[1]]

    assert uids(SearchRequest("gaz", collapse=True)) == ["s", "a2"]
    assert uids(SearchRequest("gaz", alike="a1")) == ["a1", "a2"]
