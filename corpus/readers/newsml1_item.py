"""Reads what a NewsML 1 item says of itself: who it is, which version, and how it stands.

NewsML 1.2 Functional Specification (IPTC, 2003), 5.5.1 for the identification, 5.11 for revisions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from corpus.dispatch import Link, Status
from corpus.readers.markup import Element, line_of, text_of
from corpus.readers.wire import STATUSES, Kept, keep, moment_of, number_of, status_said, stronger

_URN = re.compile(
    r"urn:newsml:([^:]+):(\d{8}(?:T\d{4,6}(?:Z|[+-]\d{4})?)?):(.+?)(?::(\d{1,9})[NUA]?)?"
)
# A number that counts for all time names an item without its date.
_COUNTER = re.compile(r"\d{7,}")


@dataclass(slots=True)
class Item:
    """An item's identification and management."""

    uid: str = ""
    version: int = 1
    update: str = ""
    slug: str = ""
    provider: str = ""
    status: Status = Status.USABLE
    issued: datetime | None = None
    embargo: datetime | None = None
    urgency: str = ""
    links: list[Link] = field(default_factory=list)
    kept: Kept = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def value_of(element: Element, name: str) -> str:
    """An attribute as one line; empty without it."""
    return line_of(element.get(name))


def identify(identification: Element, item: Item) -> None:
    """Functional Specification, 5.5.1: provider, day and identifier name an item, the revision
    its version."""
    day = number = ""
    previous = 0
    for child in identification.iter("*"):
        tag = child.tag
        if tag == "ProviderId":
            item.provider = text_of(child)
        elif tag == "DateId":
            day = text_of(child)
        elif tag == "NewsItemId":
            number = text_of(child)
        elif tag == "RevisionId":
            item.version = number_of(child.text, "RevisionId", item.notes) or 1
            previous = number_of(child.get("PreviousRevision"), "RevisionId", item.notes) or 0
            item.update = child.get("Update", "")
        elif tag == "NameLabel":
            item.slug = text_of(child)
    keep(item.kept, "provider id", item.provider)
    if item.provider and number.strip("0"):
        item.uid = _uid(item.provider, day, number)
    if item.uid and 0 < previous < item.version:
        item.links.append(Link("previous", item.uid, previous))


def manage(management: Element, item: Item) -> None:
    """An item's status, its dates, and what it has to do with others."""
    first = ""
    for child in management:
        tag = child.tag
        if tag == "Status":
            name = value_of(child, "FormalName")
            item.status = STATUSES.get(name.lower()) or status_said(name)
        elif tag == "ThisRevisionCreated":
            item.issued = moment_of(child.text, item.notes)
        elif tag == "FirstCreated":
            first = text_of(child)
        elif tag == "Urgency":
            item.urgency = value_of(child, "FormalName")
        elif tag == "StatusWillChange":
            _will_change(child, item)
        elif tag == "Instruction":
            # What becomes of earlier revisions: a killed item may say it here alone.
            item.status = stronger(item.status, status_said(value_of(child, "FormalName")))
        elif tag in ("DerivedFrom", "AssociatedWith") and (target := child.get("NewsItem")):
            relation = "derived" if tag == "DerivedFrom" else "related"
            item.links.append(related(Link(relation, line_of(target))))
        elif tag == "NewsItemType" and (name := value_of(child, "FormalName")):
            item.kept["type"] = [name]
    if item.issued is None:
        item.issued = moment_of(first, item.notes)
    elif item.version > 1:
        keep(item.kept, "first created", first)


def _will_change(change: Element, item: Item) -> None:
    """An announced change of status: to «usable» it is the end of an embargo."""
    status, when = None, ""
    for child in change:
        if child.tag == "FutureStatus":
            status = STATUSES.get(value_of(child, "FormalName").lower())
        elif child.tag == "DateAndTime":
            when = text_of(child)
    if status is Status.USABLE and item.status is Status.EMBARGOED:
        item.embargo = item.embargo or moment_of(when, item.notes)
    elif status is not None:
        item.kept[f"{status.value} from"] = [when]


def deliver(envelope: Element | None, item: Item) -> None:
    """What the envelope says, where the item is silent."""
    if envelope is None or (item.issued is not None and item.urgency):
        return
    for child in envelope:
        if child.tag == "DateAndTime" and item.issued is None:
            item.issued = moment_of(child.text, item.notes)
        elif child.tag == "Priority":
            item.urgency = item.urgency or value_of(child, "FormalName")


def _uid(provider: str, day: str, number: str) -> str:
    """The public identifier without its revision. The day is left out before a number that counts
    for all time: Belga's day moves with each revision."""
    if _COUNTER.fullmatch(number):
        return f"urn:newsml:{provider}:{number}"
    return f"urn:newsml:{provider}:{day}:{number}"


def related(link: Link) -> Link:
    """A link whose identifier is of the shape that an item's own has."""
    found = _URN.fullmatch(link.uid)
    if found is None:
        return link
    provider, day, number, revision = found.groups()
    return link._replace(uid=_uid(provider, day, number), version=int(revision or 0))
