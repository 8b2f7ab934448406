"""Reads the dates of a query as people write them: `parse_expression` gives half-open days.

One date («la semaine dernière», «mars 2011»), a range («du 3 au 5 mars 2011», «2010..2012») or an
open side («depuis janvier», «avant 2011»). Nothing is guessed from part of a text: an expression
that is not wholly understood is None. Vague spans («fin mars», «été») are the tables of
`corpus.days`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from corpus.days import Days, Side, shifted
from corpus.errors import ReaderError
from corpus.expression_rules import Clock, compiled, read_days
from corpus.messages import Message, message
from corpus.text import squeeze

LONGEST = 80
APOSTROPHES = str.maketrans(
    {"’": "'", "ʼ": "'", "‘": "'", "–": "-", "—": "-", "\xa0": " ", "\u202f": " "}
)
ARTICLES = re.compile(
    r"(?:(?:au cours|pendant|durant|dans|vers|en|au|du|des|de|le|la|les) |d'|l')+"
)
DOTS = re.compile(r"(?P<first>.*?) ?\.\.\.? ?(?P<last>.*)")
RANGES = (
    r"(?:(?:entre|de|du|des|depuis|a partir d[eu]) |d')(?P<first>.+?)"
    r" (?:et|a|au|aux|jusqu'(?:a|au|en)) (?P<last>.+)",
    r"(?P<first>.+?) (?:au|a|jusqu'(?:a|au|en)|-|->) (?P<last>.+)",
    r"(?P<first>\d{4}) ?- ?(?P<last>\d{4})",
    r"(?P<first>\d{1,2})-(?P<last>\d{1,2} .+)",
    r"(?:les )?(?P<first>\d{1,2}(?:er)?) et (?:le )?(?P<last>\d{1,2} .+)",
)
OPEN = tuple(
    (rf"(?:(?:{words}) |{sign} ?)(?P<date>.+)", side)
    for words, sign, side in (
        (r"depuis|a partir d[eu]|a compter d[eu]|des", ">=", "since"),
        (r"apres|posterieure?s? a", ">(?!=)", "after"),
        (r"avant|anterieure?s? a", "<(?!=)", "before"),
        (r"jusqu'(?:a|au|en)", "<=", "until"),
    )
)
DAY_ALONE = re.compile(r"(?:le )?(?P<day>\d{1,2})(?: ?er)?")
LAST_OF_MONTH = re.compile(r"(?:le )?(?:[a-z]+ )?\d{1,2}(?: ?er)?(?P<rest>[ /.-].*)")
HAS_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


@dataclass(frozen=True, slots=True)
class DateRange:
    """Half-open days, [start, end); a side that is None is open.

    Both are None, and a note says why, for a date that the calendar has not. The other notes say
    what was mended.
    """

    start: date | None
    end: date | None
    notes: tuple[Message, ...] = ()


def parse_expression(text: str, today: date) -> DateRange | None:
    """The days that a person means, None for what is no date. Never raises."""
    expression = _folded(text)
    if not expression or len(expression) > LONGEST:
        return None
    clock = Clock(today, today)
    try:
        return _range(expression, clock) or _single(expression, clock) or _open(expression, clock)
    except ReaderError as error:
        return DateRange(None, None, (error.message,))


def _folded(text: str) -> str:
    """Lower case, without accents, one kind of apostrophe, dash and space."""
    plain = unicodedata.normalize("NFKD", text.translate(APOSTROPHES).casefold())
    return squeeze("".join(char for char in plain if not unicodedata.combining(char)))


def _date(expression: str, clock: Clock) -> Days | None:
    """One date, as it is or without what leads to it («en», «le», «au cours des»)."""
    days = read_days(expression, clock)
    if days is None and (articles := ARTICLES.match(expression)):
        return read_days(expression[articles.end() :], clock)
    return days


def _single(expression: str, clock: Clock) -> DateRange | None:
    days = _date(expression, clock)
    return DateRange(*days) if days else None


def _open(expression: str, clock: Clock) -> DateRange | None:
    for pattern, side in OPEN:
        match = compiled(pattern).fullmatch(expression)
        days = _date(match["date"], clock) if match else None
        if days is None:
            continue
        if side == "since":
            return DateRange(days.start, None)
        if side == "after":
            return DateRange(days.end, None)
        return DateRange(None, days.start if side == "before" else days.end)
    return None


def _range(expression: str, clock: Clock) -> DateRange | None:
    dots = DOTS.fullmatch(expression)
    if dots:
        return _dotted(dots["first"], dots["last"], clock)
    for pattern in RANGES:
        match = compiled(pattern).fullmatch(expression)
        found = _between(match["first"], match["last"], clock) if match else None
        if found:
            return found
    return None


def _dotted(first: str, last: str, clock: Clock) -> DateRange | None:
    """«2010..2012»; a side that is left out is open."""
    if first and last:
        return _between(first, last, clock)
    days = _date(first or last, clock) if first or last else None
    if days is None:
        return None
    return DateRange(days.start, None) if first else DateRange(None, days.end)


def _between(first: str, last: str, clock: Clock) -> DateRange | None:
    """Each end reads what it leaves out from the other: the month, or the year."""
    day, rest = DAY_ALONE.fullmatch(first), LAST_OF_MONTH.fullmatch(last)
    if day and rest:
        first = f"{day['day']}{rest['rest']}"
    if HAS_YEAR.search(first) and not HAS_YEAR.search(last):
        start = _date(first, clock)
        after = replace(clock, anchor=start.start, side=Side.FUTURE) if start else clock
        end = _date(last, after)
    else:
        end = _date(last, clock)
        before = replace(clock, anchor=end.start) if end else clock
        if day and end and not HAS_YEAR.search(first):
            before = replace(before, anchor=shifted(end.start, 27), side=Side.PAST)
        start = _date(first, before)
    return _ordered(start, end) if start and end else None


def _ordered(first: Days, last: Days) -> DateRange:
    if first.start <= last.start:
        return DateRange(first.start, max(first.end, last.end))
    note = message(
        "La période était à l’envers : elle va du {start:%d/%m/%Y} au {end:%d/%m/%Y}.",
        start=last.start,
        end=shifted(first.end, -1),
    )
    return DateRange(last.start, max(first.end, last.end), (note,))
