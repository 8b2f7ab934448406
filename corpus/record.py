"""A dispatch as a record of JSON values and back: what the index stores and what a digest covers.

`dumps` and `loads` are each other's inverse; a field added to `Dispatch` is added to both here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from json.encoder import encode_basestring as _string
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from corpus.dispatch import (
    Department,
    Dispatch,
    EventDate,
    Kind,
    Link,
    Source,
    Span,
    Status,
    Subject,
)

Record = Mapping[str, Any]

ZONES = 256
"""Zones remembered: more than agencies write from."""

_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_ESCAPED = bytes((*range(0x20), *b'"\\'))
"""What JSON does not let stand in a string."""


def from_record(record: Record) -> Dispatch:
    """The dispatch of a record that `dumps` wrote."""
    return Dispatch(
        uid=record["uid"],
        headline=record["headline"],
        lead=record["lead"],
        body=tuple(record["body"]),
        version=record["version"],
        status=Status(record["status"]),
        agency=record["agency"],
        place=record["place"],
        issued=_moment(record["issued"], record["zone"]),
        dateline=record["dateline"],
        events=tuple(_event(event) for event in record["events"]),
        byline=record["byline"],
        departments=tuple(_department(department) for department in record["departments"]),
        subjects=tuple(Subject(*subject) for subject in record["subjects"]),
        keywords=tuple(record["keywords"]),
        language=record["language"],
        urgency=record["urgency"],
        notes=tuple(record["notes"]),
        source=Source(*record["source"]),
        extra=record["extra"],
        embargo=_moment(record.get("embargo"), ""),
        links=tuple(Link(*link) for link in record.get("links", ())),
    )


def dumps(dispatch: Dispatch) -> bytes:
    """The record as compact JSON, in UTF-8."""
    return dumps_and_digest(dispatch)[0]


def loads(text: str | bytes) -> Dispatch:
    """The dispatch of a record in JSON."""
    return from_record(json.loads(text))


def digest(dispatch: Dispatch) -> str:
    """32 hexadecimal digits of what a dispatch says: all of it but where it was read."""
    return dumps_and_digest(dispatch)[1]


def dumps_and_digest(dispatch: Dispatch) -> tuple[bytes, str]:
    """Both for the cost of one. A digest is that of the record's JSON without the source.

    An encoder for any value costs more than the strings of a known one do; but for orjson, which
    dies when there is no memory left.
    """
    issued = dispatch.issued
    # A digest must not depend on the order of what is extra.
    extra = _as_json(dict(sorted(dispatch.extra.items()))) if dispatch.extra else "{}"
    before = (
        f'{{"uid":{_string(dispatch.uid)},"version":{dispatch.version}'
        f',"status":"{dispatch.status.value}","agency":{_string(dispatch.agency)}'
        f',"place":{_string(dispatch.place)},"issued":{_day(issued)}'
        f',"zone":{_string(_zone_name(issued))},"dateline":{_string(dispatch.dateline)}'
        f',"headline":{_string(dispatch.headline)},"lead":'
    )
    after = (
        f',"events":{_list(map(_event_as_json, dispatch.events))}'
        f',"byline":{_string(dispatch.byline)}'
        f',"departments":{_list(map(_department_as_json, dispatch.departments))}'
        f',"subjects":{_list(map(_strings, dispatch.subjects))}'
        f',"keywords":{_strings(dispatch.keywords)}'
        f',"language":{_string(dispatch.language)}'
        f',"urgency":{"null" if dispatch.urgency is None else dispatch.urgency}'
        f',"notes":{_strings(dispatch.notes)},"extra":{extra}{_rare(dispatch)}'
    )
    said = b"%b%b%b" % (before.encode(), _words(dispatch.lead, dispatch.body), after.encode())
    found = hashlib.blake2b(said, digest_size=16)
    found.update(b"}")
    file, form, offset = dispatch.source.file, dispatch.source.format, dispatch.source.offset
    source = f',"source":[{_string(file)},{_string(form)},{offset}]}}'
    return said + source.encode(), found.hexdigest()


def _rare(dispatch: Dispatch) -> str:
    """The fields that few dispatches have: the others' records do not name them."""
    embargo, links = "", ""
    if dispatch.embargo is not None:
        embargo = f',"embargo":{_day(dispatch.embargo)}'
    if dispatch.links:
        links = f',"links":{_as_json(dispatch.links)}'
    return embargo + links


def _words(lead: str, body: tuple[str, ...]) -> bytes:
    """The lead, and the rest of the text under its name, in JSON.

    To see that words hold nothing to escape costs less than to write them letter by letter.
    """
    data = "\n".join((lead, *body)).encode()
    if len(data) - len(data.translate(None, _ESCAPED)) == len(body):
        first, _, others = data.partition(b"\n")
        rest = b'"%b"' % others.replace(b"\n", b'","') if body else b""
        return b'"%b","body":[%b]' % (first, rest)
    return f'{_string(lead)},"body":{_strings(body)}'.encode()


def _list(values: Iterable[str]) -> str:
    return f"[{','.join(values)}]"


def _strings(values: tuple[str, ...]) -> str:
    return f"[{','.join(map(_string, values))}]" if values else "[]"


def _day(day: date | None) -> str:
    return f'"{day.isoformat()}"' if day else "null"


def _zone_name(moment: datetime | None) -> str:
    """The zone's IANA name, so that «14 h 05» can be told from another zone's; else empty."""
    zone = moment.tzinfo if moment else None
    return zone.key if isinstance(zone, ZoneInfo) else ""


def _moment(text: str | None, zone: str) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    home = _zone(zone) if zone else None
    if home is None:
        return moment
    # Not `astimezone`: an hour that the clocks skipped, as a dateline may write, would be moved.
    for fold in (0, 1):
        local = moment.replace(tzinfo=home, fold=fold)
        if local.utcoffset() == moment.utcoffset():
            return local
    return moment.astimezone(home)


@lru_cache(ZONES)
def _zone(name: str) -> ZoneInfo | None:
    """A zone by its IANA name, None where this system has it not. Python itself keeps eight, and
    reads the others from the disk again."""
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return None


def _event_as_json(event: EventDate) -> str:
    start, end, text, span, conflict = event
    return (
        f'["{start.isoformat()}","{end.isoformat()}",{_string(text)},{_span_as_json(span)}'
        f",{_day(conflict) if conflict else 'null'}]"
    )


def _event(values: list[Any]) -> EventDate:
    start, end, text, span, conflict = values
    return EventDate(
        date.fromisoformat(start),
        date.fromisoformat(end),
        text,
        _span(span),
        date.fromisoformat(conflict) if conflict else None,
    )


def _department_as_json(department: Department) -> str:
    path, kind, country, aliases, span = department
    return (
        f'[{_strings(path)},"{kind.value}",{_string(country)},{_strings(aliases)}'
        f",{_span_as_json(span)}]"
    )


def _department(values: list[Any]) -> Department:
    path, kind, country, aliases, span = values
    return Department(tuple(path), Kind(kind), country, tuple(aliases), _span(span))


def _span_as_json(span: Span | None) -> str:
    return f"[{span[0]},{span[1]}]" if span else "null"


def _span(values: list[int] | None) -> Span | None:
    return Span(*cast("tuple[int, int]", values)) if values else None
