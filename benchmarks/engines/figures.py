"""The figures of a run, as they are kept in the JSON report and read back from it.

Times are in seconds, memory and disk in bytes; peers are called by their titles.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field
from typing import Any

FILON = "Filon"


@dataclass(frozen=True, slots=True)
class Build:
    """Indexing without the reading of files. `memory` is what it took besides the corpus."""

    dispatches: int
    wall: float
    cpu: float
    memory: int
    disk: int

    @property
    def per_cpu_second(self) -> float:
        return self.dispatches / self.cpu

    @property
    def per_second(self) -> float:
        return self.dispatches / self.wall

    @classmethod
    def median(cls, builds: Sequence[Build]) -> Build:
        """The median of each figure of the same work done several times."""
        figures = zip(*map(astuple, builds), strict=True)
        return cls(*(statistics.median_low(each) for each in figures))


@dataclass(frozen=True, slots=True)
class Timing:
    """One class of one peer. `queries` were asked; fewer than drawn when its time was used up."""

    median: float
    p95: float
    queries: int


@dataclass
class SizeFigures:
    """Everything about one size of corpus, each by the peer's title.

    `end_to_end` is by the number of processes of `filon index`; `timings` by class, then peer.
    `updates` and `cold` are medians. `disagreements` are answers that should have been the same,
    of `compared` pairs; `failures` say which measurements went wrong and why. `rounds` is how often
    what is compared was indexed; the builds of the peers in `kept` are an earlier run's.
    """

    dispatches: int
    builds: dict[str, Build] = field(default_factory=dict)
    end_to_end: dict[str, Build] = field(default_factory=dict)
    timings: dict[str, dict[str, Timing]] = field(default_factory=dict)
    memory: dict[str, int] = field(default_factory=dict)
    updates: dict[str, float] = field(default_factory=dict)
    cold: dict[str, float] = field(default_factory=dict)
    page: Timing | None = None
    compared: int = 0
    disagreements: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    rounds: int = 1
    kept: list[str] = field(default_factory=list)

    @staticmethod
    def from_json(record: Mapping[str, Any]) -> SizeFigures:
        values = dict(record)
        for name in ("builds", "end_to_end"):
            values[name] = {key: Build(**build) for key, build in record[name].items()}
        values["timings"] = {
            title: {peer: Timing(**timing) for peer, timing in timings.items()}
            for title, timings in record["timings"].items()
        }
        values["page"] = Timing(**record["page"]) if record["page"] else None
        return SizeFigures(**values)


@dataclass
class Run:
    """A whole run. `absent` gives the reason for each peer that was left out."""

    day: str
    command: str
    corpus: str
    machine: dict[str, str]
    versions: dict[str, str]
    absent: dict[str, str] = field(default_factory=dict)
    sizes: list[SizeFigures] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(record: Mapping[str, Any]) -> Run:
        values = dict(record)
        values["sizes"] = [SizeFigures.from_json(each) for each in record["sizes"]]
        return Run(**values)


@dataclass(frozen=True, slots=True)
class Lead:
    """Filon beside its best peer: a ratio over 1 says that Filon is the better one."""

    peer: str
    best: float
    ratio: float


def lead_in_time(own: float, others: Mapping[str, float]) -> Lead | None:
    """Of times, the least is the best; None without a peer."""
    if not others:
        return None
    peer = min(others, key=others.__getitem__)
    return Lead(peer, others[peer], others[peer] / own)


def lead_in_rate(own: float, others: Mapping[str, float]) -> Lead | None:
    """Of rates, the greatest is the best."""
    if not others:
        return None
    peer = max(others, key=others.__getitem__)
    return Lead(peer, others[peer], own / others[peer])


def others(figures: Mapping[str, float]) -> dict[str, float]:
    """The figures of all but Filon."""
    return {peer: value for peer, value in figures.items() if peer != FILON}


def class_leads(timings: Mapping[str, Timing]) -> tuple[Lead | None, Lead | None]:
    """Filon's lead in a class, by the median and by the 95th percentile."""
    own = timings.get(FILON)
    if own is None:
        return None, None
    medians = {peer: timing.median for peer, timing in timings.items()}
    tails = {peer: timing.p95 for peer, timing in timings.items()}
    return lead_in_time(own.median, others(medians)), lead_in_time(own.p95, others(tails))
