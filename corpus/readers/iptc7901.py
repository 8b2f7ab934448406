"""Reads IPTC 7901, the text format of agencies' wires since 1979.

IPTC Recommendation 7901 (revision 5, 1995): section 4 is the header (service identification 4.2,
message number, priority 4.4, category 4.6, word count 4.8, optional information 4.10, keywords
4.12), section 5 the text, section 6 what follows it, with the day-hour group (6.2). Archives keep
messages without their control characters: a header line opens those, a day-hour group closes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone, tzinfo
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
from corpus.readers.iptc7901_frames import CHUNK, FILLER, Broken, Frame, frames
from corpus.readers.iptc7901_heading import read_heading
from corpus.readers.iptc7901_text import opening_of, paragraphs_of_lines, words_note
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
GERMAN_MONTHS = {"mrz": 3, "mär": 3, "okt": 10, "dez": 12, "aou": 8}
CATEGORIES = {
    "ACE": "Arts, culture et spectacles",
    "CLJ": "Criminalité, droit et justice",
    "DIS": "Catastrophes et accidents",
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
    "POL": "Politique",
    "REL": "Religion et croyances",
    "SCI": "Science et technologie",
    "SOI": "Société",
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
        for frame in _frames(stream):
            if isinstance(frame, Broken):
                yield Refusal(file, frame.reason, frame.offset)
                continue
            try:
                yield _draft(frame, Source(file, self.name, frame.offset))
            except ReaderError as error:
                yield Refusal(file, error.message, frame.offset)


def _frames(stream: BinaryIO) -> Iterator[Frame | Broken]:
    head = stream.read(CHUNK)
    if is_bare(head):
        return bare_frames(head + stream.read(LIMITS.text_file_bytes))
    return frames(stream, head)


def _draft(frame: Frame, source: Source) -> Draft:
    """The draft of a message. Raises ReaderError for one whose header cannot be read."""
    first, *above = clean(decode_wire(frame.header).text).strip("\n \f").split("\n")
    header = HEADER.fullmatch(squeeze(first))
    if header is None:
        raise ReaderError(message("En-tête illisible : « {value} ».", value=squeeze(first)[:60]))
    text, _, notes = decode_wire(frame.text)
    keywords, *titles = [line for line in map(squeeze, above) if line] or [""]
    heading = read_heading(clean(text).strip("\n").split("\n"), titles)
    body, initials = _without_end(heading.body)
    paragraphs = paragraphs_of_lines(body)
    if not heading.headline and not paragraphs:
        raise ReaderError(message("Ni titre ni texte : rien à indexer."))
    said = list(map(str, notes))
    end = squeeze(clean(decode_wire(frame.end).text).replace("\n", " "))
    issued = _day_hour(end, said)
    said += filter(None, [words_note(header["words"], heading.headline, paragraphs)])
    opening = opening_of(paragraphs[0] if paragraphs else "")
    if opening.text:
        paragraphs = (paragraphs[0].removeprefix(opening.text), *paragraphs[1:])
    other = header["other"] or ""
    corrects = CORRECTS.search(other)
    status = heading.status
    if corrects is not None and status is Status.USABLE:
        status = Status.CORRECTED
    category = header["category"].upper()
    return Draft(
        headline=heading.headline,
        paragraphs=paragraphs,
        version=heading.version,
        status=status,
        agency=_agency(f"{end} {other}") or opening.agency,
        place=place_shown(opening.place),
        issued=issued,
        byline=heading.byline,
        subjects=(Subject(f"cat:{category}", CATEGORIES.get(category, "")),),
        keywords=tuple(dict.fromkeys(filter(None, map(squeeze, keywords.split("/"))))),
        urgency=int(header["priority"]),
        notes=tuple(said),
        source=source,
        extra={
            name: value
            for name, value in (
                ("message", header["service"] + header["number"]),
                ("slugline", keywords.strip("/ ")),
                ("words", header["words"]),
                ("option", other),
                ("dateline", opening.text.strip()),
                ("corrects", corrects[1] if corrects else ""),
                ("note", " ; ".join(heading.advice)),
                ("embargo", heading.until),
                ("initials", initials),
            )
            if value
        },
    )


def _without_end(lines: Sequence[str]) -> tuple[Sequence[str], str]:
    """The lines of a text without the mark of its end, and the initials that stand after it."""
    for number in range(len(lines) - 1, -1, -1):
        if not lines[number].strip():
            continue
        mark = END_MARK.fullmatch(lines[number])
        if mark is None:
            return lines[: number + 1], ""
        before, initials = _without_end(lines[:number])
        return before, mark[1].strip() or initials
    return (), ""


def _day_hour(text: str, notes: list[str]) -> datetime | None:
    """The moment that a day-hour group names: «211042 JAN 19»; naive without a zone."""
    found = DAY_HOUR.search(text)
    if found is None:
        return None
    day, hour, minute, zone, name, year, other_zone = found.groups()
    month = MONTHS.get(name.lower()) or GERMAN_MONTHS.get(name.lower())
    try:
        if month is None:
            raise ReaderError(message("Date illisible : « {value} ».", value=found[0]))
        date = existing_day(full_year(int(year)), month, int(day))
        return datetime(
            date.year, date.month, date.day, int(hour), int(minute),
            tzinfo=_zone(zone or other_zone),
        )  # fmt: skip
    except ReaderError as error:
        notes.append(str(error.message))
    except ValueError:
        notes.append(str(message("Date illisible : « {value} ».", value=found[0])))
    return None


def _zone(name: str | None) -> tzinfo | None:
    return timezone.utc if name == "Z" else zone_written(name)


def _agency(text: str) -> str:
    """The first agency that the end of a message or its header's optional information names."""
    named = (agency_named(word) for word in re.findall(r"[^\W\d_]{3,}", text))
    return next((agency.name for agency in named if agency is not None), "")
