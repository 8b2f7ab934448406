"""Decodes the text of a wire: Latin-1, UTF-8, ITU-T T.51 or the French variant of ISO 646.

IPTC Recommendation 7901 (revision 5, 1995), section 7 and Annex C: a sender may designate an
alphabet by an escape sequence of ISO 2022, whose final bytes are those of the International
Register; without one it is found from the bytes. T.51 (ISO 6937) writes an accent before its
letter.
"""

from __future__ import annotations

import re
import unicodedata

from corpus.text import Decoded, decode

ESCAPE = re.compile(rb"\x1b(?:%([G@])|[(\-]([@-~])|[ -/]*[0-~])")
# ISO-IR 25 and 69: what the French 7-bit alphabet has in the places of ASCII's signs.
FRENCH_646 = str.maketrans("#@[\\]{|}~", "£à°ç§éùè¨")
FRENCH_FINALS = frozenset((b"R", b"f"))
ACCENTS = {
    0xC1: "\u0300",
    0xC2: "\u0301",
    0xC3: "\u0302",
    0xC4: "\u0303",
    0xC5: "\u0304",
    0xC6: "\u0306",
    0xC7: "\u0307",
    0xC8: "\u0308",
    0xCA: "\u030a",
    0xCB: "\u0327",
    0xCD: "\u030b",
    0xCE: "\u0328",
    0xCF: "\u030c",
}
"""The accents of T.51, which stand before their letter."""
T51_SIGNS = dict(
    zip(
        b"\xa1\xa2\xa3\xa4\xa5\xa7\xa8\xa9\xaa\xab\xb0\xb1\xb4\xb7\xb9\xba\xbb\xd0\xe1\xea\xf1\xfa",
        "¡¢£$¥§¤‘“«°±×·’”»—ÆŒæœ",
        strict=True,
    )
)
# In no Latin-1 text does a capital with an accent stand inside a word of small letters.
_ACCENT_INSIDE = re.compile(rb"[a-z][\xc1-\xc8\xca-\xcf][A-Za-z]")
# The small letters of French in Latin-1 that T.51 has no sign for.
_SMALL_LATIN_1 = re.compile(rb"[\xe0\xe2\xe7-\xe9\xee\xef\xf4\xf9\xfb]")


def decode_wire(data: bytes) -> Decoded:
    """Decode a message's bytes. Raises ReaderError for what is no text."""
    designated = (
        {found[1] or found[2] for found in ESCAPE.finditer(data)} if b"\x1b" in data else ()
    )
    bare = ESCAPE.sub(b"", data).replace(b"\0", b"")
    if FRENCH_FINALS.intersection(designated) and bare.isascii():
        return Decoded(bare.decode("ascii").translate(FRENCH_646), "iso646-fr", ())
    if b"G" in designated:
        return _utf8(bare)
    if _ACCENT_INSIDE.search(bare) and not _SMALL_LATIN_1.search(bare):
        return Decoded(_t51(bare), "t51", ())
    return decode(bare)


def _utf8(data: bytes) -> Decoded:
    try:
        return Decoded(data.decode(), "utf-8", ())
    except UnicodeDecodeError:
        return decode(data)


def _t51(data: bytes) -> str:
    letters: list[str] = []
    accent = ""
    for byte in data:
        if byte in ACCENTS:
            accent = ACCENTS[byte]
            continue
        letters.append(T51_SIGNS.get(byte, chr(byte)) + accent)
        accent = ""
    return unicodedata.normalize("NFC", "".join(letters))
