"""The forms of a text that patterns read: in lower case, flat, and bare.

Each has one character for each of the text's, so that every offset is the text's own. French is
written in Windows-1252, whose bytes one table folds ten times faster than Python translates text.
"""

from __future__ import annotations

import unicodedata

ENCODING = "cp1252"
UNKNOWN = b"?"
_NARROW_SPACE = "\u202f"
_ALIKE = (("'", "’‘`´"), (" ", "\u00a0"), ("o", "œŒ"), ("a", "æÆ"))


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
    return bytes(table)


def _bare_table() -> bytes:
    """The same, with a space for whatever is no letter and no digit."""
    chars = (bytes([code]).decode(ENCODING, errors="replace") for code in range(256))
    pairs = zip(chars, _FLAT, strict=True)
    return bytes(folded if char.isalnum() else ord(" ") for char, folded in pairs)


def _lower_table() -> bytes:
    """The same in lower case alone."""
    table = bytearray(range(256))
    for code in range(256):
        char = bytes([code]).decode(ENCODING, errors="replace").lower()
        table[code] = char.encode(ENCODING, errors="replace")[0] if char != "\ufffd" else code
    return bytes(table)


_FLAT = _flat_table()
_BARE = _bare_table()
_LOWER = _lower_table()


def encoded(text: str) -> bytes:
    """One byte for each character; a question mark for what Windows-1252 has not."""
    if _NARROW_SPACE in text:
        text = text.replace(_NARROW_SPACE, " ")
    return text.encode(ENCODING, "replace")


def flat(text: str) -> str:
    """Lower case without accents; what Windows-1252 has not becomes a question mark."""
    return flattened(encoded(text))


def flattened(data: bytes) -> str:
    """The flat form of an encoded text."""
    return data.translate(_FLAT).decode("latin-1")


def bare(text: str, data: bytes) -> str:
    """The words alone of a text and its encoding: the flat form with spaces for all between."""
    spaced = data.translate(_BARE)
    if UNKNOWN in data:
        spaced = _with_unknown_letters(text, data, spaced)
    return spaced.decode("latin-1")


def _with_unknown_letters(text: str, data: bytes, spaced: bytes) -> bytes:
    """A letter that the encoding has not is none of any word, but does not end a word either."""
    found = bytearray(spaced)
    at = data.find(UNKNOWN)
    while at >= 0:
        if text[at].isalnum():
            found[at] = UNKNOWN[0]
        at = data.find(UNKNOWN, at + 1)
    return bytes(found)


def lowered(text: str, data: bytes) -> str:
    """The lower case of a text, given its encoding."""
    if UNKNOWN in data or _NARROW_SPACE in text:
        return lower_keeping_length(text)
    return data.translate(_LOWER).decode(ENCODING)


def lower_keeping_length(text: str) -> str:
    """Lower case with every offset kept: «İ» alone would grow to two characters."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
