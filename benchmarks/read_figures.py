"""The figures of a run of `benchmarks.read`, as its report in JSON keeps them; times in seconds."""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from benchmarks.engines.machine import machine

LIBRARIES = ("lxml", "feedparser")
PROFILED = 8
"""How many functions a profile names."""


@dataclass(frozen=True, slots=True)
class Aim:
    """At most so many times what a peer takes."""

    peer: str
    most: float


AIMS: Mapping[str, Aim] = {
    "newsml-g2": Aim("lxml", 3),
    "nitf": Aim("lxml", 3),
    "newsml-1": Aim("lxml", 3),
    "feed": Aim("lxml", 3),
    "json-lines": Aim("indexing, words known", 2),
    "text": Aim("indexing, words known", 2),
}
"""By the name of the reader."""


@dataclass(frozen=True)
class Figures:
    """One format of one corpus: the CPU time of one reading of all its documents, of its peers, and
    how many times longer than each Filon takes. `profile` is the share of a reading that each of
    the dearest functions takes by itself, under a profiler."""

    corpus: str
    title: str
    reader: str
    documents: int
    dispatches: int
    size: int
    seconds: float
    spread: tuple[float, float]
    peers: Mapping[str, float]
    ratios: Mapping[str, float]
    profile: Mapping[str, float] = field(default_factory=dict)

    @property
    def aim(self) -> Aim | None:
        aim = AIMS.get(self.reader)
        return aim if aim and aim.peer in self.ratios else None

    @property
    def is_met(self) -> bool | None:
        aim = self.aim
        return None if aim is None else self.ratios[aim.peer] <= aim.most


@dataclass(frozen=True)
class Run:
    """`official` is what becomes of each official sample, where they are at hand."""

    day: str
    command: str
    setting: Mapping[str, str]
    rounds: int
    figures: list[Figures]
    official: Mapping[str, str]


def setting() -> dict[str, str]:
    return machine() | {name: metadata.version(name) for name in LIBRARIES}


def own_times(work: Callable[[], object]) -> dict[str, float]:
    """The share of the time of each of the functions that take the most by themselves."""
    profile = cProfile.Profile()
    profile.runcall(work)
    found = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    times = {_name(*where): times[2] for where, times in found.items()}
    total = sum(times.values())
    dearest = sorted(times, key=times.__getitem__, reverse=True)[:PROFILED]
    return {name: round(times[name] / total, 3) for name in dearest}


def _name(file: str, _line: int, function: str) -> str:
    return f"{Path(file).stem}.{function}" if file != "~" else function.strip("<>")
