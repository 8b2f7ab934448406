"""Cuts texts into chunks where no piece of `tokenise.PIECE` can span, in array operations.

A chunk is a run of kept characters. A letter or a digit is always kept; a hyphen, an apostrophe, a
full stop, a comma, a slash, a space or a per cent sign only between such neighbours as a piece may
have there. Keeping too much would cost a look-up; keeping too little would change tokens, and is
what the tests look for. Characters are UTF-16 code units.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from index.french.normalise import APOSTROPHES, HYPHENS
from index.french.tokenise import BLANKS, LETTER

Units = NDArray[np.uint16]
Numbers = NDArray[np.int64]

_LETTER, _DIGIT, _HYPHEN, _APOSTROPHE, _POINT, _BLANK, _PERCENT, _OTHER = (
    1 << bit for bit in range(8)
)
_WORD = _LETTER | _DIGIT
_ANY = 255

_KEPT = {
    # class: the classes that may stand before it, and after it; a letter or a digit is always kept
    _HYPHEN: (_WORD | _POINT | _PERCENT, _WORD),
    _APOSTROPHE: (_WORD | _POINT | _PERCENT, _ANY),
    _POINT: (_WORD, _WORD | _HYPHEN | _APOSTROPHE),
    _BLANK: (_DIGIT, _DIGIT | _PERCENT),
    _PERCENT: (_DIGIT | _BLANK, _ANY),
}
_NEIGHBOURS = np.zeros((2, 256), np.uint8)
"""`_KEPT` by class: the classes before in one row, those after in the other."""
for _class, _around in _KEPT.items():
    _NEIGHBOURS[:, _class] = _around
SURROGATES = range(0xD800, 0xE000)


def units_of(texts: Sequence[str]) -> Units:
    """The code units of texts, with a line end before the first, between two and after the last."""
    joined = "\n".join(("", *texts, ""))
    return np.frombuffer(joined.encode("utf-16-le", "surrogatepass"), np.uint16)


def has_surrogates(units: Units) -> bool:
    return bool(((units & 0xF800) == SURROGATES.start).any())


def cut(units: Units) -> tuple[Numbers, Numbers]:
    """Where each chunk starts and ends, half open; the units begin and end with a separator."""
    classes = _classes().take(units)
    kept = (classes & _WORD) != 0
    doubtful = (classes & (_HYPHEN | _APOSTROPHE | _POINT | _PERCENT)) != 0
    # Most blanks stand between words: only a digit before makes one doubtful.
    doubtful[1:] |= (classes[1:] == _BLANK) & (classes[:-1] == _DIGIT)
    at = np.flatnonzero(doubtful)
    before, after = _NEIGHBOURS.take(classes.take(at), axis=1)
    before &= classes.take(at - 1)
    after &= classes.take(at + 1)
    kept[at] = (before != 0) & (after != 0)
    edges = np.flatnonzero(kept[1:] != kept[:-1]) + 1
    return edges[0::2], edges[1::2]


@cache
def _classes() -> NDArray[np.uint8]:
    """Code unit → its class."""
    is_letter = re.compile(LETTER).match
    every = [_class_of(chr(code), is_letter(chr(code)) is not None) for code in range(1 << 16)]
    return np.array(every, np.uint8)


def _class_of(character: str, is_letter: bool) -> int:
    if character in "0123456789":
        return _DIGIT
    # Before the apostrophes: some of those are letters as well.
    if is_letter and ord(character) not in SURROGATES:
        return _LETTER
    for members, own in (
        (HYPHENS, _HYPHEN),
        (APOSTROPHES, _APOSTROPHE),
        (".,/", _POINT),
        (BLANKS, _BLANK),
        ("%", _PERCENT),
    ):
        if character in members:
            return own
    return _OTHER
