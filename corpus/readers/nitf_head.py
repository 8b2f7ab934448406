"""Reads the metadata of NITF: `head`, with its `docdata`, into what was found so far of a story."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from corpus.dispatch import Link, Status, Subject
from corpus.readers.markup import Element, line_of, name_of, text_of
from corpus.readers.newscodes import subject_code
from corpus.readers.wire import STATUSES, Kept, keep, moment_of, number_of, status_said, stronger

DETAIL, MATTER, TYPE, CODE = (
    f"tobject.subject.{level}" for level in ("detail", "matter", "type", "code")
)
"""What names a subject, the narrowest first; the code is of three letters."""


@dataclass(slots=True)
class Story:
    """What was found so far of one document: the `lines` of its text are `paragraphs` in the end.

    `told` is the day of the dateline, `key` what a «du-key» calls the story; `version` is 0 when
    nobody counts.
    """

    headline: str = ""
    title: str = ""
    paragraphs: tuple[str, ...] = ()
    lines: list[str] = field(default_factory=list)
    abstract: list[str] = field(default_factory=list)
    uid: str = ""
    key: str = ""
    version: int = 0
    status: Status = Status.USABLE
    agencies: list[str] = field(default_factory=list)
    place: str = ""
    event_place: str = ""
    issued: datetime | None = None
    told: datetime | None = None
    release: datetime | None = None
    bylines: list[str] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    language: str = ""
    urgency: int | None = None
    notes: list[str] = field(default_factory=list)
    kept: Kept = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)


def read_head(head: Element, story: Story) -> None:
    """Read `head` of a document."""
    for child in head:
        name = name_of(child.tag)
        if name == "docdata":
            _management(child, story)
            for data in child:
                read = DOCDATA.get(name_of(data.tag))
                if read is not None:
                    read(data, story)
        elif name == "title":
            story.title = text_of(child)
        elif name == "meta":
            about = line_of(child.get("name") or child.get("http-equiv"))
            keep(story.kept, about or name, line_of(child.get("content")))
        elif name == "tobject":
            _subjects(child, story)
        elif name == "pubdata":
            keep(story.kept, "publication", line_of(child.get("name")))
        elif name == "revision-history":
            keep(story.kept, name, line_of(child.get("comment")) or text_of(child))


def _management(docdata: Element, story: Story) -> None:
    """The state of this document, and the other one that it changes the state of."""
    said = docdata.get("management-status")
    if said:
        story.status = stronger(story.status, STATUSES.get(said.strip(), Status.USABLE))
    other = line_of(docdata.get("management-doc-idref"))
    if other:
        story.links.append(Link("previous", other))
        keep(story.kept, "management-idref-status", docdata.get("management-idref-status", ""))


def _subjects(tobject: Element, story: Story) -> None:
    keep(story.kept, "tobject.type", line_of(tobject.get("tobject.type")))
    for child in tobject:
        if name_of(child.tag) == "tobject.property":
            said = line_of(child.get("tobject.property.type"))
            story.status = stronger(story.status, status_said(said))
            keep(story.kept, "tobject.property", said)
            continue
        say = child.get
        code = subject_code(say("tobject.subject.refnum") or "")
        label = say(DETAIL) or say(MATTER) or say(TYPE) or say(CODE)
        if code or label:
            story.subjects.append(Subject(code, line_of(label)))


def _identity(element: Element, story: Story) -> None:
    story.uid = line_of(element.get("id-string"))
    source = line_of(element.get("regsrc"))
    if source:
        story.agencies.append(source)
        keep(story.kept, "provider id", source)


def _key(element: Element, story: Story) -> None:
    story.key = line_of(element.get("key"))
    keep(story.kept, "du-key", story.key)
    keep(story.kept, "du-key part", line_of(element.get("part")))
    said = element.get("version") or element.get("generation")
    story.version = number_of(said, "version", story.notes) or 0


def _correction(element: Element, story: Story) -> None:
    story.status = stronger(story.status, Status.CORRECTED)
    keep(story.kept, "correction", line_of(element.get("info")))
    corrected = line_of(element.get("id-string"))
    if corrected:
        story.links.append(Link("previous", corrected))


def _message(element: Element, story: Story) -> None:
    said = line_of(element.get("info"))
    story.status = stronger(story.status, status_said(f"{element.get('msg-type', '')} {said}"))
    keep(story.kept, "note", said)


def _urgency(element: Element, story: Story) -> None:
    story.urgency = number_of(element.get("ed-urg"), "urgency", story.notes) or None


def _issue(element: Element, story: Story) -> None:
    story.issued = moment_of(element.get("norm"), story.notes)


def _release(element: Element, story: Story) -> None:
    story.release = moment_of(element.get("norm"), story.notes)


def _expiry(element: Element, story: Story) -> None:
    keep(story.kept, "date.expire", line_of(element.get("norm")))


def _copyright(element: Element, story: Story) -> None:
    holder, year = line_of(element.get("holder")), line_of(element.get("year"))
    if holder:
        story.agencies.append(holder)
    keep(story.kept, "copyright", f"{holder} {year}".strip())


def _rights(element: Element, story: Story) -> None:
    for name in ("owner", "agent", "limitations", "geography", "code.source"):
        keep(story.kept, "rights", line_of(element.get(name)))


def _keywords(element: Element, story: Story) -> None:
    for child in element:
        word = line_of(child.get("key"))
        if word:
            story.keywords.append(word)


def _place(element: Element, story: Story) -> None:
    names = [element.get(name) for name in ("city", "county-dist", "state-prov", "iso-cc")]
    found = [line_of(name) for name in names if name and name.strip()]
    if element.get("city") and not story.event_place:
        story.event_place = found[0] if found else ""
    keep(story.kept, "evloc", ", ".join(found) or text_of(element))


def _fixture(element: Element, story: Story) -> None:
    keep(story.kept, "fixture", line_of(element.get("fix-id")))


def _series(element: Element, story: Story) -> None:
    keep(story.kept, "series", line_of(element.get("series.name")))


def _identified(element: Element, story: Story) -> None:
    """What the content names: classes become subjects, the names of people and places are kept."""
    for child in element:
        name, text = name_of(child.tag), text_of(child) or line_of(child.get("value"))
        if name == "classifier":
            if text:
                story.subjects.append(Subject(label=text))
        else:
            keep(story.kept, name, text)


def _source(element: Element, story: Story) -> None:
    for child in element:
        keep(story.kept, "from-src", line_of(child.get("src-name")))


def _scope(element: Element, story: Story) -> None:
    keep(story.kept, "doc-scope", line_of(element.get("scope")))


DOCDATA: Mapping[str, Callable[[Element, Story], None]] = {
    "correction": _correction,
    "date.expire": _expiry,
    "date.issue": _issue,
    "date.release": _release,
    "del-list": _source,
    "doc-id": _identity,
    "doc-scope": _scope,
    "doc.copyright": _copyright,
    "doc.rights": _rights,
    "du-key": _key,
    "ed-msg": _message,
    "evloc": _place,
    "fixture": _fixture,
    "identified-content": _identified,
    "key-list": _keywords,
    "series": _series,
    "urgency": _urgency,
}
