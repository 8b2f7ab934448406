"""Shows the place of a dateline as French writes it: «TUNIS» is Tunis, «BEJAIA» is Béjaïa.

The cities are data (`data/cities.txt`). A place that is not among them only loses its capitals:
its accents cannot be known.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.data_files import read_entries
from corpus.limits import LIMITS
from corpus.text import key, squeeze

CITIES = {
    key(city): city.strip() for entry in read_entries("cities.txt") for city in entry.split(";")
}
SMALL_WORDS = frozenset(
    (
        "de",
        "du",
        "des",
        "d",
        "la",
        "le",
        "les",
        "l",
        "sur",
        "en",
        "et",
        "lès",
        "es",
        "aux",
        "al",
        "el",
    )
)
WORD = re.compile(r"[^\W\d_]+")


def is_city(place: str) -> bool:
    """Whether every part of «Rabat/Casablanca» is a known city."""
    return all(key(part) in CITIES for part in place.split("/"))


def place_shown(place: str) -> str:
    """The place with its capitals, and with its accents when it is a known city."""
    # A cache must not grow with whatever a file holds.
    return _remembered(place) if len(place) <= LIMITS.field_characters else _shown(place)


def _shown(place: str) -> str:
    return "/".join(_part_shown(squeeze(part)) for part in place.split("/"))


_remembered = lru_cache(maxsize=4096)(_shown)


def _part_shown(part: str) -> str:
    known = CITIES.get(key(part))
    if known:
        return known
    return WORD.sub(_capitalised, part) if part.isupper() else part


def _capitalised(match: re.Match[str]) -> str:
    word = match[0].lower()
    return word if match.start() and word in SMALL_WORDS else word.capitalize()
