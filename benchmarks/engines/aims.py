"""What Filon is to reach, row by row, and whether a run's figures reach it.

A row is judged at the largest size that has its figures. Ratios over 1 say that Filon is the better
one; where a row stands for several classes, the worst of them counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from benchmarks.engines.classes import EXPANDED, FILTERED, PLAIN
from benchmarks.engines.figures import (
    FILON,
    Lead,
    SizeFigures,
    class_leads,
    lead_in_time,
    others,
)

TANTIVY, WHOOSH = "tantivy", "plain Whoosh"
MEDIAN, P95 = 0, 1
KINDS = ("median", "p95")
MB, GB = 10**6, 10**9


@dataclass(frozen=True, slots=True)
class Measured:
    """Filon's figure and the peer's, as they are shown; no ratio where no peer does the work."""

    filon: str
    peer: str
    ratio: float | None
    is_met: bool


@dataclass(frozen=True, slots=True)
class Aim:
    """A row. `judge` gives None for a size that has not its figures."""

    row: str
    aim: str
    judge: Callable[[SizeFigures], Measured | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """An aim at a size; `measured` and `size` are None where no size has the figures."""

    aim: Aim
    size: int | None
    measured: Measured | None


def outcomes(sizes: Iterable[SizeFigures]) -> list[Outcome]:
    """Every row, in the order of the report."""
    largest_first = sorted(sizes, key=lambda each: -each.dispatches)
    return [_outcome(aim, largest_first) for aim in AIMS]


def _outcome(aim: Aim, sizes: list[SizeFigures]) -> Outcome:
    judged = ((size.dispatches, aim.judge(size)) for size in sizes)
    size, measured = next(((n, found) for n, found in judged if found), (None, None))
    return Outcome(aim, size, measured)


# Indexing


def _indexing(peer: str, least: float, size: SizeFigures) -> Measured | None:
    own, other = size.builds.get(FILON), size.builds.get(peer)
    if own is None or other is None:
        return None
    return _rates(own.per_cpu_second, peer, other.per_cpu_second, least)


def _end_to_end(least: float, size: SizeFigures) -> Measured | None:
    own, other = size.end_to_end.get("1"), size.builds.get(TANTIVY)
    if own is None or other is None:
        return None
    return _rates(own.per_cpu_second, f"{TANTIVY}, bare", other.per_cpu_second, least)


def _two_processes(least: float, size: SizeFigures) -> Measured | None:
    two, one = size.end_to_end.get("2"), size.end_to_end.get("1")
    if two is None or one is None:
        return None
    return _rates(two.per_second, "one process", one.per_second, least)


def _rates(own: float, peer: str, other: float, least: float) -> Measured:
    ratio = own / other
    return Measured(f"{own:,.0f}/s", f"{peer} {other:,.0f}/s", ratio, ratio >= least)


def _indexing_memory(most: float, size: SizeFigures) -> Measured | None:
    own = size.end_to_end.get("1")
    if own is None:
        return None
    return Measured(f"{own.memory / MB:,.0f} MB", "-", None, own.memory <= most)


def _disk(most: float, size: SizeFigures) -> Measured | None:
    own, other = size.builds.get(FILON), size.builds.get(TANTIVY)
    if own is None or other is None:
        return None
    shown = f"{own.disk / MB:,.0f} MB", f"{TANTIVY} {other.disk / MB:,.0f} MB"
    return Measured(*shown, other.disk / own.disk, own.disk <= most * other.disk)


# Searching


def _classes(
    titles: tuple[str, ...], kind: int, least: float, size: SizeFigures
) -> Measured | None:
    """The class in which Filon's lead is least; none is met that Filon does not answer."""
    worst: tuple[Lead, str] | None = None
    for title in titles:
        timings = size.timings.get(title, {})
        if set(timings) <= {FILON}:
            continue
        lead = class_leads(timings)[kind]
        if lead is None:
            return Measured(f"no answer: {title}", "-", None, False)
        if worst is None or lead.ratio < worst[0].ratio:
            worst = lead, title
    if worst is None:
        return None
    lead, title = worst
    own = f"{title}: {lead.best / lead.ratio * 1e3:.3g} ms"
    return Measured(own, f"{lead.peer} {lead.best * 1e3:.3g} ms", lead.ratio, lead.ratio >= least)


def _page(kind: int, most: float, size: SizeFigures) -> Measured | None:
    if size.page is None:
        return None
    own = (size.page.median, size.page.p95)[kind]
    return Measured(f"{own * 1e3:.3g} ms", "-", None, own <= most)


def _time(figures: str, most: float, size: SizeFigures) -> Measured | None:
    """A time of the size's figures of that name, held against the best peer's as well."""
    found: dict[str, float] = getattr(size, figures)
    if FILON not in found:
        return None
    lead = lead_in_time(found[FILON], others(found))
    peer = f"{lead.peer} {lead.best * 1e3:.3g} ms" if lead else "-"
    own = found[FILON]
    return Measured(f"{own * 1e3:.3g} ms", peer, lead.ratio if lead else None, own <= most)


def _searching_memory(most: float, size: SizeFigures) -> Measured | None:
    own = size.memory.get(FILON)
    if own is None:
        return None
    lead = lead_in_time(own, others(size.memory))
    peer = f"{lead.peer} {lead.best / MB:,.0f} MB" if lead else "-"
    return Measured(f"{own / MB:,.0f} MB", peer, lead.ratio if lead else None, own <= most)


def _class_aims(row: str, titles: tuple[str, ...], least: float) -> list[Aim]:
    return [
        Aim(f"{row}, {name}", f"{least} × the best peer", partial(_classes, titles, kind, least))
        for kind, name in enumerate(KINDS)
    ]


AIMS = (
    Aim("indexing per CPU second", "2.0 × tantivy", partial(_indexing, TANTIVY, 2.0)),
    Aim("indexing per CPU second", "20 × plain Whoosh", partial(_indexing, WHOOSH, 20.0)),
    Aim("`filon index` per CPU second", "1.0 × tantivy's bare indexing", partial(_end_to_end, 1.0)),
    Aim("two processes over one", "1.6 ×", partial(_two_processes, 1.6)),
    *_class_aims("date range or facets", FILTERED, 3.0),
    *_class_aims("one term, AND, OR, phrase", PLAIN, 1.0),
    *_class_aims("prefix, fuzzy 1", EXPANDED, 3.0),
    Aim("a whole page, median", "5 ms", partial(_page, MEDIAN, 0.005)),
    Aim("a whole page, p95", "15 ms", partial(_page, P95, 0.015)),
    Aim("one dispatch added and visible", "50 ms", partial(_time, "updates", 0.05)),
    Aim("cold process to first answer", "250 ms", partial(_time, "cold", 0.25)),
    Aim("memory of a searching process", "1 GB", partial(_searching_memory, GB)),
    Aim("memory of `filon index`", "1.5 GB", partial(_indexing_memory, 1.5 * GB)),
    Aim("size on disk", "1.5 × tantivy's", partial(_disk, 1.5)),
)
