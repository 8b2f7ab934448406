"""What a page says of its article for machines: schema.org in JSON-LD or microdata, or meta tags.

All three give one shape, that of JSON-LD: names of schema.org to texts, mappings and lists of them.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from lxml import etree

from corpus.limits import LIMITS
from corpus.readers.markup import Element, line_of, local_name, text_of
from corpus.readers.webpage_text import paragraphs_within

NEWS = frozenset(
    (
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "BackgroundNewsArticle",
        "OpinionNewsArticle",
        "AskPublicNewsArticle",
        "ReviewNewsArticle",
    )
)
ARTICLES = NEWS | {"Article", "Report", "BlogPosting", "LiveBlogPosting", "SocialMediaPosting"}
HOLDERS = ("@graph", "mainEntity")
"""Where the items of a document in JSON-LD are, besides the outermost."""
NESTED = 4
"""How deep the name of a thing may lie in a value."""
META: Mapping[str, tuple[str, ...]] = {
    "headline": ("og:title", "twitter:title", "dc.title"),
    "datePublished": (
        "article:published_time",
        "og:article:published_time",
        "date",
        "dc.date.issued",
        "dcterms.created",
        "dc.date",
        "pubdate",
    ),
    "dateModified": ("article:modified_time", "og:updated_time", "dcterms.modified"),
    "author": ("author", "dc.creator", "article:author"),
    "publisher": ("og:site_name", "dc.publisher"),
    "articleSection": ("article:section",),
    "keywords": ("article:tag", "news_keywords", "keywords"),
    "description": ("og:description", "description", "dc.description"),
    "inLanguage": ("og:locale", "dc.language"),
    "url": ("og:url",),
    "copyrightNotice": ("copyright", "dc.rights"),
}
"""The meta tags that stand for a property, the surest first."""

Item = Mapping[str, Any]
_SCOPES = etree.XPath("descendant::*[@itemscope]")
BEFORE, AFTER = ("//", "<!--", "<![CDATA["), ("-->", "]]>", "//", ";")
"""What pages written for old browsers put around a script."""


def article_of(root: Element, canonical: str) -> Item | None:
    """The article of a page, of all that it describes: the one at the page's own address, then one
    with a text, then news."""
    items = [*_of_json(root), *_of_microdata(root)]
    found = [item for item in items if types_of(item) & ARTICLES]

    def rank(item: Item) -> tuple[bool, bool, bool]:
        is_here = bool(canonical) and canonical in addresses_of(item)
        return is_here, "articleBody" in item, bool(types_of(item) & NEWS)

    if not found:
        return None
    best = max(found, key=rank)  # the first of equals
    # Several that are elsewhere, without a text, are the teasers of a section's page.
    if len(found) > 1 and not any(rank(best)[:2]):
        return None
    known = {item["@id"]: item for item in items if isinstance(item.get("@id"), str)}
    return {name: _resolved(value, known) for name, value in best.items()}


def types_of(item: Item) -> set[str]:
    """The types of an item, without the address of schema.org."""
    types = item.get("@type")
    values = types if isinstance(types, list) else [types]
    return {value.rpartition("/")[2] for value in values if isinstance(value, str)}


def addresses_of(item: Item) -> set[str]:
    """The addresses that an item gives as its own."""
    return {
        text
        for name in ("@id", "url", "mainEntityOfPage")
        for text in texts_of(item.get(name), ("@id", "url"))
    }


def texts_of(
    value: Any, names: Iterable[str] = ("name", "@value", "headline", "text")
) -> list[str]:
    """The texts of a value, each one line: those of a thing are its first name of `names`."""
    return [text for text in _texts(value, tuple(names), NESTED) if text]


def text_in(item: Item, *names: str) -> str:
    """The first text that one of some properties has."""
    return next((text for name in names for text in texts_of(item.get(name))), "")


def things_of(value: Any) -> list[Item]:
    """The things of a value, those that it names by a text alone included."""
    values = value if isinstance(value, list) else [value]
    return [
        each if isinstance(each, dict) else {"name": each}
        for each in values[: LIMITS.field_values]
        if isinstance(each, dict | str)
    ]


def meta_of(root: Element) -> dict[str, Any]:
    """The article that meta tags describe; without a type where they do not speak of one."""
    tags: dict[str, list[str]] = {}
    for tag in root.iter("meta"):
        name = (tag.get("property") or tag.get("name") or "").strip().lower()
        content = line_of(tag.get("content"))
        if name and content:
            tags.setdefault(name, []).append(content)
    item: dict[str, Any] = {}
    for field, names in META.items():
        values = next((tags[name] for name in names if name in tags), [])
        # Facebook wants the addresses of its own pages for the author.
        named = [value for value in values if field == "url" or not value.startswith("http")]
        if named:
            item[field] = named if len(named) > 1 else named[0]
    kinds = tags.get("og:type", [])
    if "article" in kinds or "article:published_time" in tags:
        item["@type"] = "Article"
    return item


def _texts(value: Any, names: tuple[str, ...], depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield line_of(html.unescape(value))
    elif isinstance(value, bool | int | float):
        yield str(value).lower()
    elif depth and isinstance(value, list):
        for each in value[: LIMITS.field_values]:
            yield from _texts(each, names, depth - 1)
    elif depth and isinstance(value, dict):
        first = next((value[name] for name in names if value.get(name)), None)
        yield from _texts(first, names, depth - 1)


def _of_json(root: Element) -> Iterator[Item]:
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            try:
                value = json.loads(_bare(script.text), strict=False)
            except (ValueError, RecursionError):
                continue  # what is for machines alone does not make the page unreadable
            yield from _flat(value)


def _bare(script: str) -> str:
    text = script.strip()
    for mark in BEFORE:
        text = text.removeprefix(mark).lstrip()
    for mark in AFTER:
        text = text.removesuffix(mark).rstrip()
    return text


def _flat(value: Any) -> Iterator[Item]:
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            yield value
            waiting.extend(value[name] for name in reversed(HOLDERS) if name in value)


def _resolved(value: Any, known: Mapping[str, Item]) -> Any:
    """A value; of things that it names by their `@id` alone, those that the page describes."""
    if isinstance(value, list):
        return [_resolved(each, known) for each in value if not isinstance(each, list)]
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return known.get(value["@id"], value)
    return value


def _of_microdata(root: Element) -> Iterator[Item]:
    """The articles of a page, without those within another."""
    found: set[Element] = set()
    for element in cast("list[Element]", _SCOPES(root)):
        is_article = bool(_microdata_types(element) & ARTICLES)
        if is_article and found.isdisjoint(element.iterancestors()):
            found.add(element)
            yield _item(element)


def _microdata_types(element: Element) -> set[str]:
    return types_of({"@type": (element.get("itemtype") or "").split()})


def _item(element: Element) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": (element.get("itemtype") or "").split()}
    if element.get("itemid"):
        found["@id"] = element.get("itemid")
    _add_properties(element, found)
    return found


def _add_properties(element: Element, item: dict[str, Any]) -> None:
    """Gather the properties of an item: each element that names one is its value, whole."""
    for child in element:
        names = (child.get("itemprop") or "").split()
        is_item = child.get("itemscope") is not None
        if names:
            value = _item(child) if is_item else _value(child, names)
            for name in names:
                item.setdefault(name, []).append(value)
        elif not is_item:
            _add_properties(child, item)


def _value(element: Element, names: list[str]) -> str:
    if "articleBody" in names:
        return "\n".join(paragraphs_within(element))
    for attribute in ("content", "datetime"):
        if value := element.get(attribute):
            return value
    if local_name(element) in ("a", "link") and "url" in names:
        return element.get("href") or ""
    return text_of(element)
