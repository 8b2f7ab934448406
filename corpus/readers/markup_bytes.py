"""Looks at a document's bytes before a parser does: what it is, and what may safely be parsed.

Safe is UTF-8 or a declared encoding that is ASCII below 128, without entities of its own; those
that HTML knows are written as numbers.
"""

from __future__ import annotations

import codecs
import re
from html.entities import html5
from typing import NamedTuple

from corpus.errors import ReaderError
from corpus.messages import Message, message
from corpus.readers.remembered import Remembered
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
_PROLOGS = re.compile(f"(?:{PROLOG.pattern})*", re.DOTALL)
_USUAL = re.compile(
    rb"(?:<\?xml[^<>?]*\?>)?\s*"
    rb"(?:<!DOCTYPE[^<>\[\"']*(?:\"[^\"<>]*\"[^<>\[\"']*)*>\s*)?"
    rb"<([A-Za-z][\w.-]*)(\s[^>\"']*(?:\"[^\"]*\"[^>\"']*)*)?>"
)
"""How most documents begin, in bytes: the name and attributes of a tag without a prefix."""
_DECLARES = r"""(?:^|\s)xmlns{}\s*=\s*["']([^"']*)"""
_DECLARES_DEFAULT = re.compile(_DECLARES.format(""))
BEGINNING = 1024
"""In how many bytes most documents say what they are."""

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


class RootName(NamedTuple):
    """The name of a document's outermost element; `namespace` is empty where it has none."""

    namespace: str
    name: str


def root_of(head: bytes) -> RootName | None:
    """The outermost element of a document by its first bytes; None for what is no XML."""
    global _last  # several readers ask in turn, and to hash a head takes longer
    asked, root = _last
    if asked is not head:
        root = _root_of(head)
        _last = head, root
    return root


_last: tuple[bytes, RootName | None] = b"", None


def _root_of(head: bytes) -> RootName | None:
    usual = _USUAL.match(head)
    if usual is not None:
        attributes = (usual[2] or b"").decode(errors="replace")
        return RootName(_namespace(attributes, None), usual[1].decode())
    text = text_of_bytes(head[:BEGINNING])
    start = text.lstrip()
    if start and start[0] != "<":
        return None
    tag = _first_tag(text)
    # What ends elsewhere than at its «>» may be cut short.
    if len(head) > BEGINNING and (tag is None or text[tag.end() : tag.end() + 1] != ">"):
        tag = _first_tag(text_of_bytes(head))
    if tag is None:
        return None
    prefix, name, attributes = tag.groups()
    return RootName(_namespace(attributes, prefix), name)


def _first_tag(text: str) -> re.Match[str] | None:
    prolog = _PROLOGS.match(text)
    return TAG.match(text, prolog.end() if prolog else 0)


def _namespace(attributes: str, prefix: str | None) -> str:
    if "xmlns" not in attributes:
        return ""
    declares = (
        re.compile(_DECLARES.format(f":{re.escape(prefix)}")) if prefix else _DECLARES_DEFAULT
    )
    declared = declares.search(attributes)
    return declared[1].strip() if declared else ""


def prepared(data: bytes) -> bytes:
    """UTF-8 or a declared encoding that is ASCII below 128, without entities of its own.

    Raises ReaderError.
    """
    declared = _declared(data.partition(b">")[0])
    encoding = _encoding_of(data)
    if declared is not None and not _is_ascii(declared):
        encoding = declared
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
    if b"!" not in data or b"<!ENTITY" not in data:  # that a sign is missing is seen at once
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


def _declared_encoding(start: bytes) -> str | None:
    found = _ENCODING_DECLARED.match(start)
    return None if found is None else found[1].decode("latin-1")


_declared = Remembered(_declared_encoding).__getitem__
"""The encoding that a document declares, by its bytes up to the first «>»."""


def _writes_ascii(encoding: str) -> bool:
    try:
        return _ASCII.decode(encoding).encode("ascii") == _ASCII
    except (LookupError, UnicodeError):
        return False


_is_ascii = Remembered(_writes_ascii).__getitem__
"""Whether an encoding writes ASCII as itself: in another (UTF-7) tags would not be seen."""


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
