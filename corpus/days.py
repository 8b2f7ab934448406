"""The arithmetic of days that dispatches and queries share: weekdays, weeks, months, vague spans.

Everything is half-open days, [start, end). Weeks run from Monday. Years are clamped to those that
`datetime` has, so that no arithmetic here raises OverflowError for a date that a text may hold.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum
from typing import NamedTuple

MONTH_PARTS = {
    "début": (1, 11),
    "mi": (11, 21),
    "fin": (21, 32),
}
"""Part of a month → its first day, and the day after its last one (32: the end of the month)."""

SEASONS = {
    "printemps": (3, 6),
    "été": (6, 9),
    "automne": (9, 12),
    "hiver": (12, 15),
}
"""Season → its first month, and the month after its last one, in whole months; 13 is January."""

RECENT = {
    "jours": (7, "jours"),
    "semaines": (4, "semaines"),
    "mois": (3, "mois"),
    "ans": (3, "ans"),
}
"""«(ces) derniers jours», «dernières semaines»…: how many are meant when no number is said."""

YEAR_PARTS = {
    "début": (1, 5),
    "mi": (5, 9),
    "fin": (9, 13),
}
"""Part of a year → its first month, and the month after its last one."""


class Days(NamedTuple):
    """Half-open: `end` is the day after the last one."""

    start: date
    end: date


class Side(Enum):
    """Which side of a day another one is sought on; only NEAREST looks at both."""

    PAST = -1
    NEAREST = 0
    FUTURE = 1


def shifted(day: date, days: int) -> date:
    """The day some days later, or the calendar's first or last."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.min if days < 0 else date.max


def one_day(day: date) -> Days:
    return Days(day, shifted(day, 1))


def weekday_near(around: date, weekday: int, side: Side, *, strictly: bool = False) -> date:
    """The nearest such weekday on a side of a day, the day itself included unless `strictly`."""
    back = (around.weekday() - weekday) % 7
    if side is Side.NEAREST:
        return shifted(around, -back if back <= 3 else 7 - back)
    if side is Side.PAST:
        return shifted(around, -(back or 7 if strictly else back))
    ahead = -back % 7
    return shifted(around, ahead or 7 if strictly else ahead)


def day_near(
    around: date, month: int, day: int, side: Side, *, strictly: bool = False
) -> date | None:
    """The nearest such day of a year on a side of a day; None when the calendar has no such day."""
    if side is Side.NEAREST:
        past = day_near(around, month, day, Side.PAST, strictly=strictly)
        future = day_near(around, month, day, Side.FUTURE, strictly=strictly)
        if past is None or future is None:
            return past or future
        return past if around - past <= future - around else future
    # The value of an enum costs as much as the rest of this.
    is_future = side is Side.FUTURE
    step = 1 if is_future else -1
    # Eight years on, there has been a 29 February, whatever the century.
    for year in range(around.year, around.year + 9 * step, step):
        try:
            near = date(year, month, day)
        except ValueError:
            continue
        if (not strictly) if near == around else (near > around) is is_future:
            return near
    return None


def week_of(day: date, shift: int = 0) -> Days:
    """Monday to Monday, so many weeks later."""
    monday = shifted(day, 7 * shift - day.weekday())
    return Days(monday, shifted(monday, 7))


def weekend_of(day: date, shift: int = 0) -> Days:
    """Saturday to Monday of the week, so many weeks later."""
    monday = week_of(day, shift).end
    return Days(shifted(monday, -2), monday)


def first_of_month(year: int, month: int) -> date:
    """The first of a month; month 13 is the next January, month 0 the last December."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if year < 1:
        return date.min
    return date(year, month, 1) if year <= 9999 else date.max


def months_of(year: int, month: int, count: int = 1) -> Days:
    """So many whole months."""
    return Days(first_of_month(year, month), first_of_month(year, month + count))


def year_of_day(day: date, shift: int = 0) -> Days:
    return months_of(day.year + shift, 1, 12)


def month_near(around: date, month: int, side: Side, *, strictly: bool = False) -> Days:
    """The nearest such month: begun for the past, not ended for the future."""
    is_future = side is Side.FUTURE
    base = around.month
    if strictly and side is not Side.NEAREST:
        base += 1 if is_future else -1
    ahead, back = (month - base) % 12, (base - month) % 12
    is_ahead = is_future or (side is Side.NEAREST and ahead < back)
    return months_of(around.year, base + (ahead if is_ahead else -back))


def months_before(day: date, count: int) -> date:
    """The same day of an earlier month, or the last day of it when it has no such day."""
    first = first_of_month(day.year, day.month - count)
    last = shifted(first_of_month(first.year, first.month + 1), -1)
    return first.replace(day=min(day.day, last.day))


def part_of_month(days: Days, part: str) -> Days:
    """«début», «mi» or «fin» of a month."""
    first, after = MONTH_PARTS[part]
    end = days.end if after > 31 else days.start.replace(day=after)
    return Days(days.start.replace(day=first), end)


def part_of_year(year: int, part: str) -> Days:
    """«début», «mi» or «fin» of a year."""
    first, after = YEAR_PARTS[part]
    return months_of(year, first, after - first)


def season_of(year: int, season: str) -> Days:
    """The season that begins in a year."""
    first, after = SEASONS[season]
    return months_of(year, first, after - first)


def season_near(around: date, season: str, side: Side, *, strictly: bool = False) -> Days:
    """The nearest season of that name: begun for the past, and ended if `strictly`."""
    first = SEASONS[season][0]
    begun = month_near(around, first, side, strictly=strictly and side is Side.FUTURE).start.year
    days = season_of(begun, season)
    is_running = strictly and side is Side.PAST and days.end > around
    return season_of(begun - 1, season) if is_running else days
