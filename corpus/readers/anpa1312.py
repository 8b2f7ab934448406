"""Reads ANPA 1312, the text format of North American wires, in use from the 1970s to 2023.

ANPA Bulletin 1312 (1979, last revised in 1989 as 89-3, «High-Speed Wire Service Transmission
Guidelines»): a header of two lines (service level, story number and selector code; priority,
category, format, keyword, version, filing date and word count), the text, and the moment of its
transmission. In the text «^» opens and «<» or «=» closes a line of its own, a tab a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timezone, tzinfo
from typing import BinaryIO
from zoneinfo import ZoneInfo

from corpus.calendar_names import existing_day, full_year
from corpus.dates import ZONE_HOURS, zone_written
from corpus.dispatch import Source, Subject
from corpus.errors import ReaderError
from corpus.messages import message
from corpus.places import place_shown
from corpus.readers.anpa1312_text import read_told
from corpus.readers.draft import Draft, Refusal
from corpus.readers.iptc7901_frames import END_BYTES, FILLER, Frame, frames, read_frames
from corpus.readers.iptc7901_text import opening_of, without_opening, words_note
from corpus.readers.markup import line_of
from corpus.readers.wire import Kept, bounded, extra_of, keep, nothing_to_read, shown

SNIFFED = re.compile(
    rb"\x01[A-Za-z]?\d{3,4}[^\x1f\r\n]{0,16}\x1f[\w-]{1,8}[ \t]*\r?\n[a-z] [a-z][\x13\x14 ]"
)
FIRST_LINE = re.compile(
    r"(?P<level>[A-Za-z]?)(?P<number>\d{3,4})(?P<upi>[^\x1f]{0,16})\x1f(?P<selector>[\w-]{1,8})"
)
SECOND_LINE = re.compile(
    r"(?P<priority>[a-z]) (?P<category>[a-z])(?P<format>[\x11-\x14]{0,2}) ?"
    r"(?P<keyword>\S*)(?P<version>.*?)\s+(?P<filed>\d{1,2}-\d{1,2})(?:\s+(?P<words>\d{1,5}))?"
)
SENT = re.compile(
    r"(?P<day>\d{1,2}-\d{1,2}-(?:\d{4}|\d{2}))\s+(?P<time>\d{2}:?\d{2})\s?(?P<zone>[A-Z]{2,4})?"
    r"|(?P<time2>\d{2}:?\d{2})\s?(?P<zone2>[A-Z]{2,4})?\s+(?P<day2>\d{1,2}-\d{1,2}-(?:\d{4}|\d{2}))"
)
AMERICAN_ZONES = {
    "AT": "America/Halifax",
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
URGENCIES = {"f": 1, "b": 2, "u": 3, "r": 4, "d": 5, "a": 6, "s": 6, "w": 6, "h": 6, "y": 5}
"""Flash, bulletin, urgent, regular, deferred; advances for weekdays, Sundays and weekends, to be
held; a repetition."""
CATEGORIES = {
    "a": "Actualité nationale",
    "b": "Événements particuliers",
    "c": "Magazine",
    "d": "Sommaire",
    "e": "Culture et spectacles",
    "f": "Économie et finances",
    "g": "Sommaire régional",
    "h": "Titres",
    "i": "International",
    "j": "Titres régionaux",
    "k": "Commentaire",
    "l": "Vie quotidienne",
    "m": "Agriculture",
    "n": "Région",
    "o": "Météo",
    "p": "Politique",
    "q": "Résultats sportifs",
    "r": "Radio",
    "s": "Sport",
    "t": "Voyage",
    "v": "Avis aux rédactions",
    "w": "Capitale",
}
# «1stLd», «2nd Ld-Writethru», «3e tête»: what replaces the text, for the n-th time.
LEAD = re.compile(
    r"(\d{1,2})\s?(?:st|nd|rd|th|er|re|e|è|ème)?[ -]?(?:ld|lead|t[eê]te)", re.IGNORECASE
)


class Anpa1312Reader:
    """A wire of ANPA 1312 messages."""

    name = "anpa-1312"
    title = "ANPA 1312, texte d’un fil"
    extensions: tuple[str, ...] = (".anpa", ".tst")

    def sniff(self, head: bytes) -> bool:
        return SNIFFED.match(head.lstrip(FILLER)) is not None

    def read(self, stream: BinaryIO, file: str) -> Iterator[Draft | Refusal]:
        yield from read_frames(frames(stream), Source(file, self.name), _draft)


def _draft(frame: Frame, source: Source) -> Draft:
    """The draft of a message. Raises ReaderError for one whose header cannot be read."""
    first, second = _header(frame.header)
    told = read_told(frame.text, second["keyword"])
    if not told.headline and not told.paragraphs:
        raise ReaderError(nothing_to_read())
    notes = told.notes + words_note(second["words"], told.headline, told.paragraphs)
    version = line_of(second["version"])
    lead = LEAD.search(version)
    opening = opening_of(told.paragraphs)
    end = line_of(frame.end[:END_BYTES].decode("latin-1")).rstrip("<")
    category = second["category"]
    kept: Kept = {}
    keep(kept, "message", first["level"] + first["number"])
    keep(kept, "selector", first["selector"].strip("-"))
    keep(kept, "slugline", line_of(second["keyword"]))
    keep(kept, "version", version)
    keep(kept, "filed", second["filed"])
    keep(kept, "words", second["words"] or "")
    keep(kept, "dateline", opening.text.strip())
    keep(kept, "embargo", told.until)
    keep(kept, "transmission", end)
    for advice in told.advice:
        keep(kept, "note", advice)
    return Draft(
        headline=told.headline,
        paragraphs=without_opening(told.paragraphs, opening),
        version=max(told.version, int(lead[1]) + 1 if lead else 1),
        status=told.status,
        agency=told.agency or opening.agency,
        place=place_shown(opening.place),
        issued=_sent(end, notes),
        byline=told.byline,
        subjects=(Subject(f"anpa:{category}", CATEGORIES.get(category, "")),),
        keywords=bounded(told.keywords, "mots-clés", notes),
        urgency=URGENCIES.get(second["priority"], told.urgency),
        notes=tuple(notes),
        source=source,
        extra=extra_of(kept),
    )


def _header(data: bytes) -> tuple[re.Match[str], re.Match[str]]:
    """The two lines of a header."""
    lines = data.decode("latin-1").strip().replace("\r", "").split("\n")
    first = FIRST_LINE.fullmatch(lines[0].strip())
    second = SECOND_LINE.fullmatch(lines[1].strip()) if len(lines) == 2 else None
    if first is None or second is None:
        raise ReaderError(
            message("En-tête illisible : {value}.", value=shown(line_of(" / ".join(lines))))
        )
    return first, second


def _sent(text: str, notes: list[str]) -> datetime | None:
    """The moment of transmission: «AP-WF-11-13-13 1509GMT», «16:35ET 31-10-14». The month stands
    first, as the Bulletin has it, unless no month can."""
    found = SENT.search(text)
    if found is None:
        return None
    one, other, year = map(int, (found["day"] or found["day2"]).split("-"))
    month, day = (other, one) if one > 12 else (one, other)
    clock = (found["time"] or found["time2"]).replace(":", "")
    zone = _zone(found["zone"] or found["zone2"] or "")
    try:
        date = existing_day(full_year(year), month, day)
        return datetime(
            date.year, date.month, date.day, int(clock[:2]), int(clock[2:]), tzinfo=zone
        )
    except ReaderError as error:
        notes.append(str(error.message))
    except ValueError:
        notes.append(str(message("Date illisible : {value}.", value=shown(found[0]))))
    return None


def _zone(name: str) -> tzinfo | None:
    if name in AMERICAN_ZONES:
        return ZoneInfo(AMERICAN_ZONES[name])
    if name == "Z":
        return timezone.utc
    return zone_written(name) if name in ZONE_HOURS else None
