"""Makes a draft of what a page says of its article, in the terms of schema.org.

What the article has and a dispatch has not is kept under schema.org's names.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus.agencies import agency_named
from corpus.dispatch import Link, Source, Status, Subject
from corpus.limits import LIMITS
from corpus.readers.draft import Draft
from corpus.readers.feeds_channel import host_of
from corpus.readers.feeds_entry import category_code, marks_in, uid_of
from corpus.readers.newscodes import code_at
from corpus.readers.nitf import agency_among
from corpus.readers.webpage_data import Item, text_in, texts_of, things_of, types_of
from corpus.readers.wire import (
    Kept,
    bounded,
    extra_of,
    keep,
    language_of,
    moment_of,
    status_said,
    stronger,
)
from corpus.versions import version_at

KEPT = (
    *("alternativeHeadline", "alternateName", "genre", "creditText", "copyrightNotice"),
    *("copyrightHolder", "copyrightYear", "correction", "contentLocation", "backstory"),
    *("isAccessibleForFree", "license", "printEdition", "printPage", "dateline"),
)
"""What is kept where the article has it."""
RELATIONS = {
    "isBasedOn": "related",
    "translationOfWork": "translation",
    "predecessorVersion": "previous",
    "relatedLink": "related",
}
PLACE_CHARACTERS = 60
"""A dateline is a place where it is no longer, and has no figures."""


def draft_of(
    item: Item, paragraphs: tuple[str, ...], address: str, language: str, source: Source
) -> Draft:
    """The draft of an article; `address` is the page's own, empty where it names none."""
    notes: list[str] = []
    published = moment_of(text_in(item, "datePublished", "dateCreated"), notes)
    modified = moment_of(text_in(item, "dateModified"), notes)
    headline = text_in(item, "headline", "name")
    authors = list(dict.fromkeys(texts_of(item.get("author")) + texts_of(item.get("creator"))))
    subjects, keywords = _subjects(item)
    marks = marks_in(headline)
    return Draft(
        headline=headline,
        paragraphs=paragraphs,
        uid=uid_of(address, ""),
        version=version_at(published, modified),
        status=stronger(marks.status, _status(item)),
        urgency=marks.urgency,
        agency=_agency(item, authors, address),
        place=_place(item),
        issued=published or modified,
        byline=", ".join(name for name in authors if not agency_named(name)),
        subjects=bounded(subjects, "sujets", notes),
        keywords=bounded(keywords, "mots-clés", notes),
        language=language_of(text_in(item, "inLanguage")) or language,
        notes=tuple(notes),
        source=source,
        extra=extra_of(_kept(item, paragraphs, address)),
        links=bounded(list(_links(item)), "liens", notes),
    )


def _agency(item: Item, authors: list[str], address: str) -> str:
    """An author that is an agency, else who published the article, else the site."""
    names = [
        *filter(agency_named, authors),
        *(name for field in ("sourceOrganization", "provider") for name in _named(item, field)),
        *_named(item, "publisher"),
        host_of(address),
    ]
    name = agency_among([each for each in names if each])
    return name if len(name) <= LIMITS.field_characters else ""


def _named(item: Item, field: str) -> list[str]:
    return texts_of(item.get(field), ("name", "@value", "alternateName"))


def _status(item: Item) -> Status:
    """What the article says of its life: a withdrawal, or a correction that it publishes."""
    corrected = Status.CORRECTED if item.get("correction") else Status.USABLE
    return stronger(corrected, status_said(text_in(item, "creativeWorkStatus")))


def _place(item: Item) -> str:
    place = text_in(item, "locationCreated")
    dateline = text_in(item, "dateline")
    if not place and len(dateline) <= PLACE_CHARACTERS and not any(map(str.isdigit, dateline)):
        place = dateline
    return place if len(place) <= LIMITS.field_characters else ""


def _subjects(item: Item) -> tuple[list[Subject], list[str]]:
    """What the article is about, and its sections, are subjects; keywords are too where they are
    terms of a scheme."""
    subjects, keywords = [], []
    for thing in things_of(item.get("about")):
        subjects.append(_subject(thing))
    for thing in things_of(item.get("keywords")):
        if types_of(thing) & {"DefinedTerm", "CategoryCode"} or "termCode" in thing:
            subjects.append(_subject(thing))
        else:
            keywords += [word.strip() for text in texts_of(thing) for word in text.split(",")]
    subjects += [Subject(label=section) for section in texts_of(item.get("articleSection"))]
    return [each for each in subjects if any(each)], [each for each in keywords if each]


def _subject(thing: Item) -> Subject:
    """A thing by its code in a scheme, or by its address where that is a code of the IPTC's."""
    label = text_in(thing, "name")
    code = text_in(thing, "termCode", "codeValue")
    if code:
        schemes = texts_of(thing.get("inDefinedTermSet"), ("url", "@id", "name"))
        return Subject(category_code(schemes[0] if schemes else "", code), label)
    for name in ("@id", "sameAs", "identifier", "url"):
        for address in texts_of(thing.get(name), ("@id", "url", "value")):
            code = code_at(address)
            if code != address:
                return Subject(code, label)
    return Subject("", label)


def _links(item: Item) -> Iterator[Link]:
    for field, relation in RELATIONS.items():
        for thing in things_of(item.get(field)):
            address = _address_of(thing)
            if address:
                title = text_in(thing, "headline", "name")
                yield Link(relation, uid_of(address, ""), title="" if title == address else title)


def _address_of(thing: Item) -> str:
    addresses: list[Any] = [thing.get(name) for name in ("url", "@id", "name")]
    return next((each for each in addresses if isinstance(each, str) and host_of(each)), "")


def _kept(item: Item, paragraphs: tuple[str, ...], address: str) -> Kept:
    kept: Kept = {}
    keep(kept, "link", address)
    summary = text_in(item, "description", "abstract")
    if summary and summary not in paragraphs:
        keep(kept, "summary", summary)
    for name in KEPT:
        for text in texts_of(item.get(name)):
            keep(kept, name, text)
    if item.get("datePublished"):
        keep(kept, "updated", text_in(item, "dateModified"))
    return kept
