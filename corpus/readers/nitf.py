"""Reads NITF 3.x: one dispatch a document, its metadata in `head`, its text in `body`.

What NITF has and a dispatch has not is kept under NITF's own names, or under those that the formats
share («note», «copyright», «credit»). The metadata is `nitf_head.py`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import BinaryIO

from corpus.agencies import agency_named
from corpus.dispatch import Source, Status
from corpus.errors import ReaderError
from corpus.readers.draft import Draft, Refusal
from corpus.readers.markup import (
    XML_LANG,
    Element,
    name_of,
    paragraphs_of,
    parse,
    text_of,
)
from corpus.readers.markup_bytes import root_of
from corpus.readers.nitf_head import Story, read_head
from corpus.readers.wire import (
    bounded,
    extra_of,
    headline_without_words,
    is_later,
    keep,
    language_of,
    moment_of,
    nothing_to_read,
    place_in,
    stronger,
)
from corpus.versions import version_at


class NitfReader:
    """A document whose outermost element is `nitf`."""

    name = "nitf"
    title = "NITF"
    extensions: tuple[str, ...] = (".xml", ".nitf")

    def sniff(self, head: bytes) -> bool:
        root = root_of(head)
        return root is not None and root.name == "nitf"

    def read(self, stream: BinaryIO, file: str) -> Iterator[Draft | Refusal]:
        try:
            draft = draft_of(parse(stream), Source(file, self.name))
        except ReaderError as error:
            yield Refusal(file, error.message, error.offset, error.line)
            return
        if draft.headline or draft.paragraphs:
            yield draft
        else:
            yield Refusal(file, nothing_to_read())


def read_story(root: Element) -> Story:
    """What an element `nitf` says."""
    story = Story()
    for part in root:
        name = name_of(part.tag)
        if name == "head":
            read_head(part, story)
        elif name == "body":
            _read_body(part, story)
    story.language = language_of(root.get(XML_LANG)) or language_of(root.get("baselang"))
    if not story.lines:
        # The summary stands for the text where there is none, and is kept where it says more.
        story.lines = story.abstract
    elif story.abstract and not set(story.abstract) <= set(story.lines):
        keep(story.kept, "abstract", "\n".join(story.abstract))
    story.paragraphs = tuple(story.lines)
    return story


def draft_of(root: Element, source: Source) -> Draft:
    """The draft of an element `nitf`: what it lacks is empty, headline and text too."""
    story = read_story(root)
    issued = story.issued or story.told  # `change.date` is that of the DTD, not the document's
    uid = story.uid or story.key
    if story.headline and story.title != story.headline:
        keep(story.kept, "title", story.title)
    is_held_back = _holds_back(story, issued)
    status = stronger(story.status, Status.EMBARGOED) if is_held_back else story.status
    return Draft(
        headline=story.headline or story.title or headline_without_words(status, story.paragraphs),
        paragraphs=story.paragraphs,
        uid=uid,
        version=story.version or (version_at(issued) if uid else 1),
        status=status,
        agency=agency_among(story.agencies),
        place=story.place or story.event_place,
        issued=issued,
        byline=", ".join(story.bylines),
        subjects=bounded(story.subjects, "sujets", story.notes),
        keywords=bounded(story.keywords, "mots-clés", story.notes),
        language=story.language,
        urgency=story.urgency,
        links=bounded(story.links, "liens", story.notes),
        notes=tuple(story.notes),
        source=source,
        extra=extra_of(story.kept),
        embargo=story.release if is_held_back else None,
    )


def _holds_back(story: Story, issued: datetime | None) -> bool:
    """Whether the release is an embargo: nearly every document has one, at its issue."""
    if story.release is None:
        return False
    if issued is None or story.status is Status.EMBARGOED:
        return True
    return is_later(story.release, issued)


def agency_among(names: list[str]) -> str:
    """The first name that is an agency's, else the first."""
    return next(filter(agency_named, names), names[0] if names else "")


def _read_body(body: Element, story: Story) -> None:
    for part in body:
        name = name_of(part.tag)
        if name == "body.content":
            story.lines.extend(paragraphs_of(part))
            for caption in part.iter("{*}media-caption"):
                keep(story.kept, "media-caption", text_of(caption))
        elif name == "body.head":
            for child in part:
                read = BODY_HEAD.get(name_of(child.tag))
                if read is not None:
                    read(child, story)
        elif name == "body.end":
            for child in part:
                keep(story.kept, name_of(child.tag), text_of(child))


def _headline(element: Element, story: Story) -> None:
    for child in element:
        if not story.headline and name_of(child.tag) == "hl1":
            story.headline = text_of(child)
        else:
            keep(story.kept, name_of(child.tag), text_of(child))
    if not story.headline:
        story.headline = text_of(element)


def _byline(element: Element, story: Story) -> None:
    line = text_of(element)
    if line:
        story.bylines.append(line)


def _dateline(element: Element, story: Story) -> None:
    line = text_of(element)
    keep(story.kept, "dateline", line)
    for child in element:
        name = name_of(child.tag)
        if name == "location" and not story.place:
            city = next(child.iter("{*}city"), child) if len(child) else child
            story.place = text_of(city).strip(" ,.-–—()")
        elif name == "story.date" and story.told is None:
            story.told = moment_of(child.get("norm"), story.notes)
    story.place = story.place or place_in(line)


def _distributor(element: Element, story: Story) -> None:
    name = text_of(element)
    if name:
        story.agencies.insert(0, name)


def _abstract(element: Element, story: Story) -> None:
    story.abstract.extend(paragraphs_of(element))


def _note(element: Element, story: Story) -> None:
    keep(story.kept, "note", text_of(element))


def _rights(element: Element, story: Story) -> None:
    keep(story.kept, "rights", text_of(element))


def _series(element: Element, story: Story) -> None:
    keep(story.kept, "series", element.get("series.name", ""))


BODY_HEAD: Mapping[str, Callable[[Element, Story], None]] = {
    "hedline": _headline,
    "byline": _byline,
    "dateline": _dateline,
    "distributor": _distributor,
    "abstract": _abstract,
    "note": _note,
    "rights": _rights,
    "series": _series,
}
