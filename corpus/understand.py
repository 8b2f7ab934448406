"""Understands a draft: its dateline, its event dates and the bodies of state that it concerns.

What the source says in so many words (its metadata) wins over what is read from the text; what
contradicts is kept in a note. One pass over many texts finds the words that any rule may
start from.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, time, timezone, tzinfo
from typing import NamedTuple

from corpus.agencies import agency_named, zone_of
from corpus.dateline import Dateline, find_dateline, strip_signoff
from corpus.dates import EARLIEST, LATEST, parse_datetime
from corpus.departments import DEPARTMENT_TRIGGERS, find_departments, parse_metadata
from corpus.dispatch import Department, Dispatch, EventDate, Status
from corpus.errors import ReaderError
from corpus.events import EVENT_TRIGGERS, find_events
from corpus.limits import LIMITS
from corpus.messages import message
from corpus.readers.draft import Draft, Refusal
from corpus.readers.wire import headline_without_words, nothing_to_read
from corpus.text import are_alike
from corpus.triggers import Hits, Scanner

SCANNER = Scanner(DEPARTMENT_TRIGGERS, EVENT_TRIGGERS)
# Where the metadata names the bodies, those in the text need not be looked for.
EVENT_SCANNER = Scanner(EVENT_TRIGGERS)
UID_BYTES = 10
GROUP = 96
GROUP_CHARACTERS = 1 << 20
"""How many drafts are understood together, and what they hold at most before the last of them."""
HEADLINE_SENTENCE = re.compile(r".{20,160}?[.!?](?=\s|$)|.{1,160}(?=\s|$)", re.DOTALL)
HEADLINE_MOST = 160


class _Begun(NamedTuple):
    """A dispatch as its metadata and the lines around its text make it: what the text itself tells
    is still to be found."""

    draft: Draft
    headline: str
    paragraphs: tuple[str, ...]
    text: str
    agency: str
    place: str
    issued: datetime | None
    dateline: str
    notes: tuple[str, ...]
    embargo: datetime | None
    extra: Mapping[str, str]


def understand_all(drafts: Iterable[Draft | Refusal]) -> Iterator[Dispatch | Refusal]:
    """Understand each draft; one that cannot become a dispatch is a refusal.

    Drafts are read a few ahead and taken through each step together: a processor that does the same
    over and over finds the code of a step in its caches, which takes a seventh off the whole.
    """
    for group in _groups(drafts):
        begun = [_begun_or_refused(each) for each in group]
        found = _scanned([each for each in begun if isinstance(each, _Begun)])
        events = [find_events(each.text, hits, each.issued) for each, hits in found]
        finished = map(_finished, found, events, [_departments(*each) for each in found])
        yield from [next(finished) if isinstance(each, _Begun) else each for each in begun]


def _groups(drafts: Iterable[Draft | Refusal]) -> Iterator[list[Draft | Refusal]]:
    """Drafts in groups. What was read before a reader failed is given before the error is."""
    group: list[Draft | Refusal] = []
    characters = 0
    try:
        for each in drafts:
            group.append(each)
            if isinstance(each, Draft):
                characters += sum(map(len, each.paragraphs))
            if len(group) >= GROUP or characters >= GROUP_CHARACTERS:
                yield group
                group, characters = [], 0
    except Exception:
        if group:
            yield group
        raise
    if group:
        yield group


def _begun_or_refused(each: Draft | Refusal) -> _Begun | Dispatch | Refusal:
    if isinstance(each, Refusal):
        return each
    try:
        return _begun(each)
    except ReaderError as error:
        return Refusal(each.source.file, error.message, each.source.offset, error.line)


def understand(draft: Draft) -> Dispatch:
    """The dispatch of a draft. Raises ReaderError for one over a limit."""
    begun = _begun(draft)
    if isinstance(begun, Dispatch):
        return begun
    (found,) = _scanned([begun])
    events = find_events(begun.text, found[1], begun.issued)
    return _finished(found, events, _departments(*found))


def _begun(draft: Draft) -> _Begun | Dispatch:
    """What needs no look at the text proper; all of it where the draft says what is known."""
    _check(draft)
    if draft.known is not None:
        return replace(draft.known, source=draft.source)
    default = draft.issued.date() if draft.issued else None
    first = draft.paragraphs[0] if draft.paragraphs else ""
    dateline = find_dateline(first, default_date=default) if first else None
    paragraphs, signoff = _bare_paragraphs(draft, dateline)
    agency = agency_of(draft, dateline, signoff)
    zone = (dateline.zone if dateline else None) or zone_of(agency, draft.place)
    headline = draft.headline or _first_sentence(paragraphs) or _without_words(draft)
    embargo, extra = _embargo(draft, zone)
    issued = _issued(draft, dateline, zone)
    notes = (*draft.notes, *(map(str, dateline.notes) if dateline else ()))
    # Comparing aware moments costs more than all else here: hardly any year asks for it.
    is_safe = issued is None or EARLIEST.year < issued.year < LATEST.year
    if issued is not None and not (is_safe or EARLIEST <= issued <= LATEST):
        day = f"« {issued.date().isoformat()} »"
        issued, notes = None, (*notes, str(message("Date illisible : {value}.", value=day)))
    return _Begun(
        draft,
        headline,
        paragraphs,
        "\n".join((headline, *paragraphs)),
        agency,
        draft.place or (dateline.place if dateline else ""),
        issued,
        first[dateline.start : dateline.end].strip() if dateline else "",
        notes,
        embargo,
        extra,
    )


def _scanned(begun: list[_Begun]) -> list[tuple[_Begun, Hits]]:
    """What is begun, with the triggers in its text."""
    named = iter(EVENT_SCANNER.scan_all([each.text for each in begun if each.draft.departments]))
    other = iter(SCANNER.scan_all([each.text for each in begun if not each.draft.departments]))
    return [(each, next(named if each.draft.departments else other)) for each in begun]


def _finished(
    found: tuple[_Begun, Hits], events: tuple[EventDate, ...], departments: tuple[Department, ...]
) -> Dispatch:
    begun, draft = found[0], found[0].draft
    return Dispatch(
        uid=draft.uid or content_uid(draft),
        headline=begun.headline,
        lead=begun.paragraphs[0] if begun.paragraphs else "",
        body=begun.paragraphs[1:],
        version=draft.version,
        status=draft.status,
        agency=begun.agency,
        place=begun.place,
        issued=begun.issued,
        dateline=begun.dateline,
        events=events,
        byline=draft.byline,
        departments=departments,
        subjects=draft.subjects,
        keywords=draft.keywords,
        language=draft.language or "fr",
        urgency=draft.urgency,
        notes=begun.notes,
        source=draft.source,
        extra=begun.extra,
        embargo=begun.embargo,
        links=draft.links,
    )


def content_uid(draft: Draft) -> str:
    """A uid that the same text always has: 20 hexadecimal digits of its words."""
    text = "\n".join((draft.agency, draft.headline, *draft.paragraphs))
    return hashlib.blake2b(text.encode(), digest_size=UID_BYTES).hexdigest()


def country_of(agency: str, place: str) -> str:
    """The country of an agency, which a body without another nationality is of; else empty."""
    known = agency_named(agency, place) if agency else None
    return known.country if known else ""


def _departments(begun: _Begun, hits: Hits) -> tuple[Department, ...]:
    """The metadata's bodies, else those that the text concerns."""
    named = begun.draft.departments
    if not named:
        country = country_of(begun.agency, begun.place)
        return find_departments(begun.text, hits, country=country)
    return tuple({each.path: each for each in map(parse_metadata, named)}.values())


def _check(draft: Draft) -> None:
    headline = len(draft.headline)
    size = headline + sum(map(len, draft.paragraphs))
    names = len(draft.uid) + len(draft.place) + len(draft.agency)
    # Names that are within the limit together are so one by one, as they mostly are.
    if (
        size <= LIMITS.dispatch_characters
        and headline <= LIMITS.headline_characters
        and names <= LIMITS.field_characters
    ):
        return
    for what, count, limit in (
        ("La dépêche", size, LIMITS.dispatch_characters),
        ("Le titre", headline, LIMITS.headline_characters),
        ("L’identifiant", len(draft.uid), LIMITS.field_characters),
        ("Le lieu", len(draft.place), LIMITS.field_characters),
        ("L’agence", len(draft.agency), LIMITS.field_characters),
    ):
        if count > limit:
            raise ReaderError(
                message(
                    "{what} a {count} caractères ; la limite est de {limit}.",
                    what=what,
                    count=count,
                    limit=limit,
                )
            )


def _bare_paragraphs(draft: Draft, dateline: Dateline | None) -> tuple[tuple[str, ...], str]:
    """The paragraphs without dateline, repeated headline and sign-off, and the sign-off."""
    bare = list(draft.paragraphs)
    if dateline is not None:
        bare[0] = bare[0][dateline.end :].strip()
    signoff = ""
    if bare:
        bare[-1], signoff = strip_signoff(bare[-1])
    if len(bare) > 1 and are_alike(bare[0], draft.headline):
        del bare[0]
    return tuple(paragraph for paragraph in bare if paragraph), signoff


def agency_of(draft: Draft, dateline: Dateline | None, signoff: str) -> str:
    """The agency's usual name: the metadata's, else the dateline's, else the sign-off's."""
    place = dateline.place if dateline else ""
    if draft.agency:
        known = agency_named(draft.agency, place)
        return known.name if known else draft.agency
    if dateline is not None and dateline.agency:
        return dateline.agency
    known = agency_named(signoff.strip("/-=() "), place) if signoff else None
    return known.name if known else ""


def _issued(draft: Draft, dateline: Dateline | None, zone: tzinfo | None) -> datetime | None:
    """The dateline's date wins over the header's, which keeps the hour when they agree."""
    zone = zone or timezone.utc
    header = draft.issued
    if header is not None and header.tzinfo is None:
        header = header.replace(tzinfo=zone)
    if dateline is None or dateline.date is None:
        return header
    hour = dateline.time
    if hour is None and header is not None and header.date() == dateline.date:
        return header
    return datetime.combine(dateline.date, hour or time(), zone)


def _embargo(draft: Draft, zone: tzinfo | None) -> tuple[datetime | None, Mapping[str, str]]:
    """When an embargo ends, and the extra fields without what says so; an end that cannot be read
    stays among them as it is written."""
    until, extra = draft.embargo, draft.extra
    if until is None and draft.status is Status.EMBARGOED and "embargo" in extra:
        with suppress(ReaderError):  # an impossible day
            until = parse_datetime(extra["embargo"], zone)
        if until is not None:
            extra = {name: value for name, value in extra.items() if name != "embargo"}
    if until is not None:
        until = until if until.tzinfo else until.replace(tzinfo=zone or timezone.utc)
        until = min(max(until, EARLIEST), LATEST)
    return until, dict(extra)


def _first_sentence(paragraphs: tuple[str, ...]) -> str:
    found = HEADLINE_SENTENCE.match(paragraphs[0]) if paragraphs else None
    return found.group() if found else paragraphs[0][:HEADLINE_MOST] if paragraphs else ""


def _without_words(draft: Draft) -> str:
    """The headline of a kill that is no more than a dateline; nothing else may be without words."""
    headline = headline_without_words(draft.status, ())
    if not headline:
        raise ReaderError(nothing_to_read())
    return headline
