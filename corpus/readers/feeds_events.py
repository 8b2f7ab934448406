"""Gives feedparser the elements of a feed, one entry at a time, as the events of a parser.

feedparser would parse the bytes once more; its handler is given what `markup.py` has parsed. The
handler opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple
from xml.sax.xmlreader import AttributesNSImpl

from lxml import etree

from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.messages import message
from corpus.readers.markup import Element

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS_1 = ("http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/")
ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
Name = tuple[str | None, str]
"""Namespace and name of an element or attribute."""


class _Shell(NamedTuple):
    """What an entry stands in: elements, the version of the first, namespaces by their prefixes."""

    elements: tuple[Name, ...]
    version: str = ""
    prefixes: tuple[tuple[str | None, str], ...] = ()


_RSS = _Shell(((None, "rss"), (None, "channel")), "2.0")
_SHELLS = {
    RSS_1[0]: _Shell(((RDF, "RDF"),), prefixes=(("rdf", RDF), (None, RSS_1[0]))),
    ATOM[0]: _Shell(((ATOM[0], "feed"),), prefixes=((None, ATOM[0]),)),
    ATOM[1]: _Shell(((ATOM[1], "feed"),), "0.3", ((None, ATOM[1]),)),
}
"""By the namespace of the entry."""


def namespace_of(element: Element) -> str:
    """The namespace of an element; empty where it has none."""
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag[:1] == "{" else ""


def parsed(root: Element, elements: Iterable[Element]) -> Any:
    """What feedparser's handler knows of elements that stand in a feed of the kind of `root`.

    Raises ReaderError for whatever it stumbles over.
    """
    # Whoever reads no feed need not wait for it.
    from feedparser.api import StrictFeedParser

    shell = _SHELLS.get(namespace_of(root), _RSS)
    try:
        handler = StrictFeedParser("", None, "utf-8")
        handler.resolve_relative_uris = handler.sanitize_html = False
        for prefix, uri in shell.prefixes:
            handler.startPrefixMapping(prefix, uri)
        version: dict[Name, str] = {(None, "version"): shell.version} if shell.version else {}
        for name in shell.elements:
            names = dict.fromkeys(version, "version")
            handler.startElementNS(name, None, AttributesNSImpl(version, names))
            version = {}
        for element in elements:
            _tell(element, handler)
        for name in reversed(shell.elements):
            handler.endElementNS(name, None)
    except ReaderError:
        raise
    except Exception as error:  # it does not say what it may raise
        raise ReaderError(
            message("Entrée illisible : {detail}.", detail=str(error)[:80] or type(error).__name__)
        ) from None
    return handler


def too_many() -> ReaderError:
    return ReaderError(message("Trop de champs ou d’espaces de noms pour un fil."))


def _tell(root: Element, handler: Any) -> None:
    """Tell the events of an element. Raises ReaderError for too many namespaces, each of which
    feedparser looks at for each element."""
    for prefix, uri in root.nsmap.items():
        handler.startPrefixMapping(prefix, uri)
    declared = 0
    for event, node in etree.iterwalk(root, events=("start-ns", "start", "end")):
        if event == "start-ns":
            declared += 1
            if declared > LIMITS.field_values:
                raise too_many()
            handler.startPrefixMapping(node[0] or None, node[1])
        elif event == "start":
            handler.startElementNS(_name(node.tag), None, _attributes(node))
            if node.text:
                handler.characters(node.text)
        else:
            handler.endElementNS(_name(node.tag), None)
            if node.tail and node is not root:
                handler.characters(node.tail)


def _name(tag: str) -> Name:
    if tag[0] != "{":
        return None, tag
    uri, _, name = tag[1:].partition("}")
    return uri, name


def _attributes(element: Element) -> AttributesNSImpl:
    values: dict[Name, str] = {}
    names: dict[Name, str] = {}
    for tag, value in element.attrib.items():
        uri, name = key = _name(str(tag))
        values[key] = str(value)
        names[key] = f"{_prefix(element, uri)}:{name}" if uri else name
    return AttributesNSImpl(values, names)


def _prefix(element: Element, uri: str) -> str:
    """The prefix that an element's attributes of a namespace bear."""
    if uri == "http://www.w3.org/XML/1998/namespace":
        return "xml"
    return next((prefix for prefix, known in element.nsmap.items() if prefix and known == uri), "")
