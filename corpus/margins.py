"""Reads what stands around a dispatch's text: the line of its date above it, its sign-off below.

Neither is text: they must not be indexed, and what they say yields to the dateline. A line counts
as a header only when nothing else is on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from corpus.agencies import AGENCIES
from corpus.alternatives import any_of
from corpus.dates import WHOLE, WHOLE_START, parse_datetime
from corpus.errors import ReaderError
from corpus.messages import Message

# «Pulbished» is LANA's own spelling.
PUBLISHED = re.compile(
    r"\s*(?i:(?:pulbished|published)\s*on|publi[ée]e?(?:\s+le|\s*:)|mise?\s+à\s+jour(?:\s+le|\s*:))"
    r"\s*:?\s*"
)
DATED = re.compile(r"\s*(?i:date(?:\s+de\s+(?:publication|diffusion|parution))?)\s*:\s*")
ISO_START = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?(?:Z\b|[+-]\d\d:?\d\d\b)?")
CLOSING = re.compile(r"[)\s.:]*")
HOUR = re.compile(r"\d\s?[hH:]")
LONGEST_DATE = 60


@dataclass(frozen=True, slots=True)
class Header:
    """A line of date. `moment` is naive when no zone is written, None when no date is."""

    label: str
    moment: datetime | None = None
    has_time: bool = False
    notes: tuple[Message, ...] = ()


def parse_header(line: str) -> Header | None:
    """The header that a whole line is, with a label or a bare date, or None. Never raises."""
    labelled = PUBLISHED.match(line) or DATED.match(line)
    value = line[labelled.end() if labelled else 0 :].strip().strip("()").strip()
    label = labelled[0].strip(" :") if labelled else ""
    if not value:
        return Header(label) if labelled else None
    if len(value) > LONGEST_DATE or not (labelled or _is_bare_date(value)):
        return None
    header = _header(label, value)
    return header if header.moment or header.notes else None


def _header(label: str, value: str) -> Header:
    try:
        moment = parse_datetime(value, None)
    except ReaderError as error:
        return Header(label, notes=(error.message,))
    return Header(label, moment, has_time=HOUR.search(value) is not None)


def _is_bare_date(line: str) -> bool:
    """Whether a line is a date and nothing else; one that ends a sentence is wrapped prose."""
    return not line.endswith(".") and WHOLE.fullmatch(line) is not None


def read_moment(text: str, at: int) -> tuple[Header, int]:
    """The moment after «Published on:» and where the text goes on; a dateline is left alone."""
    opening = at + 1 if text.startswith("(", at) else at
    match = ISO_START.match(text, opening) or WHOLE_START.match(text, opening)
    if match is None:
        return Header(""), at
    closing = CLOSING.match(text, match.end())
    return _header("", match[0]), closing.end() if closing else match.end()


_AGENCY = rf"(?i:{any_of({name for agency in AGENCIES for name in agency.spellings})})"
_INITIALS = r"(?:[/ ,+-]{1,3}\w{1,12}){0,4}"
_DESK = r"[a-z]{2,4}(?:[-/][a-z]{2,4}){1,4}"
_SIGNOFF = rf"""(?:
        \s*[-–—*]*[/=][-/=–—]*\s?{_AGENCY}\s?[-/=–—*]+       # //lana//, -/Lana/-, =BELGA=
      | (?:^|(?<=[.!?»"”…\s]))\s*[-–—]\s?{_AGENCY}\s?[-–—]       # -Lana-
      | (?:^|(?<=[.!?»"”…]))\s*[.]*\(\s?{_AGENCY}{_INITIALS}\s?\)  # (ats/jd), (LANA)
      | (?:^|(?<=[.!?»"”…]))\s*/\s?{_AGENCY}                     # /MAP
      | (?:^|\n)\s*{_DESK}(?:/{_AGENCY})?                        # jma/abc
      | (?:^|\n)\s*{_AGENCY}(?:[-/]\w{{1,6}}){{1,3}}             # TAP-K1
    )[\s.]*$"""


@cache
def _signoff() -> re.Pattern[str]:
    """Compiled for the first dispatch: so many names take long."""
    return re.compile(_SIGNOFF, re.VERBOSE)


SIGNOFF_MARKS = frozenset("/=-–—()")
TAIL = 60
FULL_STOPS = " .\xa0"


def strip_signoff(paragraph: str) -> tuple[str, str]:
    """A paragraph without its sign-off, and the sign-off, empty when there is none."""
    tail = paragraph[-TAIL:]
    if SIGNOFF_MARKS.isdisjoint(tail) or _ends_in_prose(paragraph, tail):
        return paragraph, ""
    match = _signoff().search(tail)
    if match is None or (len(tail) < len(paragraph) and not match.start()):
        return paragraph, ""
    cut = len(paragraph) - len(tail) + match.start()
    return paragraph[:cut].rstrip(), paragraph[cut:].strip()


def _ends_in_prose(paragraph: str, tail: str) -> bool:
    """Whether no pattern need run: after a text on the same line, a sign-off has a stroke before
    it or a mark after it."""
    is_alone = len(paragraph) <= TAIL or "\n" in tail
    return not is_alone and "/" not in tail and tail.rstrip(FULL_STOPS)[-1:].isalnum()
