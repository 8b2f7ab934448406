"""What a feed says of itself and of all its entries: who publishes it, where, in which language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from corpus.readers.markup import line_of
from corpus.readers.wire import language_of


class Channel(NamedTuple):
    """`names` are those who may be the agency, the surest first; `host` is the site's."""

    title: str = ""
    names: tuple[str, ...] = ()
    language: str = ""
    host: str = ""
    rights: str = ""


def channel_of(fields: Mapping[str, Any], language: str) -> Channel:
    """The channel of the fields that feedparser found; `language` is that of the document."""
    title = text_field(fields, "title")
    names = [text_field(fields, "publisher"), *authors_of(fields), title]
    links = [fields.get("link"), *(each.get("href") for each in rows_of(fields, "links"))]
    hosts = (host_of(link) for link in (*links, fields.get("id")) if isinstance(link, str))
    return Channel(
        title=title,
        names=tuple(dict.fromkeys(filter(None, names))),
        language=language_of(text_field(fields, "language")) or language,
        host=next(filter(None, hosts), ""),
        rights=text_field(fields, "rights"),
    )


def text_field(fields: Mapping[str, Any], name: str) -> str:
    """A field as one line, empty where it is missing."""
    value = fields.get(name)
    return line_of(value) if isinstance(value, str) else ""


def rows_of(fields: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The values of a field that has several. Of an element that it does not know, but by the name
    of such a field, feedparser gives the text or the attributes."""
    values = fields.get(name)
    if not isinstance(values, list):
        return []
    return [each for each in values if isinstance(each, Mapping)]


def authors_of(fields: Mapping[str, Any]) -> list[str]:
    """The names of the authors."""
    found = [text_field(author, "name") for author in rows_of(fields, "authors")]
    if not any(found):
        found = [text_field(fields, "author")]
    return list(dict.fromkeys(filter(None, found)))


def name_in(author: str) -> str:
    """The name in «redaction@agence.fr (Jeanne Dupont)»; an address of mail alone is no name."""
    if "@" not in author:
        return author
    _, _, rest = author.partition("(")
    return rest.rstrip(") ") if rest else " ".join(w for w in author.split() if "@" not in w)


def host_of(address: str) -> str:
    """The host of an address of the web, without «www.»; empty for any other."""
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.") if parts.scheme in ("http", "https") else ""
