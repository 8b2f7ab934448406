"""Reads the content of a NewsML-G2 news item: NITF, XHTML or plain text.

The parts of a `contentSet` are renditions of one content, so that the first with a text is it. What
is no text (figures, events) is named, so that nobody takes a headline for the whole.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from corpus.errors import ReaderError
from corpus.readers.markup import (
    TEXTS,
    XML_LANG,
    Element,
    line_of,
    name_of,
    paragraphs_of,
    parse_html,
    text_of,
)
from corpus.readers.nitf import read_story
from corpus.readers.nitf_head import Story
from corpus.readers.wire import language_of
from corpus.text import clean, decode, squeezed_lines


@dataclass(slots=True)
class Content:
    """What a text says itself; the name of what is no text; the addresses of what is elsewhere."""

    story: Story
    unread: str = ""
    elsewhere: list[str] = field(default_factory=list)


def read_content(content_set: Element) -> Content:
    """The content of a `contentSet`."""
    story: Story | None = None
    unread, elsewhere = "", []
    for part in content_set:
        name = name_of(part.tag)
        if name == "remoteContent":
            address = line_of(part.get("href") or part.get("residref"))
            if address:
                elsewhere.append(address)
        elif name in ("inlineXML", "inlineData") and (story is None or not story.paragraphs):
            found = _of_xml(part) if name == "inlineXML" else _of_data(part)
            if isinstance(found, str):
                unread = unread or found
                continue
            story = found
            story.language = story.language or language_of(part.get(XML_LANG))
    return Content(story or Story(), unread, elsewhere)


def _of_xml(part: Element) -> Story | str:
    """The story of XML content, or the name of what is none."""
    if not len(part):
        return Story(paragraphs=paragraphs_of(part))
    root = part[0]
    name = name_of(root.tag)
    if name == "nitf":
        return read_story(root)
    if name == "html":
        return _of_page(root)
    if name.lower() in TEXTS:
        return Story(_heading(part), paragraphs=paragraphs_of(part))
    inside = next(part.iter("{*}nitf", "{*}html"), None)
    if inside is None:
        return name
    return read_story(inside) if name_of(inside.tag) == "nitf" else _of_page(inside)


def _of_page(root: Element) -> Story:
    first: dict[str, Element] = {}
    for element in root.iter("{*}title", "{*}h1"):
        first.setdefault(name_of(element.tag), element)
    headline = text_of(first.get("h1")) or text_of(first.get("title"))
    return Story(headline, paragraphs=paragraphs_of(root))


def _heading(root: Element) -> str:
    return text_of(next(root.iter("{*}h1"), None))


def _of_data(part: Element) -> Story | str:
    """The story of text that is data; what is encoded and no text is named."""
    kind = (part.get("contenttype") or "text/plain").partition(";")[0].strip().lower()
    text = "".join(map(str, part.itertext()))
    if part.get("encoding") or part.get("encodinguri"):
        try:
            text = decode(base64.b64decode(text)).text
        except (ValueError, ReaderError):
            return kind
    if kind in ("text/html", "application/xhtml+xml"):
        page = parse_html(text)
        return Story() if page is None else _of_page(page)
    return Story(paragraphs=_plain(text)) if kind.startswith("text/") else kind


def _plain(text: str) -> tuple[str, ...]:
    """Paragraphs parted by empty lines, else by lines."""
    blocks = clean(text).strip().split("\n\n")
    if len(blocks) > 1:
        return tuple(filter(None, map(line_of, blocks)))
    return squeezed_lines(blocks[0])
