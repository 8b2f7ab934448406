"""The words and patterns that the rules of event dates read by; `corpus.event_rules` applies them.

They read lower case. Those that look ahead are matched from a trigger's end; those that look back
end in `\\Z`, are given the trigger's start as their end, and search no more than a few words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from corpus.alternatives import any_of
from corpus.calendar_names import MONTH_NAMES, MONTH_SPELLINGS, MONTHS, WEEKDAY_NAMES
from corpus.date_names import PHRASE_ENDS
from corpus.days import (
    SEASONS,
    Days,
    Side,
    months_of,
    part_of_month,
    part_of_year,
    season_near,
    week_of,
    weekend_of,
    year_of_day,
)

RELATIVE: Mapping[str, int] = {
    "avant-hier": -2,
    "avant hier": -2,
    "hier": -1,
    "aujourd'hui": 0,
    "aujourd’hui": 0,
    "ce matin": 0,
    "ce soir": 0,
    "cet après-midi": 0,
    "demain": 1,
    "après-demain": 2,
    "après demain": 2,
}
"""Word → days after the day of issue."""

PERIODS: dict[str, tuple[str, int]] = {
    "semaine dernière": ("week", -1),
    "semaine passée": ("week", -1),
    "semaine écoulée": ("week", -1),
    "cette semaine": ("week", 0),
    "semaine en cours": ("week", 0),
    "semaine prochaine": ("week", 1),
    "week-end dernier": ("weekend", -1),
    "ce week-end": ("weekend", 0),
    "week-end prochain": ("weekend", 1),
    "mois dernier": ("month", -1),
    "mois passé": ("month", -1),
    "mois écoulé": ("month", -1),
    "ce mois-ci": ("month", 0),
    "mois en cours": ("month", 0),
    "mois prochain": ("month", 1),
    "an dernier": ("year", -1),
    "an passé": ("year", -1),
    "année dernière": ("year", -1),
    "année passée": ("year", -1),
    "année écoulée": ("year", -1),
    "cette année": ("year", 0),
    "année en cours": ("year", 0),
    "an prochain": ("year", 1),
    "année prochaine": ("year", 1),
}
PERIODS |= {
    f"{season} {turn}": (season, shift)
    for season in SEASONS
    for turn, shift in (("dernier", -1), ("passé", -1), ("prochain", 1))
}
"""Words → a unit of the calendar or a season, and how many of them after the day of issue's."""

PARTS: Mapping[str, str] = {
    **dict.fromkeys(
        ("début de l'année", "début de l’année", "fin de l'année", "fin de l’année"), "year"
    ),
    **dict.fromkeys(("début du mois", "fin du mois"), "month"),
}
"""Words → the unit of the day of issue that they are the beginning or the end of."""

ENGLISH = frozenset(("january", "february", "march", "april", "may", "june", "july", "august"))
FULL_NAMES = frozenset((*MONTH_NAMES, "fevrier", "aout", "decembre"))
"""Months in full: the full stop after any other spelling belongs to it."""
MONTH_WORDS = tuple(name for group in MONTH_SPELLINGS for name in group if name not in ENGLISH)

YEARS = tuple(str(year) for year in range(1900, 2100))
"""Of «16.10.2016» and «2016-10-16» the year is what a scanner can find."""


def period(word: str, today: date) -> Days:
    """The days of words of PERIODS or PARTS."""
    if word in PARTS:
        part = word.split()[0]
        if PARTS[word] == "month":
            return part_of_month(months_of(today.year, today.month), part)
        return part_of_year(today.year, part)
    unit, shift = PERIODS[word]
    if unit == "month":
        return months_of(today.year, today.month + shift)
    if unit in SEASONS:
        return season_near(today, unit, Side(shift), strictly=True)
    of_unit = {"week": week_of, "weekend": weekend_of, "year": year_of_day}[unit]
    return of_unit(today, shift)


def _one_of(words: Iterable[str]) -> str:
    return rf"{any_of(set(words))}\b"


_WEEKDAY = _one_of(WEEKDAY_NAMES)
_MONTH = _one_of(MONTHS)
_DAY = r"\d{1,2}(?:\s?er)?"
_PAST = r"(?P<past>derni(?:er|ère)|passée?|écoulée?)\b"
_FUTURE = r"(?P<future>prochaine?)\b"
_SINCE = r"(?P<since>depuis)"
_UNTIL = r"(?P<until>jusqu['’](?:à|au|en))"

BOUND = re.compile(rf"\b(?:{_SINCE}|{_UNTIL})(?:\s+(?:le|la|l['’]|ce|au))?(?:\s+|(?<=['’]))\Z")
"""«depuis», «jusqu'à» before whatever names a day."""

WEEKDAY_CHECK = re.compile(
    rf"(?:,?\s+|\s*\()(?P<weekday>{_WEEKDAY})(?!\s+(?:dernier|prochain|suivant|précédent))"
)
"""The weekday after «hier»."""

DAY_FOLLOWS = re.compile(
    rf"(?:(?:,?\s+|\s*\(){_WEEKDAY})?,?\s+(?:le\s+)?(?:{_DAY}[\s-]+{_MONTH}"
    rf"|{_DAY}\s+(?:au|et)\s+(?:{_WEEKDAY}\s+)?{_DAY}\s+{_MONTH}|\d{{1,2}}([./-])\d{{1,2}}\1\d{{4}})"
)
"""A day of a month follows: it dates, and the word before it is only a check."""

HABIT = re.compile(rf"\b(?:chaque|tous\s+les|journal\s+du|du\s+{_WEEKDAY}\s+au)\s+\Z")
WEEKDAY_GOES_ON = re.compile(
    rf"(?:,?\s+|\s*\()(?:le\s+\d|\d|{_WEEKDAY}|(?:à|au|et|soir|matin|après-midi|suivant|précédent)\b"
    rf"|derni|passé|écoulé|prochain|{any_of(PHRASE_ENDS)})"
)
"""Whether any of the patterns for what follows a weekday can match; most often none does."""
AFTER_WEEKDAY = re.compile(
    rf"(?:\s+(?:matin|soir|après-midi))?\s+(?:{_PAST}|{_FUTURE}|(?P<other>suivant|précédent)\b)"
)
WEEKDAY_AND = re.compile(rf"\s+et\s+(?:ce\s+)?(?P<weekday>{_WEEKDAY})(?!\s+\d)")
WEEKDAY_RANGE = re.compile(
    rf"(?:\s+soir)?\s+(?P<link>à|au|et)\s+(?P<near>ce\s+)?(?P<weekday>{_WEEKDAY})"
    rf"(?:\s+derniers?\b)?(?!\s+{_DAY}\s+{_MONTH})"
)
RANGE_LEAD = re.compile(r"\b(?:nuit\s+de|de|(?P<between>entre))\s+\Z")

DAYS_BEFORE = re.compile(
    rf"(?<![\d.,/])(?:(?P<first>\d{{1,2}})(?:\s?er)?(?P<more>(?:,\s\d{{1,2}})*)\s*"
    rf"(?P<link>au\b|et(?:\s+le)?\b|à\b|-|–)\s*(?:{_WEEKDAY}\s+)?)?"
    rf"(?P<day>\d{{1,2}}|premier)(?:\s?er)?(?P<gap>-|\s*)\Z"
)
"""The days before a month's name: «3», «3 au 5», «3 et mardi 4»."""
DAYS_LINKS = ("au", "et", "et le", "à", "-", "–", *WEEKDAY_NAMES)
"""The ends of words that its last day can follow when it has two."""

LEAD_BEFORE = re.compile(
    r"\b(?:(?:(?P<since>depuis\s+le)|(?P<until>jusqu['’]au)"
    r"|(?P<lead>(?:nuit\s+)?du|entre\s+le|les|(?P<week>semaine\s+du)"
    r"|(?P<aim>au|(?:pour|avant|d['’]ici|partir|compter)\s+(?:le|au|du))))\s+)?"
    rf"(?:(?P<relative>{_one_of(RELATIVE)}),?\s+)?"
    rf"(?:\(?(?P<weekday>{_WEEKDAY}),?\s+(?:le\s+)?)?\Z"
)
"""All that may stand before those days and belongs to them."""
LEAD_LINKS = ("du", "les", "au")
LEAD_LINKS_TO_LE = ("depuis", "entre", "pour", "avant", "ici", "partir", "compter")
LEAD_WEEKDAYS = tuple(f"{word}{comma}" for word in WEEKDAY_NAMES for comma in ("", ","))
LEAD_DAYS = (*LEAD_WEEKDAYS, *(f"{word}{comma}" for word in RELATIVE for comma in ("", ",")))
"""The ends of words that it can end in, the first ones with few words before them."""

AFTER_MONTH = re.compile(
    rf"(?:(?:,?\s+|-)(?P<year>[12]\d{{3}})(?!\w))?(?:\s+{_PAST}|\s+{_FUTURE})?"
)
MONTH_TO_MONTH = re.compile(
    rf"\s+(?P<link>au|et\s+le|jusqu['’]au)\s+(?:{_WEEKDAY}\s+)?(?P<day>\d{{1,2}})(?:\s?er)?\s+"
    rf"(?P<month>{_MONTH})(?:\.?\s+(?P<year>[12]\d{{3}})(?!\w))?"
)
"""«(du 28 février) au 3 mars 2011»."""

MONTH_BEFORE = re.compile(
    rf"\b(?:(?:{_SINCE}|{_UNTIL})(?:\s+(?:(?:le\s+)?mois\s+d[e'’]|la|le))?(?:\s+(?P<bound_part>début|mi|fin))?"
    r"|(?:(?:en|à|la|le|de|dès)\s+)?(?P<part>début|mi|fin)"
    r"|en|(?:au|du|le)\s+(?:cours\s+du\s+)?mois\s+d[e'’]|courant|dès)(?:\s+|(?<=['’])|-)\Z"
)
"""What makes a month without a day a date."""
MONTH_LINKS = ("depuis", "à", "au", "en", "début", "mi", "fin", "courant", "dès")
"""The ends of words that it can end in."""
MONTH_ARTICLES = frozenset(("la", "le", "de", "d'", "d’"))
MONTH_LINKS_TO_ARTICLE = ("depuis", "à", "au", "en", "mois")
"""It can end in the words of the first, after words that end in one of the second."""
MONTH_GOES_ON = re.compile(
    r"\.?(?:(?:,?\s+|-)[12]\d{3}|\s+(?:derni|passé|écoulé|prochain|(?:à|et)\s))"
)
"""Whether what follows a month can make it a date, or the first of several months."""
MONTHS_LEAD = re.compile(r"\b(?:(?:de|entre)\s+|d['’])\Z")
MONTHS_RANGE = re.compile(
    rf"\s+(?:à|et)\s+(?P<month>{_MONTH})(?:\.?\s+(?P<year>[12]\d{{3}})(?!\w))?"
)

YEAR_LINKS = (
    *("depuis", "à", "au", "jusqu'en", "jusqu’en", "la", "le", "début", "mi", "fin"),
    *SEASONS,
)
"""The ends of words that YEAR_BEFORE can end in."""
YEAR_BEFORE = re.compile(
    rf"\b(?:(?:{_SINCE}|{_UNTIL})(?:\s+(?:la|le))?(?:\s+(?P<bound_part>début|mi|fin))?"
    rf"|(?P<part>début|mi|fin)|(?P<season>{_one_of(SEASONS)}))(?:\s+|-)\Z"
)
"""What makes a year alone a date: «en 2011» is too wide to look for."""
NUMBERS_BEFORE = re.compile(
    rf"(?:\b(?P<weekday>{_WEEKDAY}),?\s+(?:le\s+)?)?"
    r"(?<![\d./-])(?P<day>\d{1,2})(?P<sep>[./-])(?P<month>\d{1,2})(?P=sep)\Z"
)
ISO_AFTER = re.compile(r"-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")
