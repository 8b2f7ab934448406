"""Parses XML that may come from anybody: what every reader of an XML format stands on.

No entity is declared or expanded beyond the names that HTML knows, no DTD or other file is loaded,
no address is opened; size and depth are bounded. A DOCTYPE alone is harmless, and usual in NITF.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from html.entities import html5
from typing import BinaryIO, NamedTuple

from lxml import etree

from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.messages import message
from corpus.text import clean, decode, squeeze

Element = etree._Element

_OF_HTML = (
    "p",
    "div",
    "li",
    "dt",
    "dd",
    "tr",
    "pre",
    "blockquote",
    "hr",
    "br",
    "table",
    "ul",
    "ol",
)
_SECTIONS = ("dl", "section", "article", "figure", "caption", "figcaption", "h1", "h2", "h3", "h4")
_OF_NITF = ("hl1", "hl2", "block", "bq", "fn", "note", "media")
BLOCKS = frozenset((*_OF_HTML, *_SECTIONS, "h5", "h6", *_OF_NITF))
"""Elements of XHTML and NITF that begin a paragraph."""
SKIPPED = frozenset(("script", "style", "head", "iframe", "noscript", "media", "figure"))
"""Those whose text is not the dispatch's."""
CELLS = frozenset(("td", "th", "nitf-col", "byttl"))
"""Those whose text is parted from what stands before it by a space."""
_BREAK = "\x1e"
"""Ends a paragraph: a character that XML cannot hold."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_PROLOG = re.compile(
    r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^\[>\"']|\"[^\"]*\"|'[^']*')*(?:\[.*?\]\s*)?>",
    re.DOTALL,
)
_TAG = re.compile(r"<(?:([\w.-]+):)?([\w.-]+)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)")
_DECLARED = re.compile(r"<!ENTITY\b")
_ENCODING = re.compile(r"""(<\?xml\b[^>]*?)\s+encoding\s*=\s*(?:"[^"]*"|'[^']*')""")
_ENCODING_DECLARED = re.compile(rb"\s*<\?xml\b[^>]*\sencoding\s*=")
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31};)")
_XML_NAMES = frozenset((b"amp;", b"lt;", b"gt;", b"quot;", b"apos;"))
_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    dtd_validation=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
    strip_cdata=True,
)
_TOO_DEEP = etree.XPath("boolean(" + "/*" * (LIMITS.markup_depth + 1) + ")")


class RootName(NamedTuple):
    """The name of a document's outermost element; `namespace` is empty where it has none."""

    namespace: str
    name: str


@lru_cache(16)
def root_of(head: bytes) -> RootName | None:
    """The outermost element of a document by its first bytes; None for what is no XML."""
    text = _text_of(head, errors="replace").lstrip("\ufeff")
    at = 0
    while (skipped := _PROLOG.match(text, at)) is not None:
        at = skipped.end()
    tag = _TAG.match(text, at)
    if tag is None:
        return None
    prefix, name, attributes = tag.groups()
    declared = re.search(
        rf"""(?:^|\s)xmlns{f":{re.escape(prefix)}" if prefix else ""}\s*=\s*["']([^"']*)""",
        attributes,
    )
    return RootName(declared[1].strip() if declared else "", name)


def parse(stream: BinaryIO) -> Element:
    """The root of a document. Raises ReaderError for what is malformed, too large or hostile."""
    data = stream.read(LIMITS.markup_bytes + 1)
    if len(data) > LIMITS.markup_bytes:
        raise ReaderError(
            message("Document XML de plus de {limit} octets.", limit=LIMITS.markup_bytes)
        )
    return parse_bytes(data)


def parse_bytes(data: bytes) -> Element:
    """The same for a document that is in memory."""
    data = _few_tags(_prepared(data))
    try:
        root = etree.fromstring(data, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", 0) or 0
        raise ReaderError(
            message("XML mal formé : {detail}.", detail=_detail(error)), line=line
        ) from None
    # Each level has its two tags.
    return root if data.count(b"<") <= 2 * LIMITS.markup_depth else _not_too_deep(root)


def parse_html(text: str) -> Element | None:
    """The root of a page, however badly it is written; None for one that holds nothing.

    Raises ReaderError for one that is too large or too deep.
    """
    data = clean(text).encode()
    if len(data) > LIMITS.markup_bytes:
        raise ReaderError(message("Page de plus de {limit} octets.", limit=LIMITS.markup_bytes))
    data = _few_tags(data)
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return None if root is None else _not_too_deep(root)


def _few_tags(data: bytes) -> bytes:
    """The same data: an element takes forty times as much memory as its shortest tag."""
    if len(data) > LIMITS.markup_tags and data.count(b"<") > LIMITS.markup_tags:
        raise ReaderError(message("Document de plus de {limit} balises.", limit=LIMITS.markup_tags))
    return data


def _not_too_deep(root: Element) -> Element:
    if _TOO_DEEP(root):
        raise ReaderError(
            message("XML imbriqué sur plus de {limit} niveaux.", limit=LIMITS.markup_depth)
        )
    return root


def _prepared(data: bytes) -> bytes:
    """UTF-8 or a declared encoding that is ASCII below 128, without entities of its own.

    Raises ReaderError.
    """
    encoding = _encoding_of(data)
    if encoding not in ("", "utf-8"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            raise ReaderError(
                message("Octets illisibles à la position {offset}.", offset=error.start),
                offset=error.start,
            ) from None
        data = _ENCODING.sub(r"\1", text.lstrip("\ufeff"), count=1).encode()
    elif not (_ENCODING_DECLARED.match(data) or _is_utf8(data)):
        data = decode(data).text.encode()
    if b"<!ENTITY" in data and _declares_entities(data):
        raise ReaderError(message("XML refusé : il déclare ses propres entités."))
    return _ENTITY.sub(_character, data) if b"&" in data else data


def _declares_entities(data: bytes) -> bool:
    """Whether entities are declared before the outermost element."""
    text = data.decode("latin-1")
    at = 0
    while (skipped := _PROLOG.match(text, at)) is not None:
        if _DECLARED.search(skipped.group()) and not skipped.group().startswith("<!--"):
            return True
        at = skipped.end()
    # A prolog that no pattern reads is nobody's by accident.
    return _TAG.match(text, at) is None


def _character(found: re.Match[bytes]) -> bytes:
    """An entity of HTML as a reference by number, so that any encoding can hold it."""
    name = found[1]
    known = None if name in _XML_NAMES else html5.get(name.decode())
    return found[0] if known is None else "".join(f"&#{ord(c)};" for c in known).encode()


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


def _text_of(data: bytes, errors: str) -> str:
    return data.decode(_encoding_of(data) or "utf-8", errors=errors)


def _detail(error: Exception) -> str:
    return str(getattr(error, "msg", None) or error).rstrip(".")


def local_name(element: Element) -> str:
    """An element's name without its namespace; empty for what is no element."""
    return name_of(element.tag)


@lru_cache(4096)
def name_of(tag: object) -> str:
    """The name in a tag as lxml gives it, without its namespace."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def line_of(text: str | None) -> str:
    """A piece of a document's text as one line."""
    if not text:
        return ""
    if text.isascii():  # composed, as most names are: nothing to look for but blanks
        if text.isprintable() and "  " not in text:
            return text.strip(" ")
        line = " ".join(text.split())
        if line.isprintable():
            return line
    return squeeze(clean(text).replace("\n", " "))


def text_of(element: Element | None) -> str:
    """All text of an element as one line; empty without one."""
    if element is None:
        return ""
    if not len(element):
        return line_of(element.text)
    return line_of("".join(map(str, element.itertext())))


def paragraphs_of(root: Element) -> tuple[str, ...]:
    """The paragraphs of XHTML or NITF content, in order, each one line."""
    pieces: list[str] = []
    _collect(root, pieces, "pre" in local_name(root))
    lines = map(line_of, "".join(pieces).split(_BREAK))
    return tuple([line for line in lines if line])


def _collect(element: Element, pieces: list[str], is_set: bool) -> None:
    """The pieces of text in order, with a break where a paragraph begins or ends.

    `is_set` says that the lines are those of the source, as in a table of figures. A document is no
    deeper than the limit, so that neither is this.
    """
    text = element.text
    if text:
        pieces.append(text.replace("\n", _BREAK) if is_set else text)
    for child in element:
        before, is_skipped, is_child_set = _part_of(child.tag)
        pieces.append(before)
        if not is_skipped:
            _collect(child, pieces, is_set or is_child_set)
        if before == _BREAK:
            pieces.append(before)
        text = child.tail
        if text:
            pieces.append(text.replace("\n", _BREAK) if is_set else text)


class _Part(NamedTuple):
    """What an element is in a text: what stands before it, and whether it is skipped or set."""

    before: str
    is_skipped: bool
    is_set: bool


@lru_cache(4096)
def _part_of(tag: object) -> _Part:
    name = name_of(tag).lower()
    is_block = name in BLOCKS or name in SKIPPED
    before = _BREAK if is_block else " " if name in CELLS else ""
    return _Part(before, name in SKIPPED, name == "pre")
