"""A dispatch as a record of JSON values and back: what the index stores and what a digest covers.

The two functions are each other's inverse; a field added to `Dispatch` is added to both here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from corpus.dispatch import Department, Dispatch, EventDate, Kind, Source, Span, Status

Record = Mapping[str, Any]

_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""The standard library's: orjson takes half the time, and dies when there is no memory left."""


def to_record(dispatch: Dispatch) -> dict[str, object]:
    """JSON values that `from_record` turns back into an equal dispatch."""
    return {
        "uid": dispatch.uid,
        "version": dispatch.version,
        "status": dispatch.status.value,
        "agency": dispatch.agency,
        "place": dispatch.place,
        "issued": dispatch.issued.isoformat() if dispatch.issued else None,
        "zone": _zone_name(dispatch.issued),
        "dateline": dispatch.dateline,
        "headline": dispatch.headline,
        "lead": dispatch.lead,
        "body": list(dispatch.body),
        "events": [_event_record(event) for event in dispatch.events],
        "byline": dispatch.byline,
        "departments": [_department_record(department) for department in dispatch.departments],
        "subjects": list(dispatch.subjects),
        "keywords": list(dispatch.keywords),
        "language": dispatch.language,
        "urgency": dispatch.urgency,
        "notes": list(dispatch.notes),
        "source": [dispatch.source.file, dispatch.source.format, dispatch.source.offset],
        # A digest must not depend on their order.
        "extra": dict(sorted(dispatch.extra.items())),
    }


def from_record(record: Record) -> Dispatch:
    """The dispatch of a record that `to_record` made."""
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
        subjects=tuple(record["subjects"]),
        keywords=tuple(record["keywords"]),
        language=record["language"],
        urgency=record["urgency"],
        notes=tuple(record["notes"]),
        source=Source(*record["source"]),
        extra=record["extra"],
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
    """Both for the cost of one. A digest is that of the record's JSON without the source."""
    record = to_record(dispatch)
    source = record.pop("source")
    said = _as_json(record).encode()
    found = hashlib.blake2b(said, digest_size=16).hexdigest()
    return said[:-1] + b',"source":' + _as_json(source).encode() + b"}", found


def _zone_name(moment: datetime | None) -> str:
    """The zone's IANA name, so that «14 h 05» can be told from another zone's; else empty."""
    zone = moment.tzinfo if moment else None
    return zone.key if isinstance(zone, ZoneInfo) else ""


def _moment(text: str | None, zone: str) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    if not zone:
        return moment
    try:
        home = ZoneInfo(zone)
    except ZoneInfoNotFoundError:
        return moment
    # Not `astimezone`: an hour that the clocks skipped, as a dateline may write, would be moved.
    for fold in (0, 1):
        local = moment.replace(tzinfo=home, fold=fold)
        if local.utcoffset() == moment.utcoffset():
            return local
    return moment.astimezone(home)


def _event_record(event: EventDate) -> list[object]:
    conflict = event.conflict.isoformat() if event.conflict else None
    return [
        event.start.isoformat(),
        event.end.isoformat(),
        event.text,
        _span_record(event.span),
        conflict,
    ]


def _event(values: list[Any]) -> EventDate:
    start, end, text, span, conflict = values
    return EventDate(
        date.fromisoformat(start),
        date.fromisoformat(end),
        text,
        _span(span),
        date.fromisoformat(conflict) if conflict else None,
    )


def _department_record(department: Department) -> list[object]:
    return [
        list(department.path),
        department.kind.value,
        department.country,
        list(department.aliases),
        _span_record(department.span),
    ]


def _department(values: list[Any]) -> Department:
    path, kind, country, aliases, span = values
    return Department(tuple(path), Kind(kind), country, tuple(aliases), _span(span))


def _span_record(span: Span | None) -> list[int] | None:
    return list(span) if span else None


def _span(values: list[int] | None) -> Span | None:
    return Span(*cast("tuple[int, int]", values)) if values else None
