"""Reads feeds: RSS 0.9 to 2.0, RSS 1.0 (RDF) and Atom, one dispatch an entry.

The document is parsed as any XML that may come from anybody (`markup.py`). feedparser, which knows
the ways of feeds, is then given one entry at a time (`feeds_events.py`), so that one that it cannot
take does not stop the others.
"""

from __future__ import annotations

from collections import Counter
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
from corpus.readers.feeds_events import ATOM, RSS_1, namespace_of, parsed, too_many
from corpus.readers.markup import XML_LANG, Element, local_name, parse, text_of
from corpus.readers.markup_bytes import root_of
from corpus.readers.wire import language_of

TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
"""Of RFC 6721: `deleted-entry` says that an entry is withdrawn."""
MEDIA = ("http://search.yahoo.com/mrss", "http://www.itunes.com/dtds/podcast-1.0.dtd")
"""What describes a picture or a sound: feedparser would take its title for the entry's."""
ENTRIES = frozenset(("item", "entry", "deleted-entry"))
PERSONS = frozenset(("author", "creator", "managingEditor"))
LONG = frozenset(("title", "description", "summary", "content", "encoded", "body", "div"))
"""The elements that may hold more than a field does."""
LEFT_OUT = "left-out"


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
    entries, head = [], []
    for holder in holders:
        _prepare(holder)
        for child in holder:
            if local_name(child) in ENTRIES:
                entries.append(child)
            elif local_name(child) != "channel":
                head.append(child)
    languages = [language_of(holder.get(XML_LANG)) for holder in reversed(holders)]
    fields = dict(parsed(root, head).feeddata)
    return _Feed(channel_of(fields, next(filter(None, languages), "")), entries)


def _read_entry(entry: Element, channel: Channel, source: Source) -> Draft | Refusal:
    line = entry.sourceline if isinstance(entry.sourceline, int) else 0
    language = language_of(entry.get(XML_LANG))
    try:
        if namespace_of(entry) == TOMBSTONES:
            return withdrawal_of(_attributes(entry), text_of(entry), channel, source)
        left_out = [_left_out(name) for name in _prepare(entry)]
        draft = draft_of(_fields(entry), language, channel, source)
        return draft._replace(notes=(*draft.notes, *left_out))
    except ReaderError as error:
        return Refusal(source.file, error.message, source.offset, line)


def _fields(entry: Element) -> Mapping[str, Any]:
    """What feedparser makes of an entry. Raises ReaderError."""
    content = etree.tostring(entry, encoding="utf-8", with_tail=False)
    if len(content) > LIMITS.page_bytes:
        raise ReaderError(message("Entrée de plus de {limit} octets.", limit=LIMITS.page_bytes))
    found = parsed(entry, [entry]).entries
    if not found:
        raise ReaderError(message("Cette entrée n’est pas de son fil."))
    return dict(found[0])


def _prepare(element: Element) -> dict[str, None]:
    """Leave out media, fields that are too long to be any, and those that come too often; gives the
    names of the latter two. Raises ReaderError for what has too many fields to be an entry.

    feedparser compares each field and each category with all others, takes addresses out of authors
    by a pattern that takes the square of the length, and cuts «.press» after four letters: it gets
    names alone.
    """
    fields = sum(local_name(child) not in ENTRIES for child in element)
    if fields > LIMITS.entry_fields or len(element.nsmap) > LIMITS.field_values:
        raise too_many()
    left_out: dict[str, None] = {}
    count: Counter[str] = Counter()
    for child in element:
        name = local_name(child)
        count[name] += 1
        if name in ENTRIES or name == "channel":
            continue
        if namespace_of(child).startswith(MEDIA):
            _blank(child)
        elif count[name] > LIMITS.field_values or (name not in LONG and _is_long(child)):
            left_out[name] = None
            _blank(child)
        elif name in PERSONS and not len(child) and child.text:
            child.text = name_in(child.text.strip())
    return left_out


def _blank(element: Element) -> None:
    """Leave an element out where it stands: to move it takes the square of what is in it."""
    element.clear()
    element.tag = LEFT_OUT


def _left_out(name: str) -> str:
    return str(
        message("« {name} » est trop long, ou trop fréquent : laissé de côté.", name=name[:60])
    )


def _is_long(element: Element) -> bool:
    return sum(map(len, element.itertext())) > LIMITS.headline_characters


def _attributes(element: Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}
