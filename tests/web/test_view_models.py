"""What the list shows beside its cards: facets folded and in order, bars, pills, page numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.dispatch import Status
from search.request import SearchRequest
from search.result import FacetValue, SearchResult, Statistics
from tests.web.fake import FakeBackend
from web.answers import answer
from web.cards import card
from web.facet_rows import LISTED, Row, facets
from web.pills import pills
from web.timeline import Timeline, timeline
from web.urls import PageState
from web.wording import wording

WORDS = wording("fr")


def values(*counts: tuple[str, int]) -> tuple[FacetValue, ...]:
    return tuple(FacetValue(value, tuple(value.split(" › ")), count) for value, count in counts)


def labels(rows: tuple[Row, ...]) -> list[str]:
    return [row.label for row in rows]


def test_rows_follow_their_counts_then_the_alphabet_and_the_rest_the_alphabet() -> None:
    counts = [("Zurich", 9), *((f"Ville {n}", 5) for n in range(6)), ("Écully", 5), ("Dole", 5)]
    counts += [("Évian", 2), ("Foix", 3), ("Éze", 1)]
    result = SearchResult(1, facets={"place": values(*counts)})
    (facet,) = facets(SearchRequest(), result, WORDS)
    assert labels(facet.rows)[:4] == ["Zurich", "Dole", "Écully", "Ville 0"]
    assert labels(facet.folded) == ["Évian", "Éze", "Foix", "Ville 5"]


def test_what_is_chosen_or_excluded_is_never_folded_away() -> None:
    result = SearchResult(1, facets={"place": values(*((f"Ville {n}", 20 - n) for n in range(20)))})
    request = SearchRequest(include={"place": ("Ville 19",)}, exclude={"place": ("Ailleurs",)})
    (facet,) = facets(request, result, WORDS)
    assert labels(facet.rows)[:2] == ["Ville 19", "Ailleurs"]
    assert (facet.rows[0].chosen, facet.rows[1].excluded) == (True, True)


def test_a_body_is_under_its_ministry_even_where_only_the_body_is_counted() -> None:
    result = SearchResult(1, facets={"departments": values(("ministère A › direction B", 2))})
    (facet,) = facets(SearchRequest(), result, WORDS)
    (ministry,) = facet.rows
    assert (ministry.label, ministry.count) == ("ministère A", None)
    assert [(row.value, row.count) for row in ministry.children] == [
        ("ministère A › direction B", 2)
    ]


def test_a_very_long_facet_is_cut_and_it_is_known() -> None:
    result = SearchResult(1, facets={"place": values(*((f"V{n}", 1) for n in range(LISTED + 1)))})
    (facet,) = facets(SearchRequest(), result, WORDS)
    assert facet.cut
    assert len(facet.rows) + facet.folded_count == LISTED


def test_a_facet_without_a_choice_is_not_shown() -> None:
    result = SearchResult(3, facets={"language": values(("fr", 3))})
    assert facets(SearchRequest(), result, WORDS) == []


def drawn(request: SearchRequest, **counts: dict[str, int]) -> Timeline:
    found = {name: values(*each.items()) for name, each in counts.items()}
    months = {"2009-01": 1, "2011-01": 4, "2011-03": 1}
    statistics = Statistics(6, 1, 1, months=months)
    made = timeline(PageState(request), SearchResult(1, facets=found), statistics, WORDS)
    assert made is not None
    return made


def test_years_without_dispatches_are_drawn_and_told_from_those_without_hits() -> None:
    bars = drawn(SearchRequest(), year={"2011": 100, "2009": 1, "2013": 0}).bars
    assert [bar.label for bar in bars] == ["2009", "2010", "2011", "2012", "2013"]
    assert [bar.indexed for bar in bars] == [True, False, True, False, False]
    assert [bar.height for bar in bars] == [4, 0, 100, 0, 0]


def test_a_stray_year_does_not_draw_a_millennium() -> None:
    bars = drawn(SearchRequest(), year={"2011": 5, "1008": 1}).bars
    assert [bar.label for bar in bars] == ["1008", "2011"]


def test_a_month_is_asked_for_in_place_of_its_year() -> None:
    request = SearchRequest("gaz", include={"year": ("2011",)})
    shown = drawn(request, year={"2011": 5, "2009": 1}, month={"2011-01": 4, "2011-03": 1})
    assert shown.bars[0].href == "?q=gaz&mois=2011-01"
    assert shown.up == "?q=gaz"
    assert [bar.indexed for bar in shown.bars][:3] == [True, False, True]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (1, (1, 2, 3, None, 9)),
        (4, (1, 2, 3, 4, 5, 6, None, 9)),
        (5, (1, 2, 3, 4, 5, 6, 7, 8, 9)),
        (9, (1, None, 7, 8, 9)),
    ],
)
def test_page_numbers_leave_out_two_pages_or_more(page: int, expected: tuple[int | None]) -> None:
    backend = FakeBackend()
    request = SearchRequest(page=page, size=5)
    shown = answer(
        backend, PageState(request), backend.search(request), backend.statistics(), WORDS
    )
    assert shown.pages == expected


def test_a_pill_drops_what_it_names_and_nothing_else() -> None:
    request = SearchRequest(
        "gaz", include={"agency": ("AFP", "APS")}, exclude={"place": ("Paris",)}, page=3
    )
    found = {str(pill.label): pill.without.request for pill in pills(PageState(request), WORDS)}
    assert found["AFP"] == SearchRequest(
        "gaz", include={"agency": ("APS",)}, exclude=request.exclude
    )
    assert found["Paris"] == SearchRequest("gaz", include=request.include)
    assert found["«\u00a0gaz\u00a0»"].query == ""


def test_a_cancelled_dispatch_is_not_quoted_even_where_the_engine_does() -> None:
    hit = FakeBackend().search(SearchRequest("gaz")).hits[0]
    assert card(hit, PageState(), WORDS).passages
    assert card(replace(hit, status=Status.CANCELLED), PageState(), WORDS).passages == ()


@pytest.mark.parametrize(
    ("query", "has_all_words"),
    [
        ("ambassadeur", True),
        ("l’État Côte d'or", True),
        ("OUED ETAT", True),
        ("gaz OU pétrole", False),
        ("gaz -export", False),
        ("titre:gaz", False),
        ('"gaz export"', False),
        ("ambassad*", False),
    ],
)
def test_only_plain_words_are_said_to_be_contained(query: str, has_all_words: bool) -> None:
    backend = FakeBackend()
    state = PageState(SearchRequest(query))
    shown = answer(backend, state, SearchResult(0), backend.statistics(), WORDS)
    assert shown.has_all_words is has_all_words
