"""Reads feeds: RSS 0.9 to 2.0, RSS 1.0 (RDF) and Atom, one dispatch an entry.

The document is parsed as any XML that may come from anybody (`markup.py`). feedparser, which knows
the ways of feeds, is then given one entry at a time, so that one that it cannot take does not stop
the others; it is given bytes in memory, so that it opens nothing.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, NamedTuple

from lxml import etree

from corpus.dispatch import Source
from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.messages import message
from corpus.readers.draft import Draft, Refusal
from corpus.readers.feeds_channel import Channel, channel_of, name_in
from corpus.readers.feeds_entry import draft_of, withdrawal_of
from corpus.readers.markup import XML_LANG, Element, local_name, parse, root_of, text_of
from corpus.readers.wire import language_of

RSS_1 = ("http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/")
ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
"""Of RFC 6721: `deleted-entry` says that an entry is withdrawn."""
MEDIA = ("http://search.yahoo.com/mrss", "http://www.itunes.com/dtds/podcast-1.0.dtd")
"""What describes a picture or a sound: feedparser would take its title for the entry's."""
ENTRIES = frozenset(("item", "entry", "deleted-entry"))
PERSONS = frozenset(("author", "creator", "managingEditor"))
LONG = frozenset(("title", "description", "summary", "content", "encoded", "body", "div"))
"""The elements that may hold more than a field does."""
_SHELLS = {
    "": (b'<rss version="2.0"><channel>', b"</channel></rss>"),
    RSS_1[0]: (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        b' xmlns="http://purl.org/rss/1.0/">',
        b"</rdf:RDF>",
    ),
    ATOM[0]: (b'<feed xmlns="http://www.w3.org/2005/Atom">', b"</feed>"),
    ATOM[1]: (b'<feed version="0.3" xmlns="http://purl.org/atom/ns#">', b"</feed>"),
}
"""What an entry stands in, by its namespace."""
_DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'


class FeedReader:
    """A document whose outermost element is a feed's, or an entry's of Atom."""

    name = "feed"
    title = "RSS et Atom"
    extensions: tuple[str, ...] = (".rss", ".atom", ".rdf", ".xml")

    def sniff(self, head: bytes) -> bool:
        root = root_of(head)
        if root is None:
            return False
        if root.name == "RDF":
            return any(namespace.encode() in head for namespace in RSS_1)
        return root.name == "rss" or (root.name in ("feed", "entry") and _is_atom(root.namespace))

    def read(self, stream: BinaryIO, file: str) -> Iterator[Draft | Refusal]:
        """A feed without an entry gives nothing."""
        source = Source(file, self.name)
        try:
            feed = _parted(parse(stream))
        except ReaderError as error:
            yield Refusal(file, error.message, error.offset, error.line)
            return
        for entry in feed.entries:
            yield _read_entry(entry, feed.channel, source)


class _Feed(NamedTuple):
    channel: Channel
    entries: list[Element]


def _is_atom(namespace: str) -> bool:
    return namespace in ATOM


def _parted(root: Element) -> _Feed:
    """The entries of a feed, and what it says of itself. Raises ReaderError."""
    if local_name(root) == "entry":
        return _Feed(Channel(), [root])
    holders = [root, *(child for child in root if local_name(child) == "channel")]
    entries = []
    for holder in holders:
        for child in [child for child in holder if local_name(child) in ENTRIES]:
            holder.remove(child)
            entries.append(child)
        _prepare(holder)
    languages = [language_of(holder.get(XML_LANG)) for holder in reversed(holders)]
    head = _parsed(_DECLARATION + etree.tostring(root, encoding="utf-8"))
    return _Feed(channel_of(dict(head.feed), next(filter(None, languages), "")), entries)


def _read_entry(entry: Element, channel: Channel, source: Source) -> Draft | Refusal:
    line = entry.sourceline if isinstance(entry.sourceline, int) else 0
    language = language_of(entry.get(XML_LANG))
    try:
        if _namespace(entry) == TOMBSTONES:
            return withdrawal_of(_attributes(entry), text_of(entry), channel, source)
        left_out = [_left_out(name) for name in _prepare(entry)]
        draft = draft_of(_fields(entry), language, channel, source)
        return draft._replace(notes=(*draft.notes, *left_out))
    except ReaderError as error:
        return Refusal(source.file, error.message, source.offset, line)


def _fields(entry: Element) -> Mapping[str, Any]:
    """What feedparser makes of an entry. Raises ReaderError."""
    before, after = _SHELLS.get(_namespace(entry), _SHELLS[""])
    content = etree.tostring(entry, encoding="utf-8", with_tail=False)
    found = _parsed(_DECLARATION + before + content + after).entries
    if not found:
        raise ReaderError(message("Cette entrée n’est pas de son fil."))
    return dict(found[0])


def _parsed(document: bytes) -> Any:
    """Raises ReaderError for whatever feedparser stumbles over."""
    import feedparser  # whoever reads no feed need not wait for it

    try:
        return feedparser.parse(
            io.BytesIO(document), resolve_relative_uris=False, sanitize_html=False
        )
    except Exception as error:  # it does not say what it may raise
        raise ReaderError(
            message("Entrée illisible : {detail}.", detail=str(error)[:80] or type(error).__name__)
        ) from None


def _prepare(element: Element) -> list[str]:
    """Leave out media, and fields that are too long to be any, whose names are given.

    feedparser takes addresses out of authors by a pattern that takes the square of the length, and
    cuts «.press» after four letters: it gets names alone.
    """
    long = []
    for child in list(element):
        name = local_name(child)
        if _namespace(child).startswith(MEDIA):
            element.remove(child)
        elif name not in LONG and name != "channel" and _is_long(child):
            long.append(name)
            element.remove(child)
        elif name in PERSONS and not len(child) and child.text:
            child.text = name_in(child.text.strip())
    return long


def _left_out(name: str) -> str:
    return str(message("« {name} » est trop long : laissé de côté.", name=name[:60]))


def _is_long(element: Element) -> bool:
    return sum(map(len, element.itertext())) > LIMITS.headline_characters


def _namespace(element: Element) -> str:
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag[:1] == "{" else ""


def _attributes(element: Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}
