"""Cuts a text into pieces and a piece into parts: words, elided articles, numbers, compounds.

A piece is what can be read without its neighbours («l'avant-projet», «3 000», «O.N.U.»), so that it
is read once and remembered. Offsets are into the text as it is: nothing is normalised before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from corpus.data_files import read_entries
from index.french.normalise import APOSTROPHES, HYPHENS, INVISIBLE, MARKS, fold, normalise

LETTER = rf"[\w{MARKS}{INVISIBLE}]"
APOSTROPHE = f"[{APOSTROPHES}]"
HYPHEN = f"[{re.escape(HYPHENS)}]"
BLANKS = " \u00a0\u2007\u2009\u202f"
GROUPED = rf"[1-9][0-9]{{0,2}}(?:[{BLANKS}.'’][0-9]{{3}})+(?:,[0-9]+)?"
NUMBER = rf"(?:{GROUPED}|[0-9]+(?:[.,/][0-9]+)*)(?!{LETTER})(?:[{BLANKS}]?%)?"
ACRONYM = rf"[A-Z](?:\.[A-Z])+(?!{LETTER})\.?"
WORD = rf"(?:{ACRONYM}|{LETTER}+)"

PIECE = re.compile(
    rf"({NUMBER}|{WORD}(?:{HYPHEN}{WORD}|{APOSTROPHE}(?:{NUMBER}|{WORD}))*{APOSTROPHE}?)"
)
"""Splits a text into what lies between pieces and the pieces, in turn."""

_SPANNED = re.compile("[0-9] [0-9%]")
_UNSPANNED = re.compile("(?<![0-9]) | (?![0-9%])|\n")
"""The end of a line, or a space that no number goes on after."""

_WHOLE_WORD = "(?i:aujourd'hui)"
"""The apostrophe of which elides nothing."""
_UNIT = re.compile(rf"{_WHOLE_WORD}(?!{LETTER})|{NUMBER}|{ACRONYM}|(?:(?!['_-]){LETTER})+")
_GROUPED = re.compile(GROUPED)
_GROUPED_IN_ENGLISH = re.compile("[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}")
_DECIMAL = re.compile("[0-9]+[.,][0-9]+")
_FIGURE = re.compile("[0-9]+")

ELIDED = frozenset(read_entries("elided.txt", "index.french"))
CLITICS = frozenset(read_entries("clitics.txt", "index.french"))
VOWELS = frozenset("aeiouyh")


class Kind(Enum):
    """What a part is, where that decides its terms."""

    WORD = 0
    ELIDED = 1
    ARTICLE = 2
    """The article of an Arabic name: «Al-», «Ez-»."""
    MEMBER = 3
    """A word of a compound, which may not be left out of it: «sans-papiers»."""
    NUMBER = 4
    JOINED = 5


class Part(NamedTuple):
    """A part of a piece. `offset` counts positions from the piece's first; `word` is normalised."""

    offset: int
    start: int
    end: int
    word: str
    kind: Kind


class _Unit(NamedTuple):
    start: int
    end: int
    word: str
    follower: str

    @property
    def is_elided(self) -> bool:
        return self.follower == "'" and self.word.lower() in ELIDED


def chunks(text: str) -> list[str]:
    """A text cut at the ends of its lines and at spaces that no piece spans: one character lies
    between a chunk and the next. To find them costs a tenth of finding pieces, and most chunks are
    a piece and what is printed after it."""
    if _SPANNED.search(text) is None:
        return text.replace("\n", " ").split(" ")
    return _UNSPANNED.split(text)


def parts(piece: str) -> tuple[Part, ...]:
    """The parts of a piece in order of their positions; a joined form follows its first part."""
    normal = normalise(piece)
    if normal.isalpha():
        return (Part(0, 0, len(piece), normal, Kind.WORD),)
    units = list(_units(normal))
    leading = 0
    found = []
    while leading < len(units) and _is_article(units, leading):
        unit = units[leading]
        found.append(Part(leading, unit.start, unit.end + 1, unit.word, Kind.ELIDED))
        leading += 1
    found.extend(_compound(units[leading:], leading))
    return tuple(found)


def _units(text: str) -> Iterator[_Unit]:
    """The words and numbers of a piece, each with the character after it."""
    at = 0
    while (match := _UNIT.search(text, at)) is not None:
        start, at = match.span()
        word = match.group()
        if not word[0].isdigit():
            word = word.replace(".", "")
        if any(map(str.isalnum, word)):
            yield _Unit(start, at, word, text[at : at + 1])


def _is_article(units: list[_Unit], index: int) -> bool:
    """Whether a unit is elided before the next: «n'» in «n'ont», not in «N'Djamena»."""
    unit = units[index]
    if not unit.is_elided:
        return False
    if index + 1 == len(units):
        return True
    following = units[index + 1].word
    initial = fold(following[0])[:1]
    if unit.word in "MN" and following[0].isupper():
        return initial in VOWELS and initial != "h" and following.isupper()
    return initial in VOWELS or initial.isdigit()


def _compound(units: list[_Unit], offset: int) -> Iterator[Part]:
    if not units:
        return
    if len(units) == 1:
        yield from _single(units[0], offset)
        return
    name_articles = [_is_name_article(units, index) for index in range(len(units))]
    is_joined = fold(units[-1].word) not in CLITICS
    for index, unit in enumerate(units):
        kind = Kind.MEMBER if is_joined else Kind.WORD
        if name_articles[index]:
            kind = Kind.ARTICLE
        yield Part(offset + index, unit.start, unit.end, unit.word, kind)
        if index == 0 and is_joined:
            joined = "".join(each.word for each in units)
            yield Part(offset, unit.start, units[-1].end, joined, Kind.JOINED)


def _is_name_article(units: list[_Unit], index: int) -> bool:
    """«Al-», «El-» before a name, or assimilated to it: «En-Nahdha», «Ach-Chaâb»."""
    unit = units[index]
    if index + 1 == len(units) or unit.follower != "-":
        return False
    article, name = fold(unit.word), units[index + 1].word
    if article in ("al", "el"):
        return True
    return (
        (index == 0 or unit.word[0].isupper())
        and name[0].isupper()
        and article[0] in "ae"
        and 2 <= len(article) <= 3
        and fold(name).startswith(article[1:])
    )


def _single(unit: _Unit, offset: int) -> Iterator[Part]:
    if unit.word[0] not in "0123456789":
        yield Part(offset, unit.start, unit.end, unit.word, Kind.WORD)
        return
    percent = "%" if unit.word.endswith("%") else ""
    quantity = _quantity(unit.word.rstrip("% "))
    if quantity is None:
        yield from _series(unit, offset)
    else:
        yield Part(offset, unit.start, unit.end, quantity + percent, Kind.NUMBER)


def _quantity(digits: str) -> str | None:
    """A number in its one spelling: no groups, a decimal comma; None for a date or a fraction."""
    if _GROUPED.fullmatch(digits):
        return re.sub("[ .']", "", digits)
    if _GROUPED_IN_ENGLISH.fullmatch(digits):
        return digits.replace(",", "")
    if _DECIMAL.fullmatch(digits):
        return digits.replace(".", ",")
    return fold(digits) if digits.isalnum() else None


def _series(unit: _Unit, offset: int) -> Iterator[Part]:
    """A date or a fraction is its figures, and the whole of them."""
    figures = list(_FIGURE.finditer(unit.word))
    whole = ".".join(figure.group() for figure in figures)
    for index, figure in enumerate(figures):
        start, end = (unit.start + edge for edge in figure.span())
        yield Part(offset + index, start, end, figure.group(), Kind.NUMBER)
        if index == 0:
            yield Part(offset, unit.start, unit.end, whole, Kind.JOINED)
