"""French as it is printed: spaces that do not break, numbers, days, hours, plurals, collation.

Only what people read passes here. A dispatch's own text and a person's own query never do: they
are shown as they were written.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from babel import Locale
from unidecode import unidecode

from web.numerals import NO_BREAK, THIN, counted, is_plural, number

__all__ = [
    "collation_key",
    "counted",
    "day",
    "days",
    "hour",
    "is_plural",
    "month",
    "number",
    "offset",
    "short_day",
    "short_month",
    "since",
    "typeset",
    "until",
]

_MONTHS = Locale("fr").months["format"]["wide"]
_SHORT_MONTHS = Locale("fr").months["format"]["abbreviated"]
_SPACES = (
    (re.compile(r"« ?"), "«" + NO_BREAK),
    (re.compile(r" ?»"), NO_BREAK + "»"),
    (re.compile(r" (?=[;!?])"), THIN),
    (re.compile(r" (?=[:%])"), NO_BREAK),
    (re.compile(r"(?<=\{count\}) "), NO_BREAK),
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
)


def typeset(text: str) -> str:
    """A plainly typed sentence with the spaces and apostrophes of print."""
    for pattern, replacement in _SPACES:
        text = pattern.sub(replacement, text)
    return text


def month(year: int, month_number: int) -> str:
    """«février 2011»."""
    return f"{_MONTHS[month_number]} {year}"


def short_month(month_number: int) -> str:
    """«févr.»."""
    return str(_SHORT_MONTHS[month_number])


def day(value: date) -> str:
    """«1er février 2011»: the number does not part from its month."""
    return f"{_day_number(value)}{NO_BREAK}{_MONTHS[value.month]} {value.year}"


def short_day(value: date) -> str:
    """«12 janv. 2011», for a reference."""
    return f"{_day_number(value)}{NO_BREAK}{_SHORT_MONTHS[value.month]} {value.year}"


def hour(value: datetime) -> str:
    """«14 h 05», with the offset from UTC where the moment has one: «14 h 05 (UTC+1)»."""
    text = f"{value.hour}{NO_BREAK}h{NO_BREAK}{value.minute:02d}"
    return f"{text} ({offset(value)})" if value.tzinfo else text


def offset(value: datetime) -> str:
    """«UTC», «UTC+1», «UTC−3:30»; a true minus sign."""
    minutes = round((value.utcoffset() or timedelta()) / timedelta(minutes=1))
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02d}' if rest else ''}"


def days(first: date, last: date) -> str:
    """Both days included: «le 3 mars 2011», «du 28 février au 3 mars 2011»."""
    if first == last:
        return f"le {day(first)}"
    if first.year != last.year:
        return f"du {day(first)} au {day(last)}"
    if first.month != last.month:
        return f"du {_day_number(first)}{NO_BREAK}{_MONTHS[first.month]} au {day(last)}"
    return f"du {_day_number(first)} au {day(last)}"


def since(first: date) -> str:
    return f"depuis le {day(first)}"


def until(last: date) -> str:
    return f"jusqu’au {day(last)}"


def _day_number(value: date) -> str:
    return "1er" if value.day == 1 else str(value.day)


def collation_key(text: str) -> tuple[str, str]:
    """Orders as a French dictionary does: «Économie» between «Défense» and «Finances»."""
    return unidecode(text).casefold(), text
