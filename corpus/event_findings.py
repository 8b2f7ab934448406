"""What every rule of event dates is made of: a finding, the words before it, its side of today."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from corpus.calendar_names import WEEKDAYS
from corpus.days import Days, Side, shifted, weekday_near
from corpus.event_patterns import BOUND
from corpus.tense import side_of
from corpus.triggers import Hit

REACH = 44
"""How far back a pattern looks from its trigger, unless fewer words do."""


class Found(NamedTuple):
    """An event date: offsets into the text, the days, and the day that other evidence names."""

    start: int
    end: int
    days: Days
    conflict: date | None = None


Rule = Callable[[str, Hit, "date | None"], tuple[Found, ...]]
NOTHING: tuple[Found, ...] = ()


def before(
    pattern: re.Pattern[str], text: str, end: int, reach: int = REACH
) -> re.Match[str] | None:
    """What a pattern that looks back finds right before an offset."""
    return pattern.search(text, end - reach, end)


def bound_before(text: str, end: int) -> re.Match[str] | None:
    """«depuis» or «jusqu'à» right before an offset."""
    # Most often there is neither: two containments cost a tenth of the pattern.
    words = text[end - 15 if end > 15 else 0 : end]
    return BOUND.search(text, end - 15, end) if "depuis" in words or "jusqu" in words else None


def bounded(found: Found, bound: re.Match[str] | None, today: date) -> Found:
    """The days since, or until, those found when the words before say so."""
    if bound is None:
        return found
    days = stretched(found.days, today, is_since=bound["since"] is not None)
    return found._replace(start=bound.start(), days=days)


def stretched(days: Days, today: date, *, is_since: bool) -> Days:
    """«depuis»: to the day of issue; «jusqu'à»: from it; the days alone if neither fits."""
    if is_since:
        return Days(days.start, shifted(today, 1)) if days.start <= today else days
    return Days(today, days.end) if today < days.end else days


def default_side(text: str, start: int, end: int, bound: re.Match[str] | None) -> Side:
    """The side to look on for what has no nearest reading: a dispatch tells the past by default."""
    if bound:
        return Side.PAST if bound["since"] else Side.FUTURE
    side = side_of(text, start, end)
    return Side.PAST if side is Side.NEAREST else side


def day_of(year: int, month: int, day: int) -> date | None:
    """The day, None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def weekday_conflict(said: str | None, day: date) -> date | None:
    """The day that a written weekday means, when it is not the day found."""
    if said is None:
        return None
    number = WEEKDAYS[said.lower()]
    return None if number == day.weekday() else weekday_near(day, number, Side.NEAREST)
