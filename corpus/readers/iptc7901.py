"""Reads IPTC 7901, the text format of agencies' wires since 1979.

IPTC Recommendation 7901 (revision 5, 1995): section 4 is the header (service identification 4.2,
message number, priority 4.4, category 4.6, word count 4.8, optional information 4.10, keywords
4.12), section 5 the text, section 6 what follows it, with the day-hour group (6.2). Archives keep
messages without their control characters: a header line opens those, a day-hour group closes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timezone, tzinfo
from typing import BinaryIO

from corpus.agencies import agency_named
from corpus.calendar_names import MONTHS, existing_day, full_year
from corpus.dates import zone_written
from corpus.dispatch import Source, Status, Subject
from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.messages import message
from corpus.places import place_shown
from corpus.readers.draft import Draft, Refusal
from corpus.readers.iptc7901_alphabets import decode_wire
from corpus.readers.iptc7901_bare import bare_frames, is_bare
from corpus.readers.iptc7901_frames import (
    CHUNK,
    END_BYTES,
    FILLER,
    Frame,
    frames,
    read_frames,
)
from corpus.readers.iptc7901_heading import read_heading
from corpus.readers.iptc7901_text import (
    opening_of,
    paragraphs_of_lines,
    without_opening,
    words_note,
)
from corpus.readers.markup import line_of
from corpus.readers.wire import (
    Kept,
    bounded,
    extra_of,
    keep,
    nothing_to_read,
    shown,
    stronger,
)
from corpus.text import clean, squeeze

HEADER = re.compile(
    r"(?P<service>[A-Za-z]{2,4})(?P<number>\d{3,5})\s+(?P<priority>[1-9])\s+"
    r"(?P<category>[A-Za-z]{1,3})(?:\s+(?P<words>\d{1,5}))?(?:\s+(?P<other>\S.*))?"
)
SNIFFED = re.compile(rb"\x01\s*[A-Za-z]{2,4}\d{3,5}\s+[1-9]\s+[A-Za-z]{1,3}\b")
DAY_HOUR = re.compile(
    r"\b(\d\d)(\d\d)(\d\d)\s*(Z|GMT|UTC|TU|CES?T)?\s+([^\W\d_]{3,9})\.?\s+(\d{4}|\d{2})\b"
    r"(?:\s*(GMT|UTC|TU|CES?T)\b)?"
)
OTHER_MONTHS = {"mrz": 3, "mär": 3, "okt": 10, "dez": 12, "aou": 8}
CATEGORIES = {
    "ACE": "Arts, culture et spectacles",
    "CL": "Culture",
    "CLJ": "Criminalité, droit et justice",
    "DIS": "Catastrophes et accidents",
    "EC": "Économie et finances",
    "EBF": "Économie et finances",
    "ECO": "Économie et finances",
    "EDU": "Éducation",
    "ENV": "Environnement",
    "EVN": "Environnement",
    "FIN": "Économie et finances",
    "GEN": "Actualité générale",
    "HTH": "Santé",
    "HUM": "Gens et insolite",
    "LAB": "Travail",
    "LIF": "Vie quotidienne et loisirs",
    "PL": "Politique",
    "POL": "Politique",
    "REL": "Religion et croyances",
    "SCI": "Science et technologie",
    "SOI": "Société",
    "SP": "Sport",
    "SPO": "Sport",
    "UNR": "Conflits, guerres et paix",
    "WAR": "Conflits, guerres et paix",
    "WEA": "Météo",
}
"""The three-letter categories of the IPTC and of French wires, as a person reads them."""
# Belga's header says which message is corrected: «COR 703».
CORRECTS = re.compile(r"\bCOR\s+(\d{1,5})\b")
END_MARK = re.compile(r"\s*\./\.\s*([\w/ ]{0,12})\s*")


class Iptc7901Reader:
    """A wire of IPTC 7901 messages, with their control characters or without."""

    name = "iptc-7901"
    title = "IPTC 7901, texte d’un fil"
    extensions: tuple[str, ...] = (".iptc", ".7901", ".fra")

    def sniff(self, head: bytes) -> bool:
        return SNIFFED.match(head.lstrip(FILLER)) is not None or is_bare(head)

    def read(self, stream: BinaryIO, file: str) -> Iterator[Draft | Refusal]:
        head = stream.read(CHUNK)
        if is_bare(head):
            found = bare_frames(head + stream.read(LIMITS.text_file_bytes))
        else:
            found = frames(stream, head)
        yield from read_frames(found, Source(file, self.name), _draft)


def _draft(frame: Frame, source: Source) -> Draft:
    """The draft of a message. Raises ReaderError for one whose header cannot be read."""
    header, keywords, titles = _header(frame.header)
    text, _, said = decode_wire(frame.text)
    notes = list(map(str, said))
    heading = read_heading(clean(text).strip("\n").split("\n"), titles)
    body, initials = _without_end(heading.body)
    paragraphs = paragraphs_of_lines(body)
    if not heading.headline and not paragraphs:
        raise ReaderError(nothing_to_read())
    notes += words_note(header["words"], heading.headline, paragraphs)
    opening = opening_of(paragraphs)
    end = line_of(decode_wire(frame.end[:END_BYTES]).text)
    other = header["other"] or ""
    corrects = CORRECTS.search(other)
    category = header["category"].upper()
    kept: Kept = {}
    keep(kept, "message", header["service"] + header["number"])
    keep(kept, "slugline", keywords.strip("/ "))
    keep(kept, "words", header["words"] or "")
    keep(kept, "option", other)
    keep(kept, "corrects", corrects[1] if corrects else "")
    keep(kept, "dateline", opening.text.strip())
    keep(kept, "embargo", heading.until)
    keep(kept, "initials", initials)
    for advice in heading.advice:
        keep(kept, "note", advice)
    return Draft(
        headline=heading.headline,
        paragraphs=without_opening(paragraphs, opening),
        version=heading.version,
        status=stronger(heading.status, Status.CORRECTED if corrects else Status.USABLE),
        agency=_agency(f"{end} {other}") or opening.agency,
        place=place_shown(opening.place),
        issued=_day_hour(end, notes),
        byline=heading.byline,
        subjects=(Subject(f"cat:{category}", CATEGORIES.get(category, "")),),
        keywords=bounded(
            [word for word in map(squeeze, keywords.split("/")) if word], "mots-clés", notes
        ),
        urgency=int(header["priority"]),
        notes=tuple(notes),
        source=source,
        extra=extra_of(kept),
    )


def _header(data: bytes) -> tuple[re.Match[str], str, list[str]]:
    """The header line of a message, its line of keywords, and lines that may be its headline."""
    lines = list(filter(None, map(squeeze, clean(decode_wire(data).text).split("\n"))))
    first = lines[0] if lines else ""
    header = HEADER.fullmatch(first) if len(first) <= LIMITS.field_characters else None
    if header is None:
        raise ReaderError(message("En-tête illisible : {value}.", value=shown(first)))
    return header, lines[1] if len(lines) > 1 else "", lines[2:]


def _without_end(lines: Sequence[str]) -> tuple[Sequence[str], str]:
    """The lines of a text without the marks of its end, and the initials that stand after one."""
    end, initials = len(lines), ""
    while end:
        line = lines[end - 1]
        mark = END_MARK.fullmatch(line)
        if mark is not None:
            initials = mark[1].strip() or initials
        elif line.strip():
            break
        end -= 1
    return lines[:end], initials


def _day_hour(text: str, notes: list[str]) -> datetime | None:
    """The moment that a day-hour group names: «211042 JAN 19»; naive without a zone."""
    found = DAY_HOUR.search(text)
    if found is None:
        return None
    day, hour, minute, zone, name, year, other_zone = found.groups()
    month = MONTHS.get(name.lower()) or OTHER_MONTHS.get(name.lower())
    try:
        if month is None:
            raise ValueError(name)
        at = time(int(hour), int(minute), tzinfo=_zone(zone or other_zone))
        return datetime.combine(existing_day(full_year(int(year)), month, int(day)), at)
    except ReaderError as error:
        notes.append(str(error.message))
    except ValueError:
        notes.append(str(message("Date illisible : {value}.", value=shown(found[0]))))
    return None


def _zone(name: str | None) -> tzinfo | None:
    return timezone.utc if name == "Z" else zone_written(name)


def _agency(text: str) -> str:
    """The first agency that the end of a message or its header's optional information names."""
    named = (agency_named(word) for word in re.findall(r"[^\W\d_]{3,}", text))
    return next((agency.name for agency in named if agency is not None), "")
