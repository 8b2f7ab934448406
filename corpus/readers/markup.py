"""Parses XML that may come from anybody: what every reader of an XML format stands on.

No entity is declared or expanded beyond the names that HTML knows, no DTD or other file is loaded,
no address is opened; size and depth are bounded. A DOCTYPE alone is harmless, and usual in NITF.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

from lxml import etree

from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.messages import message
from corpus.readers.markup_bytes import declares_entities, hides_entities, prepared
from corpus.readers.remembered import Remembered
from corpus.text import clean, read_bytes, squeeze

Element = etree._Element
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

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
TEXTS = BLOCKS | {"html", "body", "main", "span", "b", "i", "em", "strong", "a"}
"""Those that a text may begin with."""
SKIPPED = frozenset(("script", "style", "head", "iframe", "noscript", "media", "figure"))
"""Those whose text is not the dispatch's."""
CELLS = frozenset(("td", "th", "nitf-col", "byttl"))
"""Those whose text is parted from what stands before it by a space."""
_BREAK = "\x1e"
"""Ends a paragraph: a character that XML cannot hold."""

SMALL = 64 * 1024
"""How many bytes cannot spell a long name often enough to matter."""
SHORT = 32
"""How many characters most names and codes have."""
_BLANKS = re.compile("  +")
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
_HTML_PARSER = etree.HTMLParser(
    encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
)
_TOO_DEEP = etree.XPath("boolean(" + "/*" * (LIMITS.markup_depth + 1) + ")")


def parse(stream: BinaryIO) -> Element:
    """The root of a document. Raises ReaderError for what is malformed, too large or hostile."""
    return parse_bytes(read_document(stream))


def read_document(stream: BinaryIO) -> bytes:
    """The bytes of a document. Raises ReaderError for too many."""
    data = read_bytes(stream, LIMITS.markup_bytes)
    if len(data) > LIMITS.markup_bytes:
        raise ReaderError(
            message("Document XML de plus de {limit} octets.", limit=LIMITS.markup_bytes)
        )
    return data


def parse_bytes(data: bytes) -> Element:
    """The root of a document that is in memory. Raises ReaderError."""
    data = _few_tags(prepared(data), LIMITS.markup_tags)
    try:
        root = etree.fromstring(data, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", 0) or 0
        raise ReaderError(
            message("XML mal formé : {detail}.", detail=_detail(error)), line=line
        ) from None
    # Only what follows an «&» can be an entity.
    if (
        b"&" in data
        and b"<!DOCTYPE" in data
        and (dtd := root.getroottree().docinfo.internalDTD) is not None
    ):
        _spell_out_entities(root, dtd)
    if len(data) > SMALL:
        _check_names(root)
    # Each level has its two tags.
    return root if data.count(b"<") <= 2 * LIMITS.markup_depth else _not_too_deep(root)


def _check_names(root: Element) -> None:
    """Raise ReaderError for a long name: every look at an element spells out its namespace, which
    stands once in the document."""
    for element in root.iter("*"):
        if len(element.tag) > LIMITS.markup_name_characters:
            limit = LIMITS.markup_name_characters
            raise ReaderError(message("Nom XML de plus de {limit} caractères.", limit=limit))


def _spell_out_entities(root: Element, dtd: Any) -> None:
    """Write what nobody declares as it stands, «&name;»; refuse declarations that an encoding hid
    until now. Raises ReaderError."""
    if next(dtd.iterentities(), None) is not None:
        raise ReaderError(declares_entities())
    unknown = list(islice(root.iter(etree.Entity), LIMITS.field_values + 1))
    if len(unknown) > LIMITS.field_values:
        raise ReaderError(
            message("Plus de {limit} entités inconnues dans le XML.", limit=LIMITS.field_values)
        )
    for entity in unknown:
        parent, before = entity.getparent(), entity.getprevious()
        written = f"{entity.text}{entity.tail or ''}"
        if before is not None:
            before.tail = (before.tail or "") + written
        elif parent is not None:
            parent.text = (parent.text or "") + written
        if parent is not None:
            parent.remove(entity)


def parse_html(text: str) -> Element | None:
    """The root of a page, however badly it is written; None for one that holds nothing.

    Raises ReaderError for one that is too large or too deep.
    """
    data = clean(text).encode()
    if len(data) > LIMITS.page_bytes:
        raise ReaderError(message("Page de plus de {limit} octets.", limit=LIMITS.page_bytes))
    if hides_entities(data):
        raise ReaderError(declares_entities())
    try:
        root = etree.fromstring(_few_tags(data, LIMITS.page_tags), _HTML_PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or data.count(b"<") <= LIMITS.markup_depth // 2:  # some elements need no tag
        return root
    return _not_too_deep(root)


def _few_tags(data: bytes, limit: int) -> bytes:
    """The same data: an element takes forty times as much memory as its shortest tag."""
    if len(data) > limit and data.count(b"<") > limit:
        raise ReaderError(message("Document de plus de {limit} balises.", limit=limit))
    return data


def _not_too_deep(root: Element) -> Element:
    if _TOO_DEEP(root):
        raise ReaderError(
            message("XML imbriqué sur plus de {limit} niveaux.", limit=LIMITS.markup_depth)
        )
    return root


def _detail(error: Exception) -> str:
    return str(getattr(error, "msg", None) or error).rstrip(".")


def local_name(element: Element) -> str:
    """An element's name without its namespace; empty for what is no element."""
    return name_of(element.tag)


def _name(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


name_of = Remembered(_name).__getitem__
"""The name in a tag as lxml gives it, without its namespace."""


def _line(text: str | None) -> str:
    if not text:
        return ""
    if text.isprintable() and "  " not in text:  # as most names are: it need only be composed
        line = text.strip(" ")
        return line if text.isascii() else unicodedata.normalize("NFC", line)
    if text.isascii():
        line = " ".join(text.split())
        if line.isprintable():
            return line
    return squeeze(clean(text).replace("\n", " "))


line_of = Remembered(_line, SHORT).__getitem__
"""A piece of a document's text as one line; empty without one."""


def text_of(element: Element | None) -> str:
    """The text of an element as one line, its paragraphs parted by spaces; empty without one."""
    if element is None:
        return ""
    if not len(element):
        return line_of(element.text)
    pieces: list[str] = []
    _collect(element, pieces, is_set=False)
    return line_of("".join(pieces).replace(_BREAK, " "))


def paragraphs_of(root: Element) -> tuple[str, ...]:
    """The paragraphs of XHTML or NITF content, in order, each one line."""
    pieces: list[str] = []
    _collect(root, pieces, "pre" in local_name(root))
    # As one text: most of the work on it costs the same for one paragraph and for all.
    text = "".join(pieces).replace("\n", " ").replace("\t", " ").replace(_BREAK, "\n")
    lines = [line for each in clean(text).split("\n") if (line := each.strip(" "))]
    return tuple([_BLANKS.sub(" ", line) if "  " in line else line for line in lines])


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
        if before:
            pieces.append(before)
        if len(child) and not is_skipped:
            _collect(child, pieces, is_set or is_child_set)
        elif (text := child.text) and not is_skipped:
            pieces.append(text.replace("\n", _BREAK) if is_set or is_child_set else text)
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


def _part(tag: object) -> _Part:
    name = name_of(tag).lower()
    is_block = name in BLOCKS or name in SKIPPED
    before = _BREAK if is_block else " " if name in CELLS else ""
    return _Part(before, name in SKIPPED, name == "pre")


_part_of = Remembered(_part).__getitem__
