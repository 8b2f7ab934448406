"""Dates as French writes them: whole dates in metadata, and the patterns of dates in a text.

dateutil reads what the patterns here do not (RFC 822 and the like); it is slow and must stay out of
the reading of a dispatch's text, which uses `WRITTEN` and `NUMERIC`. Nothing is guessed: a date
without a day, a month or a year is no date, and a day that does not exist is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, timezone, tzinfo

from dateutil.parser import isoparse, parser, parserinfo

from corpus.alternatives import any_of
from corpus.calendar_names import (
    MONTH_SPELLINGS,
    MONTHS,
    WEEKDAY_SPELLINGS,
    WEEKDAYS,
    existing_day,
    full_year,
)
from corpus.errors import ReaderError
from corpus.messages import message
from corpus.text import squeeze

FRENCH_JUMPS = [*parserinfo.JUMP, "le", "à", "er", "du"]


class FrenchDates(parserinfo):
    """French names first, then the English ones that LANA and RFC 822 mix in."""

    MONTHS = MONTH_SPELLINGS  # type: ignore[assignment]
    WEEKDAYS = WEEKDAY_SPELLINGS  # type: ignore[assignment]
    JUMP = FRENCH_JUMPS

    def __init__(self) -> None:
        super().__init__(dayfirst=True)

    def convertyear(self, year: int, century_specified: bool = False) -> int:
        """Two digits by POSIX, whatever the clock says."""
        return year if century_specified or year >= 100 else full_year(year)


def one_of(words: Iterable[str]) -> str:
    """A pattern of words in any case, that ends where the word ends."""
    return rf"(?i:{any_of(set(words))})(?![^\W\d_])"


DAY = r"(?P<day>\d{1,2})(?:\s?(?i:er|ᵉʳ)\b)?"
WRITTEN = (
    rf"(?<!\d){DAY}[\s.-]{{0,2}}(?P<month>{one_of(MONTHS)})\.?"
    rf"(?:,?[\s-]{{0,2}}(?P<year>\d{{4}})\b)?"
)
"""«16 septembre 2021», «1er févr.», «01 Feb 2016»; the year may be missing."""
NUMERIC = (
    r"(?<![\d/.])(?P<d>\d{1,2})(?P<sep>[./-])(?P<m>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})(?![\d/])"
)
"""«16.10.2016», «05/11/2021», «5-11-21»: the day before the month, always."""
WEEKDAY = rf"(?P<weekday>{one_of((*WEEKDAYS, 'mar'))})\.?,?"
CLOCK = (
    r"(?P<hour>\d{1,2})(?:\s?[hH]\s?(?:(?P<min>\d{2})\b(?:mn|min)?)?"
    r"|:(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)"
)
ZONE = (
    r"(?P<zone>(?:GMT|UTC)\s?[+-]\s?\d{1,2}(?::?\d{2})?|[+-]\d{2}:?\d{2}\b"
    r"|(?:GMT|UTC|TU|CEST|CET|HNE|HAE|HNC|HAC|WAT|CAT|EET|EEST|EST|EDT)\b)"
)
MOMENT = (
    rf"(?:{WEEKDAY}\s*)?(?:(?i:le)\s+)?(?:{WRITTEN}|{NUMERIC})"
    rf"(?:[\s,]*(?:-\s*|à\s+|a\s+)?{CLOCK}(?:\s*\(?{ZONE}\)?)?)?"
)
"""A day with its weekday before it and its hour after it, each optional."""

ZONE_HOURS = {
    **dict.fromkeys(("GMT", "UTC", "TU", "Z"), 0),
    **dict.fromkeys(("CET", "WAT"), 1),
    **dict.fromkeys(("CEST", "CAT", "EET"), 2),
    "EEST": 3,
    **dict.fromkeys(("HNE", "EST", "HAC"), -5),
    **dict.fromkeys(("HAE", "EDT"), -4),
    "HNC": -6,
}
OFFSET = re.compile(r"([+-])\s?(\d{1,2}):?(\d{2})?$")
ISO_DAY = re.compile(r"(\d{4})(-?)(\d{2})\2(\d{2})(?:[T ]\s*(?=\d)|$)")
ISO_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?")
"""What every Python reads by itself, and several times faster than dateutil."""
WHOLE_START = re.compile(MOMENT)
WHOLE = re.compile(rf"{MOMENT}\.?")
_PARSER = parser(FrenchDates())


def month_and_day(match: re.Match[str]) -> tuple[int, int]:
    """The month and the day of a match of WRITTEN or NUMERIC."""
    if match["month"]:
        return MONTHS[match["month"].lower()], int(match["day"])
    return int(match["m"]), int(match["d"])


EARLIEST = datetime(2, 1, 1, tzinfo=timezone.utc)
LATEST = datetime(9998, 12, 31, tzinfo=timezone.utc)
"""Beyond these a zone's hours or a day more may lead out of the years that Python knows."""


def year_of(match: re.Match[str]) -> int | None:
    """The year of a match of WRITTEN or NUMERIC, None when it is not written."""
    year = match["year"] or match["y"]
    return full_year(int(year)) if year else None


def time_of(match: re.Match[str]) -> time | None:
    """The hour of a match of MOMENT. Raises ReaderError for an hour that does not exist."""
    if not match["hour"]:
        return None
    minute = match["min"] or match["minute"] or 0
    try:
        return time(int(match["hour"]), int(minute), int(match["second"] or 0))
    except ValueError:
        raise ReaderError(
            message("L’heure {hour} h {minute} n’existe pas.", hour=match["hour"], minute=minute)
        ) from None


def zone_written(text: str | None) -> tzinfo | None:
    """The zone that «GMT», «HNE», «UTC+1» or «+0200» names."""
    if not text:
        return None
    offset = OFFSET.search(text)
    if offset is None:
        return timezone(timedelta(hours=ZONE_HOURS[text.upper()]))
    shift = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    if shift >= timedelta(hours=24):
        return None
    return timezone(-shift if offset[1] == "-" else shift)


def parse_date(text: str) -> date | None:
    """The day of a date in metadata; see `parse_datetime`."""
    moment = parse_datetime(text, None)
    return moment.date() if moment else None


def parse_datetime(text: str, zone: tzinfo | None) -> datetime | None:
    """The moment that a field of metadata gives, None when it is no whole date.

    Midnight where no hour is given. `zone` is the zone where none is written; without either the
    result is naive. Raises ReaderError for a day or an hour that does not exist.
    """
    moment = _plain_iso(text) or _read(squeeze(text).strip("()[] ."))
    if moment is not None and moment.tzinfo is None and zone is not None:
        return moment.replace(tzinfo=zone)
    return moment


def _plain_iso(text: str) -> datetime | None:
    if ISO_MOMENT.fullmatch(text):
        try:
            return datetime.fromisoformat(text.replace("Z", "+00:00"))
        except ValueError:
            return None
    return None


def _read(line: str) -> datetime | None:
    match = ISO_DAY.match(line)
    return (_plain_iso(line) or _iso(line, match)) if match else _french(line)


def _iso(line: str, match: re.Match[str]) -> datetime | None:
    existing_day(int(match[1]), int(match[3]), int(match[4]))
    try:
        return isoparse(re.sub(r"\s+(?=[+-]|Z$)", "", line.replace(",", ".")))
    except ValueError:
        return None


def _french(line: str) -> datetime | None:
    match = WHOLE.fullmatch(line)
    if match is None:
        return _other(line)
    year = year_of(match)
    if year is None:
        return None
    day = existing_day(year, *month_and_day(match))
    return datetime.combine(day, time_of(match) or time(), zone_written(match["zone"]))


def _other(line: str) -> datetime | None:
    """What dateutil can read, if it names its month: figures alone would be guessed at.

    Two defaults that differ in every part of a day show what dateutil would fill in.
    """
    if not any(word in MONTHS for word in re.findall(r"[^\W\d_]+", line.lower())):
        return None
    try:
        moments = {
            _PARSER.parse(line, default=default, tzinfos=_zone_named)
            for default in (datetime(2000, 1, 1), datetime(2004, 2, 2))
        }
    except (ValueError, OverflowError):
        return None
    return moments.pop() if len(moments) == 1 else None


def _zone_named(name: str | None, offset: int | None) -> tzinfo | None:
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    if name is None:
        return None
    if name.upper() not in ZONE_HOURS:
        raise ValueError(name)
    return timezone(timedelta(hours=ZONE_HOURS[name.upper()]))
