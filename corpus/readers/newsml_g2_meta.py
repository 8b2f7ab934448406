"""Reads the metadata of a NewsML-G2 item, in one pass over its children.

`itemMeta` and `contentMeta` have no name in common, so that one table says who reads what. What has
no reader there is kept as it is, under its own name or under one that the formats share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from corpus.agencies import agency_named
from corpus.dispatch import Link, Status, Subject
from corpus.readers.markup import Element, line_of, name_of, paragraphs_of, text_of
from corpus.readers.newscodes import code_at, code_of, provider_at, value_of
from corpus.readers.wire import Kept, keep, language_of, moment_of, number_of, stronger

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SHARED_NAMES: Mapping[str, str] = {
    "edNote": "note",
    "creditline": "credit",
    "copyrightNotice": "copyright",
    "copyrightHolder": "copyright holder",
    "usageTerms": "usage terms",
    "infoSource": "source",
}
"""Names of kept fields that several formats share."""
LEFT = frozenset(
    ("icon", "hash", "generator", "profile", "userInteraction", "rating", "remoteInfo")
)
"""What says nothing about the news."""
STATUSES: Mapping[str, Status] = {
    "canceled": Status.CANCELLED,
    "cancelled": Status.CANCELLED,
    "withheld": Status.EMBARGOED,
    "correction": Status.CORRECTED,
    "corrected": Status.CORRECTED,
    "kill": Status.CANCELLED,
    "retraction": Status.CANCELLED,
}
"""By the code of a publishing status or of a signal."""
RELATIONS: Mapping[str, str] = {
    "previousVersion": "previous",
    "replaces": "previous",
    "corrects": "previous",
    "isCorrectionOf": "previous",
    "translatedFrom": "translation",
    "isTranslationOf": "translation",
    "seeAlso": "related",
    "associatedWith": "related",
    "": "related",
}
"""What a link is by the code of its relation; other codes are words enough."""
KINDS = frozenset(("person", "organisation", "geoArea", "event", "poi", "object"))
"""Natures of concepts whose names are kept by kind as well."""


@dataclass(slots=True)
class Metadata:
    """What an item says beside its content. `schemes` are the addresses of aliases."""

    kind: str = ""
    headline: str = ""
    title: str = ""
    description: tuple[str, ...] = ()
    status: Status = Status.USABLE
    agency: str = ""
    place: str = ""
    dateline: str = ""
    issued: datetime | None = None
    embargo: datetime | None = None
    by: str = ""
    creators: list[str] = field(default_factory=list)
    contributors: list[str] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    language: str = ""
    urgency: int | None = None
    notes: list[str] = field(default_factory=list)
    kept: Kept = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    schemes: dict[str, str] = field(default_factory=dict)

    def code(self, element: Element) -> str:
        """The code of a concept, however it is written; empty without one."""
        qcode = element.get("qcode")
        if qcode:
            return code_of(qcode, self.schemes)
        address = element.get("uri")
        return code_at(address) if address else line_of(element.get("literal"))


def read_meta(section: Element, meta: Metadata) -> None:
    """Read `itemMeta` or `contentMeta`."""
    for child in section:
        name, read = _reader_of(child.tag)
        if read is not None:
            read(child, meta)
        elif name:
            keep_value(child, name, meta)


@lru_cache(4096)
def _reader_of(tag: object) -> tuple[str, Callable[[Element, Metadata], None] | None]:
    """The name under which an element is kept, and who reads it instead."""
    name = name_of(tag)
    return "" if name in LEFT else SHARED_NAMES.get(name, name), READ.get(name)


def read_rights(section: Element, meta: Metadata) -> None:
    """Read `rightsInfo`."""
    for child in section:
        keep_value(child, _reader_of(child.tag)[0], meta)


def read_catalog(catalog: Element, meta: Metadata) -> None:
    """Read the aliases that a document declares itself."""
    for scheme in catalog:
        alias, address = scheme.get("alias"), scheme.get("uri")
        if alias and address:
            meta.schemes[alias] = address


def read_part(section: Element, meta: Metadata) -> None:
    """Read `partMeta`: what a part of a film shows."""
    for child in section:
        if name_of(child.tag) == "description":
            keep(meta.kept, "parts", text_of(child))


def keep_value(element: Element, name: str, meta: Metadata) -> None:
    """Keep what an element says: its name, its text, or its code."""
    if len(element):
        value = label_of(element) or " ".join(paragraphs_of(element))
    else:
        value = line_of(element.text)
    value = value or meta.code(element)
    if value:
        meta.kept.setdefault(name, []).append(value)


def label_of(element: Element) -> str:
    """A concept's name: in French if it has one, else the first."""
    first: Element | None = None
    for child in element:
        if name_of(child.tag) == "name":
            if first is None:
                first = child
            elif _is_french(child) and not _is_french(first):
                return line_of(child.text)
    return "" if first is None else line_of(first.text)


def _is_french(element: Element) -> bool:
    return language_of(element.get(XML_LANG)) == "fr"


def _kind(element: Element, meta: Metadata) -> None:
    meta.kind = value_of(meta.code(element))


def _provider(element: Element, meta: Metadata) -> None:
    name, code = label_of(element), meta.code(element)
    keep(meta.kept, "provider id", code)
    short = provider_at(code) if "://" in code else value_of(code)
    # A long name may be unknown where the code is the agency's usual one.
    is_usual = not name or (agency_named(short) and not agency_named(name))
    meta.agency = short if is_usual else name


def _issued(element: Element, meta: Metadata) -> None:
    meta.issued = moment_of(element.text, meta.notes)


def _embargoed(element: Element, meta: Metadata) -> None:
    """An embargo; without an end it lasts until another version says otherwise."""
    meta.status = stronger(meta.status, Status.EMBARGOED)
    meta.embargo = moment_of(element.text, meta.notes)


def _status(element: Element, meta: Metadata) -> None:
    said = STATUSES.get(value_of(meta.code(element)).lower(), Status.USABLE)
    meta.status = stronger(meta.status, said)


def _signal(element: Element, meta: Metadata) -> None:
    _status(element, meta)
    keep(meta.kept, "signal", meta.code(element))


def _link(element: Element, meta: Metadata) -> None:
    link = link_of(element, "", meta)
    if link.uid:
        meta.links.append(link)


def link_of(element: Element, relation: str, meta: Metadata) -> Link:
    """The link of an element `link` or `itemRef`, with the title that it gives."""
    if not relation:
        rel = element.get("rel")
        code = value_of(code_of(rel) if rel else code_at(element.get("reluri") or ""))
        relation = RELATIONS.get(code, code)
    target = element.get("residref") or element.get("guidref") or element.get("href")
    version = number_of(element.get("version"), "version", meta.notes) or 0
    title = next(
        (text_of(child) for child in element if name_of(child.tag) in ("title", "headline")), ""
    )
    return Link(relation, line_of(target), version, title)


def _title(element: Element, meta: Metadata) -> None:
    meta.title = meta.title or text_of(element)


def _headline(element: Element, meta: Metadata) -> None:
    """The first headline; others, shorter or in other languages, are kept."""
    text = text_of(element)
    if meta.headline:
        keep(meta.kept, "headline", text)
    else:
        meta.headline = text


def _description(element: Element, meta: Metadata) -> None:
    meta.description += paragraphs_of(element)


def _located(element: Element, meta: Metadata) -> None:
    """The place, with what it lies in and its code kept."""
    name = label_of(element)
    around = [label_of(child) for child in element if name_of(child.tag) == "broader"]
    meta.place = meta.place or name
    keep(meta.kept, "located", ", ".join(dict.fromkeys(filter(None, (name, *around)))))
    keep(meta.kept, "geo", meta.code(element))


def _dateline(element: Element, meta: Metadata) -> None:
    meta.dateline = text_of(element)
    keep(meta.kept, "dateline", meta.dateline)


def _by(element: Element, meta: Metadata) -> None:
    meta.by = text_of(element)


def _creator(element: Element, meta: Metadata) -> None:
    name = label_of(element)
    if name:
        meta.creators.append(name)
    elif code := meta.code(element):
        keep(meta.kept, "creator", code)


def _contributor(element: Element, meta: Metadata) -> None:
    name = label_of(element)
    if name:
        meta.contributors.append(name)


def _language(element: Element, meta: Metadata) -> None:
    meta.language = meta.language or language_of(element.get("tag"))


def _urgency(element: Element, meta: Metadata) -> None:
    meta.urgency = number_of(element.text, "urgency", meta.notes) or None


def _keyword(element: Element, meta: Metadata) -> None:
    word = text_of(element)
    if word:
        meta.keywords.append(word)


def _subject(element: Element, meta: Metadata) -> None:
    concept = element
    for child in element:
        name = name_of(child.tag)
        if name == "mainConcept":
            concept = child
        elif name == "facetConcept":
            keep(meta.kept, "facet", label_of(child) or meta.code(child))
    label, code = label_of(concept), meta.code(concept)
    if not label and code == concept.get("literal"):
        label, code = code, ""  # it stands for itself
    meta.subjects.append(Subject(code, label))
    kind = value_of(element.get("type") or "")
    if kind in KINDS:
        keep(meta.kept, kind, label)


READ: Mapping[str, Callable[[Element, Metadata], None]] = {
    "itemClass": _kind,
    "provider": _provider,
    "versionCreated": _issued,
    "embargoed": _embargoed,
    "pubStatus": _status,
    "signal": _signal,
    "link": _link,
    "title": _title,
    "urgency": _urgency,
    "located": _located,
    "creator": _creator,
    "contributor": _contributor,
    "language": _language,
    "keyword": _keyword,
    "subject": _subject,
    "headline": _headline,
    "dateline": _dateline,
    "by": _by,
    "description": _description,
}
