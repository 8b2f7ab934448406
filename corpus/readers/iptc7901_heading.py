"""Parts the lines of a wire message: what stands above the text, and the text.

Recommendation 7901 leaves the text to its sender, but agencies agree: marks, headline and byline
stand first, and their last line ends in «=» (Keystone-ATS, dpa, KNA), or a blank line or an indent
follows them (AFP, Belga).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.dispatch import Status
from corpus.readers.lines import BYLINE, starts_dispatch
from corpus.readers.marks import is_mark, read_marks
from corpus.text import squeeze

HEADING_LINES = 12
TITLE_LINES = 4
TITLE_CHARACTERS = 250
KILL = re.compile(r"\W*(?:(?:MANDATORY\s+)?KILL|ANNULEZ|(?:À|A)\s+ANNULER)\b")
_CORRECTED = re.compile(r"\((?:CORRECT(?:ION)?|RECTIF(?:ICATIF)?)\)\s*$")
_TAKE = re.compile(r"\((\d{1,2})\s?(?:DER|LEAD)\)\s*$")
_ADVICE = re.compile(r"\(.*\)")


@dataclass
class Heading:
    """What the lines above a text say, and the lines of the text."""

    headline: str = ""
    byline: str = ""
    status: Status = Status.USABLE
    version: int = 1
    urgency: int | None = None
    until: str = ""
    advice: list[str] = field(default_factory=list)
    body: Sequence[str] = ()


def read_heading(lines: Sequence[str], above: Sequence[str] = ()) -> Heading:
    """Part the lines of a text; `above` are lines of a header that may be its headline."""
    end = _end_of_heading(lines, bool(above))
    heading = Heading(body=lines[end:])
    titles: list[str] = []
    marks: list[str] = []
    for line in (*above, *lines[:end]):
        text = squeeze(line.rstrip().rstrip("=<").replace("\a", ""))
        if not text:
            continue
        if is_mark(text) or KILL.match(text):
            marks.append(text)
        elif BYLINE.fullmatch(text):
            heading.byline = text
        elif _ADVICE.fullmatch(text):
            heading.advice.append(text[1:-1])
        elif text not in titles:
            titles.append(text)
    heading.headline = squeeze(" ".join(titles))
    _read_marks(heading, marks)
    return heading


def _read_marks(heading: Heading, lines: list[str]) -> None:
    marks = read_marks((*lines, *heading.advice), heading.headline)
    heading.status, heading.version = marks.status, marks.version
    heading.urgency, heading.until = marks.urgency, marks.until
    if any(map(KILL.match, (*lines, heading.headline))):
        heading.status = Status.CANCELLED
    elif _CORRECTED.search(heading.headline):
        heading.status = Status.CORRECTED
    if (take := _TAKE.search(heading.headline)) is not None:
        heading.version = max(1, int(take[1]))


def _end_of_heading(lines: Sequence[str], has_title: bool) -> int:
    """How many lines stand above the text; none where the text begins at once."""
    for number, line in enumerate(lines[:HEADING_LINES]):
        if line and starts_dispatch(squeeze(line)):
            return number
        if line.rstrip().endswith("="):
            return number + 1
    if has_title:
        return 0
    first = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    end = first
    while end < len(lines) and lines[end].strip() and (end == first or lines[end][0].strip()):
        end += 1
    is_title = end - first <= TITLE_LINES and sum(map(len, lines[first:end])) <= TITLE_CHARACTERS
    return end if is_title and any(line.strip() for line in lines[end:]) else 0
