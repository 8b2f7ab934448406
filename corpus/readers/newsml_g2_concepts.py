"""What NewsML-G2 says of concepts and links: codes, names in several languages, relations.

`Metadata` is where the readers of an item's parts put what they find.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from corpus.dispatch import Link, Status, Subject
from corpus.readers.markup import XML_LANG, Element, line_of, name_of, text_of
from corpus.readers.newscodes import code_at, code_of, value_of
from corpus.readers.wire import Kept, language_of, number_of

RELATIONS: Mapping[str, str] = {
    "previousVersion": "previous",
    "replaces": "previous",
    "corrects": "previous",
    "isCorrectionOf": "previous",
    "translatedFrom": "translation",
    "isTranslationOf": "translation",
    "isTranslationFrom": "translation",
    "seeAlso": "related",
    "associatedWith": "related",
    "": "related",
}
"""What a link is by the code of its relation; other codes are words enough."""


@dataclass(slots=True)
class Metadata:
    """What an item says beside its content.

    `schemes` are the addresses of aliases, `own` is what Filon itself wrote.
    """

    kind: str = ""
    headline: str = ""
    title: str = ""
    description: list[str] = field(default_factory=list)
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
    own: str = ""

    def code(self, element: Element) -> str:
        """The code of a concept, however it is written; empty without one."""
        qcode = element.get("qcode")
        if qcode:
            return code_of(qcode, self.schemes)
        address = element.get("uri")
        return code_at(address) if address else line_of(element.get("literal"))


def keep_value(element: Element, name: str, meta: Metadata) -> None:
    """Keep what an element says: its name, its text, or its code."""
    value = line_of(element.text) if not len(element) else label_of(element) or text_of(element)
    value = value or meta.code(element)
    if value:
        meta.kept.setdefault(name, []).append(value)


def label_of(element: Element) -> str:
    """A concept's name: in French if it has one, else the first."""
    if len(element) == 1:  # as most have
        only = element[0]
        return line_of(only.text) if name_of(only.tag) == "name" else ""
    first: Element | None = None
    for child in element:
        if name_of(child.tag) == "name":
            if first is None:
                first = child
            elif _is_french(child) and not _is_french(first):
                first = child
                break
    return "" if first is None else line_of(first.text)


def _is_french(element: Element) -> bool:
    return language_of(element.get(XML_LANG)) == "fr"


def link_of(element: Element, relation: str, meta: Metadata) -> Link:
    """The link of an element `link` or `itemRef`, with the title that it gives."""
    if not relation:
        rel = element.get("rel")
        said = code_of(rel, meta.schemes) if rel else code_at(element.get("reluri") or "")
        relation = RELATIONS.get(value_of(said), value_of(said))
    target = element.get("residref") or element.get("guidref") or element.get("href")
    version = number_of(element.get("version"), "version", meta.notes) or 0
    title = ""
    for child in element:
        if not title and name_of(child.tag) in ("title", "headline"):
            title = text_of(child)
    return Link(relation, line_of(target), version, title)
