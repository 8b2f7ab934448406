"""Reads what a NewsML-G2 package groups: a link to each item, its title and summary as lines."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.dispatch import Link
from corpus.readers.markup import Element, name_of, paragraphs_of
from corpus.readers.newsml_g2_concepts import Metadata, link_of

PACKAGE = "package"
"""The relation of a package to what it groups."""


def read_groups(group_set: Element, meta: Metadata) -> tuple[str, ...]:
    """The lines of a package, each once, in the order of its groups from the root on; the links to
    its items are added to those of the metadata."""
    lines: list[str] = []
    for item in _items(group_set):
        link = link_of(item, PACKAGE, meta)
        if link.uid:
            meta.links.append(link)
        lines += _lines(item, link)
    return tuple(dict.fromkeys(lines))


def _items(group_set: Element) -> Iterator[Element]:
    """The items of the groups, the root's first and in its order.

    Each group is taken once, so that no circle of references is without end; those that the root
    does not lead to are no less in the package. No recursion: groups may name each other at will.
    """
    children = list(group_set)
    groups = {child.get("id"): child for child in children if child.get("id")}
    waiting = children[::-1]
    root = groups.get(group_set.get("root"))
    if root is not None:
        waiting.append(root)
    taken: set[Element] = set()
    while waiting:
        element = waiting.pop()
        name = name_of(element.tag)
        if name == "itemRef":
            yield element
        elif name == "groupRef":
            named = groups.get(element.get("idref"))
            if named is not None:
                waiting.append(named)
        elif name == "group" and element not in taken:
            taken.add(element)
            waiting.extend(reversed(element))


def _lines(item: Element, link: Link) -> Iterator[str]:
    if link.title:
        yield link.title
    for child in item:
        if name_of(child.tag) == "description":
            yield from paragraphs_of(child)
