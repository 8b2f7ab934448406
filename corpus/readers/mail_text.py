"""What stands in a mail as text: headers with encoded words, bodies in whatever charset.

A charset that is missing, unknown or plainly wrong is found from the bytes, as for any other file.
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Iterator

from corpus.errors import ReaderError
from corpus.readers.markup import paragraphs_of, parse_html
from corpus.text import clean, decode, squeeze

ENCODED_WORD = re.compile(r"=\?([^?\s*]{1,40})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?]*)\?=")
SIGNATURE = "-- "
QUOTE = re.compile(r">*")
BY_BYTES = frozenset(("ascii", "iso8859-1", "cp1252", "utf-8"))
"""What senders write for one another: the bytes tell which it is."""
NOT_CHARSETS = frozenset(("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"))
"""Codecs of Python's that no mail is written in; some take quadratic time."""


def decoded_header(raw: str) -> str:
    """A header's value as one line, with its encoded words (RFC 2047) decoded.

    Neighbours of one charset are joined before they are decoded: many a program cuts a letter in
    two.
    """
    parts: list[str] = []
    charset, data, at = "", b"", 0
    for word in ENCODED_WORD.finditer(raw):
        between = raw[at : word.start()]
        if between.strip() or not charset or not _is_same(charset, word[1]):
            parts.append(in_charset(data, charset))
            parts.append("" if charset and not between.strip() else between)
            data = b""
        charset = word[1]
        data += _bytes_of(word)
        at = word.end()
    parts.append(in_charset(data, charset))
    parts.append(raw[at:])
    return squeeze(clean("".join(parts)).replace("\n", " "))


def _is_same(one: str, other: str) -> bool:
    return one.lower() == other.lower()


def _bytes_of(word: re.Match[str]) -> bytes:
    content = word[3].encode("utf-8", "surrogateescape")
    if word[2] in "qQ":
        return binascii.a2b_qp(content, header=True)
    try:
        return binascii.a2b_base64(content + b"===")
    except binascii.Error:
        return word[0].encode("utf-8", "surrogateescape")


def in_charset(data: bytes, charset: str) -> str:
    """Bytes in a charset that a mail declares; never raises."""
    name = _codec(charset)
    if name not in ("", *BY_BYTES):
        try:
            return data.decode("utf-8" if _is_utf8(data, name) else name)
        except (UnicodeError, LookupError):
            pass
    try:
        return decode(data).text
    except ReaderError:
        return decode(data.replace(b"\0", b"")).text


def _codec(charset: str) -> str:
    try:
        name = codecs.lookup(charset.strip(" \"'")).name
    except (LookupError, ValueError):
        return ""
    return "" if name in NOT_CHARSETS else name


def _is_utf8(data: bytes, name: str) -> bool:
    """Whether bytes declared in a charset of one byte a letter are UTF-8 all the same."""
    if not name.startswith(("iso8859", "cp12", "mac")) or data.isascii():
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def body_text(data: bytes, charset: str, is_flowed: bool, deletes_space: bool) -> str:
    """A plain body without soft line breaks (RFC 3676)."""
    text = clean(in_charset(data, charset))
    if not is_flowed:
        return text
    return "\n".join(_unflowed(text.split("\n"), deletes_space))


def _unflowed(lines: list[str], deletes_space: bool) -> Iterator[str]:
    """A line that ends in a space goes on in the next of the same depth of quotation."""
    pieces: list[str] = []
    quotes = ""
    for raw in lines:
        found = QUOTE.match(raw)
        depth = found[0] if found else ""
        line = raw[len(depth) :].removeprefix(" ")
        if pieces and (depth != quotes or line == SIGNATURE):
            yield "".join(pieces)
            pieces = []
        goes_on = line.endswith(" ") and line != SIGNATURE
        pieces.append(line[:-1] if goes_on and deletes_space else line)
        quotes = depth
        if not goes_on:
            yield "".join(pieces)
            pieces = []
    if pieces:
        yield "".join(pieces)


def page_text(data: bytes, charset: str) -> str:
    """The paragraphs of a body in HTML, with an empty line between them. Raises ReaderError."""
    root = parse_html(in_charset(data, charset))
    return "" if root is None else "\n\n".join(paragraphs_of(root))


def without_signature(text: str) -> tuple[str, str]:
    """A text and the signature below its line «-- », each perhaps empty."""
    body, mark, signature = f"\n{text}".partition(f"\n{SIGNATURE}\n")
    return (body[1:], squeeze(signature.replace("\n", " "))) if mark else (text, "")
