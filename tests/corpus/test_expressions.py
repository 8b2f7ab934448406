from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.calendar_names import MONTH_NAMES
from corpus.expressions import DateRange, parse_expression

THURSDAY = date(2021, 9, 16)


def shown(text: str, today: date = THURSDAY) -> str:
    """First and last day, as in «2011-03-03/2011-03-05»; one day alone; nothing on an open side."""
    found = parse_expression(text, today)
    assert found is not None, text
    first = f"{found.start}" if found.start else ""
    last = f"{found.end - timedelta(days=1)}" if found.end else ""
    return first if first == last else f"{first}/{last}"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("hier", "2021-09-15"),
        ("avant-hier", "2021-09-14"),
        ("aujourd'hui", "2021-09-16"),
        ("Aujourd’hui", "2021-09-16"),
        ("demain", "2021-09-17"),
        ("1er février", "2021-02-01"),
        ("1er fevrier", "2021-02-01"),
        ("12 sept.", "2021-09-12"),
        ("16.10.2016", "2016-10-16"),
        ("05/11/2020", "2020-11-05"),
        ("2021-09-16", "2021-09-16"),
        ("le 3 mars 2011", "2011-03-03"),
        ("3 avril", "2021-04-03"),
        ("3/4", "2021-04-03"),
        ("29 février", "2020-02-29"),
        ("il y a 3 jours", "2021-09-13"),
    ],
)
def test_day(text: str, days: str) -> None:
    assert shown(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3 décembre", "2020-12-03"),
        ("16 septembre", "2021-09-16"),
        ("17 septembre", "2020-09-17"),
        ("en novembre", "2020-11-01/2020-11-30"),
        ("septembre", "2021-09-01/2021-09-30"),
        ("jeudi", "2021-09-16"),
        ("vendredi", "2021-09-10"),
        ("jeudi dernier", "2021-09-09"),
        ("jeudi prochain", "2021-09-23"),
        ("ce lundi", "2021-09-13"),
        ("mercredi 16 septembre", "2020-09-16"),
        ("fin septembre", "2020-09-21/2020-09-30"),
        ("mars prochain", "2022-03-01/2022-03-31"),
    ],
)
def test_the_last_one_begun_is_meant(text: str, days: str) -> None:
    assert shown(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("la semaine dernière", "2021-09-06/2021-09-12"),
        ("cette semaine", "2021-09-13/2021-09-19"),
        ("le week-end dernier", "2021-09-11/2021-09-12"),
        ("le mois dernier", "2021-08-01/2021-08-31"),
        ("l’an dernier", "2020-01-01/2020-12-31"),
        ("en mars 2011", "2011-03-01/2011-03-31"),
        ("2011", "2011-01-01/2011-12-31"),
        ("2011-02", "2011-02-01/2011-02-28"),
        ("02/2011", "2011-02-01/2011-02-28"),
        ("au cours de l’année 2011", "2011-01-01/2011-12-31"),
        ("7 derniers jours", "2021-09-10/2021-09-16"),
        ("les sept derniers jours", "2021-09-10/2021-09-16"),
        ("les 3 derniers mois", "2021-06-17/2021-09-16"),
        ("il y a deux mois", "2021-07-01/2021-07-31"),
        ("premier trimestre 2012", "2012-01-01/2012-03-31"),
        ("T4 2012", "2012-10-01/2012-12-31"),
        ("les années 90", "1990-01-01/1999-12-31"),
    ],
)
def test_period(text: str, days: str) -> None:
    assert shown(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("été 2012", "2012-06-01/2012-08-31"),
        ("hiver 2011", "2011-12-01/2012-02-29"),
        ("début mars 2011", "2011-03-01/2011-03-10"),
        ("mi-mars 2011", "2011-03-11/2011-03-20"),
        ("fin février 2011", "2011-02-21/2011-02-28"),
        ("début 2011", "2011-01-01/2011-04-30"),
        ("fin 2011", "2011-09-01/2011-12-31"),
        ("ces derniers jours", "2021-09-10/2021-09-16"),
        ("derniers mois", "2021-06-17/2021-09-16"),
    ],
)
def test_vague_span_is_the_documented_one(text: str, days: str) -> None:
    assert shown(text) == days


def test_last_summer_is_not_the_one_that_runs() -> None:
    assert shown("l’été dernier") == "2021-06-01/2021-08-31"
    assert shown("l’été dernier", date(2021, 7, 14)) == "2020-06-01/2020-08-31"
    assert shown("été", date(2021, 7, 14)) == "2021-06-01/2021-08-31"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("depuis janvier", "2021-01-01/"),
        ("depuis le 3 mars 2011", "2011-03-03/"),
        ("à partir du 3 mars 2011", "2011-03-03/"),
        ("après mars 2011", "2011-04-01/"),
        ("avant 2011", "/2010-12-31"),
        ("jusqu’au 3 mars 2011", "/2011-03-03"),
        ("jusqu'en 2011", "/2011-12-31"),
        ("2011..", "2011-01-01/"),
        ("..2011", "/2011-12-31"),
        (">=2011", "2011-01-01/"),
        ("< 2011", "/2010-12-31"),
    ],
)
def test_open_side_stays_open(text: str, days: str) -> None:
    assert shown(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("du 3 au 5 mars 2011", "2011-03-03/2011-03-05"),
        ("3-5 mars 2011", "2011-03-03/2011-03-05"),
        ("du 3 au 5 mars", "2021-03-03/2021-03-05"),
        ("du 28 février au 3 mars 2011", "2011-02-28/2011-03-03"),
        ("du 28 décembre au 3 janvier 2011", "2010-12-28/2011-01-03"),
        ("du 3 mars 2011 au 5 avril", "2011-03-03/2011-04-05"),
        ("de novembre à mars", "2020-11-01/2021-03-31"),
        ("entre 2010 et 2012", "2010-01-01/2012-12-31"),
        ("2010..2012", "2010-01-01/2012-12-31"),
        ("2010-2012", "2010-01-01/2012-12-31"),
        ("depuis 2010 jusqu'en 2012", "2010-01-01/2012-12-31"),
        ("12/03/2020 - 15/03/2020", "2020-03-12/2020-03-15"),
    ],
)
def test_range(text: str, days: str) -> None:
    found = parse_expression(text, THURSDAY)
    assert found is not None
    assert found.notes == ()
    assert shown(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2012..2010", "2010-01-01/2012-12-31"),
        ("du 5 au 3 mars 2011", "2011-03-03/2011-03-05"),
        ("de mars 2012 à janvier 2011", "2011-01-01/2012-03-31"),
    ],
)
def test_inverted_range_is_swapped_and_said(text: str, days: str) -> None:
    assert shown(text) == days
    found = parse_expression(text, THURSDAY)
    assert found is not None
    assert "à l’envers" in str(found.notes[0])


@pytest.mark.parametrize(
    "text",
    ["31 novembre 2021", "30 février", "31/02", "05/13/2021", "2011-13", "depuis le 31 juin 2020"],
)
def test_impossible_day_is_flagged(text: str) -> None:
    found = parse_expression(text, THURSDAY)
    assert found is not None
    assert (found.start, found.end) == (None, None)
    assert "n’existe pas" in str(found.notes[0])


@pytest.mark.parametrize(
    "text",
    [
        "attentats du 11 septembre",
        "révolution du 17 février",
        "planète mars",
        "Avril Lavigne",
        "rue du 4 septembre",
        "stade du 5 juillet",
        "jeudi noir",
        "loi du 3 mars 2011",
        "journal du dimanche",
        "12345",
        "..",
        "",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_expression(text, THURSDAY) is None


VOCABULARY = """
hier jeudi lundi du au de à depuis jusqu’en avant le la 3 31 1er 29 février mars 2011 9999 1000 ..
dernier dernière derniers prochain semaine jours mois ans été fin mi- 12/03/2011 entre et il y a - é
"""
WORDS = st.lists(st.sampled_from(VOCABULARY.split()), max_size=7).map(" ".join)


@given(st.text() | WORDS, st.dates())
def test_any_text_is_a_sound_range_or_none(text: str, today: date) -> None:
    found = parse_expression(text, today)
    assert found is None or isinstance(found, DateRange)
    if found and found.start and found.end:
        assert found.start <= found.end
    if found and found.start is None and found.end is None:
        assert found.notes


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)), st.dates())
def test_every_day_written_in_full_is_that_day(day: date, today: date) -> None:
    written = f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"
    expected = DateRange(day, day + timedelta(days=1))
    assert parse_expression(written, today) == parse_expression(day.isoformat(), today) == expected
