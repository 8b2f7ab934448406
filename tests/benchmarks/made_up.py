"""Made-up figures, so that ratios and aims can be worked out by hand."""

from __future__ import annotations

from benchmarks.engines.classes import CLASSES
from benchmarks.engines.figures import Build, Run, SizeFigures, Timing

MB = 10**6


def build(rate: float, *, count: int = 1_000, memory: int = 0, disk: int = 0) -> Build:
    """An index built at `rate` dispatches per CPU second, and at half of it by the clock."""
    return Build(count, wall=2 * count / rate, cpu=count / rate, memory=memory, disk=disk)


def size_figures(count: int = 1_000) -> SizeFigures:
    """Filon takes 1 ms / 2 ms in each class, tantivy 4 and 10, plain Whoosh 100 and 5."""
    timings = {
        each.title: {
            "Filon": Timing(0.001, 0.002, 25),
            "tantivy": Timing(0.004, 0.010, 25),
            "plain Whoosh": Timing(0.100, 0.005, 3),
        }
        for each in CLASSES
    }
    return SizeFigures(
        count,
        builds={
            "Filon": build(20_000, count=count, disk=150 * MB),
            "tantivy": build(8_000, count=count, disk=100 * MB),
            "plain Whoosh": build(400, count=count, disk=300 * MB),
        },
        end_to_end={
            "1": build(9_000, count=count, memory=900 * MB),
            "2": build(13_500, count=count, memory=900 * MB),
        },
        timings=timings,
        memory={"Filon": 500 * MB, "tantivy": 250 * MB},
        updates={"Filon": 0.020, "tantivy": 0.010},
        cold={"Filon": 0.200, "tantivy": 0.050},
        page=Timing(0.004, 0.016, 100),
        compared=12,
        disagreements=["one term, mot: tantivy, plain Whoosh: totals 1, 2"],
        failures=["update, bm25s: it has none"],
    )


def run(*sizes: SizeFigures) -> Run:
    return Run(
        day="2024-05-01",
        command="python -m benchmarks.engines --sizes 1000",
        corpus="synthetic dispatches, seed 1",
        machine={"cores": "2"},
        versions={"Filon": "0.1.0", "tantivy": "0.27.0", "plain Whoosh": "2.7.4"},
        absent={"bm25s_scores": "bm25s is not installed"},
        sizes=list(sizes),
    )
