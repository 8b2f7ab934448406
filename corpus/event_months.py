"""The rule of event dates for a month's name: with days of it before the name, or alone."""

from __future__ import annotations

import re
from datetime import date

from corpus import event_patterns as patterns
from corpus.calendar_names import MONTH_NAMES, MONTHS, WEEKDAYS
from corpus.date_names import is_name
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
    week_of,
)
from corpus.event_days import DaysAhead, days_ahead
from corpus.event_findings import (
    NOTHING,
    Found,
    before,
    bound_before,
    day_of,
    default_side,
    stretched,
    weekday_conflict,
)
from corpus.tense import side_of
from corpus.triggers import Hit

MONTH_REACH = 26


def month(text: str, hit: Hit, today: date | None) -> tuple[Found, ...]:
    """«3 mars», «du 28 février au 3 mars 2011», «en mars», «fin mars»."""
    ahead = days_ahead(text, hit.start)
    # Most often no word around a month alone makes it a date.
    if ahead is None and not (
        _is_led(text, hit.start) or patterns.MONTH_GOES_ON.match(text, hit.end)
    ):
        return NOTHING
    has_stop = hit.word not in patterns.FULL_NAMES and text[hit.end : hit.end + 1] == "."
    after = patterns.AFTER_MONTH.match(text, hit.end + has_stop)
    assert after is not None
    if ahead:
        return _days_of_month(text, hit, ahead, after, today)
    if today is None or (hit.word not in MONTH_NAMES and not after["year"]):
        return NOTHING
    return _months(text, hit, after, today) or _whole_month(text, hit, after, today)


def _days_of_month(
    text: str, hit: Hit, ahead: DaysAhead, after: re.Match[str], today: date | None
) -> tuple[Found, ...]:
    number = MONTHS[hit.word]
    has_year = after["year"] is not None
    if ahead.gap == "-" and not has_year:
        return NOTHING
    # «écoles du 19 au 30 mars»: nothing is called after a range.
    if not ahead.first and is_name(text, ahead.at, number, ahead.day, has_year=has_year):
        return NOTHING
    further = _further(text, ahead, after)
    end = further.end() if further else after.end()
    start = ahead.start(is_range=bool(ahead.first or further))
    year = _year(after["year"], further, number)
    if year is not None:
        day = day_of(year, number, ahead.day)
    elif today is not None:
        day = _near(text, number, ahead, after, end, today)
    else:
        day = None
    if day is None:
        return NOTHING
    if further:
        return _to_another_month(start, end, day, further)
    if ahead.first:
        return _several_days(start, end, day, ahead)
    if ahead.lead is None:
        return (Found(start, end, one_day(day)),)
    days = week_of(day) if ahead.said("week") else one_day(day)
    if today and (ahead.said("since") or ahead.said("until")):
        days = stretched(days, today, is_since=ahead.said("since") is not None)
    return (Found(start, end, days, _conflict(ahead, day, today)),)


def _further(text: str, ahead: DaysAhead, after: re.Match[str]) -> re.Match[str] | None:
    """The last day of a range that ends in another month; «et» makes a range after «entre» only."""
    further = None if ahead.first else patterns.MONTH_TO_MONTH.match(text, after.end())
    if further and further["link"].startswith("et"):
        return further if (ahead.said("lead") or "").startswith("entre") else None
    return further


def _year(written: str | None, further: re.Match[str] | None, number: int) -> int | None:
    """The year written, or the one written after the second month of a range."""
    if written or further is None or not further["year"]:
        return int(written) if written else None
    return int(further["year"]) - (number > MONTHS[further["month"]])


def _side(text: str, ahead: DaysAhead, after: re.Match[str], end: int) -> Side:
    """The side of the day of issue that a day without a year lies on."""
    if after["past"] or after["future"]:
        return Side.PAST if after["past"] else Side.FUTURE
    if ahead.lead is None:
        return side_of(text, ahead.at, end)
    if ahead.said("since"):
        return Side.PAST
    if ahead.said("until") or ahead.said("aim"):
        return Side.FUTURE
    if ahead.said("relative"):
        return Side.NEAREST
    return side_of(text, ahead.at, end)


def _near(
    text: str, number: int, ahead: DaysAhead, after: re.Match[str], end: int, today: date
) -> date | None:
    strictly = bool(after["past"] or after["future"])
    if not strictly and today.day == ahead.day and today.month == number:
        return today
    said = ahead.said("weekday")
    if said is not None:
        # The weekday knows better than a guess at the tense which of two years is meant.
        nearest = day_near(today, number, ahead.day, Side.NEAREST, strictly=strictly)
        if nearest and nearest.weekday() == WEEKDAYS[said]:
            return nearest
    side = _side(text, ahead, after, end)
    return day_near(today, number, ahead.day, side, strictly=strictly)


def _conflict(ahead: DaysAhead, day: date, today: date | None) -> date | None:
    relative = ahead.said("relative")
    if today and relative:
        said = shifted(today, patterns.RELATIVE[relative])
        if said != day:
            return said
    return weekday_conflict(ahead.said("weekday"), day)


def _to_another_month(start: int, end: int, day: date, further: re.Match[str]) -> tuple[Found, ...]:
    month_number = MONTHS[further["month"]]
    number = int(further["day"])
    if further["year"]:
        last = day_of(int(further["year"]), month_number, number)
    else:
        last = day_near(day, month_number, number, Side.FUTURE)
    return (Found(start, end, Days(day, shifted(last, 1))),) if last else NOTHING


def _several_days(start: int, end: int, last: date, ahead: DaysAhead) -> tuple[Found, ...]:
    """«du 3 au 5 mars», «les 3 et 4 mars» are one interval, «les 3 et 9 mars» two days."""
    first = _day_before(last, ahead.first or 1)
    if first is None:
        return NOTHING
    are_two = ahead.link.startswith("et") and not ahead.more
    if are_two and shifted(first, 1) != last and not (ahead.said("lead") or "").startswith("entre"):
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
    lead = before(patterns.MONTHS_LEAD, text, hit.start, 8) if span else None
    if span is None or lead is None:
        return NOTHING
    first_number, last_number = MONTHS[hit.word], MONTHS[span["month"]]
    year = span["year"] or after["year"]
    if year:
        last = months_of(int(year), last_number)
    else:
        last = month_near(today, last_number, _default_side(text, hit.start, span.end()))
    first = month_near(last.start, first_number, Side.PAST)
    return (Found(lead.start(), span.end(), Days(first.start, last.end)),)


def _whole_month(text: str, hit: Hit, after: re.Match[str], today: date) -> tuple[Found, ...]:
    ahead = before(patterns.MONTH_BEFORE, text, hit.start, MONTH_REACH)
    modified = after["past"] or after["future"]
    if not (ahead or modified or after["year"]):
        return NOTHING
    start = ahead.start() if ahead else hit.start
    number = MONTHS[hit.word]
    if after["year"]:
        days = months_of(int(after["year"]), number)
    elif modified:
        side = Side.PAST if after["past"] else Side.FUTURE
        days = month_near(today, number, side, strictly=True)
    elif number == today.month:
        days = months_of(today.year, number)
    else:
        days = month_near(today, number, _month_side(text, start, after.end(), ahead))
    if ahead:
        part = ahead["part"] or ahead["bound_part"]
        days = part_of_month(days, part) if part else days
        if ahead["since"] or ahead["until"]:
            days = stretched(days, today, is_since=ahead["since"] is not None)
    return (Found(start, after.end(), days),)


def _is_led(text: str, end: int) -> bool:
    """Whether words end in what may make the month after them a date."""
    words = text[end - MONTH_REACH if end > MONTH_REACH else 0 : end].rstrip().removesuffix("-")
    *ahead, last = words.split() or ("",)
    if last in patterns.MONTH_ARTICLES:
        return bool(ahead) and ahead[-1].endswith(patterns.MONTH_LINKS_TO_ARTICLE)
    return last.endswith(patterns.MONTH_LINKS)


def _month_side(text: str, start: int, end: int, ahead: re.Match[str] | None) -> Side:
    if ahead and (ahead["since"] or ahead["until"]):
        return Side.PAST if ahead["since"] else Side.FUTURE
    return _default_side(text, start, end)


def _default_side(text: str, start: int, end: int) -> Side:
    return default_side(text, start, end, bound_before(text, start))
