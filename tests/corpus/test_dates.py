from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.calendar_names import MONTH_NAMES
from corpus.dates import parse_date, parse_datetime
from corpus.errors import ReaderError

TRIPOLI = ZoneInfo("Africa/Tripoli")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2021-06-20 18:58:40", datetime(2021, 6, 20, 18, 58, 40)),
        ("2021-06-05", datetime(2021, 6, 5)),
        ("16.10.2016", datetime(2016, 10, 16)),
        ("05/11/2021", datetime(2021, 11, 5)),
        ("12/03/20", datetime(2020, 3, 12)),
        ("jeudi 16 septembre 2021 à 14h05", datetime(2021, 9, 16, 14, 5)),
        ("mar. 12 mars 2020", datetime(2020, 3, 12)),
        ("12 mars 2020 à 14:05", datetime(2020, 3, 12, 14, 5)),
        ("1er février 2020", datetime(2020, 2, 1)),
        ("1er févr. 2020", datetime(2020, 2, 1)),
        ("3 janv. 2020", datetime(2020, 1, 3)),
        ("3 fev 2020", datetime(2020, 2, 3)),
        ("3 sept. 2020", datetime(2020, 9, 3)),
        ("25 déc. 2020", datetime(2020, 12, 25)),
        ("2 aout 2021", datetime(2021, 8, 2)),
        ("2 AOÛT 2021", datetime(2021, 8, 2)),
        ("01 Feb 2016", datetime(2016, 2, 1)),
        ("12 Aug 2014", datetime(2014, 8, 12)),
        ("Nov 3, 2020", datetime(2020, 11, 3)),
    ],
)
def test_date_is_read_as_it_is_written(text: str, moment: datetime) -> None:
    assert parse_datetime(text, None) == moment
    assert parse_date(text) == moment.date()


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("2021-06-20T18:58:40Z", 0),
        ("2021-06-20T18:58:40+01:00", 1),
        ("2021-06-20 18:58 +0200", 2),
        ("20210620T185840+0100", 1),
        ("20 juin 2021 à 18h58 GMT", 0),
        ("20 juin 2021, 18h58 (HNE)", -5),
        ("20 juin 2021 18:58 UTC+3", 3),
        ("Sun, 20 Jun 2021 18:58:40 +0200", 2),
    ],
)
def test_written_zone_stands(text: str, offset: int) -> None:
    moment = parse_datetime(text, TRIPOLI)
    assert moment is not None
    assert moment.utcoffset() == timedelta(hours=offset)
    assert (moment.day, moment.hour, moment.minute) == (20, 18, 58)


def test_zone_of_the_agency_where_none_is_written() -> None:
    assert parse_datetime("20 juin 2021 18h58", TRIPOLI) == datetime(
        2021, 6, 20, 16, 58, tzinfo=timezone.utc
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hier",
        "novembre 2021",
        "2021",
        "3 mars",
        "Sep 2021 14:05",
        "12 mars 2020 XYZ 4",
        "120320",
    ],
)
def test_incomplete_date_is_none(text: str) -> None:
    assert parse_datetime(text, None) is None


@pytest.mark.parametrize(
    "text", ["31 novembre 2021", "2021-02-31", "05/13/2021", "29.02.2021", "3 mars 2021 à 25h00"]
)
def test_impossible_date_is_refused_not_guessed(text: str) -> None:
    with pytest.raises(ReaderError, match="n’existe pas"):
        parse_datetime(text, None)


@given(st.dates(date(1000, 1, 1)))
def test_every_day_written_in_full_is_read_back(day: date) -> None:
    written = f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"
    assert parse_date(written) == parse_date(day.isoformat()) == day


@given(
    st.text() | st.from_regex(r"\A[0-9]{1,4}[-/. ](mars|[0-9]{2})[-/. ][0-9]{2,4}[T ]?[0-9:+h]*\Z")
)
def test_any_text_is_a_date_none_or_refused(text: str) -> None:
    with suppress(ReaderError):
        moment = parse_datetime(text, TRIPOLI)
        assert moment is None or moment.tzinfo is not None


def test_midnight_may_be_written_as_the_end_of_a_day() -> None:
    assert parse_datetime("2021-06-20T24:00", None) == datetime(2021, 6, 21)
    assert parse_datetime("2021-06-20T25:00", None) is None
