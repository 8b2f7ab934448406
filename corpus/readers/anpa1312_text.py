"""Reads the text of an ANPA 1312 message: its lines between «^» and «<», and its paragraphs.

Bulletin 1312 gives typesetters' meanings to control characters and signs: fonts and rails change
type, fixed spaces are spaces, an underline is a dash, two accents are a quotation mark.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from corpus.agencies import agency_named
from corpus.dispatch import Status
from corpus.readers.iptc7901_heading import KILL, read_heading
from corpus.readers.iptc7901_text import paragraphs_of_lines
from corpus.readers.marks import is_mark
from corpus.text import clean, decode, key, squeeze

# An accent that is struck over its letter: «e BS ´».
_STRUCK = re.compile("([A-Za-z])\b([`'´^\"¨~,¸])")
_STRIKES = {
    "`": "\u0300",
    "'": "\u0301",
    "´": "\u0301",
    "^": "\u0302",
    '"': "\u0308",
    "¨": "\u0308",
    "~": "\u0303",
    ",": "\u0327",
    "¸": "\u0327",
}
_TYPE = dict.fromkeys((*b"\x07\x0b\x0c\x0e\x0f\x11\x12\x13\x14\x1e\x1f\x7f",))
"""Fonts, rails, instructions and quads: they change how a text looks, not what it says."""
_SPACES = dict.fromkeys(b"\x10\x19\x1a\x1b\x1c\x1d", " ")
"""The fixed spaces: space band, em, en and thin."""
_MEANING = str.maketrans({**_TYPE, **_SPACES, 8: "\t"})
_DASH = re.compile(r"(?<=\s)_(?=\s)")
_LABELLED = re.compile(r"(?P<label>[A-Z]{2,8}|Eds|NDLR|code)\s?:\s*(?P<value>.*)")
_ADVICE = re.compile(r"(?:AP Photos?|PC Photos?|Eds|NDLR)\b")
_BYLINE = re.compile(r"(?:Par|PAR|By|BY) (?=[^\W\d_])")
_NO_TEXT = re.compile(r"-30-|___|code:\s?\S*")
_ENDS = ("<", "=")


@dataclass(slots=True)
class Told:
    """What a text says. `until` is an embargo's end as it is written."""

    headline: str = ""
    byline: str = ""
    agency: str = ""
    status: Status = Status.USABLE
    version: int = 1
    urgency: int | None = None
    until: str = ""
    keywords: list[str] = field(default_factory=list)
    paragraphs: tuple[str, ...] = ()
    advice: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Lines:
    """Lines that may be the headline: those labelled so, marks, and those that say nothing."""

    headline: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)


def read_told(data: bytes, keyword: str) -> Told:
    """Read a text between STX and ETX; `keyword` is its header's, which a line of the text
    repeats. Raises ReaderError for what is no text."""
    text, _, notes = decode(data.replace(b"\0", b"").replace(b"\x16", b""))
    text = clean(_STRUCK.sub(_composed, text).translate(_MEANING))
    text = _DASH.sub("–", text).replace("``", "“").replace("''", "”")
    told = Told(notes=list(map(str, notes)))
    lines = _Lines()
    above, body = _parted(text)
    for line in above:
        _read_line(line, told, lines)
    if lines.bare and keyword and key(lines.bare[0]).startswith(key(keyword)):
        del lines.bare[0]
    titles = lines.headline or lines.bare[:1]
    told.advice += [line for line in lines.bare if line not in titles]
    heading = read_heading((), (*lines.marks, *titles))
    told.headline, told.status, told.version = heading.headline, heading.status, heading.version
    told.urgency, told.until = heading.urgency, heading.until
    told.advice += heading.advice
    told.paragraphs = paragraphs_of_lines(body)
    return told


def _parted(text: str) -> tuple[list[str], list[str]]:
    """The lines of their own, each whole, and the lines of the text."""
    above: list[str] = []
    body: list[str] = []
    parts: list[str] = []
    for line in text.split("\n"):
        is_first = line.startswith("^")
        if parts and (is_first or not line[:1].strip()):
            above.append(" ".join(parts))
            parts = []
        bare = line.strip()
        if is_first or parts:
            parts.append(bare.removeprefix("^").rstrip("<=@"))
            if bare.endswith(_ENDS):
                above.append(" ".join(parts))
                parts = []
        else:
            body.append("" if _NO_TEXT.fullmatch(bare.rstrip("<")) else line.rstrip().rstrip("<"))
    found = map(squeeze, (*above, " ".join(parts)))
    return [line for line in found if line and not _NO_TEXT.fullmatch(line)], body


def _read_line(line: str, told: Told, lines: _Lines) -> None:
    labelled = _LABELLED.fullmatch(line)
    label = labelled["label"] if labelled else ""
    value = labelled["value"] if labelled else line
    if label == "HL":
        lines.headline.append(value)
    elif label in ("INDEX", "MOTS"):
        told.keywords += filter(None, map(str.strip, value.split(",")))
    elif is_mark(line) or KILL.match(line):
        lines.marks.append(line)
    elif label or _ADVICE.match(line):
        told.advice.append(line)
    elif _BYLINE.match(line):
        told.byline = line
    elif (agency := agency_named(line)) is not None:
        told.agency = agency.name
    else:
        lines.bare.append(line)


def _composed(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", found[1] + _STRIKES[found[2]])
