"""Makes alike what is typed differently: quotes, apostrophes, spaces, hyphens, case and accents.

`normalise` changes one character into one character, so that offsets into its result are offsets
into the text. What changes the length (œ → oe, composed accents, soft hyphens) belongs to `fold`,
which works on a word that has been cut out already. Neither may raise, whatever the characters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from unidecode import unidecode

APOSTROPHES = "'’‘‛ʼʻʹ′`´＇ꞌ"
QUOTES = '"«»“”„‟‹›〝〞″＂'
HYPHENS = "-‐‑﹣－"
SPACES = " \u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
RECENT = 256
"""Words remembered: each step of the analysis asks for the same two spellings of one word."""
MARKS = "\u0300-\u036f"
"""Accents that follow their letter, as a range for a pattern's set."""

_ALIKE = {
    ord(character): alike[0]
    for alike in (APOSTROPHES, QUOTES, HYPHENS, SPACES)
    for character in alike[1:]
}
_LETTERS_OF_THEIR_OWN = {
    "œ": "oe",
    "æ": "ae",
    "ß": "ss",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ħ": "h",
    "ı": "i",
}


def _plain_letters() -> dict[int, str | None]:
    """Each accented letter of Latin-1 and Latin Extended → the letter without its accent."""
    plain: dict[int, str | None] = {
        ord(letter): text for letter, text in _LETTERS_OF_THEIR_OWN.items()
    }
    for code in range(0xC0, 0x250):
        bare = unicodedata.normalize("NFKD", chr(code))[0]
        if bare.isascii():
            plain.setdefault(code, bare)
    plain.update(dict.fromkeys(map(ord, INVISIBLE)))
    return plain | _ALIKE


_PLAIN = _plain_letters()
_IS_LATIN = re.compile("[A-Za-z\u00c0-\u024f]*").fullmatch
"""Of such letters nothing is invisible, made alike or to compose: most words have no others."""


def normalise(text: str) -> str:
    """Straight quotes and apostrophes, plain spaces and hyphens; as long as the text."""
    return text if text.isascii() or _IS_LATIN(text) else text.translate(_ALIKE)


@lru_cache(RECENT)
def lower(word: str) -> str:
    """A word in lower case with its accents, composed: the exact form."""
    if word.isascii() or _IS_LATIN(word):
        return word.lower()
    bare = word.translate(_WITHOUT_INVISIBLE)
    return normalise(unicodedata.normalize("NFC", bare).lower())


@lru_cache(RECENT)
def fold(word: str) -> str:
    """A word in lower case without accents, in ASCII where a transliteration exists."""
    if word.isascii():
        return word.lower()
    folded = lower(word).translate(_PLAIN)
    return folded if folded.isascii() else "".join(map(_transliterated, folded))


def _transliterated(character: str) -> str:
    if character.isascii():
        return character
    if "\ud800" <= character <= "\udfff":
        return ""
    return unidecode(character).strip().lower()


_WITHOUT_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE))
