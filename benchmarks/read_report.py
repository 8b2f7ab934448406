"""Writes a run of `benchmarks.read` as Markdown. Nothing is measured here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.read_figures import AIMS, Figures, Run

VERDICTS = {True: "yes", False: "**no**", None: "–"}
HEAD = ("format", "KB", "MB/s", "dispatches/s", "µs", "beside", "aim", "met")


def markdown(run: Run) -> str:
    aims = "; ".join(f"`{name}` {aim.most:g} × {aim.peer}" for name, aim in AIMS.items())
    parts = [
        f"# Reading, {run.day}\n",
        f"`{run.command}`; {', '.join(f'{name} {it}' for name, it in run.setting.items())}.\n",
        f"CPU time from the bytes of a document up to drafts, its reader chosen; medians of "
        f"{run.rounds} rounds, in each of which Filon and every peer take the same bytes by "
        f"turns. KB and µs are those of one dispatch. «3.1 × lxml» says that Filon takes 3.1 times "
        f"as long as lxml's bare parse. Aims, at most: {aims}.\n",
    ]
    for title, corpus in (
        ("Invented dispatches, 249 words at the median", "synthetic"),
        ("The product's samples, which are shorter and odder", "samples"),
    ):
        found = [each for each in run.figures if each.corpus == corpus]
        parts += [f"## {title}\n", table_of(found)]
    parts += ["## Where the time goes\n", *_profiles(run.figures)]
    if run.official:
        rows = [(f"`{name}`", told) for name, told in run.official.items()]
        parts += ["## The official samples\n", _table(("file", "outcome"), rows)]
    return "\n".join(parts)


def table_of(figures: Sequence[Figures]) -> str:
    return _table(HEAD, [_row(each) for each in figures])


def _row(each: Figures) -> Sequence[str]:
    size, seconds, count = each.size, each.seconds, max(each.dispatches, 1)
    return (
        each.title,
        f"{size / count / 1e3:.1f}",
        f"{size / seconds / 1e6:.1f}",
        f"{count / seconds:,.0f}",
        f"{seconds / count * 1e6:,.0f}",
        ", ".join(f"{ratio:.2f} × {name}" for name, ratio in each.ratios.items()) or "–",
        f"{each.aim.most:g}" if each.aim else "–",
        VERDICTS[each.is_met],
    )


def _profiles(figures: Sequence[Figures]) -> Iterator[str]:
    yield (
        "Shares of the functions that take the most by themselves, where an aim is missed; a "
        "profiler makes small functions look dearer than they are.\n"
    )
    rows = [
        (f"{each.title} ({each.corpus})", _shares(each)) for each in figures if each.is_met is False
    ]
    yield _table(("format", "functions"), rows)


def _shares(each: Figures) -> str:
    return ", ".join(f"`{name}` {share:.0%}" for name, share in each.profile.items())


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
