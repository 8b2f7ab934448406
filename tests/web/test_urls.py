"""The state of the page survives its address, and no address is beyond reading."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from corpus.errors import RequestError
from corpus.limits import LIMITS
from search.request import FACETS, SearchRequest, Sort
from web.periods import PERIODS
from web.urls import FACET_PARAMETERS, PARAMETERS, PageState, read, salvage, write

TODAY = date(2024, 2, 29)

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
days = st.dates(max_value=date(9999, 12, 30))
sides = st.dictionaries(
    st.sampled_from(FACETS), st.lists(texts, min_size=1, max_size=3, unique=True).map(tuple)
)


@st.composite
def states(draw: st.DrawFn) -> PageState:
    first, last = sorted((draw(days), draw(days)))
    period = draw(st.sampled_from(["", *PERIODS]))
    since, until = draw(st.sampled_from([(first, last), (first, None), (None, last), (None, None)]))
    until = until + timedelta(days=1) if until else None
    if period:
        since, until = PERIODS[period].days(TODAY)
    include, exclude = draw(sides), draw(sides)
    size = draw(st.integers(1, LIMITS.page_size))
    request = SearchRequest(
        query=draw(texts).strip(),
        since=since,
        until=until,
        include={facet: v for facet, v in include.items() if facet not in exclude},
        exclude=exclude,
        sort=draw(st.sampled_from([None, *Sort])),
        page=draw(st.integers(1, LIMITS.offset // size + 1)),
        size=size,
        variants=draw(st.booleans()),
        collapse=draw(st.booleans()),
        alike=draw(texts).strip(),
    )
    return PageState(request, period, draw(st.sampled_from(["fr", "en"])))


def parsed(address: str) -> MultiDict[str, str]:
    return MultiDict(parse_qsl(address.removeprefix("?"), keep_blank_values=True))


@given(states())
def test_what_is_written_is_read_back(state: PageState) -> None:
    assert read(parsed(write(state)), TODAY) == state


@given(st.lists(st.tuples(st.sampled_from(sorted(PARAMETERS.values())) | texts, texts)))
def test_any_address_is_read_or_refused_with_the_parameter(pairs: list[tuple[str, str]]) -> None:
    state, problem = salvage(MultiDict(pairs), TODAY)
    if problem is not None:
        assert problem.field in PARAMETERS.values()
    assert salvage(parsed(write(state)), TODAY)[1] is None


def test_the_first_page_has_no_parameter() -> None:
    assert write(PageState()) == ""


def test_the_last_day_is_included() -> None:
    request = read(MultiDict({"du": "2011-02-17", "au": "17/02/2011"}), TODAY).request
    assert (request.since, request.until) == (date(2011, 2, 17), date(2011, 2, 18))


def test_inverted_days_are_put_in_order_and_it_is_said() -> None:
    state = read(MultiDict({"du": "2011-03-01", "au": "2011-01-01"}), TODAY)
    assert (state.request.since, state.request.until) == (date(2011, 1, 1), date(2011, 3, 2))
    assert len(state.notes) == 1


@pytest.mark.parametrize(
    ("period", "since", "until"),
    [
        ("aujourdhui", date(2024, 2, 29), date(2024, 3, 1)),
        ("hier", date(2024, 2, 28), date(2024, 2, 29)),
        ("7jours", date(2024, 2, 23), date(2024, 3, 1)),
        ("ce-mois", date(2024, 2, 1), date(2024, 3, 1)),
        ("mois-precedent", date(2024, 1, 1), date(2024, 2, 1)),
        ("cette-annee", date(2024, 1, 1), date(2025, 1, 1)),
    ],
)
def test_a_period_moves_with_today(period: str, since: date, until: date) -> None:
    request = read(MultiDict({"periode": period}), TODAY).request
    assert (request.since, request.until) == (since, until)


def test_last_month_of_january_is_december() -> None:
    assert PERIODS["mois-precedent"].days(date(2024, 1, 31))[0] == date(2023, 12, 1)


def test_days_that_are_given_replace_a_period() -> None:
    state = read(MultiDict({"periode": "hier", "du": "2011-01-01"}), TODAY)
    assert (state.period, state.request.since) == ("", date(2011, 1, 1))
    assert "periode" not in write(read(MultiDict({"periode": "hier"}), TODAY), since=None)


def test_what_is_excluded_is_not_asked_for() -> None:
    pairs = [("agence", "AFP"), ("sauf-agence", "AFP"), ("agence", "APS")]
    request = read(MultiDict(pairs), TODAY).request
    assert request.include == {"agency": ("APS",)}
    assert request.exclude == {"agency": ("AFP",)}


def test_a_change_leads_to_the_first_page_but_a_language_does_not() -> None:
    state = PageState(SearchRequest(page=3))
    assert write(state, query="gaz") == "?q=gaz"
    assert write(state, language="en") == "?page=3&hl=en"
    assert write(state, page=4) == "?page=4"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("q", "a" * (LIMITS.query_characters + 1)),
        ("du", "2011-02-30"),
        ("au", "hier"),
        ("au", "9999-12-31"),
        ("page", "0"),
        ("page", "-1"),
        ("page", "99999"),
        ("page", "٣"),
        ("taille", "1e9"),
        ("taille", "101"),
        ("tri", "hasard"),
        ("periode", "demain"),
    ],
)
def test_a_bad_value_is_refused_by_name_and_the_rest_is_kept(name: str, value: str) -> None:
    args = MultiDict([("langue", "fr"), (name, value)])
    with pytest.raises(RequestError) as caught:
        read(args, TODAY)
    assert caught.value.field == name
    assert salvage(args, TODAY)[0].request.include == {"language": ("fr",)}


@pytest.mark.parametrize("parameter", FACET_PARAMETERS)
def test_too_many_values_are_refused_by_the_name_in_the_address(parameter: str) -> None:
    args = MultiDict([(parameter, str(n)) for n in range(LIMITS.filter_values + 1)])
    with pytest.raises(RequestError, match=f"« {parameter} »") as caught:
        read(args, TODAY)
    assert caught.value.field == parameter
