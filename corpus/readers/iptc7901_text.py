"""Makes paragraphs of the lines of a wire: text wrapped near 69 columns, tables, indents.

IPTC Recommendation 7901 (revision 5, 1995), section 5, leaves the text to its sender: a paragraph
begins after a blank line or with an indent, and a line is broken where the page of a teleprinter
ended. `corpus.readers.plain` does the same for files that say nothing of themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from corpus.agencies import agency_named
from corpus.dateline import find_dateline
from corpus.messages import message
from corpus.text import squeeze

COLUMNS = 90
LEAST = 45
ENDINGS = (".", "!", "?", ":", "»", "…", "”", '"', ")")
INDENTS = ("\t", "  ", "\xa0")
# Blanks inside a line are the columns of a table.
_COLUMNS = re.compile(r"\S(?:\t| {3,})\S")
# «Lausanne (ats) Le canton», «SAGUENAY, Qc – Le pont»: datelines that name neither day nor dash,
# or neither day nor agency.
_NAMED = re.compile(
    r"(?P<place>[A-ZÀ-Ý][\w'’. -]{1,40}?)(?:, [^,()–]{2,20})? \((?P<agency>[^()]{2,30})\) ?[-–—]? ?"
)
_CAPITALS = re.compile(r"(?P<place>[A-ZÀ-Ý][A-ZÀ-Ý'’. -]{1,40}?)(?:, [^,()–]{2,20})? [–—-] ")
WORDS_SLACK = 10
WORDS_SHARE = 0.2


class Opening(NamedTuple):
    """A dateline of a wire's own shape; all is empty where there is none."""

    place: str = ""
    agency: str = ""
    text: str = ""


def opening_of(paragraphs: Sequence[str]) -> Opening:
    """The dateline that opens a text, where `find_dateline` knows none."""
    first = paragraphs[0] if paragraphs else ""
    if not first or find_dateline(first) is not None:
        return Opening()
    named = _NAMED.match(first)
    if named is not None and agency_named(named["agency"]) is not None:
        return Opening(named["place"], named["agency"], named[0])
    capitals = _CAPITALS.match(first)
    return Opening(capitals["place"], "", capitals[0]) if capitals is not None else Opening()


def without_opening(paragraphs: tuple[str, ...], opening: Opening) -> tuple[str, ...]:
    """The paragraphs without the dateline that was found in them."""
    if not opening.text:
        return paragraphs
    return (paragraphs[0].removeprefix(opening.text), *paragraphs[1:])


def words_note(announced: str | None, headline: str, paragraphs: Sequence[str]) -> list[str]:
    """What is to be noted of a word count in a header: nothing when the text's is near it. Agencies
    count each in its way, with the headline or without."""
    count = int(announced or 0)
    words = sum(len(paragraph.split()) for paragraph in paragraphs)
    slack = WORDS_SLACK + WORDS_SHARE * count
    if not count or words - slack <= count <= words + len(headline.split()) + slack:
        return []
    note = message(
        "L’en-tête annonce {count} mots, le texte en a {words}.", count=count, words=words
    )
    return [str(note)]


def paragraphs_of_lines(lines: Iterable[str]) -> tuple[str, ...]:
    """The paragraphs of lines as they were sent, each squeezed to one line."""
    lines = [line.rstrip() for line in lines]
    widths = [len(line) for line in lines if line]
    if 4 * sum(width > COLUMNS for width in widths) > len(widths):
        # Nothing was wrapped: each line is a paragraph.
        return tuple(text for text in map(squeeze, lines) if text)
    widest = max((width for width in widths if width <= COLUMNS), default=0)
    found: list[list[str]] = []
    is_open = False
    for line in lines:
        text = squeeze(line)
        if not text:
            is_open = False
            continue
        is_row = len(line) > COLUMNS or _COLUMNS.search(line.strip()) is not None
        if is_open and not is_row and not line.startswith(INDENTS):
            found[-1].append(text)
        else:
            found.append([text])
        is_open = not is_row and not _is_last(text, widest)
    return tuple(map(_joined, found))


def _joined(lines: list[str]) -> str:
    """Lines as one; a word that was parted after its hyphen is whole again."""
    parts: list[str] = []
    for line in lines:
        if parts:
            before = parts[-1]
            is_parted = before[-1] == "-" and before[-2:-1].isalnum() and line[0].isalpha()
            parts.append("" if is_parted else " ")
        parts.append(line)
    return "".join(parts)


def _is_last(text: str, widest: int) -> bool:
    """Whether a line ends its paragraph: it stops early, at the end of a sentence, or no line is
    long enough to have been wrapped."""
    return widest < LEAST or (len(text) < 0.75 * widest and text.endswith(ENDINGS))
