"""Makes of a document's bytes what a parser of XML may safely be given.

That is UTF-8 or a declared encoding that is ASCII below 128, without entities of its own; those
that HTML knows are written as numbers.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from html.entities import html5

from corpus.errors import ReaderError
from corpus.messages import Message, message
from corpus.text import decode

_QUOTED = "\"[^\"]*\"|'[^']*'"
PROLOG = re.compile(
    rf"\s+|<\?.*?\?>|<!--.*?-->"
    rf"|<!DOCTYPE[^\[>\"']*(?:(?:{_QUOTED})[^\[>\"']*)*(?:\[.*?\]\s*)?>",
    re.DOTALL,
)
"""One thing that may stand before the outermost element."""
TAG = re.compile(rf"<(?:([\w.-]+):)?([\w.-]+)([^>\"']*(?:(?:{_QUOTED})[^>\"']*)*)")
"""The tag that begins an element: prefix, name and attributes."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(r"<!ENTITY\b")
_ENCODING = re.compile(r"""(<\?xml\b[^>]*?)\s+encoding\s*=\s*(?:"[^"]*"|'[^']*')""")
_ENCODING_DECLARED = re.compile(rb"\s*<\?xml\b[^>]*\sencoding\s*=\s*[\"']([\w.-]{0,40})")
_ASCII = bytes(range(0x20, 0x7F))
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31};)")
_XML_NAMES = frozenset((b"amp;", b"lt;", b"gt;", b"quot;", b"apos;"))


def prepared(data: bytes) -> bytes:
    """UTF-8 or a declared encoding that is ASCII below 128, without entities of its own.

    Raises ReaderError.
    """
    declared = _ENCODING_DECLARED.match(data)
    encoding = _encoding_of(data)
    if declared is not None and not _is_ascii(name := declared[1].decode("latin-1")):
        encoding = name
    if encoding not in ("", "utf-8"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            raise ReaderError(
                message("Octets illisibles à la position {offset}.", offset=error.start),
                offset=error.start,
            ) from None
        except LookupError:
            raise ReaderError(
                message("XML d’un encodage inconnu : {encoding}.", encoding=encoding)
            ) from None
        text = _ENCODING.sub(r"\1", text.lstrip("\ufeff"), count=1)
        data = text.encode("utf-8", "replace")
    elif declared is None and not _is_utf8(data):
        data = decode(data).text.encode()
    if hides_entities(data):
        raise ReaderError(declares_entities())
    return _ENTITY.sub(_character, data) if b"&" in data else data


def declares_entities() -> Message:
    return message("XML refusé : il déclare ses propres entités.")


def hides_entities(data: bytes) -> bool:
    """Whether entities are declared before the outermost element."""
    if b"<!ENTITY" not in data:
        return False
    text = data.decode("latin-1")
    at = 0
    while (skipped := PROLOG.match(text, at)) is not None:
        if _DECLARED.search(skipped.group()) and not skipped.group().startswith("<!--"):
            return True
        at = skipped.end()
    # A prolog that no pattern reads is nobody's by accident.
    return TAG.match(text, at) is None


def _character(found: re.Match[bytes]) -> bytes:
    """An entity of HTML as a reference by number, so that any encoding can hold it."""
    name = found[1]
    known = None if name in _XML_NAMES else html5.get(name.decode())
    return found[0] if known is None else "".join(f"&#{ord(c)};" for c in known).encode()


@lru_cache(64)
def _is_ascii(encoding: str) -> bool:
    """Whether an encoding writes ASCII as itself: in another (UTF-7) tags would not be seen."""
    try:
        return _ASCII.decode(encoding).encode("ascii") == _ASCII
    except (LookupError, UnicodeError):
        return False


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _encoding_of(data: bytes) -> str:
    if data[:1] == b"<" and data[1:2] != b"\0":  # as nearly all begin
        return ""
    return next((name for mark, name in _MARKS if data.startswith(mark)), "")


def text_of_bytes(data: bytes) -> str:
    """The text of a document's first bytes, of which the last may be half a character."""
    return data.decode(_encoding_of(data) or "utf-8", errors="replace").lstrip("\ufeff")
