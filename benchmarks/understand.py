"""What it costs to turn what a source gives into a dispatch and its record, in µs of CPU.

Three corpora: the product's own samples, synthetic dispatches (`corpus.synthetic`), and a file of
JSON Lines if one is named; of each, the dispatches whose words are within a range. Every step runs
on all dispatches of a corpus in turn, many times over, so that none finds the processor's caches
warmed by itself. The figure for one dispatch is the median of its readings; the figures printed are
the median and the 95th percentile over dispatches.

«All of these» is what understanding is judged by: dateline and sign-off, triggers, departments and
event dates of one dispatch, one after the other. «Understand» is that and the making of the
`Dispatch`; «read» is from a line of JSON to a draft, «record, digest» what the index stores of a
dispatch, and «whole path» all three. «In groups» is «understand» as indexing does it, many
dispatches step by step together; of it there is but the mean of a corpus.

    python -m benchmarks.understand [--file PATH] [--words LOW HIGH] [--rounds N]
"""

from __future__ import annotations

import argparse
import io
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus import record
from corpus.dateline import find_dateline, strip_signoff
from corpus.departments import find_departments
from corpus.events import find_events
from corpus.readers.draft import Draft
from corpus.readers.jsonlines import JsonLinesReader
from corpus.readers.registry import find_files, read_path
from corpus.synthetic import write_json_lines
from corpus.understand import SCANNER, country_of, understand, understand_all

SAMPLES = Path(__file__).parents[1] / "corpus" / "samples"
SYNTHETIC = 400
WORDS = (180, 400)

Step = Callable[[], object]


@dataclass(frozen=True)
class Case:
    """A draft, and the line of JSON that it was read from; empty when it was none."""

    draft: Draft
    line: bytes = b""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, metavar="PATH", help="JSON Lines to measure as well")
    parser.add_argument("--words", nargs=2, type=int, default=WORDS, metavar=("LOW", "HIGH"))
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    low, high = options.words
    print_costs("samples", [Case(draft) for draft in drafts_of(low, high)], options.rounds)
    lines = io.BytesIO()
    write_json_lines(SYNTHETIC, lines)
    print_costs("synthetic", cases_of(lines.getvalue(), low, high), options.rounds)
    if options.file:
        cases = cases_of(options.file.read_bytes(), low, high)
        print_costs(options.file.name, cases, options.rounds)


def drafts_of(low: int, high: int) -> list[Draft]:
    """The sample dispatches of that many words."""
    found = (each for path in find_files([str(SAMPLES)]) for each in read_path(path))
    drafts = [each for each in found if isinstance(each, Draft)]
    return [draft for draft in drafts if low <= words_in(draft) <= high]


def cases_of(data: bytes, low: int, high: int) -> list[Case]:
    """The dispatches of that many words in JSON Lines."""
    cases = (Case(draft, line) for line in data.splitlines() for draft in read(line))
    return [case for case in cases if low <= words_in(case.draft) <= high]


def read(line: bytes) -> Iterator[Draft]:
    for each in JsonLinesReader().read(io.BytesIO(line), ""):
        if isinstance(each, Draft):
            yield each


def words_in(draft: Draft) -> int:
    return sum(len(paragraph.split()) for paragraph in draft.paragraphs)


def print_costs(title: str, cases: list[Case], rounds: int) -> None:
    """A table of the steps over a corpus."""
    if not cases:
        print(f"\n{title}: no dispatch has that many words")
        return
    words = statistics.median(words_in(case.draft) for case in cases)
    print(f"\n{title}: {len(cases)} dispatches, {words:.0f} words at the median, {rounds} rounds")
    print(f"{'µs of CPU a dispatch':20} {'median':>8} {'p95':>8}")
    of_all = [steps(case) for case in cases]
    for name in of_all[0]:
        costs = sorted(costs_in_turn([of_one[name] for of_one in of_all], rounds))
        p95 = costs[int(0.95 * (len(costs) - 1))]
        print(f"{name:20} {statistics.median(costs):8.1f} {p95:8.1f}")
    drafts = [case.draft for case in cases]
    print(f"{'in groups':20} {cost(lambda: [*understand_all(drafts)], rounds) / len(drafts):8.1f}")


def steps(case: Case) -> dict[str, Step]:
    """Each part of the work on one dispatch, and parts together."""
    draft, line = case.draft, case.line
    dispatch = understand(draft)
    text, first, last = dispatch.text, draft.paragraphs[0], draft.paragraphs[-1]
    country = country_of(dispatch.agency, dispatch.place)
    hits = SCANNER.scan(text)

    def together() -> None:
        find_dateline(first)
        strip_signoff(last)
        found = SCANNER.scan(text)
        find_departments(text, found, country=country)
        find_events(text, found, dispatch.issued)

    def whole_path() -> None:
        for draft in read(line):
            record.dumps_and_digest(understand(draft))

    found: dict[str, Step] = {
        "dateline, sign-off": lambda: (find_dateline(first), strip_signoff(last)),
        "triggers": lambda: SCANNER.scan(text),
        "departments": lambda: find_departments(text, hits, country=country),
        "dates": lambda: find_events(text, hits, dispatch.issued),
        "all of these": together,
        "understand": lambda: understand(draft),
        "record, digest": lambda: record.dumps_and_digest(dispatch),
    }
    return found | {"read": lambda: [*read(line)], "whole path": whole_path} if line else found


def costs_in_turn(of_all: list[Step], rounds: int) -> list[float]:
    """The median of many readings of one step on each dispatch, in µs of CPU."""
    readings: list[list[int]] = [[] for _ in of_all]
    for _ in range(rounds):
        for step, of_one in zip(of_all, readings, strict=True):
            begin = time.process_time_ns()
            step()
            of_one.append(time.process_time_ns() - begin)
    return [statistics.median(of_one) / 1000 for of_one in readings]


def cost(step: Step, rounds: int) -> float:
    """The median of many readings of one step, in µs of CPU."""
    return costs_in_turn([step], rounds)[0]


if __name__ == "__main__":
    main()
