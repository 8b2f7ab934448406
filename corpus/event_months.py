"""The rule of event dates for a month's name: with days of it before the name, or alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from corpus import event_patterns as patterns
from corpus.date_names import is_name
from corpus.dates import MONTH_NAMES, MONTHS, WEEKDAYS
from corpus.days import (
    Days,
    Side,
    day_near,
    first_of_month,
    month_near,
    months_of,
    one_day,
    part_of_month,
    shifted,
)
from corpus.event_findings import (
    NOTHING,
    Found,
    before,
    default_side,
    stretched,
    weekday_conflict,
)
from corpus.tense import side_of
from corpus.triggers import Hit


def month(text: str, hit: Hit, today: date | None) -> tuple[Found, ...]:
    """«3 mars», «du 28 février au 3 mars 2011», «en mars», «fin mars»."""
    after = patterns.AFTER_MONTH.match(text, hit.end)
    assert after is not None
    ahead = before(patterns.DAY_BEFORE, text, hit.start)
    if ahead:
        return _days_of_month(text, hit, ahead, after, today)
    if today is None or (hit.word not in MONTH_NAMES and not after["year"]):
        return NOTHING
    return _months(text, hit, after, today) or _whole_month(text, hit, after, today)


def _days_of_month(
    text: str, hit: Hit, ahead: re.Match[str], after: re.Match[str], today: date | None
) -> tuple[Found, ...]:
    month_number = MONTHS[hit.word]
    day_number = _number(ahead["day"])
    if ahead["gap"] == "-" and not after["year"]:
        return NOTHING
    has_year = after["year"] is not None
    if is_name(text, ahead.start("days"), month_number, day_number, has_year=has_year):
        return NOTHING
    further = None if ahead["first"] else patterns.MONTH_TO_MONTH.match(text, after.end())
    end = further.end() if further else after.end()
    year = _year(after["year"], further, month_number)
    written = _Written(
        month_number, day_number, year, *_side(text, ahead, after, end), ahead["weekday"], today
    )
    day = written.day()
    if day is None:
        return NOTHING
    start = _start(ahead, is_range=bool(ahead["first"] or further))
    if further:
        return _to_another_month(start, end, day, further)
    if ahead["first"]:
        return _several_days(start, end, day, ahead)
    days = one_day(day)
    if today and (ahead["since"] or ahead["until"]):
        days = stretched(days, today, is_since=ahead["since"] is not None)
    return (Found(start, end, days, _conflict(ahead, day, today)),)


def _number(day: str) -> int:
    return int(day) if day.isdecimal() else 1


def _year(written: str | None, further: re.Match[str] | None, month_number: int) -> int | None:
    """The year written, or the one written after the second month of a range."""
    if written or further is None or not further["year"]:
        return int(written) if written else None
    return int(further["year"]) - (month_number > MONTHS[further["month"].lower()])


def _side(text: str, ahead: re.Match[str], after: re.Match[str], end: int) -> tuple[Side, bool]:
    """The side that the day lies on, and whether strictly."""
    if after["past"] or after["future"]:
        return (Side.PAST if after["past"] else Side.FUTURE), True
    if ahead["since"] or ahead["until"]:
        return (Side.PAST if ahead["since"] else Side.FUTURE), False
    if ahead["relative"] or after["year"]:
        return Side.NEAREST, False
    return side_of(text, ahead.start(), end), False


@dataclass(frozen=True, slots=True)
class _Written:
    """A day as it is written, and what decides its year where none is."""

    month_number: int
    day_number: int
    year: int | None
    side: Side
    strictly: bool
    weekday: str | None
    today: date | None

    def day(self) -> date | None:
        if self.year is not None:
            try:
                return date(self.year, self.month_number, self.day_number)
            except ValueError:
                return None
        if self.today is None:
            return None
        day = self._near(self.today, self.side)
        nearest = self._near(self.today, Side.NEAREST)
        # The weekday knows better than a guess at the tense which of two years is meant.
        return (
            nearest if day and nearest and self._agrees(nearest) and not self._agrees(day) else day
        )

    def _near(self, today: date, side: Side) -> date | None:
        return day_near(today, self.month_number, self.day_number, side, strictly=self.strictly)

    def _agrees(self, day: date) -> bool:
        return self.weekday is not None and WEEKDAYS[self.weekday.lower()] == day.weekday()


def _start(ahead: re.Match[str], *, is_range: bool) -> int:
    """Where the expression starts: «du» belongs to a range, not to «la réunion du 3 mars»."""
    groups = ("since", "until", "relative", "weekday", "days", *(("lead",) if is_range else ()))
    return min(ahead.start(group) for group in groups if ahead[group])


def _conflict(ahead: re.Match[str], day: date, today: date | None) -> date | None:
    if today and ahead["relative"]:
        said = shifted(today, patterns.RELATIVE[ahead["relative"].lower()])
        if said != day:
            return said
    return weekday_conflict(ahead["weekday"], day)


def _to_another_month(start: int, end: int, day: date, further: re.Match[str]) -> tuple[Found, ...]:
    month_number = MONTHS[further["month"].lower()]
    last = day_near(day, month_number, int(further["day"]), Side.FUTURE)
    return (Found(start, end, Days(day, shifted(last, 1))),) if last else NOTHING


def _several_days(start: int, end: int, last: date, ahead: re.Match[str]) -> tuple[Found, ...]:
    """«du 3 au 5 mars», «les 3 et 4 mars» are one interval, «les 3 et 9 mars» two days."""
    first = _day_before(last, int(ahead["first"]))
    if first is None:
        return NOTHING
    is_list = ahead["link"].lower().startswith("et") and "," not in ahead["days"]
    if (
        is_list
        and shifted(first, 1) != last
        and not (ahead["lead"] or "").lower().startswith("entre")
    ):
        return Found(start, end, one_day(first)), Found(start, end, one_day(last))
    return (Found(start, end, Days(first, shifted(last, 1))),)


def _day_before(last: date, number: int) -> date | None:
    """The day of that number in the same month, or in the one before it."""
    month_start = first_of_month(last.year, last.month - (number > last.day))
    try:
        return month_start.replace(day=number)
    except ValueError:
        return None


def _months(text: str, hit: Hit, after: re.Match[str], today: date) -> tuple[Found, ...]:
    """«de janvier à mars 2011»."""
    span = patterns.MONTHS_RANGE.match(text, after.end())
    lead = before(patterns.MONTHS_LEAD, text, hit.start) if span else None
    if span is None or lead is None:
        return NOTHING
    first_number, last_number = MONTHS[hit.word], MONTHS[span["month"].lower()]
    year = span["year"] or after["year"]
    if year:
        last = months_of(int(year), last_number)
    else:
        last = month_near(today, last_number, default_side(text, hit.start, span.end()))
    first = month_near(last.start, first_number, Side.PAST)
    return (Found(lead.start(), span.end(), Days(first.start, last.end)),)


def _whole_month(text: str, hit: Hit, after: re.Match[str], today: date) -> tuple[Found, ...]:
    ahead = before(patterns.MONTH_BEFORE, text, hit.start)
    modified = after["past"] or after["future"]
    if not (ahead or modified or after["year"]):
        return NOTHING
    start = ahead.start() if ahead else hit.start
    if after["year"]:
        days = months_of(int(after["year"]), MONTHS[hit.word])
    elif modified:
        side = Side.PAST if after["past"] else Side.FUTURE
        days = month_near(today, MONTHS[hit.word], side, strictly=True)
    else:
        days = month_near(today, MONTHS[hit.word], _month_side(text, start, after.end(), ahead))
    if ahead:
        part = ahead["part"] or ahead["bound_part"] or ahead["bare_part"]
        days = part_of_month(days, part.lower()) if part else days
        if ahead["since"] or ahead["until"]:
            days = stretched(days, today, is_since=ahead["since"] is not None)
    return (Found(start, after.end(), days),)


def _month_side(text: str, start: int, end: int, ahead: re.Match[str] | None) -> Side:
    if ahead and (ahead["since"] or ahead["until"]):
        return Side.PAST if ahead["since"] else Side.FUTURE
    return default_side(text, start, end)
