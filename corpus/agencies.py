"""The press agencies: how each is written, where it is at home, and in which time zone it writes.

The names are data (`data/agencies.txt`). A place or a country is taken from an agency only where a
dispatch itself is silent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from corpus.data_files import read_entries
from corpus.errors import DataFileError
from corpus.messages import message
from corpus.text import key

DATA_FILE = "agencies.txt"
LONGEST_SPELLING = 60
PARTS = re.compile(r"\s*[/+&,-]\s*|\s+et\s+")


@dataclass(frozen=True, slots=True)
class Agency:
    """`name` is the one shown; `spellings` begin with it. `country` is an ISO 3166 code."""

    name: str
    country: str
    city: str
    zone_name: str
    spellings: tuple[str, ...]

    @property
    def zone(self) -> ZoneInfo:
        return _zone(self.zone_name)


# zoneinfo keeps only eight zones in memory, and reads the others' files again and again.
_zone = cache(ZoneInfo)


def _read() -> tuple[Agency, ...]:
    return tuple(_agency(entry) for entry in read_entries(DATA_FILE))


def _agency(entry: str) -> Agency:
    fields = [field.strip() for field in entry.split("|")]
    if len(fields) != 5 or not all(fields[:4]):
        raise DataFileError(
            message("{file} : ligne illisible « {line} ».", file=DATA_FILE, line=entry)
        )
    name, country, city, zone_name, others = fields
    spellings = (name, *(other.strip() for other in others.split(";") if other.strip()))
    return Agency(name, country, city, zone_name, spellings)


AGENCIES = _read()


def _by_key() -> dict[str, tuple[Agency, ...]]:
    found: dict[str, tuple[Agency, ...]] = {}
    for agency in AGENCIES:
        for spelling in agency.spellings:
            found[key(spelling)] = (*found.get(key(spelling), ()), agency)
    return found


_BY_KEY = _by_key()


def agency_named(text: str, place: str = "") -> Agency | None:
    """The agency that a spelling names, whatever its case, accents and punctuation.

    Of several («AFP/TAP», «ats/jd») it is the first that is known. `place` decides between
    agencies that share a spelling.
    """
    homonyms = _named(text)
    if len(homonyms) > 1 and place:
        home = key(place)
        return next((agency for agency in homonyms if key(agency.city) == home), homonyms[0])
    return homonyms[0] if homonyms else None


def _named(text: str) -> tuple[Agency, ...]:
    # A cache must not grow with whatever a file holds: long texts name no agency.
    return _by_spelling(text) if len(text) <= LONGEST_SPELLING else ()


@lru_cache(maxsize=4096)
def _by_spelling(text: str) -> tuple[Agency, ...]:
    whole = _BY_KEY.get(key(text), ())
    parts = () if whole else (_BY_KEY.get(key(part), ()) for part in PARTS.split(text))
    return whole or next(filter(None, parts), ())


def zone_of(text: str, place: str = "") -> tzinfo | None:
    """The time zone that an agency writes in, None for an agency that is not known."""
    agency = agency_named(text, place)
    return agency.zone if agency else None
