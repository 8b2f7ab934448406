"""What the readers of the wire's formats share: dates, numbers, states and kept fields, leniently.

A wire is not refused for one bad field: what cannot be read is said in a note.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from corpus.dateline import find_dateline
from corpus.dates import parse_datetime
from corpus.dispatch import Status
from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.messages import Message, message
from corpus.readers.remembered import Remembered

SEPARATOR = " ; "
"""Between the values of one kept field."""
SHOWN = 60
DIGITS = 15
"""How long a number may be: a version may be a moment (`corpus.versions`)."""
LONGEST = 80
"""How many characters a date or the tag of a language may have."""
NOTES = 20
"""How many notes a dispatch may have: a document may be wrong in every line."""

STATUSES: Mapping[str, Status] = {
    "usable": Status.USABLE,
    "withheld": Status.EMBARGOED,
    "embargoed": Status.EMBARGOED,
    "canceled": Status.CANCELLED,
    "cancelled": Status.CANCELLED,
}
"""The publishing statuses of the IPTC, as its formats and the agencies spell them."""

_BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(?:Z|([+-]\d\d):?(\d\d))?)?")
_WEIGHTS = {Status.USABLE: 0, Status.CORRECTED: 1, Status.EMBARGOED: 2, Status.CANCELLED: 3}
_CORRECTS = re.compile(
    r"\b(?:annul\w+ et remplace\w*|corr(?:ect|ig)\w*|rectif\w*|kill and replace\w*)", re.IGNORECASE
)
_CANCELS = re.compile(
    r"\b(?:kill(?:s|ed)?|cancel(?:s|l?ed|lation)?|annul(?:e|é|ée|ation)|withdr(?:aw|awn|ew|awal)"
    r"|retract(?:s|ed|ion)?|retir(?:é|ée)|retrait)\b",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$)")

Value = TypeVar("Value")
Kept = dict[str, list[str]]
"""Fields that a dispatch has no place for, by their names."""


def note(notes: list[str], said: Message) -> None:
    """Tell a reader something about a dispatch."""
    if len(notes) < NOTES:
        notes.append(str(said))


def moment_of(text: str | None, notes: list[str]) -> datetime | None:
    """The moment that a field gives, naive where it names no zone; a note for what is none."""
    text = (text or "").strip()
    if not text:
        return None
    try:
        moment = _moment(text) if len(text) <= LONGEST else None
    except ReaderError as error:
        note(notes, error.message)
        return None
    if moment is None:
        note(notes, message("Date illisible : {value}.", value=shown(text)))
    return moment


def _read_moment(text: str) -> datetime | None:
    basic = None if text[4:5] == "-" else _BASIC.fullmatch(text)
    if basic is not None:
        year, month, day, hour, minute, second, hours, minutes = basic.groups()
        zone = f"{hours}:{minutes}" if hours else "Z" if text.endswith("Z") else ""
        clock = f"T{hour}:{minute}:{second or '00'}{zone}" if hour else ""
        text = f"{year}-{month}-{day}{clock}"
    return parse_datetime(text, None)


_moment = Remembered(_read_moment).__getitem__
"""One dispatch says one moment in several fields."""


def is_later(one: datetime, other: datetime) -> bool:
    """Whether a moment is after another; by their own clocks where only one names its zone."""
    if (one.tzinfo is None) is not (other.tzinfo is None):
        one, other = one.replace(tzinfo=None), other.replace(tzinfo=None)
    return one > other


def number_of(text: str | None, name: str, notes: list[str]) -> int | None:
    """The number that a field gives; a note for what is none."""
    text = (text or "").strip()
    if not text:
        return None
    if text.isdecimal() and len(text) <= DIGITS:
        return int(text)
    note(notes, message("« {name} » illisible : {value}.", name=name, value=shown(text)))
    return None


def _language(tag: str | None) -> str:
    found = _LANGUAGE.match(tag) if tag and len(tag) <= LONGEST else None
    return found[1].lower() if found else ""


language_of = Remembered(_language).__getitem__
"""The language of a tag («fr» of «fr-CH»), in small letters; empty for what is no tag."""


def place_in(dateline: str) -> str:
    """The place in a field that holds a dateline alone, with its dash or without; else empty."""
    line = dateline.rstrip(" -–—=")
    found = find_dateline(f"{line} - ") if line else None
    return found.place if found else ""


def stronger(one: Status, other: Status) -> Status:
    """Which of two states holds: cancelled before embargoed before corrected."""
    return one if one is other or _WEIGHTS[one] >= _WEIGHTS[other] else other


def _status_said(words: str) -> Status:
    if _CORRECTS.search(words):
        return Status.CORRECTED
    return Status.CANCELLED if _CANCELS.search(words) else Status.USABLE


status_said = Remembered(_status_said).__getitem__
"""The state that an editor's words tell: «KILL», «Annule et remplace», «Corrects name»."""


def keep(kept: Kept, name: str, value: str) -> None:
    """Keep a value under a name, after those that it has."""
    if value:
        kept.setdefault(name, []).append(value)


def extra_of(kept: Kept) -> dict[str, str]:
    """The kept fields of a draft: the values of each, once."""
    return {
        name: values[0] if len(values) == 1 else SEPARATOR.join(dict.fromkeys(values))
        for name, values in kept.items()
    }


def bounded(values: Sequence[Value], name: str, notes: list[str]) -> tuple[Value, ...]:
    """Each value once; those over the limit are left out, and a note says so."""
    if not values:
        return ()
    found = tuple(dict.fromkeys(values))
    limit = LIMITS.field_values
    if len(found) <= limit:
        return found
    notes.append(
        str(
            message(
                "« {name} » a {count} valeurs : les {limit} premières sont gardées.",
                name=name,
                count=len(found),
                limit=limit,
            )
        )
    )
    return found[:limit]


def headline_without_words(status: Status, paragraphs: tuple[str, ...]) -> str:
    """The headline of a kill that has no words of its own; empty for what needs none."""
    if status is Status.CANCELLED and not paragraphs:
        return str(message("Dépêche annulée"))
    return ""


def nothing_to_read() -> Message:
    """Why a document without words is refused."""
    return message("Ni titre ni texte : rien à indexer.")


def shown(text: str) -> str:
    """A bad value as a message quotes it."""
    return f"« {text[:SHOWN]}{'…' if len(text) > SHOWN else ''} »"
