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
_INDENT = re.compile(r"\t|  |\xa0")
# Blanks inside a line, between what is not a sentence's end, are the columns of a table.
_TABLE = re.compile(r"\S(?:\t| {3,})\S")


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


def opening_of(paragraph: str) -> Opening:
    """The dateline that opens a text, where `find_dateline` knows none."""
    if not paragraph or find_dateline(paragraph) is not None:
        return Opening()
    named = _NAMED.match(paragraph)
    if named is not None and agency_named(named["agency"]) is not None:
        return Opening(named["place"], named["agency"], named[0])
    capitals = _CAPITALS.match(paragraph)
    return Opening(capitals["place"], "", capitals[0]) if capitals is not None else Opening()


def words_note(announced: str | None, headline: str, paragraphs: Sequence[str]) -> str:
    """What is to be noted of a word count in a header: nothing when the text's is near it. Agencies
    count each in its way, with the headline or without."""
    count = int(announced or 0)
    words = sum(len(paragraph.split()) for paragraph in paragraphs)
    slack = WORDS_SLACK + WORDS_SHARE * count
    if not count or words - slack <= count <= words + len(headline.split()) + slack:
        return ""
    note = message(
        "L’en-tête annonce {count} mots, le texte en a {words}.", count=count, words=words
    )
    return str(note)


def paragraphs_of_lines(lines: Iterable[str]) -> tuple[str, ...]:
    """The paragraphs of lines as they were sent, each squeezed to one line."""
    lines = [line.rstrip() for line in lines]
    longest = max(map(len, lines), default=0)
    if longest > COLUMNS:
        # Nothing was wrapped: each line is a paragraph.
        return tuple(text for text in map(squeeze, lines) if text)
    found: list[str] = []
    is_open = False
    for line in lines:
        text = squeeze(line)
        if not text:
            is_open = False
            continue
        is_row = _TABLE.search(line.strip()) is not None
        if is_open and not is_row and not _INDENT.match(line):
            found[-1] = _joined(found[-1], text)
        else:
            found.append(text)
        is_open = not is_row and not _is_last(text, longest)
    return tuple(found)


def _joined(paragraph: str, line: str) -> str:
    is_cut = paragraph.endswith("-") and not paragraph.endswith(" -") and line[0].isalpha()
    return paragraph + line if is_cut else f"{paragraph} {line}"


def _is_last(text: str, longest: int) -> bool:
    """Whether a line ends its paragraph: it stops early, at the end of a sentence, or no line is
    long enough to have been wrapped."""
    return longest < LEAST or (len(text) < 0.75 * longest and text.endswith(ENDINGS))
