"""The rules that read one date of a query: a day, a week, a month, a season, a year.

Each rule is a pattern for the whole of an expression, folded to lower case without accents, and a
function that gives its days. The past is meant unless «prochain» says otherwise. A rule raises
ReaderError for a day that the calendar has not. The vague spans are the tables of `corpus.days`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from corpus.calendar_names import MONTHS, WEEKDAYS, existing_day, full_year
from corpus.days import (
    RECENT,
    Days,
    Side,
    day_near,
    month_near,
    months_before,
    months_of,
    one_day,
    part_of_month,
    part_of_year,
    season_near,
    season_of,
    shifted,
    week_of,
    weekday_near,
    weekend_of,
    year_of_day,
)
from corpus.errors import ReaderError
from corpus.expression_words import (
    HALVES,
    NUMBERS,
    ORDINALS,
    PARTS,
    RELATIVE,
    SEASON_NAMES,
    UNITS,
)
from corpus.messages import message


@dataclass(frozen=True, slots=True)
class Clock:
    """`today` is what relative words count from. A day or a month without a year is the nearest
    one to `anchor` on `side` of it: today's past, or the other end of a range."""

    today: date
    anchor: date
    side: Side = Side.PAST


Match = re.Match[str]
Pattern = re.Pattern[str]
Rule = Callable[[Match, Clock], "Days | None"]


def _one_of(words: dict[str, int] | dict[str, str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return rf"(?:{'|'.join(map(re.escape, longest_first))})\b"


_MONTH = rf"(?P<month>{_one_of(MONTHS)})\.?"
_WEEKDAY = rf"(?P<weekday>{_one_of(WEEKDAYS)})\.?"
_YEAR = r"(?P<year>[12]\d{3})"
_PAST = r"(?P<past>dernier|derniere|passee?|ecoulee?|precedente?)"
_NEXT = r"(?P<next>prochaine?|suivante?)"
_TURN = rf"(?: (?:{_PAST}|{_NEXT}))?"
_PART = r"(?P<part>debut|mi|fin)"
_COUNT = rf"(?P<count>\d{{1,4}}|{_one_of(NUMBERS)})"
_UNIT = rf"(?P<unit>{_one_of(UNITS)})"


def _turned(match: Match, clock: Clock) -> tuple[Side, bool]:
    """The side that «dernier» or «prochain» names, and whether it excludes the one begun."""
    if match["next"]:
        return Side.FUTURE, True
    return (Side.PAST, True) if match["past"] else (clock.side, False)


def _relative(match: Match, clock: Clock) -> Days:
    return one_day(shifted(clock.today, RELATIVE[match[0]]))


def _weekday(match: Match, clock: Clock) -> Days:
    side, strictly = _turned(match, clock)
    if match["near"]:
        side = Side.NEAREST
    weekday = WEEKDAYS[match["weekday"]]
    return one_day(weekday_near(clock.today, weekday, side, strictly=strictly))


def _unit(match: Match, clock: Clock) -> Days | None:
    """«cette semaine», «le mois dernier», «l'an prochain»."""
    if not (match["this"] or match["now"] or match["past"] or match["next"]):
        return None
    shift = 1 if match["next"] else -1 if match["past"] else 0
    unit = match["unit"]
    if unit in ("week-end", "weekend"):
        return weekend_of(clock.today, shift)
    if unit == "semaine":
        return week_of(clock.today, shift)
    if unit == "mois":
        return months_of(clock.today.year, clock.today.month + shift)
    return year_of_day(clock.today, shift)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else NUMBERS[text]


def _back(today: date, count: int, unit: str) -> date:
    """The day so many units before today."""
    if unit in ("mois", "ans"):
        return months_before(today, count * (12 if unit == "ans" else 1))
    return shifted(today, -count * (7 if unit == "semaines" else 1))


def _last(match: Match, clock: Clock) -> Days:
    """«7 derniers jours»: so many, today included."""
    unit = UNITS[match["unit"]]
    count, unit = (_number(match["count"]), unit) if match["count"] else RECENT[unit]
    return Days(shifted(_back(clock.today, count, unit), 1), shifted(clock.today, 1))


def _hours(match: Match, clock: Clock) -> Days:
    """Hours reach into the day that they began in: dispatches are found by whole days."""
    days = -(-int(match["count"]) // 24)
    return Days(shifted(clock.today, -days), shifted(clock.today, 1))


def _ago(match: Match, clock: Clock) -> Days:
    """«il y a 3 jours» is that day, «il y a 2 mois» that month."""
    unit = UNITS[match["unit"]]
    day = _back(clock.today, _number(match["count"]), unit)
    if unit == "jours":
        return one_day(day)
    if unit == "semaines":
        return week_of(day)
    return months_of(day.year, day.month) if unit == "mois" else year_of_day(day)


def _month(match: Match, clock: Clock) -> Days:
    month, part = MONTHS[match["month"]], PARTS.get(match["part"])
    if match["year"]:
        days = months_of(int(match["year"]), month)
    else:
        side, strictly = _turned(match, clock)
        days = month_near(clock.anchor, month, side, strictly=strictly)
        if part and side is Side.PAST and part_of_month(days, part).start > clock.anchor:
            days = months_of(days.start.year - 1, month)
    return part_of_month(days, part) if part else days


def _day(match: Match, clock: Clock) -> Days:
    month = MONTHS[match["month"]]
    day = int(match["day"]) if match["day"].isdecimal() else 1
    if match["year"]:
        return one_day(existing_day(int(match["year"]), month, day))
    return one_day(_unwritten_year(month, day, clock, *_turned(match, clock), match["weekday"]))


def _unwritten_year(
    month: int, day: int, clock: Clock, side: Side, strictly: bool, weekday: str | None = None
) -> date:
    """The nearest such day; with a weekday, the nearest in a year where both agree, if one is."""
    found = day_near(clock.anchor, month, day, side, strictly=strictly)
    if found is None:
        raise ReaderError(message("Le {day:02}/{month:02} n’existe pas.", day=day, month=month))
    near: date | None = found
    for _ in range(8):
        if weekday is None or near is None or near.weekday() == WEEKDAYS[weekday]:
            break
        near = day_near(near, month, day, side, strictly=True)
    agrees = weekday is None or (near is not None and near.weekday() == WEEKDAYS[weekday])
    return near if near is not None and agrees else found


def _figures(match: Match, clock: Clock) -> Days:
    year = full_year(int(match["year"]))
    return one_day(existing_day(year, int(match["month"]), int(match["day"])))


def _figures_without_year(match: Match, clock: Clock) -> Days:
    month, day = int(match["month"]), int(match["day"])
    return one_day(_unwritten_year(month, day, clock, clock.side, False))


def _month_figures(match: Match, clock: Clock) -> Days:
    month = int(match["month"])
    if not 1 <= month <= 12:
        raise ReaderError(message("Le mois {month} n’existe pas.", month=month))
    return months_of(int(match["year"]), month)


def _year(match: Match, clock: Clock) -> Days:
    year = int(match["year"])
    return part_of_year(year, PARTS[match["part"]]) if match["part"] else months_of(year, 1, 12)


def _season(match: Match, clock: Clock) -> Days:
    """A season bears the year that it begins in; the last one begun when no year is said."""
    season = SEASON_NAMES[match["season"]]
    if match["year"]:
        return season_of(int(match["year"]), season)
    side, strictly = _turned(match, clock)
    return season_near(clock.anchor, season, side, strictly=strictly)


def _share(match: Match, clock: Clock) -> Days | None:
    """«premier trimestre 2012», «S2 2012»."""
    months = HALVES[match["share"]]
    rank = match["rank"]
    number = (int(rank) if rank.isdecimal() else ORDINALS[rank]) or 12 // months
    year = int(match["year"]) if match["year"] else clock.today.year
    return months_of(year, (number - 1) * months + 1, months) if number * months <= 12 else None


def _decade(match: Match, clock: Clock) -> Days:
    return months_of(full_year(int(match["year"])) // 10 * 10, 1, 120)


RULES: tuple[tuple[str, Rule], ...] = (
    (_one_of(RELATIVE), _relative),
    (rf"(?P<near>ce )?{_WEEKDAY}{_TURN}", _weekday),
    (
        r"(?P<this>cett?e? )?(?P<unit>semaine|week-?end|mois|annee|an)"
        rf"(?P<now>-ci| en cours| courante?)?{_TURN}",
        _unit,
    ),
    (rf"(?:ces )?{_COUNT} (?:dernier|derniere)s? {_UNIT}", _last),
    (rf"(?:ces )?(?:dernier|derniere)s? (?:{_COUNT} )?{_UNIT}", _last),
    (rf"{_COUNT} {_UNIT}", _last),
    (r"(?:ces )?(?:dernieres )?(?P<count>\d{1,4}) (?:dernieres )?h(?:eures)?", _hours),
    (rf"il y a {_COUNT} {_UNIT}", _ago),
    (rf"(?:{_PART}(?: de)?[ -])?(?:mois d[e'] ?)?{_MONTH}(?: {_YEAR})?{_TURN}", _month),
    (
        rf"(?:{_WEEKDAY},? (?:le )?)?(?P<day>\d{{1,2}}|premier)(?: ?er)?[ .-]?{_MONTH}"
        rf"(?:,?[ .-]?{_YEAR})?{_TURN}",
        _day,
    ),
    (r"(?P<day>\d{1,2})(?P<sep>[/.-])(?P<month>\d{1,2})(?P=sep)(?P<year>\d{4}|\d\d)", _figures),
    (r"(?P<year>\d{4})(?P<sep>[/.-])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})", _figures),
    (r"(?P<day>\d{1,2})/(?P<month>\d{1,2})", _figures_without_year),
    (rf"{_YEAR}[/.-](?P<month>\d{{1,2}})", _month_figures),
    (rf"(?P<month>\d{{1,2}})[/.-]{_YEAR}", _month_figures),
    (rf"(?:{_PART}(?: de)?[ -])?(?:l')?(?:annee )?{_YEAR}", _year),
    (rf"(?P<season>{_one_of(SEASON_NAMES)})(?: (?:de )?{_YEAR})?{_TURN}", _season),
    (
        rf"(?P<rank>{_one_of(ORDINALS)}) (?P<share>trimestre|semestre)(?: (?:de )?{_YEAR})?",
        _share,
    ),
    (rf"(?P<share>[ts])(?P<rank>[1-4]) {_YEAR}", _share),
    (r"annees (?P<year>[12]\d{2}0|\d0)", _decade),
)


@cache
def compiled(pattern: str) -> Pattern:
    """Compiled for the first query that needs it: a process that reads none need not wait."""
    return re.compile(pattern)


def read_days(expression: str, clock: Clock) -> Days | None:
    """The days of one folded expression, None when it is no date."""
    for pattern, rule in RULES:
        match = compiled(pattern).fullmatch(expression)
        if match:
            days = rule(match, clock)
            if days is not None:
                return days
    return None
