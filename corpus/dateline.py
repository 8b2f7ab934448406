"""Reads the line that opens a dispatch: place, day, hour and agency, in whatever order and marks.

`find_dateline` is asked about every line of a plain-text file, so it must fail early on prose. It
reads from left to right and takes what it knows; only what ends as a dateline does (an agency, a
dash) is one. What it cannot date it flags: nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timezone, tzinfo

from corpus.agencies import Agency, agency_named
from corpus.calendar_names import MONTHS, WEEKDAY_NAMES, WEEKDAYS, existing_day
from corpus.dates import MOMENT, month_and_day, one_of, time_of, year_of, zone_written
from corpus.days import Side, day_near
from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.margins import PUBLISHED, Header, parse_header, read_moment, strip_signoff
from corpus.messages import Message, message
from corpus.places import is_city, place_shown

__all__ = ["Dateline", "Header", "find_dateline", "parse_header", "strip_signoff"]

CAPITAL = "A-ZÀ-ÖØ-ÞŒŸ"
SEPARATORS = re.compile(r"[\s,;]*")
DASH = re.compile(r"\s*[-–—=:.][-–—=:.\s]*")
LEADING_DASH = re.compile(r"[-–—/\s]+")
LONE_DASH = re.compile(r"\s+[-–—]\s*")
_NO_DATE = rf"(?!(?i:le\s+\d)|{one_of((*WEEKDAYS, *MONTHS))})"
_WORD = rf"{_NO_DATE}[{CAPITAL}][\w'’.-]*"
_LINK = r"(?:\s/\s|/(?!\w+/)|\s(?:(?:et|de|du|des|la|le|les|sur|en|es|lès|aux?|al|el)\s|[dl]['’])?)"
PLACE = re.compile(rf"{_WORD}(?:{_LINK}{_WORD}){{0,5}}")
WHEN = re.compile(MOMENT)
DAY_STARTS = frozenset(word[:2] for word in ("le", *WEEKDAYS))
"""What a day begins with besides digits: to look is cheaper than to match what cannot be."""
MARKS = frozenset("-–/[=")
SHORT_DAY = re.compile(r"(\d{1,2})/(\d{1,2})(?![\d/])")
ROUND = re.compile(r"\(([^()\d]{2,60})\)")
MARKED = re.compile(r"[-–/\[=]+\s?([^\W\d_][\w’'. ]{1,40}?(?:-\w{2,12})?)\s?[-–/\]=]+")
BARE = re.compile(rf"([{CAPITAL}][\w-]{{1,12}})(?=\s*[-–—,:/(]|\s\d)")
ACRONYM = re.compile(rf"[{CAPITAL}]{{2,10}}")

NO_HEADER = Header("")


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a dateline says: `text[start:end]` is it, the text proper starts at `end`.

    `date` is None when none is written or when the one written does not exist; then `notes` say
    so. `agency` is the name that Filon shows, or an unknown agency's own. `zone` is the one
    written, else the agency's.
    """

    place: str
    date: date | None
    time: time | None
    agency: str
    zone: tzinfo | None
    start: int
    end: int
    notes: tuple[Message, ...] = ()

    @property
    def issued(self) -> datetime | None:
        """The moment of issue: midnight when no hour is written, in UTC when no zone is known."""
        if self.date is None:
            return None
        return datetime.combine(self.date, self.time or time(), self.zone or timezone.utc)


class _Reading:
    """What has been read of a dateline so far; `at` is the offset reached."""

    # Of prose nothing is read: what a class has need not be set on each reading.
    place = ""
    places = 0
    agency: Agency | None = None
    acronym = ""
    is_bare = False
    is_dated = False
    day: date | None = None
    hour: time | None = None
    zone: tzinfo | None = None
    notes: tuple[Message, ...] = ()

    def __init__(self, text: str, at: int, default_date: date | None) -> None:
        self.text = text
        self.at = at
        self.default_date = default_date

    def take_all(self) -> None:
        at = self.at
        while self._take(at):
            blanks = SEPARATORS.match(self.text, self.at)
            at = blanks.end() if blanks else self.at

    def _take(self, at: int) -> bool:
        start = self.text[at : at + 2]
        if start[:1].islower():
            return self._take_day(at, start)
        return self._take_day(at, start) or self._take_agency(at, start[:1]) or self._take_place(at)

    def _take_day(self, at: int, start: str) -> bool:
        is_figure = start[:1].isdecimal()
        if self.is_dated or not (is_figure or start.lower() in DAY_STARTS):
            return False
        if match := WHEN.match(self.text, at):
            self._date(match)
        elif is_figure and (match := SHORT_DAY.match(self.text, at)):
            self._place_day(int(match[2]), int(match[1]), None, match[0])
        else:
            return False
        self.is_dated = True
        self.at = match.end()
        return True

    def _date(self, match: re.Match[str]) -> None:
        self._place_day(*month_and_day(match), year_of(match), match[0])
        try:
            self.hour = time_of(match)
        except ReaderError as error:
            self.notes += (error.message,)
        self.zone = zone_written(match["zone"])
        self._check_weekday((match["weekday"] or "").lower())

    def _check_weekday(self, said: str) -> None:
        if self.day is None or WEEKDAYS.get(said, self.day.weekday()) == self.day.weekday():
            return
        true = WEEKDAY_NAMES[self.day.weekday()]
        self.notes += (
            message(
                "La ligne de date dit « {said} », mais le {day:%d/%m/%Y} est un {true}.",
                said=said,
                day=self.day,
                true=true,
            ),
        )

    def _place_day(self, month: int, day: int, year: int | None, written: str) -> None:
        try:
            if year:
                self.day = existing_day(year, month, day)
            elif self.default_date:
                self.day = day_near(self.default_date, month, day, Side.NEAREST)
        except ReaderError as error:
            self.notes += (error.message,)
            return
        if self.day is None:
            self.notes += (message("Date sans année ou impossible : « {date} ».", date=written),)

    def _take_agency(self, at: int, start: str) -> bool:
        if self.agency:
            return False
        if start == "(" and (match := ROUND.match(self.text, at)):
            self.agency = agency_named(match[1], self.place)
            if self.agency is None and not self.place:
                return False
            if self.is_dated and ACRONYM.fullmatch(match[1]):
                self.acronym = match[1]
        elif match := (MARKED if start in MARKS else BARE).match(self.text, at):
            self.agency = agency_named(match[1], self.place)
            if self.agency is None:
                return False
            self.is_bare = match.re is BARE
        else:
            return False
        self.at = match.end()
        return True

    def _take_place(self, at: int) -> bool:
        """A place opens the line, «AFP – Paris» aside; a second one says where the first is."""
        if self.is_dated or self.places == 2 or (self.agency and not self.is_bare):
            return False
        if self.is_bare and (dash := LEADING_DASH.match(self.text, at)):
            at = dash.end()
        match = PLACE.match(self.text, at)
        if match is None or len(match[0]) > LIMITS.field_characters:
            return False
        self.place = self.place or match[0]
        self.places += 1
        self.at = match.end()
        return True

    def ends_with(self, dash: re.Match[str] | None) -> bool:
        """Whether what was read is a dateline, given the dash after it."""
        if self.agency:
            is_lone_name = self.is_bare and not self.place
            has_dash = dash is not None and dash[0].strip() != "."
            return self.is_dated or (has_dash and not is_lone_name)
        if dash is None:
            return False
        if self.is_dated and self.place:
            is_set_off = "," in self.text[: self.at]
            return bool(self.acronym) or is_set_off or is_city(self.place)
        return is_city(self.place) and LONE_DASH.fullmatch(dash[0]) is not None


def find_dateline(text: str, *, default_date: date | None = None) -> Dateline | None:
    """The dateline that opens a first paragraph, or None.

    A day without a year is the one nearest to `default_date`. Never raises: an impossible day is
    said in the notes.
    """
    published = PUBLISHED.match(text)
    header, start = read_moment(text, published.end()) if published else (NO_HEADER, _first(text))
    day = header.moment.date() if header.moment else None
    reading = _Reading(text, start, day or default_date)
    reading.take_all()
    dash = DASH.match(text, reading.at)
    if reading.ends_with(dash):
        end = dash.end() if dash else _first(text, reading.at)
        return _dateline(reading, start, end, header)
    if day and text[start:].strip():
        return _dateline(_Reading(text, start, None), _first(text), start, header)
    return None


def _first(text: str, at: int = 0) -> int:
    """The offset of the first character from `at` on that is not blank."""
    return len(text) - len(text[at:].lstrip())


def _dateline(reading: _Reading, start: int, end: int, header: Header) -> Dateline:
    """The dateline read; the header gives a day where it has none, an hour when the days agree."""
    day, hour, zone = reading.day, reading.hour, reading.zone
    if header.moment and not reading.is_dated:
        day = header.moment.date()
    if header.moment and header.has_time and hour is None and day == header.moment.date():
        hour, zone = header.moment.time(), zone or header.moment.tzinfo
    return Dateline(
        place=place_shown(reading.place),
        date=day,
        time=hour,
        agency=reading.agency.name if reading.agency else reading.acronym,
        zone=zone or (reading.agency.zone if reading.agency else None),
        start=start,
        end=end,
        notes=(*header.notes, *reading.notes),
    )
