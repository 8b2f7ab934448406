"""Draws a run: the latency of each class at the largest size, and what size costs.

Times are on logarithmic scales: engines differ by orders of magnitude.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks.engines.classes import CLASSES
from benchmarks.engines.figures import FILON, Run, SizeFigures

COLOURS = ("#b3261e", "#1f6feb", "#2e7d32", "#8e5bb5", "#8a6d1b", "#4a4a4a")
COST_CLASSES = ("one term", "3 terms OR + date + facets", "phrase")
STYLES = ("-", "--", ":")


def draw(run: Run, file: Path) -> None:
    """Write the plot as SVG, the same bytes for the same figures."""
    colours = dict(zip(run.versions, COLOURS, strict=False))
    with mpl.rc_context({"svg.hashsalt": run.day, "font.size": 9}):
        figure = Figure(figsize=(13, 9), layout="constrained")
        axes = figure.subplot_mosaic([["classes", "costs"], ["classes", "indexing"]])
        if run.sizes and any(run.sizes[-1].timings.values()):
            _draw_classes(axes["classes"], run.sizes[-1], colours)
        _draw_costs(axes["costs"], run.sizes, colours)
        _draw_indexing(axes["indexing"], run.sizes, colours)
        figure.suptitle(f"Filon's engine and its peers, {run.day}")
        named = axes["indexing"].get_legend_handles_labels()
        figure.legend(*named, loc="outside lower center", ncols=len(COLOURS))
        figure.savefig(file, format="svg", metadata={"Date": None})


def _draw_classes(axes: Any, size: SizeFigures, colours: dict[str, str]) -> None:
    """A point at each median, a line from it to the 95th percentile."""
    titles = [each.title for each in CLASSES]
    for number, (peer, colour) in enumerate(colours.items()):
        shift = (number - (len(colours) - 1) / 2) * 0.14
        rows = [
            (at + shift, size.timings[title][peer])
            for at, title in enumerate(titles)
            if peer in size.timings.get(title, {})
        ]
        heights = [height for height, _ in rows]
        medians = [timing.median * 1e3 for _, timing in rows]
        axes.hlines(heights, medians, [timing.p95 * 1e3 for _, timing in rows], colors=colour)
        marker = "D" if peer == FILON else "o"
        axes.plot(medians, heights, marker, color=colour, markersize=4.5)
    axes.set(xscale="log", xlabel="ms: median, and the line to the 95th percentile")
    axes.set_title(f"Latency at {size.dispatches:,} dispatches")
    axes.set_yticks(range(len(titles)), titles)
    axes.invert_yaxis()
    axes.grid(axis="x", alpha=0.3)


def _draw_costs(axes: Any, sizes: list[SizeFigures], colours: dict[str, str]) -> None:
    for title, style in zip(COST_CLASSES, STYLES, strict=True):
        for peer, colour in colours.items():
            points = [
                (size.dispatches, size.timings[title][peer].median * 1e3)
                for size in sizes
                if peer in size.timings.get(title, {})
            ]
            axes.plot(*_columns(points), style, marker=".", color=colour)
        axes.plot([], [], style, color="black", label=title)
    axes.set(xscale="log", yscale="log", xlabel="dispatches", ylabel="ms, median")
    axes.set_title("Cost of a query by size")
    axes.grid(alpha=0.3)
    axes.legend()


def _draw_indexing(axes: Any, sizes: list[SizeFigures], colours: dict[str, str]) -> None:
    for peer, colour in colours.items():
        builds = [size.builds[peer] for size in sizes if peer in size.builds]
        points = [(build.dispatches, build.per_cpu_second) for build in builds]
        axes.plot(*_columns(points), marker=".", color=colour, label=peer)
    axes.set(xscale="log", yscale="log", xlabel="dispatches", ylabel="dispatches / CPU second")
    axes.set_title("Indexing by size")
    axes.grid(alpha=0.3)


def _columns(points: list[tuple[int, float]]) -> tuple[list[int], list[float]]:
    return [x for x, _ in points], [y for _, y in points]
