"""Reads plain text: dispatches as agencies publish them, one or several in a file.

A dispatch is found by its dateline: what stands just above it is its headline and its marks, what
follows is its text, until a sign-off, a line of dashes or the next dispatch's headline. A text
without a dateline is one dispatch whose first line is the headline.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import BinaryIO

from corpus.dateline import parse_header
from corpus.dispatch import Source
from corpus.errors import ReaderError
from corpus.messages import message
from corpus.readers.draft import Draft, Refusal
from corpus.readers.lines import Line, LineKind, classify, ends_dispatch
from corpus.readers.marks import read_marks
from corpus.text import clean, key, read_text

HEADLINE_LINES = 3
WRAP_COLUMNS = 90
WRAP_LEAST = 45
ENDINGS = (".", "!", "?", ":", "»", "…", "”", '"')
ABOVE = (LineKind.MARK, LineKind.HEADER, LineKind.SITE, LineKind.BYLINE)
ENDS = (LineKind.SEPARATOR, LineKind.SIGNOFF)
WORDS = (LineKind.TEXT, LineKind.DATELINE, LineKind.SIGNOFF)


class PlainTextReader:
    """Any text: the reader of last resort."""

    name = "text"
    title = "texte brut"
    extensions: tuple[str, ...] = (".txt", ".text", "")

    def sniff(self, head: bytes) -> bool:
        return b"\0" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff"))

    def read(self, stream: BinaryIO, file: str) -> Iterator[Draft | Refusal]:
        try:
            text, encoding, notes = read_text(stream)
        except ReaderError as error:
            yield Refusal(file, error.message, error.offset)
            return
        drafts = self._drafts(clean(text), encoding, file, tuple(map(str, notes)))
        first = next(drafts, None)
        if first is None:
            yield Refusal(file, message("Aucun texte : rien à indexer."))
            return
        yield first
        yield from drafts

    def _drafts(
        self, text: str, encoding: str, file: str, notes: tuple[str, ...]
    ) -> Iterator[Draft]:
        offset, at = 0, 0
        for lines in split(list(classify(text))):
            start = lines[0].start
            offset += len(text[at:start].encode(encoding.removesuffix("-sig"), errors="replace"))
            at = start
            draft = draft_of(lines, Source(file, self.name, offset), notes)
            if draft is not None:
                yield draft


def split(lines: list[Line]) -> Iterator[list[Line]]:
    """Cut the lines of a file into those of each dispatch."""
    starts = _starts(lines)
    pieces = [
        lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)
    ]
    for piece in pieces:
        if any(line.kind in WORDS for line in piece):
            yield piece


def _starts(lines: list[Line]) -> list[int]:
    starts = [0]
    floor = 0
    for number, line in enumerate(lines):
        if line.kind is LineKind.DATELINE:
            start = _preamble(lines, number, floor)
            if start > floor and _has_words(lines, starts[-1], start):
                starts.append(start)
            floor = number + 1
        elif _closes(lines, number) and _opens_another(lines, number + 1):
            starts.append(number + 1)
            floor = number + 1
    return starts


def _has_words(lines: list[Line], start: int, end: int) -> bool:
    return any(line.kind in WORDS for line in lines[start:end])


def _closes(lines: list[Line], number: int) -> bool:
    line = lines[number]
    return line.kind in ENDS or ends_dispatch(line)


def _opens_another(lines: list[Line], start: int) -> bool:
    """Whether a headline and a text follow before the next end: a lone line is the site's."""
    words = 0
    for line in lines[start:]:
        if line.kind is LineKind.DATELINE:
            return True
        words += line.kind is LineKind.TEXT
        if words == 2:
            return True
        if line.kind in ENDS:
            return False
    return False


def _preamble(lines: list[Line], dateline: int, floor: int) -> int:
    """The first line of the dispatch whose dateline this is: its headline and marks are above."""
    first, number, headline = dateline, dateline - 1, ""
    while number >= floor and lines[number].kind not in ENDS:
        line = lines[number]
        if line.kind is LineKind.TEXT:
            if headline and key(headline) != key(line.text):
                break
            first = number if headline else _headline_block(lines, number, floor)
            headline = " ".join(part.text for part in lines[first : number + 1])
            number = first
        elif line.kind in ABOVE:
            first = number
        number -= 1
    return first


def _headline_block(lines: list[Line], last: int, floor: int) -> int:
    """The first line of a headline wrapped over several, when blank lines set it apart."""
    first = last
    while first > floor and lines[first - 1].kind is LineKind.TEXT:
        first -= 1
    is_apart = first == 0 or lines[first - 1].kind is not LineKind.DATELINE
    wrapped = not any(line.text.endswith(".") for line in lines[first:last])
    return first if is_apart and wrapped and last - first < HEADLINE_LINES else last


@dataclass
class _Parts:
    """The lines of one dispatch by the part that they play."""

    headline: str
    marks: list[str]
    headers: list[str]
    bylines: list[str]
    body: list[Line]


def draft_of(lines: list[Line], source: Source, notes: tuple[str, ...]) -> Draft | None:
    """The draft of one dispatch, None when its lines hold no text."""
    parts = _parts(lines)
    paragraphs = tuple(unwrap(parts.body))
    if not parts.headline and not paragraphs:
        return None
    marks = read_marks(parts.marks, parts.headline)
    extra = {"embargo": marks.until} if marks.until else {}
    return Draft(
        headline=parts.headline,
        paragraphs=paragraphs,
        status=marks.status,
        version=marks.version,
        urgency=marks.urgency,
        issued=_header_moment(parts.headers),
        byline=", ".join(parts.bylines),
        notes=notes,
        source=source,
        extra=extra,
    )


def _parts(lines: list[Line]) -> _Parts:
    at = next((n for n, line in enumerate(lines) if line.kind is LineKind.DATELINE), None)
    if at is None:
        at = _after_headline(lines)
    above, below = lines[:at], lines[at:]
    titles = list(dict.fromkeys(line.text for line in above if line.kind is LineKind.TEXT))
    headline = titles[0] if len({key(title) for title in titles}) == 1 else " ".join(titles)
    body = [line for line in below if line.kind in (*WORDS, LineKind.BLANK)]
    first = next((line for line in body if line.kind is not LineKind.BLANK), None)
    if first and headline and key(first.text) == key(headline) and len(body) > 1:
        body.remove(first)
    return _Parts(
        headline,
        [line.text for line in above if line.kind is LineKind.MARK],
        [line.text for line in lines if line.kind is LineKind.HEADER],
        [line.text for line in lines if line.kind is LineKind.BYLINE],
        body,
    )


def _after_headline(lines: list[Line]) -> int:
    """Without a dateline the first line of text is the headline."""
    return next((n + 1 for n, line in enumerate(lines) if line.kind is LineKind.TEXT), 0)


def _header_moment(headers: list[str]) -> datetime | None:
    for text in headers:
        header = parse_header(text)
        if header is not None and header.moment is not None:
            return header.moment
    return None


def unwrap(lines: list[Line]) -> Iterator[str]:
    """The paragraphs of a body: its lines, joined where they are wrapped near one column."""
    texts = [line.text for line in lines if line.text]
    if not _is_wrapped(lines):
        yield from texts
        return
    width = max(map(len, texts))
    paragraph = ""
    for line in lines:
        if line.kind in (LineKind.BLANK, LineKind.SIGNOFF) and paragraph:
            yield paragraph
            paragraph = ""
        paragraph = _joined(paragraph, line.text)
        if len(line.text) < 0.75 * width and line.text.endswith(ENDINGS):
            yield paragraph
            paragraph = ""
    if paragraph:
        yield paragraph


def _joined(paragraph: str, line: str) -> str:
    if not paragraph or not line:
        return paragraph or line
    return (
        paragraph + line if paragraph.endswith("-") and line[0].isalpha() else f"{paragraph} {line}"
    )


def _is_wrapped(lines: list[Line]) -> bool:
    """Lines of a bounded width, one of which stops in the middle of a sentence."""
    if max((len(line.text) for line in lines), default=0) > WRAP_COLUMNS:
        return False
    return any(
        len(line.text) >= WRAP_LEAST
        and not line.text.endswith(ENDINGS)
        and (following.text[:1].islower() or following.text[:1].isdigit())
        for line, following in pairwise(lines)
    )
