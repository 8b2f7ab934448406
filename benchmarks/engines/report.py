"""Writes a run as Markdown. Everything shown is in the run's figures; nothing is measured here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from benchmarks.engines.aims import outcomes
from benchmarks.engines.classes import CLASSES
from benchmarks.engines.figures import (
    FILON,
    Build,
    Lead,
    Run,
    SizeFigures,
    Timing,
    class_leads,
    lead_in_rate,
    lead_in_time,
    others,
)

Row = Sequence[str]
MISSING = "-"
SHOWN_DISAGREEMENTS = 10
VERDICTS = {True: "yes", False: "no", None: MISSING}


def markdown(run: Run, plot: str) -> str:
    """The report; `plot` is the file name of its plot, beside it."""
    parts = [
        f"# Filon's engine and its peers, {run.day}\n",
        *_setting(run),
        f"![Latency of each class, and the cost from size to size]({plot})\n",
        "## Aims\n",
        "Ratios over 1 say that Filon is the better one.\n",
        _aims(run),
        "## Indexing\n",
        "The corpus is in memory already; its reading is not measured. One process, one indexing "
        "thread. Memory is what was taken besides the corpus; that of `filon index`, which reads "
        "the file as well, is all of its process.\n",
        *_rounds(run),
        _indexing(run),
        *(_size(run, size) for size in run.sizes),
    ]
    return "\n".join(parts)


def _rounds(run: Run) -> Iterator[str]:
    again = [size for size in run.sizes if size.rounds > 1]
    if again:
        sizes = " and ".join(f"{size.dispatches:,}" for size in again)
        yield (
            f"At {sizes} dispatches Filon, tantivy and `filon index` have the medians of "
            f"{again[0].rounds} rounds by turns; all else was done once.\n"
        )
    kept = {title: None for size in run.sizes for title in size.kept}
    if kept:
        yield f"An earlier run made the indexes of {', '.join(kept)}, and measured that.\n"


def _setting(run: Run) -> Iterator[str]:
    yield f"Corpus: {run.corpus}. Command: `{run.command}`\n"
    yield _table(["machine", ""], [list(item) for item in run.machine.items()])
    rows = [[title, version] for title, version in run.versions.items()]
    rows += [[title, f"left out: {reason}"] for title, reason in run.absent.items()]
    yield _table(["engine", "version"], rows)


def _aims(run: Run) -> str:
    rows = []
    for outcome in outcomes(run.sizes):
        found = outcome.measured
        rows.append(
            [
                outcome.aim.row,
                outcome.aim.aim,
                f"{outcome.size:,}" if outcome.size else MISSING,
                found.filon if found else MISSING,
                found.peer if found else MISSING,
                _ratio(found.ratio if found else None),
                VERDICTS[found.is_met if found else None],
            ]
        )
    return _table(["row", "aim", "at", "Filon", "peer", "ratio", "met"], rows)


def _indexing(run: Run) -> str:
    rows = []
    for size in run.sizes:
        rows += [_build(size, title, build) for title, build in size.builds.items()]
        rows += [
            _build(size, f"`filon index`, {processes} process{'es' * (processes != '1')}", build)
            for processes, build in size.end_to_end.items()
        ]
        own = size.builds.get(FILON)
        rates = {title: build.per_cpu_second for title, build in size.builds.items()}
        lead = lead_in_rate(own.per_cpu_second, others(rates)) if own else None
        if lead:
            name = f"Filon over its best peer, {lead.peer}"
            rows.append([f"{size.dispatches:,}", name, "", _ratio(lead.ratio), "", "", ""])
    columns = ["dispatches", "engine", "/s of wall", "/s of CPU", "memory", "disk", "bytes each"]
    return _table(columns, rows)


def _build(size: SizeFigures, title: str, build: Build) -> Row:
    return [
        f"{size.dispatches:,}",
        title,
        f"{build.per_second:,.0f}",
        f"{build.per_cpu_second:,.0f}",
        _megabytes(build.memory),
        _megabytes(build.disk),
        f"{build.disk / build.dispatches:,.0f}",
    ]


def _size(run: Run, size: SizeFigures) -> str:
    peers = list(run.versions)
    parts = [
        f"## {size.dispatches:,} dispatches\n",
        "Median / p95 in ms over the queries of a class; «lead» is the best peer's time over "
        "Filon's. A number in brackets says how many queries were asked, where a slow peer was "
        "not asked all.\n",
        _classes(size, peers),
        _others(size, peers),
        f"Answers compared between peers of one analysis: {size.compared:,}; "
        f"not the same: {len(size.disagreements):,}.\n",
    ]
    parts += _list(size.disagreements[:SHOWN_DISAGREEMENTS])
    if size.failures:
        parts += ["Not measured:\n", *_list(size.failures)]
    return "\n".join(parts)


def _classes(size: SizeFigures, peers: list[str]) -> str:
    rows = []
    for each in CLASSES:
        timings = size.timings.get(each.title, {})
        most = max((timing.queries for timing in timings.values()), default=0)
        median, p95 = class_leads(timings)
        rows.append(
            [
                each.title,
                *(_timing(timings.get(peer), most) for peer in peers),
                f"{_lead(median)} / {_lead(p95)}",
                _best(median, p95),
            ]
        )
    return _table(["class", *peers, "lead", "best peer"], rows)


def _others(size: SizeFigures, peers: list[str]) -> str:
    """What is no class: updates, cold start and memory; and Filon's whole page."""
    rows = [
        _figures("one dispatch added and visible", size.updates, peers, _milliseconds),
        _figures("cold process to first answer", size.cold, peers, _milliseconds),
        _figures("memory of a searching process", size.memory, peers, _megabytes),
    ]
    if size.page:
        for name, value in (("median", size.page.median), ("p95", size.page.p95)):
            rows.append(_figures(f"a whole page, {name}", {FILON: value}, peers, _milliseconds))
    return _table(["", *peers, "lead", "best peer"], rows)


def _figures(
    title: str, figures: Mapping[str, float], peers: list[str], show: Callable[[float], str]
) -> Row:
    own = figures.get(FILON)
    lead = lead_in_time(own, others(figures)) if own else None
    shown = (show(figures[peer]) if peer in figures else MISSING for peer in peers)
    return [title, *shown, _lead(lead), _best(lead)]


def _timing(timing: Timing | None, most: int) -> str:
    if timing is None:
        return MISSING
    asked = f" ({timing.queries})" if timing.queries < most else ""
    return f"{timing.median * 1e3:.3g} / {timing.p95 * 1e3:.3g}{asked}"


def _lead(lead: Lead | None) -> str:
    return _ratio(lead.ratio if lead else None)


def _best(*leads: Lead | None) -> str:
    return ", ".join(dict.fromkeys(lead.peer for lead in leads if lead)) or MISSING


def _ratio(ratio: float | None) -> str:
    return MISSING if ratio is None else f"{ratio:.2g} ×" if ratio < 10 else f"{ratio:.0f} ×"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1e3:.3g} ms"


def _megabytes(size: float) -> str:
    return f"{size / 1e6:,.0f} MB"


def _table(columns: Row, rows: Sequence[Row]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _list(items: Sequence[str]) -> list[str]:
    return ["".join(f"- {item}\n" for item in items)] if items else []
