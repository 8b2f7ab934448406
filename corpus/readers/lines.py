"""Tells what each line of a plain-text file is, before dispatches are cut out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from corpus.data_files import read_entries
from corpus.dateline import find_dateline, parse_header, strip_signoff
from corpus.readers.marks import is_mark
from corpus.text import key, squeeze

SEPARATOR = re.compile(r"\s*(?:[-=_*#~+]{3,}|(?:[-*=#] ){2,}[-*=#]|NNNN|\f)\s*")
BYLINE = re.compile(
    r"(?:Par|De notre (?:correspondante?|envoyée? spéciale?)),? "
    r"[A-ZÀ-Ý][\w'’.-]*(?: (?:et |de |d['’]|ben |el-)?[A-ZÀ-Ý][\w'’.-]*){1,5}"
)
SITE_ENTRIES = tuple(read_entries("site_lines.txt"))
SITE_LINES = frozenset(key(entry) for entry in SITE_ENTRIES if not entry.endswith("*"))
SITE_STARTS = tuple(key(entry) for entry in SITE_ENTRIES if entry.endswith("*"))
SITE_LENGTH = 90


class LineKind(Enum):
    BLANK = auto()
    SEPARATOR = auto()
    SITE = auto()
    HEADER = auto()
    MARK = auto()
    BYLINE = auto()
    DATELINE = auto()
    SIGNOFF = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end; `start` counts characters of the file's text."""

    kind: LineKind
    text: str
    start: int


def classify(text: str) -> Iterator[Line]:
    """The lines of a cleaned text, in order."""
    start = 0
    for raw in text.split("\n"):
        line = squeeze(raw)
        yield Line(kind_of(line, raw), line, start)
        start += len(raw) + 1


def kind_of(line: str, raw: str) -> LineKind:
    if not line:
        return LineKind.SEPARATOR if "\f" in raw else LineKind.BLANK
    if SEPARATOR.fullmatch(line):
        return LineKind.SEPARATOR
    if is_mark(line):
        return LineKind.MARK
    if _is_site_line(line):
        return LineKind.SITE
    if starts_dispatch(line):
        return LineKind.DATELINE
    if parse_header(line) is not None:
        return LineKind.HEADER
    rest, signoff = strip_signoff(line)
    if signoff and not rest:
        return LineKind.SIGNOFF
    return LineKind.BYLINE if BYLINE.fullmatch(line) else LineKind.TEXT


def starts_dispatch(line: str) -> bool:
    """Whether a dateline opens the line: a place alone («Rabat - ») is too little to cut by."""
    dateline = find_dateline(line)
    return dateline is not None and bool(dateline.agency or dateline.date)


def ends_dispatch(line: Line) -> bool:
    """Whether a sign-off closes the line."""
    return line.kind in (LineKind.TEXT, LineKind.DATELINE) and bool(strip_signoff(line.text)[1])


def _is_site_line(line: str) -> bool:
    if len(line) > SITE_LENGTH:
        return False
    bare = key(line)
    return bare in SITE_LINES or bare.startswith(SITE_STARTS)
