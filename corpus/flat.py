"""The forms of a text that patterns read: in lower case, flat, and bare.

Each has one character for each of the text's, so that every offset is the text's own. French is
written in Windows-1252, whose bytes one table folds ten times faster than Python translates text.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

ENCODING = "cp1252"
UNKNOWN = b"?"
_ALIKE = (("'", "’‘`´"), (" ", "\u00a0"), ("o", "œŒ"), ("a", "æÆ"))
_NARROW_SPACE = "\u202f"
_BYTE_OF_NARROW_SPACE = 0x81
"""Windows-1252 has none, and leaves this byte free."""


def _byte_of(char: str) -> int:
    return _BYTE_OF_NARROW_SPACE if char == _NARROW_SPACE else char.encode(ENCODING)[0]


# Latin-1 is Windows-1252 but for these, and Python encodes it twenty times faster.
_NOT_IN_LATIN_1 = [(char, chr(_byte_of(char))) for char in "’œ–—…“”€Œ‘•\u202f"]


class Forms(NamedTuple):
    """`lowered` is in lower case alone; `encoded` and `bare` are bytes, one for each character:
    the text in Windows-1252, and its words with spaces for all between."""

    lowered: str
    encoded: bytes
    bare: bytes

    @property
    def flat(self) -> str:
        """Without accents too. Few texts are asked for it."""
        return _flattened(self.encoded)


def _flat_table() -> bytes:
    """Windows-1252 byte → the byte of its flat character."""
    table = bytearray(range(256))
    for code in range(0x80, 0x100):
        char = bytes([code]).decode(ENCODING, errors="replace").lower()
        bare = unicodedata.normalize("NFKD", char)[0]
        table[code] = ord(bare) if bare.isascii() else code
    table[ord("A") : ord("Z") + 1] = range(ord("a"), ord("z") + 1)
    for alike, chars in _ALIKE:
        for char in chars:
            table[char.encode(ENCODING)[0]] = ord(alike)
    table[_BYTE_OF_NARROW_SPACE] = ord(" ")
    return bytes(table)


def _bare_table() -> bytes:
    """The same, with a space for whatever is no letter and no digit."""
    chars = (bytes([code]).decode(ENCODING, errors="replace") for code in range(256))
    pairs = zip(chars, _FLAT, strict=True)
    return bytes(folded if char.isalnum() else ord(" ") for char, folded in pairs)


def _lower_table() -> bytes:
    """The same in lower case alone, Latin-1's control codes left but for those that stand in."""
    table = bytearray(range(256))
    for char in (*map(chr, range(0x80)), *map(chr, range(0xA0, 0x100)), "Œ"):
        lower = char.lower()
        table[char.encode(ENCODING)[0]] = lower.encode(ENCODING)[0]
    return bytes(table)


_FLAT = _flat_table()
_BARE = _bare_table()
_LOWER = _lower_table()


def flat(text: str) -> str:
    """Lower case without accents; what Windows-1252 has not becomes a question mark."""
    data = _latin_1(text) or _latin_1(_in_latin_1(text)) or _encoded_with_loss(text)
    return _flattened(data)


def forms(text: str) -> Forms:
    """All forms of a text."""
    data = _latin_1(text)
    if data is not None:
        return Forms(data.translate(_LOWER).decode("latin-1"), data, data.translate(_BARE))
    data = _latin_1(_in_latin_1(text))
    if data is not None:
        lowered = data.translate(_LOWER).decode("latin-1")
        for char, byte in _NOT_IN_LATIN_1:
            if byte in lowered:
                lowered = lowered.replace(byte, char)
        return Forms(lowered, data, data.translate(_BARE))
    data = _encoded_with_loss(text)
    spaced = _with_unknown_letters(text, data, data.translate(_BARE))
    return Forms(lower_keeping_length(text), data, spaced)


def _latin_1(text: str) -> bytes | None:
    """One byte for each character, None when one has none."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return None


def _in_latin_1(text: str) -> str:
    """A text with the control codes of Latin-1 for what Windows-1252 has in their place."""
    for char, byte in _NOT_IN_LATIN_1:
        # A wide text is looked through in half the time that `replace` takes to find nothing.
        if char in text:
            text = text.replace(char, byte)
    return text


def _encoded_with_loss(text: str) -> bytes:
    """One byte for each character; a question mark for what Windows-1252 has not."""
    return text.replace(_NARROW_SPACE, " ").encode(ENCODING, "replace")


def _flattened(data: bytes) -> str:
    return data.translate(_FLAT).decode("latin-1")


def _with_unknown_letters(text: str, data: bytes, spaced: bytes) -> bytes:
    """A letter that the encoding has not is none of any word, but does not end a word either."""
    found = bytearray(spaced)
    at = data.find(UNKNOWN)
    while at >= 0:
        if text[at].isalnum():
            found[at] = UNKNOWN[0]
        at = data.find(UNKNOWN, at + 1)
    return bytes(found)


def lower_keeping_length(text: str) -> str:
    """Lower case with every offset kept: «İ» alone would grow to two characters."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
