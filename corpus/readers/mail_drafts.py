"""Makes drafts of a mail: its text cut and read as plain text is, its headers around each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

from corpus.agencies import agency_named
from corpus.dates import parse_datetime
from corpus.dispatch import Link, Source, Status
from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.messages import message
from corpus.readers.draft import Draft
from corpus.readers.lines import Line, LineKind, classify
from corpus.readers.mail_parts import Parts
from corpus.readers.mail_text import decoded_header, without_signature
from corpus.readers.marks import read_marks
from corpus.readers.plain import WORDS, draft_of, split, unwrap
from corpus.text import clean, key

PREFIX = re.compile(r"\s*(?:(?:re|fwd?|tr|rép|ref)\s*:\s*)+", re.IGNORECASE)
IDENTIFIER = re.compile(rf"<([^<>\s]{{1,{LIMITS.field_characters}}})>")
ADDRESS = re.compile(r"(?P<name>[^<]*)<(?P<address>[^<>]*)>")
BARE_ADDRESS = re.compile(r"\s*(?P<address>[^\s()]+@[^\s()]+)\s*(?:\((?P<name>[^()]*)\))?")
INITIALS = re.compile(r"\b[A-Z]{3,5}\b")
MAY_CORRECT = (Status.CORRECTED, Status.CANCELLED)


@dataclass
class _Envelope:
    """What a mail's headers say of each dispatch in it."""

    subject: str = ""
    uid: str = ""
    issued: datetime | None = None
    agency: str = ""
    byline: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def drafts_of(headers: dict[str, str], parts: Parts, source: Source) -> list[Draft]:
    """The dispatches in a mail's text, perhaps none. Raises ReaderError for one without end."""
    said = parts.text
    if len(said) > LIMITS.text_file_bytes:
        raise ReaderError(
            message("Fichier de plus de {limit} octets.", limit=LIMITS.text_file_bytes)
        )
    text, signature = without_signature(clean(said))
    envelope = _envelope(headers)
    if signature:
        envelope.extra["signature"] = signature
    if parts.listed:
        envelope.extra["pièces jointes"] = " ; ".join(parts.listed)
    found = _drafts_in(list(classify(text)), source)
    dressed = [_dressed(draft, envelope, n, len(found)) for n, draft in enumerate(found, 1)]
    return [
        draft._replace(links=_links(headers, draft.status), keywords=envelope.keywords)
        for draft in dressed
    ]


def _drafts_in(lines: list[Line], source: Source) -> list[Draft]:
    if any(line.kind is LineKind.DATELINE for line in lines):
        drafts = (draft_of(piece, source, ()) for piece in split(lines))
        return [draft for draft in drafts if draft is not None]
    words = [line for line in lines if line.kind in (*WORDS, LineKind.BLANK)]
    if not any(line.text for line in words):
        return []
    marks = read_marks([line.text for line in lines if line.kind is LineKind.MARK], "")
    return [
        Draft(
            headline="",
            paragraphs=tuple(unwrap(words)),
            status=marks.status,
            version=marks.version,
            urgency=marks.urgency,
            byline=", ".join(line.text for line in lines if line.kind is LineKind.BYLINE),
            source=source,
            extra={"embargo": marks.until} if marks.until else {},
        )
    ]


def _dressed(draft: Draft, envelope: _Envelope, number: int, count: int) -> Draft:
    """A draft of the text with what the headers say; where there are several, what the text says of
    each comes before what the subject says of all."""
    marks = read_marks((), envelope.subject)
    extra = {**envelope.extra, **({"embargo": marks.until} if marks.until else {}), **draft.extra}
    subject, title, uid = envelope.subject, draft.headline, envelope.uid
    # A subject has marks before the headline; the text has them on a line of their own.
    is_titled = bool(title) and (count > 1 or not subject or key(subject).endswith(key(title)))
    if is_titled and subject and not key(subject).endswith(key(title)):
        extra["objet"] = subject
    if title and not is_titled:
        extra["titre"] = title
    if count > 1:
        uid = f"{uid}#{number}" if uid else ""
    return draft._replace(
        headline=title if is_titled else subject,
        uid=uid,
        agency=envelope.agency,
        byline=draft.byline or envelope.byline,
        issued=draft.issued or envelope.issued,
        language=envelope.language,
        status=marks.status if draft.status is Status.USABLE else draft.status,
        version=max(draft.version, marks.version),
        urgency=draft.urgency or marks.urgency,
        notes=(*draft.notes, *envelope.notes),
        extra=extra,
    )


def _envelope(headers: dict[str, str]) -> _Envelope:
    subject = decoded_header(headers.get("subject", ""))
    found = _Envelope(PREFIX.sub("", subject, count=1) if PREFIX.match(subject) else subject)
    found.uid = _identifier(headers.get("message-id", ""))
    found.issued = _moment(headers.get("date", ""), found.notes)
    _add_sender(headers.get("from", ""), found)
    words = decoded_header(headers.get("keywords", "")).replace(";", ",").split(",")
    found.keywords = tuple(dict.fromkeys(word.strip() for word in words if word.strip()))
    found.keywords = found.keywords[: LIMITS.field_values]
    language = re.match(r"\s*([A-Za-z]{2,3})\b", headers.get("content-language", ""))
    found.language = language[1].lower() if language else ""
    return found


def _identifier(raw: str) -> str:
    found = IDENTIFIER.search(raw)
    value = found[1] if found else "".join(raw.split())
    return clean(value) if len(value) <= LIMITS.field_characters else ""


def _moment(raw: str, notes: list[str]) -> datetime | None:
    """A header's date; «-0000» says the hour in UTC and no zone."""
    value = decoded_header(raw)
    if not value:
        return None
    try:
        moment = parsedate_to_datetime(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    except (ValueError, TypeError, LookupError, OverflowError):
        pass
    try:
        written = parse_datetime(value, None)
    except ReaderError as error:
        notes.append(str(error.message))
        return None
    if written is None:
        notes.append(str(message("Date illisible : {value}.", value=f"« {value[:60]} »")))
    return written


def _add_sender(raw: str, envelope: _Envelope) -> None:
    """The sender as the agency it is, or writes for; a person's name is the byline."""
    found = ADDRESS.match(raw) or BARE_ADDRESS.match(raw)
    if found is None:
        return
    name = decoded_header((found["name"] or "").strip().strip("\"'").replace('\\"', '"'))
    address = clean(found["address"].strip())
    if address:
        envelope.extra["expéditeur"] = f"{name} <{address}>" if name else address
    if name and (agency := _agency_in(name)):
        envelope.agency = agency
        envelope.byline = name.partition("(")[0].strip() if name.endswith(")") else ""
        return
    labels = address.rpartition("@")[2].split(".")[:-1][-3:]
    known = (agency_named(label) for label in reversed(labels))
    envelope.agency = next((agency.name for agency in known if agency is not None), "")
    if len(name) <= LIMITS.field_characters:
        envelope.byline = name


def _agency_in(name: str) -> str:
    """The agency that a sender's name is, or has in it: «Agence TAP», «Jeanne Roux (AFP)»."""
    known = (agency_named(part) for part in (name, *INITIALS.findall(name)))
    return next((agency.name for agency in known if agency is not None), "")


def _links(headers: dict[str, str], status: Status) -> tuple[Link, ...]:
    """What a mail answers to; a correction or a withdrawal answers to what it replaces."""
    answers = "previous" if status in MAY_CORRECT else "related"
    found: dict[str, str] = {}
    for name, relation in (
        ("supersedes", "previous"),
        ("in-reply-to", answers),
        ("references", "related"),
    ):
        for uid in IDENTIFIER.findall(clean(headers.get(name, ""))):
            found.setdefault(uid, relation)
    links = (Link(relation, uid) for uid, relation in found.items())
    return tuple(links)[: LIMITS.field_values]
