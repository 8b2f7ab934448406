"""Reads the metadata of a NewsML-G2 item, in one pass over its children.

`itemMeta` and `contentMeta` have no name in common, so that one table says who reads what. What has
no reader there is kept as it is, under its own name or under one that the formats share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from corpus.agencies import agency_named
from corpus.dispatch import Status, Subject
from corpus.readers.markup import Element, name_of, paragraphs_of, text_of
from corpus.readers.newscodes import provider_at, value_of
from corpus.readers.newsml_g2_concepts import Metadata, keep_value, label_of, link_of
from corpus.readers.remembered import Remembered
from corpus.readers.wire import (
    STATUSES,
    keep,
    language_of,
    moment_of,
    number_of,
    status_said,
    stronger,
)
from corpus.writers.extension import ELEMENT, NAMESPACE

SHARED_NAMES: Mapping[str, str] = {
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
SIGNALS: Mapping[str, Status] = {
    **STATUSES,
    "correction": Status.CORRECTED,
    "corrected": Status.CORRECTED,
    "kill": Status.CANCELLED,
    "retraction": Status.CANCELLED,
}
"""By the code of a publishing status or of a signal."""
KINDS: Mapping[str, str] = {
    f"cpnat:{kind}": kind for kind in ("person", "organisation", "geoArea", "event", "poi")
}
"""Natures of concepts whose names are kept by kind as well."""

OWN = f"{{{NAMESPACE}}}{ELEMENT}"
"""The element that holds what Filon itself knew, where Filon has written the item."""
Read = Callable[[Element, Metadata], None]


def read_meta(section: Element, meta: Metadata) -> None:
    """Read `itemMeta` or `contentMeta`."""
    for child in section:
        name, read = _reader_of(child.tag)
        if read is not None:
            read(child, meta)
        elif name:
            keep_value(child, name, meta)


def _reading(tag: object) -> tuple[str, Read | None]:
    if tag == OWN:
        return "", _own
    name = name_of(tag)
    return "" if name in LEFT else SHARED_NAMES.get(name, name), READ.get(name)


_reader_of = Remembered(_reading).__getitem__
"""The name under which an element is kept, and who reads it instead."""


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


def _own(element: Element, meta: Metadata) -> None:
    meta.own = element.text or ""


def _kind(element: Element, meta: Metadata) -> None:
    meta.kind = value_of(meta.code(element))


def _provider(element: Element, meta: Metadata) -> None:
    name, code = label_of(element), meta.code(element)
    keep(meta.kept, "provider id", code)
    short = provider_at(code) if "://" in code else value_of(code)
    # A long name may be unknown where the code is the agency's usual one.
    is_usual = not name or (not agency_named(name) and agency_named(short))
    meta.agency = short if is_usual else name


def _issued(element: Element, meta: Metadata) -> None:
    meta.issued = moment_of(element.text, meta.notes)


def _embargoed(element: Element, meta: Metadata) -> None:
    """An embargo; without an end it lasts until another version says otherwise."""
    meta.status = stronger(meta.status, Status.EMBARGOED)
    meta.embargo = moment_of(element.text, meta.notes)


def _status(element: Element, meta: Metadata) -> None:
    said = SIGNALS.get(value_of(meta.code(element)).lower())
    if said is not None:
        meta.status = stronger(meta.status, said)


def _signal(element: Element, meta: Metadata) -> None:
    _status(element, meta)
    keep(meta.kept, "signal", meta.code(element))


def _note_to_editors(element: Element, meta: Metadata) -> None:
    """A note may tell of a correction; a kill is told by the status, and not by words."""
    said = text_of(element)
    keep(meta.kept, "note", said)
    if status_said(said) is Status.CORRECTED:
        meta.status = stronger(meta.status, Status.CORRECTED)


def _link(element: Element, meta: Metadata) -> None:
    link = link_of(element, "", meta)
    if link.uid:
        meta.links.append(link)


def _title(element: Element, meta: Metadata) -> None:
    meta.title = meta.title or text_of(element)


def _headline(element: Element, meta: Metadata) -> None:
    """The first headline; others, shorter or in other languages, are kept."""
    if meta.headline:
        keep(meta.kept, "headline", text_of(element))
    else:
        meta.headline = text_of(element)


def _description(element: Element, meta: Metadata) -> None:
    meta.description.extend(paragraphs_of(element))


def _located(element: Element, meta: Metadata) -> None:
    """The place, with its code and what it lies in kept."""
    name = label_of(element)
    meta.place = meta.place or name
    keep(meta.kept, "located", name)
    if len(element) > 1:
        for child in element:
            if name_of(child.tag) == "broader":
                keep(meta.kept, "located", label_of(child))
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
    else:
        keep(meta.kept, "creator", meta.code(element))


def _contributor(element: Element, meta: Metadata) -> None:
    name = label_of(element)
    if name:
        meta.contributors.append(name)
    else:
        keep(meta.kept, "contributor", meta.code(element))


def _language(element: Element, meta: Metadata) -> None:
    meta.language = meta.language or language_of(element.get("tag"))


def _urgency(element: Element, meta: Metadata) -> None:
    meta.urgency = number_of(element.text, "urgency", meta.notes) or None


def _keyword(element: Element, meta: Metadata) -> None:
    word = text_of(element)
    if word:
        meta.keywords.append(word)


def _subject(element: Element, meta: Metadata) -> None:
    label, code = label_of(element), meta.code(element)
    if ":" not in code:
        if code:
            label, code = label or code, ""  # a literal is of no scheme and stands for itself
        elif not label and len(element):
            label, code = _concept_of(element, meta)
    if label or code:
        meta.subjects.append(Subject(code, label))
    kind = KINDS.get(element.get("type") or "")
    if kind is not None:
        keep(meta.kept, kind, label)


def _concept_of(element: Element, meta: Metadata) -> tuple[str, str]:
    """The main concept of a subject that has facets, as label and code; the facets are kept."""
    label = code = ""
    for child in element:
        name = name_of(child.tag)
        if name == "mainConcept":
            label, code = label_of(child), meta.code(child)
        elif name == "facetConcept":
            keep(meta.kept, "facet", label_of(child) or meta.code(child))
    return label, code


READ: Mapping[str, Read] = {
    "by": _by,
    "contributor": _contributor,
    "creator": _creator,
    "dateline": _dateline,
    "description": _description,
    "edNote": _note_to_editors,
    "embargoed": _embargoed,
    "headline": _headline,
    "itemClass": _kind,
    "keyword": _keyword,
    "language": _language,
    "link": _link,
    "located": _located,
    "provider": _provider,
    "pubStatus": _status,
    "signal": _signal,
    "subject": _subject,
    "title": _title,
    "urgency": _urgency,
    "versionCreated": _issued,
}
