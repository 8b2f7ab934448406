"""The names of months and days of the week, and the days that the calendar has.

The only place that knows the names. It needs nothing but the calendar, so that a process that only
reads the dates of queries loads no parser of dates.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from corpus.errors import ReaderError
from corpus.messages import message

MONTH_SPELLINGS: list[tuple[str, ...]] = [
    ("janvier", "janv", "jan", "january"),
    ("février", "fevrier", "févr", "fevr", "fév", "fev", "february", "feb"),
    ("mars", "march", "mar"),
    ("avril", "avr", "april", "apr"),
    ("mai", "may"),
    ("juin", "june", "jun"),
    ("juillet", "juill", "juil", "july", "jul"),
    ("août", "aout", "august", "aug"),
    ("septembre", "september", "sept", "sep"),
    ("octobre", "october", "oct"),
    ("novembre", "november", "nov"),
    ("décembre", "decembre", "december", "déc", "dec"),
]
# «mar» is the month here: as a weekday it only ever stands before a date that says the same.
WEEKDAY_SPELLINGS: list[tuple[str, ...]] = [
    ("lundi", "lun", "monday", "mon"),
    ("mardi", "tuesday", "tue"),
    ("mercredi", "mer", "wednesday", "wed"),
    ("jeudi", "jeu", "thursday", "thu"),
    ("vendredi", "ven", "friday", "fri"),
    ("samedi", "sam", "saturday", "sat"),
    ("dimanche", "dim", "sunday", "sun"),
]


def _numbers(names: Iterable[tuple[str, ...]], first: int) -> dict[str, int]:
    return {name: number for number, group in enumerate(names, first) for name in group}


MONTHS = _numbers(MONTH_SPELLINGS, 1)
"""Name or abbreviation in lower case, with or without accents → 1 to 12."""
WEEKDAYS = _numbers(WEEKDAY_SPELLINGS, 0)
"""Name or abbreviation in lower case → 0 (Monday) to 6."""
MONTH_NAMES = tuple(group[0] for group in MONTH_SPELLINGS)
WEEKDAY_NAMES = tuple(group[0] for group in WEEKDAY_SPELLINGS)


def full_year(year: int) -> int:
    """Two digits as POSIX reads them: 69 to 99 are of the twentieth century."""
    return year if year >= 100 else year + (1900 if year >= 69 else 2000)


def existing_day(year: int, month: int, day: int) -> date:
    """The day. Raises ReaderError when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        spoken = f"{day} {MONTH_NAMES[month - 1]} {year}" if 1 <= month <= 12 else None
        raise ReaderError(
            message("Le {day} n’existe pas.", day=spoken or f"{day:02}/{month:02}/{year}")
        ) from None
