"""What a dispatch is: the one record that readers make and everything else consumes.

The types are frozen: a correction is another `Dispatch` with a higher version, never a change in
place. Nothing here reads files or understands text; see `corpus.readers` and `corpus.understand`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from typing import NamedTuple

PATH_SEPARATOR = " › "
"""Joins a department's path, from the ministry down, where one string must hold it."""

UNCLASSIFIED = "non classé"
"""Stands for the department of a dispatch that concerns none."""


class Status(Enum):
    """The life of a dispatch: IPTC's `usable`, `canceled`, `withheld`, and `corrected`."""

    USABLE = "usable"
    CORRECTED = "corrected"
    EMBARGOED = "embargoed"
    CANCELLED = "cancelled"


class Kind(Enum):
    """The kinds of body of state; a reader can filter by them."""

    MINISTRY = "ministère"
    DIRECTORATE = "direction"
    DEPARTMENT = "département"
    SECRETARIAT = "secrétariat"
    FOREIGN = "étranger"
    GOVERNMENT = "gouvernement"
    AGENCY = "agence"
    SERVICE = "service"
    PREFECTURE = "préfecture"
    TERRITORY = "collectivité"
    FORMER = "ancien"


class Span(NamedTuple):
    """Half-open character offsets into `Dispatch.text`."""

    start: int
    end: int


class Department(NamedTuple):
    """A body of state that a dispatch concerns.

    `path` runs from the ministry down to the body itself, each a canonical name. `country` is an
    ISO 3166 alpha-2 code, empty when neither the text nor the dateline gives it. `span` proves the
    body in the text; it is None when the source's metadata named the body.
    """

    path: tuple[str, ...]
    kind: Kind
    country: str = ""
    aliases: tuple[str, ...] = ()
    span: Span | None = None

    @property
    def name(self) -> str:
        return self.path[-1]

    @property
    def label(self) -> str:
        return PATH_SEPARATOR.join(self.path)


class EventDate(NamedTuple):
    """When something told in the dispatch happened or will: half-open days, [start, end).

    `conflict` is the day that the other evidence named («hier mardi» on a Thursday gives the
    Wednesday, and the Tuesday as the conflict); None when the evidence agrees.
    """

    start: date
    end: date
    text: str
    span: Span | None = None
    conflict: date | None = None


class Subject(NamedTuple):
    """What a dispatch is about, in a scheme's terms: `code` as «scheme:code» («medtop:11000000»),
    `label` as a person reads it. One of the two may be empty."""

    code: str = ""
    label: str = ""


class Link(NamedTuple):
    """Another dispatch that a source names. `relation` is «previous» for what this one replaces or
    corrects, else a word of the source's; `version` is 0 when it is not said."""

    relation: str
    uid: str
    version: int = 0
    title: str = ""


class Source(NamedTuple):
    """Where a dispatch was read: the file as given, the reader's name, its first byte's offset."""

    file: str = ""
    format: str = ""
    offset: int = 0


@dataclass(frozen=True)
class Dispatch:
    """One version of one dispatch.

    `issued` is aware, in the agency's time zone, None when no date could be found. `lead` is the
    first paragraph, `body` the paragraphs after it; the dateline is in neither. `embargo` is aware:
    until then the dispatch is held back. `notes` are what a reader should be told (an impossible
    date, a contradiction), in French. `extra` keeps what the source has and this record has not.
    """

    uid: str
    headline: str
    lead: str = ""
    body: tuple[str, ...] = ()
    version: int = 1
    status: Status = Status.USABLE
    agency: str = ""
    place: str = ""
    issued: datetime | None = None
    dateline: str = ""
    events: tuple[EventDate, ...] = ()
    byline: str = ""
    departments: tuple[Department, ...] = ()
    subjects: tuple[Subject, ...] = ()
    keywords: tuple[str, ...] = ()
    language: str = "fr"
    urgency: int | None = None
    notes: tuple[str, ...] = ()
    source: Source = field(default_factory=Source)
    extra: Mapping[str, str] = field(default_factory=dict)
    embargo: datetime | None = None
    links: tuple[Link, ...] = ()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return (self.lead, *self.body) if self.lead else self.body

    @cached_property
    def text(self) -> str:
        """Headline and paragraphs, one a line: the text that every `Span` counts in."""
        return "\n".join((self.headline, *self.paragraphs))
