"""How every backend filters and counts."""

from __future__ import annotations

from datetime import date

from corpus.dispatch import UNCLASSIFIED
from search.backend import Backend
from tests.search.contract.asking import ask, counts, headlines


def test_days_are_the_agencys_own_and_ranges_half_open(ministries: Backend) -> None:
    def between(since: date | None, until: date | None) -> set[str]:
        return set(headlines(ministries, "gaz", since=since, until=until))

    assert between(date(2021, 1, 1), None) == {"Trois", "Quatre"}
    assert between(None, date(2021, 1, 1)) == {"Un", "Deux"}
    assert between(date(2020, 12, 31), date(2021, 1, 1)) == {"Deux"}
    assert between(date(2021, 1, 1), date(2021, 1, 2)) == {"Trois"}


def test_a_department_stands_for_what_is_under_it(ministries: Backend) -> None:
    chosen = {"departments": ("ministère de la Santé",)}
    assert set(headlines(ministries, include=chosen)) == {"Un", "Trois"}
    deeper = {"departments": ("ministère de la Santé › direction des hôpitaux",)}
    assert headlines(ministries, include=deeper) == ["Un"]


def test_values_of_a_facet_are_alternatives_and_facets_narrow(ministries: Backend) -> None:
    both = {"departments": ("ministère de la Santé", "ministère de l'Intérieur")}
    assert set(headlines(ministries, include=both)) == {"Un", "Deux", "Trois"}
    assert set(headlines(ministries, include={**both, "agency": ("APS",)})) == {"Un", "Deux"}


def test_exclusion(ministries: Backend) -> None:
    excluded = {"agency": ("APS", "TAP")}
    assert headlines(ministries, exclude=excluded) == ["Trois"]
    unclassified = {"departments": (UNCLASSIFIED,)}
    assert set(headlines(ministries, exclude=unclassified)) == {"Un", "Deux", "Trois"}


def test_facets_count_the_answer(ministries: Backend) -> None:
    result = ask(ministries, "gaz")
    assert counts(result, "departments") == {
        "ministère de la Santé": 2,
        "ministère de la Santé › direction des hôpitaux": 1,
        "ministère de l'Intérieur": 1,
        UNCLASSIFIED: 1,
    }
    assert counts(result, "agency") == {"APS": 2, "LANA": 1, "TAP": 1}
    assert counts(result, "year") == {"2021": 2, "2020": 2}
    assert [value.value for value in result.facets["month"]] == [
        "2021-09", "2021-01", "2020-12", "2020-03",
    ]  # fmt: skip
    assert counts(result, "kind") == {"ministère": 3, "direction": 1}
    assert counts(ask(ministries), "status") == {"usable": 4, "cancelled": 1}


def test_a_facet_is_not_narrowed_by_its_own_choice(ministries: Backend) -> None:
    result = ask(ministries, "gaz", include={"agency": ("APS",)})
    assert result.total == 2
    assert counts(result, "agency") == {"APS": 2, "LANA": 1, "TAP": 1}
    assert counts(result, "year") == {"2020": 2}


def test_a_choice_without_a_hit_is_still_shown(ministries: Backend) -> None:
    result = ask(ministries, "gaz", include={"agency": ("ATS",)})
    assert result.total == 0
    assert counts(result, "agency")["ATS"] == 0


def test_a_departments_path_is_a_tree(ministries: Backend) -> None:
    paths = {value.path for value in ask(ministries).facets["departments"]}
    assert ("ministère de la Santé", "direction des hôpitaux") in paths


def test_statistics(ministries: Backend) -> None:
    statistics = ministries.statistics()
    assert statistics.dispatches == 5
    assert statistics.agencies == {"APS": 2, "LANA": 1, "TAP": 2}
    assert statistics.without_department == 2
    assert (statistics.first_day, statistics.last_day) == (date(2020, 3, 1), date(2021, 9, 16))
    assert statistics.months["2020-12"] == 1
    assert statistics.bytes > 0
