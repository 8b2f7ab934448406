"""Reads NewsML 1.0 to 1.2: the XML of AFP, Keystone-ATS and Belga.

NewsML 1.2 Functional Specification (IPTC, 2003): an item's identification (5.5.1) and management
make its identifier, version and status, its components (5.7) its texts. An item in several
languages is a dispatch for each. `corpus.readers.newsml1_parts` walks the components.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from corpus.dateline import find_dateline
from corpus.dispatch import Link, Source, Status
from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.messages import message
from corpus.places import place_shown
from corpus.readers.draft import Draft, Refusal
from corpus.readers.marks import read_marks
from corpus.readers.markup import Element, parse, root_of
from corpus.readers.newsml1_item import Item, deliver, identify, manage, related
from corpus.readers.newsml1_parts import LANG, Story, stories

NAMESPACE = "http://iptc.org/std/NewsML/"
# Keystone-ATS names the DTD of what it embeds. Nothing is ever loaded, so that a declaration of
# exactly this shape can be passed over; any other is refused as hostile.
_EMBEDDED_DTD = re.compile(
    rb"(<!DOCTYPE\s+NewsML\b[^\[<>]*)"
    rb"\[\s*<!ENTITY\s+%\s+(\w+)\s+SYSTEM\s+\"[\w.-]+\.dtd\"\s*>\s*%\2;\s*\]"
)


class NewsMl1Reader:
    """A NewsML document: one dispatch for each NewsItem and language."""

    name = "newsml-1"
    title = "NewsML 1.x"
    extensions: tuple[str, ...] = (".xml", ".newsml")

    def sniff(self, head: bytes) -> bool:
        root = root_of(head)
        if root is None or root.name != "NewsML":
            return False
        return not root.namespace or root.namespace.startswith(NAMESPACE)

    def read(self, stream: BinaryIO, file: str) -> Iterator[Draft | Refusal]:
        source = Source(file, self.name)
        data = stream.read(LIMITS.markup_bytes + 1)
        try:
            root = parse(io.BytesIO(_EMBEDDED_DTD.sub(rb"\1", data, count=1)))
        except ReaderError as error:
            yield Refusal(file, error.message, error.offset, error.line)
            return
        _forget_namespace(root)
        items = list(root.iter("NewsItem"))
        if not items:
            yield Refusal(file, message("Aucun élément NewsItem : rien à indexer."))
        for item in items:
            try:
                yield from drafts_of(item, root.find("NewsEnvelope"), source)
            except ReaderError as error:
                yield Refusal(file, error.message, line=getattr(item, "sourceline", 0) or 0)


def _forget_namespace(root: Element) -> None:
    """Leave plain names, as in a document by the DTD, which knows no namespace."""
    if str(root.tag).startswith("{"):
        for element in root.iter("{*}*"):
            tag = str(element.tag)
            if tag.startswith(f"{{{NAMESPACE}"):
                element.tag = tag.rpartition("}")[2]


def drafts_of(item: Element, envelope: Element | None, source: Source) -> Iterator[Draft]:
    """The drafts of a NewsItem. Raises ReaderError for one without text."""
    read = Item()
    found: list[Story] = []
    for child in item:
        if child.tag == "Identification":
            identify(child, read)
        elif child.tag == "NewsManagement":
            manage(child, read)
        elif child.tag == "NewsComponent":
            found += stories(child, Story(language=item.get(LANG, "")))
    told = [story for story in found if story.paragraphs] or found[:1] or [Story()]
    if not told[0].paragraphs and read.status is not Status.CANCELLED:
        if item.find(".//NewsItem") is None:
            raise _without_text(read, told[0])
        return
    deliver(envelope, read)
    for number, story in enumerate(told):
        yield _draft(read, story, _name_among(told, number), source)


def _name_among(told: list[Story], number: int) -> str:
    """What parts a story's identifier from the item's, which the first has: its language, or the
    name that it bears in the document."""
    if number == 0:
        return ""
    story = told[number]
    for value, values in (
        (story.language, [each.language for each in told]),
        (story.name, [each.name for each in told]),
    ):
        if value and values.count(value) == 1:
            return value
    return str(number + 1)


def _draft(item: Item, story: Story, name: str, source: Source) -> Draft:
    headline = story.headline or ("" if story.paragraphs else item.slug or item.uid)
    marks = read_marks((), headline)
    status = marks.status if item.status is Status.USABLE else item.status
    links = (*item.links, *(related(link) for link in story.links))
    if name and item.uid:
        links = (*links, Link("translation", item.uid, item.version))
    extra = {**dict(item.extra), **story.extra}
    if item.slug:
        extra.setdefault("slugline", item.slug)
    agency = story.agency or story.source or story.extra.get("credit", "")
    if story.source.lower() != agency.lower():
        extra["source"] = story.source
    urgency = item.urgency or story.urgency
    return Draft(
        headline=headline,
        paragraphs=story.paragraphs,
        uid=f"{item.uid}#{name}" if item.uid and name else item.uid,
        version=item.version,
        status=status,
        agency=agency or _agency_of_domain(extra.get("provider id", "")),
        place=place_shown(story.place) or _place_of(story.extra.get("dateline", "")),
        issued=item.issued,
        byline=story.byline,
        subjects=story.subjects[: LIMITS.field_values],
        keywords=story.keywords[: LIMITS.field_values],
        language=story.language.lower(),
        urgency=int(urgency) if urgency.isdecimal() and len(urgency) < 3 else marks.urgency,
        notes=item.notes,
        source=source,
        extra=extra,
        embargo=item.embargo,
        links=links[: LIMITS.field_values],
    )


def _without_text(item: Item, story: Story) -> ReaderError:
    if item.update not in ("", "N"):
        return ReaderError(
            message("Cette révision n’a que ses modifications : le texte entier n’y est pas.")
        )
    if story.is_elsewhere:
        return ReaderError(message("Le texte est dans un autre fichier, que Filon n’ouvre pas."))
    return ReaderError(message("Aucun texte : rien à indexer."))


def _place_of(dateline: str) -> str:
    """The place of a DateLine: «Paris, 21 jan 2019 (AFP) -», «Landquart GR»."""
    found = find_dateline(f"{dateline.rstrip(' -–—=')} - ") if dateline else None
    if found is not None and found.place:
        return found.place
    return dateline if len(dateline) < 40 and not any(map(str.isdecimal, dateline)) else ""


def _agency_of_domain(domain: str) -> str:
    """«sda-ats» of «www.sda-ats.ch»."""
    return domain.lower().removeprefix("www.").partition(".")[0]
