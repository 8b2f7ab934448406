"""What the benchmark knows of an engine. A peer wraps one; it lives in a module of `peers`.

Only what an engine itself does is timed: `prepare` makes the engine's own query of a `ClassQuery`
and `uids` looks up the names of the hits, both outside the clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, Protocol

from corpus.dispatch import PATH_SEPARATOR, UNCLASSIFIED, Dispatch

TOP = 10
"""How many hits every question asks for."""

SNOWBALL = "lower case, stop words, Snowball French, accents folded"
UNSTEMMED = "lower case, accents folded"
"""What a peer may say of its analysis; see `benchmarks.engines.analysis`."""

FACETS = ("departments", "agency", "place", "year")


class Shape(Enum):
    """How the words of a question hang together."""

    TERM = "term"
    ALL = "and"
    ANY = "or"
    PHRASE = "phrase"
    PREFIX = "prefix"
    FUZZY = "fuzzy"


class Ability(Enum):
    """What an engine may lack; a question that asks for it is then left out."""

    ALL = "and"
    PHRASE = "phrase"
    PREFIX = "prefix"
    FUZZY = "fuzzy"
    DATES = "dates"
    FACETS = "facets"
    NEWEST = "newest"
    UPDATE = "update"


EVERYTHING = frozenset(Ability)


@dataclass(frozen=True, slots=True)
class ClassQuery:
    """One question: the top hits and the exact total, and the facets' counts where `facets` says.

    `words` are as the corpus writes them but in lower case. Days are [since, until).
    """

    shape: Shape
    words: tuple[str, ...]
    since: date | None = None
    until: date | None = None
    facets: bool = False
    newest: bool = False

    @property
    def needs(self) -> frozenset[Ability]:
        found = {Ability(self.shape.value)} if self.shape.value in _ABILITIES else set()
        if self.since or self.until:
            found.add(Ability.DATES)
        if self.facets:
            found.add(Ability.FACETS)
        if self.newest:
            found.add(Ability.NEWEST)
        return frozenset(found)

    def to_json(self) -> dict[str, Any]:
        return {
            "shape": self.shape.value,
            "words": list(self.words),
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "facets": self.facets,
            "newest": self.newest,
        }

    @staticmethod
    def from_json(record: Mapping[str, Any]) -> ClassQuery:
        return ClassQuery(
            Shape(record["shape"]),
            tuple(record["words"]),
            date.fromisoformat(record["since"]) if record["since"] else None,
            date.fromisoformat(record["until"]) if record["until"] else None,
            record["facets"],
            record["newest"],
        )


_ABILITIES = {ability.value for ability in Ability}

Counts = Mapping[str, Mapping[str, int]]
"""Facet → value → number of dispatches."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`hits` are whatever the engine calls its documents by; `Peer.uids` knows their names."""

    total: int
    hits: Sequence[Any] = ()
    facets: Counts = field(default_factory=dict)


class Peer(Protocol):
    """An engine, set up as well as its own manual knows for this work, on one thread.

    `analysis` names what becomes of a word; the totals of peers with the same one must agree.
    `open` is called once, in the process that then asks; `begin_updates` after it, where one
    dispatch at a time is to be added.
    """

    title: str
    analysis: str
    abilities: frozenset[Ability]

    def version(self) -> str: ...

    def index(self, dispatches: Sequence[Dispatch], folder: Path) -> None:
        """Index the dispatches in an empty folder, whole and durable on return."""

    def open(self, folder: Path) -> None: ...

    def prepare(self, query: ClassQuery) -> Any: ...

    def search(self, prepared: Any) -> Answer: ...

    def uids(self, answer: Answer) -> tuple[str, ...]: ...

    def begin_updates(self) -> None: ...

    def update_one(self, dispatch: Dispatch) -> None:
        """Add a dispatch; on return it is durable and `search` finds it."""

    def close(self) -> None: ...


def version_of(package: str) -> str:
    """The version of an installed package."""
    # Here, since a cold start would pay 15 ms for a module that only the report wants.
    from importlib import metadata

    return metadata.version(package)


def departments_of(dispatch: Dispatch) -> tuple[str, ...]:
    """The labels of the bodies that a dispatch concerns and of those that they are under."""
    labels = (
        PATH_SEPARATOR.join(department.path[:depth])
        for department in dispatch.departments
        for depth in range(1, len(department.path) + 1)
    )
    return tuple(dict.fromkeys(labels)) or (UNCLASSIFIED,)


def day_of(dispatch: Dispatch) -> int | None:
    """The proleptic Gregorian ordinal of the day of issue, None for a dispatch without a date."""
    return dispatch.issued.date().toordinal() if dispatch.issued else None


def year_of(dispatch: Dispatch) -> str:
    return str(dispatch.issued.year) if dispatch.issued else ""


def moment_of(dispatch: Dispatch) -> int | None:
    """When it was issued, in seconds since 1970."""
    return int(dispatch.issued.timestamp()) if dispatch.issued else None
