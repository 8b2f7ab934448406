"""English as it is printed, for readers who choose it: the same functions as `web.typography`.

Only numbers, days and plurals live here; the sentences are in `translations/en.po`.
"""

from __future__ import annotations

from datetime import date, datetime

from babel import Locale

from web.numerals import NO_BREAK
from web.typography import offset

_MONTHS = Locale("en").months["format"]["wide"]
_SHORT_MONTHS = Locale("en").months["format"]["abbreviated"]


def typeset(text: str) -> str:
    """English sentences are stored as they are printed."""
    return text


def number(value: int) -> str:
    """12345 → “12,345”."""
    return f"{value:,}"


def is_plural(count: int) -> bool:
    return abs(count) != 1


def counted(count: int, one: str, many: str) -> str:
    return f"{number(count)}{NO_BREAK}{many if is_plural(count) else one}"


def month(year: int, month_number: int) -> str:
    return f"{_MONTHS[month_number]} {year}"


def short_month(month_number: int) -> str:
    return str(_SHORT_MONTHS[month_number])


def day(value: date) -> str:
    """“1 February 2011”."""
    return f"{value.day}{NO_BREAK}{_MONTHS[value.month]} {value.year}"


def short_day(value: date) -> str:
    return f"{value.day}{NO_BREAK}{_SHORT_MONTHS[value.month]} {value.year}"


def hour(value: datetime) -> str:
    """“14:05 (UTC+1)”."""
    text = f"{value.hour}:{value.minute:02d}"
    return f"{text} ({offset(value)})" if value.tzinfo else text


def days(first: date, last: date) -> str:
    """Both days included: “on 3 March 2011”, “from 28 February to 3 March 2011”."""
    if first == last:
        return f"on {day(first)}"
    if first.year != last.year:
        return f"from {day(first)} to {day(last)}"
    if first.month != last.month:
        return f"from {first.day}{NO_BREAK}{_MONTHS[first.month]} to {day(last)}"
    return f"from {first.day} to {day(last)}"


def since(first: date) -> str:
    return f"since {day(first)}"


def until(last: date) -> str:
    return f"until {day(last)}"
