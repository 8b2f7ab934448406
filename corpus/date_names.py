"""Knows the dates that are names: a stadium's, a street's, an attack's («data/date_names.txt»)."""

from __future__ import annotations

import re

from corpus.alternatives import any_of
from corpus.calendar_names import MONTHS
from corpus.data_files import read_entries

Day = tuple[int, int]
"""A month and a day of it."""


def _read() -> tuple[set[str], dict[Day, set[str]], set[str]]:
    bearers: set[str] = set()
    events: dict[Day, set[str]] = {}
    phrases: set[str] = set()
    for entry in read_entries("date_names.txt"):
        head, bar, day = (part.strip() for part in entry.partition("|"))
        if not bar:
            phrases.add(head.lower())
        elif day == "*":
            bearers.add(head)
        else:
            number, month = day.split()
            events.setdefault((MONTHS[month], int(number.removesuffix("er"))), set()).add(head)
    return bearers, events, phrases


def _before_a_day(heads: set[str]) -> re.Pattern[str]:
    """The heads, an adjective at most, and «du», ending where the day begins."""
    return re.compile(rf"\b{any_of(heads)}s?(?:\s+(?!de\b|d['’])[\w'’-]+)?\s+d(?:u|es)\s+\Z")


_BEARERS, _EVENTS, _PHRASES = _read()
BEARER = _before_a_day(_BEARERS)
EVENT = {day: _before_a_day(heads) for day, heads in _EVENTS.items()}
PHRASE = re.compile(rf"{any_of(_PHRASES)}(?!\w)")
PHRASE_ENDS = sorted({phrase.partition(" ")[2] for phrase in _PHRASES})
"""What follows the weekday of a phrase."""
REACH = 60


def is_name(text: str, at: int, month: int, day: int, *, has_year: bool) -> bool:
    """Whether the day written from `at` on, in lower case, is the name of a place or an event."""
    if text[at - 3 : at] not in ("du ", "es "):
        return False
    if BEARER.search(text, max(0, at - REACH), at):
        return True
    event = None if has_year else EVENT.get((month, day))
    return event is not None and event.search(text, max(0, at - REACH), at) is not None


def is_phrase(text: str, at: int) -> bool:
    """Whether the weekday at `at` begins the name of a feast."""
    return PHRASE.match(text, at) is not None
