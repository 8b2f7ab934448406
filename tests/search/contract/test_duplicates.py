"""Near-duplicates are said of each hit, listed, and counted once where that is asked for."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from corpus.dispatch import Dispatch
from corpus.errors import RequestError
from search.backend import Backend
from search.request import SearchRequest, Sort
from tests.making import dispatch
from tests.search.contract.asking import Make, ask, counts, headlines

TEXT = "Douze personnes ont été tuées dans une explosion de gaz, ont annoncé les secours du port."
OTHER = "Le ministre a ouvert le salon du livre devant une foule de lecteurs et de curieux."
TOLLS = ("Douze", "Treize", "Seize", "Vingt")


@pytest.fixture
def repeated(backend_of: Make) -> Backend:
    """A text of three agencies, one of two, and three that nobody repeats."""
    return backend_of(
        dispatch("Un", TEXT, day="2021-03-01", agency="APS", uid="a1"),
        dispatch("Seul", "gaz", day="2021-03-02", agency="APS", uid="s1"),
        dispatch("Autre", OTHER, day="2021-04-01", agency="APS", uid="b1"),
        dispatch("Deux", TEXT, day="2021-04-02", agency="TAP", uid="a2"),
        dispatch("Trois", TEXT, day="2020-05-01", agency="TAP", uid="a3"),
        dispatch("Seule", "eau", agency="LANA", uid="s2"),
        dispatch("Encore", OTHER, day="2021-04-01", agency="LANA", uid="b2"),
        dispatch("Presque", TEXT.replace("Douze", "Treize"), day="2021-03-01", uid="s3"),
    )


def test_a_hit_says_how_many_repeat_it(repeated: Backend) -> None:
    found = {hit.uid: hit.duplicates for hit in ask(repeated).hits}
    assert found == {"a1": 2, "a2": 2, "a3": 2, "b1": 1, "b2": 1, "s1": 0, "s2": 0, "s3": 0}
    # All of them, whatever was asked for.
    assert [hit.duplicates for hit in ask(repeated, include={"agency": ("APS",)}).hits] == [1, 0, 2]


def test_a_group_counts_once_and_its_newest_stands_for_it(repeated: Backend) -> None:
    result = ask(repeated, collapse=True)
    assert result.total == 5
    uids = [hit.uid for hit in result.hits]
    assert uids[0] == "a2"
    assert set(uids[1:]) in ({"b1", "s1", "s2", "s3"}, {"b2", "s1", "s2", "s3"})
    assert ask(repeated, "explosion", collapse=True).total == 2
    assert headlines(repeated, "explosion secours", collapse=True, sort=Sort.OLDEST) == [
        "Presque",
        "Deux",
    ]


def test_the_newest_of_those_that_pass_stands_for_a_group(repeated: Backend) -> None:
    chosen = {"agency": ("APS",)}
    assert headlines(repeated, "explosion", include=chosen, collapse=True) == ["Un"]
    assert headlines(repeated, "titre:trois", collapse=True) == ["Trois"]


def test_a_facet_counts_a_group_once_for_each_of_its_values(repeated: Backend) -> None:
    """As many as the same question would give with the value chosen."""
    result = ask(repeated, collapse=True)
    assert counts(result, "agency") == {"APS": 3, "TAP": 1, "LANA": 2}
    assert counts(result, "year") == {"2021": 4, "2020": 1}
    assert counts(result, "month") == {"2021-03": 3, "2021-04": 2, "2020-05": 1}
    chosen = ask(repeated, collapse=True, include={"agency": ("TAP",)})
    assert chosen.total == 1
    assert counts(chosen, "agency") == {"APS": 3, "TAP": 1, "LANA": 2}
    assert counts(chosen, "month") == {"2021-04": 1, "2020-05": 1}


def test_the_group_of_a_dispatch_is_listed(repeated: Backend) -> None:
    assert headlines(repeated, alike="a1") == ["Deux", "Un", "Trois"]
    assert headlines(repeated, "gaz", alike="a1", include={"agency": ("TAP",)}) == ["Deux", "Trois"]
    assert ask(repeated, alike="a1", collapse=True).total == 1
    assert headlines(repeated, alike="s1") == ["Seul"]
    assert headlines(repeated, alike="rien") == []


def test_a_group_follows_corrections_and_withdrawals(backend_of: Make) -> None:
    first = dispatch("Un", TEXT, uid="a1")
    twin = dispatch("Deux", TEXT, uid="a2")
    apart = replace(twin, version=2, lead=TEXT.replace("Douze", "Quinze"))
    assert [hit.duplicates for hit in ask(backend_of(first, twin, apart)).hits] == [0, 0]
    assert [hit.duplicates for hit in ask(backend_of(apart, first, twin)).hits] == [0, 0]
    joined = replace(apart, version=3, lead=TEXT)
    assert [hit.duplicates for hit in ask(backend_of(first, apart, joined)).hits] == [1, 1]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_counted_once_is_what_a_plain_count_of_groups_gives(
    seed: int, backend_of: Make
) -> None:
    draw = random.Random(seed)
    given: list[Dispatch] = [
        dispatch(
            "Titre",
            f"{draw.choice(TOLLS)} personnes ont pris le train qui part du port le matin.",
            uid=f"d{number:03}",
            day=f"2021-0{draw.randint(1, 9)}-01",
            agency=draw.choice(["APS", "TAP", "LANA"]),
        )
        for number in range(100)
    ]
    backend = backend_of(*given)
    text_of = {each.uid: each.lead for each in given}
    questions: tuple[dict[str, Any], ...] = (
        {},
        {"query": "douze OU seize"},
        {"include": {"agency": ("APS", "TAP")}},
        {"query": "train", "exclude": {"month": ("2021-03", "2021-04")}, "sort": Sort.OLDEST},
    )
    for options in questions:
        plain = backend.search(SearchRequest(size=100, **options))
        once = backend.search(SearchRequest(size=100, collapse=True, **options))
        groups = {text_of[hit.uid] for hit in plain.hits}
        assert once.total == len(groups) == len(once.hits)
        assert {text_of[hit.uid] for hit in once.hits} == groups
        newest = sorted(plain.hits, key=lambda hit: (hit.issued is not None, hit.issued))
        shown = {text_of[hit.uid]: hit.issued for hit in newest}
        assert {text_of[hit.uid]: hit.issued for hit in once.hits} == shown
        for value in once.facets["agency"]:
            chosen = replace(
                SearchRequest(collapse=True, **options),
                include={**options.get("include", {}), "agency": (value.value,)},
            )
            assert backend.search(chosen).total == value.count


def test_pages_of_what_is_counted_once_are_parts_of_one_list(repeated: Backend) -> None:
    whole = headlines(repeated, collapse=True)
    pages = [headlines(repeated, collapse=True, size=2, page=page) for page in (1, 2, 3)]
    assert [*pages[0], *pages[1], *pages[2]] == whole
    assert [len(page) for page in pages] == [2, 2, 1]


def test_the_uid_asked_for_has_a_limit() -> None:
    with pytest.raises(RequestError) as refused:
        SearchRequest(alike="x" * 1_001)
    assert refused.value.field == "alike"
