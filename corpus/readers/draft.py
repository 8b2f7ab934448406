"""What a reader hands over: a draft for each dispatch found, a refusal for each it could not read.

A draft holds what the source says and nothing that was understood from the text:
`corpus.understand` turns it into a `Dispatch`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from corpus.dispatch import Dispatch, Link, Source, Status, Subject
from corpus.messages import Message


class Draft(NamedTuple):
    """One dispatch as its source gives it; an empty value means that the source is silent.

    `paragraphs` still carry the dateline and the sign-off where the agency put them there.
    `issued` and `embargo` are naive when the source names no zone: they are then in the agency's.
    `departments` are names, or paths joined by « › ». `known` is what Filon understood of this very
    text when it wrote it; see `corpus.writers.extension`.
    """

    headline: str
    paragraphs: tuple[str, ...] = ()
    uid: str = ""
    version: int = 1
    status: Status = Status.USABLE
    agency: str = ""
    place: str = ""
    issued: datetime | None = None
    byline: str = ""
    departments: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    keywords: tuple[str, ...] = ()
    language: str = ""
    urgency: int | None = None
    notes: tuple[str, ...] = ()
    source: Source = Source()
    extra: Mapping[str, str] = MappingProxyType({})
    embargo: datetime | None = None
    links: tuple[Link, ...] = ()
    known: Dispatch | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """What could not be read, where, and why. `line` counts from 1; 0 when there are no lines."""

    file: str
    reason: Message
    offset: int = 0
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place} : {self.reason}"
