"""Reads what a NewsML 1 item says of itself: who it is, which version, and how it stands.

NewsML 1.2 Functional Specification (IPTC, 2003), 5.5.1 for the identification, 5.11 for revisions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from corpus.dates import parse_datetime
from corpus.dispatch import Link, Status
from corpus.errors import ReaderError
from corpus.messages import message
from corpus.readers.markup import Element, text_of

STATUSES = {
    "usable": Status.USABLE,
    "embargoed": Status.EMBARGOED,
    "withheld": Status.EMBARGOED,
    "canceled": Status.CANCELLED,
    "cancelled": Status.CANCELLED,
}
_BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(?:(Z)|([+-]\d\d):?(\d\d))?)?")
_URN = re.compile(
    r"urn:newsml:([^:]+):(\d{8}(?:T\d{4,6}(?:Z|[+-]\d{4})?)?):(.+?)(?::(\d{1,9})[NUA]?)?"
)
_CORRECTS = re.compile(r"corr|rect", re.IGNORECASE)
_KILLS = re.compile(r"kill|cancel|annul|withdr", re.IGNORECASE)
# A number that counts for all time names an item without its date.
_COUNTER = re.compile(r"\d{7,}")


@dataclass
class Item:
    """An item's identification and management."""

    uid: str = ""
    version: int = 1
    previous: int = 0
    update: str = ""
    slug: str = ""
    status: Status = Status.USABLE
    issued: datetime | None = None
    embargo: datetime | None = None
    urgency: str = ""
    links: tuple[Link, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def identify(identification: Element, item: Item) -> None:
    """Functional Specification, 5.5.1: provider, day and identifier name an item, the revision
    its version."""
    names = {str(child.tag): child for child in identification.iter()}
    provider, day = text_of(names.get("ProviderId")), text_of(names.get("DateId"))
    number = text_of(names.get("NewsItemId"))
    if provider and number.strip("0"):
        item.uid = _uid(provider, day, number)
    if provider:
        item.extra += (("provider id", provider),)
    revision = names.get("RevisionId")
    if revision is not None:
        item.version = max(1, _number(text_of(revision)))
        item.previous = _number(revision.get("PreviousRevision", ""))
        item.update = revision.get("Update", "")
    if item.uid and 0 < item.previous < item.version:
        item.links += (Link("previous", item.uid, item.previous),)
    item.slug = text_of(names.get("NameLabel"))


def manage(management: Element, item: Item) -> None:
    first = ""
    for child in management:
        tag = child.tag
        name = child.get("FormalName", "").strip()
        if tag == "Status":
            item.status = STATUSES.get(name.lower(), item.status)
        elif tag == "ThisRevisionCreated":
            item.issued = _moment(text_of(child), item)
        elif tag == "FirstCreated":
            first = text_of(child)
        elif tag == "Urgency":
            item.urgency = name
        elif tag == "StatusWillChange":
            _will_change(child, item)
        elif tag == "Instruction":
            _instruct(child, name, item)
        elif tag in ("DerivedFrom", "AssociatedWith") and (target := child.get("NewsItem")):
            relation = "derived" if tag == "DerivedFrom" else "related"
            item.links += (related(Link(relation, target)),)
        elif tag == "NewsItemType" and name:
            item.extra += (("type", name),)
    if item.issued is None and first:
        item.issued = _moment(first, item)
    elif first and item.version > 1:
        item.extra += (("first created", first),)


def _will_change(change: Element, item: Item) -> None:
    """An announced change of status: to «usable» it is the end of an embargo."""
    future = change.find("FutureStatus")
    status = STATUSES.get(future.get("FormalName", "").lower()) if future is not None else None
    when = text_of(change.find("DateAndTime"))
    if status is Status.USABLE and item.status is Status.EMBARGOED:
        item.embargo = item.embargo or _moment(when, item)
    elif status is not None:
        item.extra += ((f"{status.value} from", when),)


def _instruct(instruction: Element, name: str, item: Item) -> None:
    """What an editor is to do with earlier revisions; a killed item may say it here alone."""
    if item.status is not Status.USABLE:
        return
    if _KILLS.search(name):
        item.status = Status.CANCELLED
    elif _CORRECTS.match(name):
        item.status = Status.CORRECTED


def deliver(envelope: Element | None, item: Item) -> None:
    """What the envelope says, where the item is silent."""
    for child in envelope if envelope is not None else ():
        if child.tag == "DateAndTime" and item.issued is None:
            item.issued = _moment(text_of(child), item)
        elif child.tag == "Priority":
            item.urgency = item.urgency or child.get("FormalName", "").strip()


def _uid(provider: str, day: str, number: str) -> str:
    """The public identifier without its revision. The day is left out before a number that counts
    for all time: Belga's day moves with each revision."""
    return ":".join(
        ("urn:newsml", provider, *(() if _COUNTER.fullmatch(number) else (day,)), number)
    )


def related(link: Link) -> Link:
    """A link whose identifier is of the shape that `_uid` gives."""
    found = _URN.fullmatch(link.uid)
    if found is None:
        return link
    provider, day, number, revision = found.groups()
    return link._replace(uid=_uid(provider, day, number), version=_number(revision or ""))


def _moment(text: str, item: Item) -> datetime | None:
    """A date in ISO 8601's basic format, naive without a zone; what is none is noted."""
    found = _BASIC.fullmatch(text)
    if found is not None:
        year, month, day, hour, minute, second, utc, shift, minutes = found.groups()
        text = f"{year}-{month}-{day}"
        if hour:
            zone = f"{shift}:{minutes}" if shift else utc or ""
            text += f"T{hour}:{minute}:{second or '00'}{zone}"
    try:
        moment = parse_datetime(text, None)
    except ReaderError as error:
        item.notes += (str(error.message),)
        return None
    if moment is None and text:
        item.notes += (str(message("Date illisible : « {value} ».", value=text[:60])),)
    return moment


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
