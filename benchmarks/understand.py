"""What it costs to understand a dispatch: its dateline, dates and departments, in µs of CPU.

The corpus is the sample dispatches of some 250 words, each read many times; the figure for one is
the median of its readings, the figure printed the median and the 95th percentile over dispatches.

    python -m benchmarks.understand [--words LOW HIGH] [--rounds N]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from corpus.agencies import agency_named
from corpus.dateline import find_dateline, strip_signoff
from corpus.departments import find_departments
from corpus.events import find_events
from corpus.readers.draft import Draft
from corpus.readers.registry import find_files, read_path
from corpus.understand import SCANNER, understand

SAMPLES = Path(__file__).parents[1] / "corpus" / "samples"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", nargs=2, type=int, default=(200, 300), metavar=("LOW", "HIGH"))
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    drafts = drafts_of(*options.words)
    low, high = options.words
    print(f"{len(drafts)} dispatches of {low} to {high} words, {options.rounds} rounds")
    print(f"{'µs of CPU a dispatch':20} {'median':>8} {'p95':>8}")
    costs: dict[str, list[float]] = {}
    for draft in drafts:
        for name, step in steps(draft).items():
            costs.setdefault(name, []).append(cost(step, options.rounds))
    for name, readings in costs.items():
        p95 = sorted(readings)[int(0.95 * (len(readings) - 1))]
        print(f"{name:20} {statistics.median(readings):8.1f} {p95:8.1f}")


def drafts_of(low: int, high: int) -> list[Draft]:
    """The sample dispatches of that many words."""
    found = (each for path in find_files([str(SAMPLES)]) for each in read_path(path))
    drafts = [each for each in found if isinstance(each, Draft)]
    return [draft for draft in drafts if low <= words_in(draft) <= high]


def words_in(draft: Draft) -> int:
    return sum(len(paragraph.split()) for paragraph in draft.paragraphs)


def steps(draft: Draft) -> dict[str, Callable[[], object]]:
    """Each part of the work on one dispatch, and the three parts together."""
    dispatch = understand(draft)
    text, first, last = dispatch.text, draft.paragraphs[0], draft.paragraphs[-1]
    agency = agency_named(dispatch.agency) if dispatch.agency else None
    country = agency.country if agency else ""
    hits = SCANNER.scan(text)

    def together() -> None:
        find_dateline(first)
        strip_signoff(last)
        found = SCANNER.scan(text)
        find_departments(text, found, country=country)
        find_events(text, found, dispatch.issued)

    return {
        "dateline, sign-off": lambda: (find_dateline(first), strip_signoff(last)),
        "triggers": lambda: SCANNER.scan(text),
        "departments": lambda: find_departments(text, hits, country=country),
        "dates": lambda: find_events(text, hits, dispatch.issued),
        "all of these": together,
        "understand, whole": lambda: understand(draft),
    }


def cost(step: Callable[[], object], rounds: int) -> float:
    """The median of many readings, in µs of CPU."""
    readings = []
    for _ in range(rounds):
        begin = time.process_time_ns()
        step()
        readings.append(time.process_time_ns() - begin)
    return statistics.median(readings) / 1000


if __name__ == "__main__":
    main()
