"""Reads NewsML 1.0 to 1.2: the XML of AFP, Keystone-ATS and Belga.

NewsML 1.2 Functional Specification (IPTC, 2003): an item's identification (5.5.1) and management
make its identifier, version and status, its components (5.7) its texts. An item in several
languages is a dispatch for each. `corpus.readers.newsml1_parts` walks the components.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from corpus.dispatch import Link, Source, Status
from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.messages import message
from corpus.places import place_shown
from corpus.readers.draft import Draft, Refusal
from corpus.readers.marks import read_marks
from corpus.readers.markup import XML_LANG, Element, parse_bytes, read_document
from corpus.readers.markup_bytes import root_of
from corpus.readers.newsml1_item import Item, deliver, identify, manage, related
from corpus.readers.newsml1_parts import HELD, Story, stories
from corpus.readers.wire import bounded, extra_of, language_of, nothing_to_read, place_in

NAMESPACE = "http://iptc.org/std/NewsML/"
# Keystone-ATS names the DTD of what it embeds. Nothing is ever loaded, so that a declaration of
# exactly this shape can be passed over; any other is refused as hostile.
_EMBEDDED_DTD = re.compile(
    rb"(<!DOCTYPE\s+NewsML\b[^\[<>]*)"
    rb"\[\s*<!ENTITY\s+%\s+(\w+)\s+SYSTEM\s+\"[\w.-]+\.dtd\"\s*>\s*%\2;\s*\]"
)
_MARKED = re.compile(r"[:–—A-Z](?:(?<=[:–—])|[A-Z]{4})")
"""A sign or five capitals, without which no mark stands before a headline: begun by a set, the
pattern is looked for several times faster."""


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
        try:
            data = read_document(stream)
            if b"<!ENTITY" in data:
                data = _EMBEDDED_DTD.sub(rb"\1", data, count=1)
            root = parse_bytes(data)
        except ReaderError as error:
            yield Refusal(file, error.message, error.offset, error.line)
            return
        _forget_namespace(root)
        envelope = None
        for child in root:
            if child.tag == "NewsEnvelope":
                envelope = child
        items = list(root.iter("NewsItem"))
        if not items:
            yield Refusal(file, message("Aucun élément NewsItem : rien à indexer."))
        for item in items:
            try:
                yield from drafts_of(item, envelope, source)
            except ReaderError as error:
                yield Refusal(file, error.message, line=getattr(item, "sourceline", 0) or 0)


def _forget_namespace(root: Element) -> None:
    """Leave plain names, as in a document by the DTD, which knows no namespace."""
    if str(root.tag).startswith("{"):
        for element in root.iter("{*}*"):
            tag = str(element.tag)
            if tag.startswith(f"{{{NAMESPACE}"):
                element.tag = tag.rpartition("}")[2]


def drafts_of(element: Element, envelope: Element | None, source: Source) -> Iterator[Draft]:
    """The drafts of a NewsItem. Raises ReaderError for one without text."""
    item = Item()
    above = Story(language=language_of(element.get(XML_LANG)))
    found: list[Story] = []
    for child in element:
        tag = child.tag
        if tag == "Identification":
            identify(child, item)
        elif tag == "NewsManagement":
            manage(child, item)
        elif tag == "NewsComponent":
            found += stories(child, above)
    del item.links[HELD:]
    told = [story for story in found if story.paragraphs] or found[:1] or [above]
    if not told[0].paragraphs and item.status is not Status.CANCELLED:
        if len(list(islice(element.iter("NewsItem"), 2))) > 1:
            return  # what it holds are items of their own
        _check_is_whole(item, told[0])
    if len(told) > LIMITS.field_values:
        raise ReaderError(
            message(
                "« {field} » a {count} valeurs ; la limite est de {limit}.",
                field="NewsComponent",
                count=len(told),
                limit=LIMITS.field_values,
            )
        )
    deliver(envelope, item)
    names = _names(told) if len(told) > 1 else ("",)
    for story, name in zip(told, names, strict=True):
        yield _draft(item, story, name, source)


def _check_is_whole(item: Item, story: Story) -> None:
    """A headline alone is a dispatch, as a flash is, but not where a text is said to be."""
    if item.update not in ("", "N"):
        raise ReaderError(
            message("Cette révision n’a que ses modifications : le texte entier n’y est pas.")
        )
    if story.elsewhere:
        raise ReaderError(message("Le texte est ailleurs : {address}.", address=story.elsewhere))
    if story.unread:
        raise ReaderError(
            message("Contenu « {name} » non lu : ce n’est pas un texte.", name=story.unread)
        )
    if not story.headline:
        raise ReaderError(nothing_to_read())


def _names(told: list[Story]) -> Iterator[str]:
    """What parts each story's identifier from the item's, which the first has: its language, or the
    name that it bears in the document."""
    languages = Counter(story.language for story in told)
    names = Counter(story.name for story in told)
    for number, story in enumerate(told):
        if number == 0:
            yield ""
        elif story.language and languages[story.language] == 1:
            yield story.language
        else:
            yield story.name if story.name and names[story.name] == 1 else str(number + 1)


def _draft(item: Item, story: Story, name: str, source: Source) -> Draft:
    headline = story.headline or ("" if story.paragraphs else item.slug or item.uid)
    notes = list(item.notes)
    links = [*item.links, *map(related, story.links)]
    if name and item.uid:
        links.append(Link("translation", item.uid, item.version))
    agency = story.agency or story.source or _agency_of_domain(item.provider)
    urgency = item.urgency or story.urgency
    return Draft(
        headline=headline,
        paragraphs=tuple(story.paragraphs),
        uid=f"{item.uid}#{name}" if item.uid and name else item.uid,
        version=item.version,
        status=_status(item, headline),
        agency=agency,
        place=_place(story),
        issued=item.issued,
        byline=story.byline,
        subjects=bounded(story.subjects, "sujets", notes),
        keywords=bounded(story.keywords, "mots-clés", notes),
        language=story.language,
        urgency=(int(urgency) or None) if urgency.isdecimal() and len(urgency) == 1 else None,
        notes=tuple(notes),
        source=source,
        extra=_extra(item, story, agency),
        embargo=item.embargo,
        links=bounded(links, "liens", notes),
    )


def _extra(item: Item, story: Story, agency: str) -> dict[str, str]:
    kept = {**item.kept, **story.kept}
    if item.slug:
        kept.setdefault("slugline", [item.slug])
    if story.source and story.source.lower() != agency.lower():
        kept["source"] = [story.source]
    return extra_of(kept)


def _status(item: Item, headline: str) -> Status:
    """The item's own status, else what a mark before its headline says."""
    if item.status is not Status.USABLE or not _MARKED.search(headline):
        return item.status
    return read_marks((), headline[: LIMITS.headline_characters]).status


def _place(story: Story) -> str:
    """The city, else the place of a DateLine: «Paris, 21 jan 2019 (AFP) -», «Landquart GR»."""
    if story.place:
        return place_shown(story.place)
    dateline = " ".join(story.kept.get("dateline", ()))
    if place := place_in(dateline):
        return place
    return dateline if len(dateline) < 40 and not any(map(str.isdecimal, dateline)) else ""


def _agency_of_domain(domain: str) -> str:
    """«sda-ats» of «www.sda-ats.ch»."""
    return domain.lower().removeprefix("www.").partition(".")[0]
