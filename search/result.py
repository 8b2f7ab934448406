"""What an answer is: hits, an exact total, facets and notes, the same from every backend.

`to_json` gives the one object that the command line prints and the web serves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from corpus.dispatch import Department, EventDate, Source, Status
from corpus.messages import Message


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a dispatch's own text; `marks` are half-open offsets into it of what was found.

    `part` is "headline" or "body". An ellipsis is due where `cut_before` or `cut_after` is set.
    """

    part: str
    text: str
    marks: tuple[tuple[int, int], ...] = ()
    cut_before: bool = False
    cut_after: bool = False

    def to_json(self) -> dict[str, object]:
        return {"part": self.part, "text": self.text, "marks": [list(mark) for mark in self.marks]}


@dataclass(frozen=True, slots=True)
class Hit:
    """One dispatch found. `score` is BM25F's, 0.0 when the order is by date; `duplicates` are the
    other dispatches of the index that are near-duplicates of it."""

    uid: str
    version: int
    score: float
    headline: str
    agency: str
    place: str
    issued: datetime | None
    status: Status
    events: tuple[EventDate, ...]
    departments: tuple[Department, ...]
    highlights: tuple[Passage, ...]
    source: Source
    duplicates: int = 0

    def to_json(self) -> dict[str, object]:
        return {
            "uid": self.uid,
            "version": self.version,
            "score": round(self.score, 6),
            "headline": self.headline,
            "agency": self.agency,
            "place": self.place,
            "issued": self.issued.isoformat() if self.issued else None,
            "status": self.status.value,
            "event_dates": [_iso_days(event) for event in self.events],
            "events": [_event_json(event) for event in self.events],
            "departments": [list(department.path) for department in self.departments],
            "highlights": [passage.to_json() for passage in self.highlights],
            "duplicates": self.duplicates,
            "source": {
                "file": self.source.file,
                "format": self.source.format,
                "offset": self.source.offset,
            },
        }


class FacetValue(NamedTuple):
    """One value of a facet: `value` is what a filter takes, `path` what a tree shows.

    `count` is the number of dispatches that the request would give with this value chosen.
    """

    value: str
    path: tuple[str, ...]
    count: int  # type: ignore[assignment]

    def to_json(self) -> dict[str, object]:
        return {"value": self.value, "path": list(self.path), "count": self.count}


@dataclass(frozen=True)
class SearchResult:
    """The answer to one request; `total` is exact, `notes` say what was mended in the question.

    From the moment `until` on, in Unix time, the same request may have another answer: some embargo
    ends.
    """

    total: int
    hits: tuple[Hit, ...] = ()
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    notes: tuple[Message, ...] = ()
    generation: int = 0
    until: int | None = None

    def to_json(self) -> dict[str, object]:
        return {
            "total": self.total,
            "hits": [hit.to_json() for hit in self.hits],
            "facets": {
                name: [value.to_json() for value in values] for name, values in self.facets.items()
            },
            "notes": [str(note) for note in self.notes],
        }


@dataclass(frozen=True, slots=True)
class Version:
    """A text that came under a uid; of several with one `number` the first that is listed counts,
    and `digest`, 16 hexadecimal digits, tells the others. Of what `is_held` under embargo nothing
    else may be shown.
    """

    number: int
    digest: str
    status: Status
    issued: datetime | None = None
    embargo: datetime | None = None
    is_held: bool = False


@dataclass(frozen=True)
class Statistics:
    """What the index holds now. `months` counts all dispatches by month of issue («2021-09»)."""

    dispatches: int
    generation: int
    bytes: int
    first_day: date | None = None
    last_day: date | None = None
    months: Mapping[str, int] = field(default_factory=dict)
    agencies: Mapping[str, int] = field(default_factory=dict)
    without_department: int = 0

    def to_json(self) -> dict[str, object]:
        return {
            "dispatches": self.dispatches,
            "generation": self.generation,
            "bytes": self.bytes,
            "first_day": self.first_day.isoformat() if self.first_day else None,
            "last_day": self.last_day.isoformat() if self.last_day else None,
            "months": dict(self.months),
            "agencies": dict(self.agencies),
            "without_department": self.without_department,
        }


def _iso_days(event: EventDate) -> str:
    """ISO 8601: one day, or the first and the last day of an interval."""
    last = event.end - timedelta(days=1)
    first = event.start.isoformat()
    return first if last <= event.start else f"{first}/{last.isoformat()}"


def _event_json(event: EventDate) -> dict[str, object]:
    return {
        "start": event.start.isoformat(),
        "end": event.end.isoformat(),
        "text": event.text,
        "conflict": event.conflict.isoformat() if event.conflict else None,
    }
