"""The rules of event dates that need no month: one for each kind of trigger.

A rule is given a text, a trigger found in it and the day of issue, and gives what the words around
the trigger say, or nothing. Only days written in full can be read without a day of issue.
"""

from __future__ import annotations

import re
from datetime import date

from corpus import event_patterns as patterns
from corpus.calendar_names import WEEKDAYS
from corpus.date_names import is_phrase
from corpus.days import (
    Days,
    Side,
    months_of,
    one_day,
    part_of_year,
    season_of,
    shifted,
    weekday_near,
)
from corpus.event_findings import (
    NOTHING,
    Found,
    before,
    bound_before,
    bounded,
    default_side,
    stretched,
    weekday_conflict,
)
from corpus.triggers import Hit

SEPARATORS = frozenset("-/.")
HABIT_ENDS = ("ue ", "es ", "du ", "au ")


def relative(text: str, hit: Hit, today: date | None) -> tuple[Found, ...]:
    """«hier», «hier mercredi»: the relative word stands, the weekday checks it."""
    if today is None or patterns.DAY_FOLLOWS.match(text, hit.end):
        return NOTHING
    bound = bound_before(text, hit.start)
    shift = patterns.RELATIVE[hit.word]
    day = shifted(today, shift)
    check = patterns.WEEKDAY_CHECK.match(text, hit.end)
    if check is None:
        return (bounded(Found(hit.start, hit.end, one_day(day)), bound, today),)
    weekday = WEEKDAYS[check["weekday"]]
    side = Side((shift > 0) - (shift < 0))
    conflict = None if weekday == day.weekday() else weekday_near(today, weekday, side)
    return (bounded(Found(hit.start, check.end(), one_day(day), conflict), bound, today),)


def weekday(text: str, hit: Hit, today: date | None) -> tuple[Found, ...]:
    """«lundi» by the tense, «lundi dernier», «ce lundi», «de lundi à mardi»."""
    if today is None or _is_habit(text, hit.start):
        return NOTHING
    if not patterns.WEEKDAY_GOES_ON.match(text, hit.end):
        return _one_weekday(text, hit, None, today)
    if is_phrase(text, hit.start) or patterns.DAY_FOLLOWS.match(text, hit.end):
        return NOTHING
    span = patterns.WEEKDAY_RANGE.match(text, hit.end)
    if span and span["link"] == "au":
        return NOTHING
    lead = before(patterns.RANGE_LEAD, text, hit.start, 9) if span else None
    if span and lead and (lead["between"] is not None) == (span["link"] == "et"):
        return _weekdays(text, hit, lead, span, today)
    pair = patterns.WEEKDAY_AND.match(text, hit.end)
    if pair and WEEKDAYS[pair["weekday"]] == (WEEKDAYS[hit.word] + 1) % 7:
        return _two_days(text, hit, pair, today)
    after = patterns.AFTER_WEEKDAY.match(text, hit.end)
    return NOTHING if after and after["other"] else _one_weekday(text, hit, after, today)


def _one_weekday(
    text: str, hit: Hit, after: re.Match[str] | None, today: date
) -> tuple[Found, ...]:
    start, end = hit.start, after.end() if after else hit.end
    ahead = text[max(0, start - 3) : start]
    if ahead == "ce " and not after:
        start -= 3
    bound = bound_before(text, start)
    number = WEEKDAYS[hit.word]
    if after:
        side = Side.PAST if after["past"] else Side.FUTURE
    elif ahead == "ce " or number == today.weekday():
        # The day of issue itself is on every side.
        side = Side.NEAREST
    elif ahead == " à ":
        side = Side.FUTURE
    else:
        side = default_side(text, start, end, bound)
    day = weekday_near(today, number, side, strictly=after is not None)
    return (bounded(Found(start, end, one_day(day)), bound, today),)


def _is_habit(text: str, start: int) -> bool:
    """«chaque lundi», «tous les lundis», the second day of «du lundi au vendredi»."""
    ends = text.endswith(HABIT_ENDS, 0, start)
    return ends and patterns.HABIT.search(text, start - 20, start) is not None


def _weekdays(
    text: str, hit: Hit, lead: re.Match[str], span: re.Match[str], today: date
) -> tuple[Found, ...]:
    """Both days and those between."""
    bound = bound_before(text, hit.start)
    side = Side.NEAREST if span["near"] else default_side(text, hit.start, span.end(), bound)
    last = weekday_near(today, WEEKDAYS[span["weekday"]], side)
    first = weekday_near(last, WEEKDAYS[hit.word], Side.PAST, strictly=True)
    return (Found(lead.start(), span.end(), Days(first, shifted(last, 1))),)


def _two_days(text: str, hit: Hit, pair: re.Match[str], today: date) -> tuple[Found, ...]:
    """«lundi et mardi» that follow each other are one interval."""
    side = default_side(text, hit.start, pair.end(), bound_before(text, hit.start))
    last = weekday_near(today, WEEKDAYS[pair["weekday"]], side)
    return (Found(hit.start, pair.end(), Days(shifted(last, -1), shifted(last, 1))),)


def period(text: str, hit: Hit, today: date | None) -> tuple[Found, ...]:
    """«la semaine dernière», «le mois prochain», «cette année»."""
    if today is None:
        return NOTHING
    found = Found(hit.start, hit.end, patterns.period(hit.word, today))
    return (bounded(found, bound_before(text, hit.start), today),)


def numbers(text: str, hit: Hit, today: date | None) -> tuple[Found, ...]:
    """«16.10.2016», «2016-10-16», and a year alone."""
    around = text[max(0, hit.start - 1) : hit.end + 1]
    if around[:1] not in SEPARATORS and around[-1:] != "-":
        return _year(text, hit, today) if today else NOTHING
    match = before(patterns.NUMBERS_BEFORE, text, hit.start, 22)
    start, end = hit.start, hit.end
    if match:
        start = match.start()
    else:
        match = patterns.ISO_AFTER.match(text, hit.end)
        if match is None or around[0] in SEPARATORS:
            return NOTHING
        end = match.end()
    try:
        day = date(int(hit.word), int(match["month"]), int(match["day"]))
    except ValueError:
        return NOTHING
    said = match["weekday"] if match.re is patterns.NUMBERS_BEFORE else None
    found = Found(start, end, one_day(day), weekday_conflict(said, day))
    return (bounded(found, bound_before(text, start), today) if today else found,)


def _year(text: str, hit: Hit, today: date) -> tuple[Found, ...]:
    """«depuis 2009», «début 2020», «printemps 2019»."""
    words = text[max(0, hit.start - 24) : hit.start].rstrip().removesuffix("-")
    if not words.endswith(patterns.YEAR_LINKS):
        return NOTHING
    ahead = before(patterns.YEAR_BEFORE, text, hit.start, 24)
    if ahead is None:
        return NOTHING
    year = int(hit.word)
    part = ahead["part"] or ahead["bound_part"]
    if ahead["season"]:
        days = season_of(year, ahead["season"])
    else:
        days = part_of_year(year, part) if part else months_of(year, 1, 12)
    if ahead["since"] or ahead["until"]:
        days = stretched(days, today, is_since=ahead["since"] is not None)
    return (Found(ahead.start(), hit.end, days),)
