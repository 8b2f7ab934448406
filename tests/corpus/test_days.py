from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from corpus.days import (
    Days,
    Side,
    day_near,
    month_near,
    months_of,
    part_of_month,
    shifted,
    week_of,
    weekday_near,
    weekend_of,
)

THURSDAY = date(2021, 9, 16)
SIDES = st.sampled_from(Side)


def test_nearest_day_of_a_year_looks_both_ways() -> None:
    assert day_near(date(2021, 1, 3), 12, 28, Side.NEAREST) == date(2020, 12, 28)
    assert day_near(date(2020, 12, 28), 1, 3, Side.NEAREST) == date(2021, 1, 3)


def test_a_day_is_on_every_side_of_itself_unless_strictly() -> None:
    sides = (Side.PAST, Side.NEAREST, Side.FUTURE)
    assert {day_near(THURSDAY, 9, 16, side) for side in sides} == {THURSDAY}
    assert day_near(THURSDAY, 9, 16, Side.PAST, strictly=True) == date(2020, 9, 16)
    assert day_near(THURSDAY, 9, 16, Side.FUTURE, strictly=True) == date(2022, 9, 16)


def test_leap_day_is_sought_in_the_years_that_have_it() -> None:
    assert day_near(date(2021, 3, 1), 2, 29, Side.PAST) == date(2020, 2, 29)
    assert day_near(date(1896, 3, 1), 2, 29, Side.FUTURE) == date(1904, 2, 29)
    assert day_near(date(2021, 3, 1), 2, 30, Side.NEAREST) is None


def test_month_near_is_the_one_begun() -> None:
    assert month_near(THURSDAY, 9, Side.PAST) == months_of(2021, 9)
    assert month_near(THURSDAY, 10, Side.PAST) == months_of(2020, 10)
    assert month_near(THURSDAY, 9, Side.PAST, strictly=True) == months_of(2020, 9)
    assert month_near(THURSDAY, 9, Side.FUTURE, strictly=True) == months_of(2022, 9)


def test_weeks_run_from_monday() -> None:
    assert week_of(THURSDAY, -1) == Days(date(2021, 9, 6), date(2021, 9, 13))
    assert weekend_of(THURSDAY) == Days(date(2021, 9, 18), date(2021, 9, 20))


def test_months_run_over_the_year() -> None:
    assert months_of(2021, 12) == Days(date(2021, 12, 1), date(2022, 1, 1))
    assert months_of(2021, 0) == months_of(2020, 12)


def test_end_of_february_has_its_own_length() -> None:
    assert part_of_month(months_of(2020, 2), "fin") == Days(date(2020, 2, 21), date(2020, 3, 1))


@given(st.dates(), st.integers(0, 6), SIDES, st.booleans())
def test_weekday_near_is_that_weekday_within_a_week(
    day: date, weekday: int, side: Side, strictly: bool
) -> None:
    found = weekday_near(day, weekday, side, strictly=strictly)
    if date.min + timedelta(7) < day < date.max - timedelta(7):
        assert found.weekday() == weekday
        assert abs(found - day) <= timedelta(7)
        assert side is Side.NEAREST or (found - day).days * side.value >= strictly


@given(st.dates(), st.integers(1, 12), SIDES, st.booleans())
def test_calendar_s_ends_are_no_errors(day: date, month: int, side: Side, strictly: bool) -> None:
    assert shifted(day, -(10**7)) == date.min
    assert day_near(day, month, 31, side, strictly=strictly) != day or not strictly
    week_of(day, 1)
    month_near(day, month, side, strictly=strictly)
