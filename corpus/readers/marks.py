"""Reads the marks that a desk puts on a dispatch: correction, kill, embargo, urgency, version.

They stand on a line of their own above the headline, or before it on the same line. The words are
taken as marks only where a desk writes them, so that a text about an embargo is not held back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.dispatch import Status

WORDS = (
    r"urgent|flash|alerte|bulletin|corrections?|corrig[ée]e?|rectificatif|rectification"
    r"|annulation|annul[ée]e|r[ée]p[ée]tition|embargo"
)
VERSION = r"\(?\s*(?:v|version)\s?(?P<{}>\d{{1,3}})\s*\)?"
# An embargo has its end on its line, a repetition its reason; the other marks stand alone.
LINE = re.compile(
    rf"\W*(?:(?:(?:{WORDS})\W*)+(?:{VERSION.format('after')})?"
    rf"|(?:embargo|r[ée]p[ée]tition)\b[^.]{{0,80}}|{VERSION.format('only')})\W*",
    re.IGNORECASE,
)
# Before a headline a mark is in capitals or parted from it by a colon or a dash.
BEFORE_HEADLINE = re.compile(rf"\W*(?P<mark>{WORDS})\b[^:–—]{{0,60}}?\s*[:–—]", re.IGNORECASE)
CAPITALS = re.compile(r"\W*(?P<mark>URGENT|FLASH|ALERTE|CORRECTION|RECTIFICATIF|ANNULATION)\b")
VERSION_MARK = re.compile(rf"(?:^|\s){VERSION.format('number')}(?:\W*$|\s*[:–—-])", re.IGNORECASE)
EMBARGO_UNTIL = re.compile(r"embargo\W+jusqu['’](?:au|à)\s+(?P<until>[^.)\]]{3,60})", re.IGNORECASE)

STATUS_OF = {
    "corr": Status.CORRECTED,
    "rect": Status.CORRECTED,
    "annu": Status.CANCELLED,
    "emba": Status.EMBARGOED,
}
URGENCY_OF = {"flas": 1, "aler": 1, "urge": 2, "bull": 2}


@dataclass(frozen=True, slots=True)
class Marks:
    """What the marks say. `until` is the embargo's end as it is written."""

    status: Status = Status.USABLE
    version: int = 1
    urgency: int | None = None
    until: str = ""


def is_mark(line: str) -> bool:
    """Whether a line holds marks and nothing else."""
    return len(line) < 120 and LINE.fullmatch(line) is not None


def read_marks(lines: Iterable[str], headline: str) -> Marks:
    """The marks of a dispatch: its lines of marks, and what stands before its headline."""
    status, version, urgency, until = Status.USABLE, 1, None, ""
    for text in (*lines, *_before(headline)):
        for word in re.findall(WORDS, text, re.IGNORECASE):
            start = word[:4].lower()
            status = STATUS_OF.get(start, status)
            urgency = URGENCY_OF.get(start, urgency)
        if found := VERSION_MARK.search(text):
            version = max(1, int(found["number"]))
        if found := EMBARGO_UNTIL.search(text):
            until = found["until"].strip()
    if found := VERSION_MARK.search(headline):
        version = max(1, int(found["number"]))
    return Marks(status, version, urgency, until)


def _before(headline: str) -> tuple[str, ...]:
    found = BEFORE_HEADLINE.match(headline) or CAPITALS.match(headline)
    return (found.group(),) if found else ()
