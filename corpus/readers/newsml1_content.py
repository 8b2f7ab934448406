"""Reads the content of a NewsML 1 ContentItem: NITF, XHTML, bare paragraphs or plain text.

NewsML 1.2 Functional Specification (IPTC, 2003), 5.8: a content stands in DataContent, perhaps
within an Encoding, or elsewhere, at an address.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field

from corpus.errors import ReaderError
from corpus.readers.iptc7901_text import paragraphs_of_lines
from corpus.readers.markup import (
    TEXTS,
    Element,
    line_of,
    name_of,
    paragraphs_of,
    parse_html,
    text_of,
)
from corpus.readers.nitf import read_story
from corpus.readers.wire import Kept
from corpus.text import clean, decode

TEXT_TYPES = frozenset(("", "text", "textual", "complexdata", "other"))
"""Media types of what may be a text; «ComplexData» is AFP's for texts with media."""
ESCAPED = re.compile(r"</?(?:p|br|b|i|em|strong|a|div|span|ul|li|h\d)\b[^<>]*>", re.IGNORECASE)
"""A tag in what should be plain text: markup that was written as data."""


@dataclass(slots=True)
class Content:
    """What a content says itself; the address of what is elsewhere, the name of what is no text."""

    headline: str = ""
    byline: str = ""
    place: str = ""
    paragraphs: tuple[str, ...] = ()
    kept: Kept = field(default_factory=dict)
    elsewhere: str = ""
    unread: str = ""


def read_content(item: Element) -> Content:
    """The content of a ContentItem."""
    content = Content()
    data = None
    for child in item:
        tag = child.tag
        if tag == "MediaType":
            kind = line_of(child.get("FormalName"))
            if kind.lower() not in TEXT_TYPES:
                content.unread = kind
                return content
        elif tag == "DataContent":
            data = child
        elif tag == "Encoding":
            _read_encoded(child, content)
    if data is not None:
        _read_data(data, content)
    elif not content.paragraphs and not content.unread:
        content.elsewhere = line_of(item.get("Href"))
    return content


def _read_data(data: Element, content: Content) -> None:
    if not len(data):
        content.paragraphs = _plain(data.text or "")
        return
    name = name_of(data[0].tag)
    if name == "nitf":
        story = read_story(data[0])
        content.headline, content.paragraphs = story.headline or story.title, story.paragraphs
        content.byline, content.place = ", ".join(story.bylines), story.place
        content.kept = story.kept
    elif name.lower() in TEXTS:
        content.headline = text_of(next(data.iter("{*}h1"), None))
        content.paragraphs = paragraphs_of(data)
    else:
        content.unread = name


def _read_encoded(encoding: Element, content: Content) -> None:
    """The text of a content that is encoded: base64 is what there is."""
    data = next(encoding.iter("DataContent"), None)
    try:
        if data is None or encoding.get("Notation", "").lower() != "base64":
            raise ValueError(encoding.get("Notation"))
        content.paragraphs = _plain(decode(base64.b64decode(data.text or "")).text)
    except (ValueError, ReaderError):
        content.unread = line_of(encoding.get("Notation"))


def _plain(text: str) -> tuple[str, ...]:
    """The paragraphs of a plain text, or of markup that was escaped."""
    page = parse_html(text) if ESCAPED.search(text) else None
    return paragraphs_of_lines(clean(text).split("\n")) if page is None else paragraphs_of(page)
