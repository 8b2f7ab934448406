"""What reading costs: from the bytes of a file up to drafts, beside the parsers that it stands on.

Two corpora: invented dispatches (`corpus.synthetic`) in documents of each format, and the product's
own samples. In each round Filon reads all documents of a format, and each parser alone parses the
same bytes, in turn; what is given is the median over rounds, of CPU time, and the median of the
ratios within a round. Where there is no parser the measure is the engine: what it takes to index
the same dispatches, whose words it knows already (the stricter measure) or has never met.

    python -m benchmarks.read [--count N] [--rounds N] [--only FORMAT…] [--report FOLDER]
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from benchmarks.near_duplicates import indexing_cost
from benchmarks.read_documents import WRITERS, Documents
from benchmarks.read_figures import Figures, Run, own_times, setting
from benchmarks.read_official import official_outcomes
from benchmarks.read_peers import PARSERS, read
from benchmarks.read_report import markdown, table_of
from corpus import synthetic
from corpus.dispatch import Dispatch
from corpus.readers.draft import Draft
from corpus.readers.registry import HEAD_BYTES, find_files, reader_of
from index.collecting import rarely_collecting
from index.lexicon import Lexicon

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "corpus" / "samples"
REPORTS = ROOT / "benchmarks" / "reports"
INDEXED = frozenset(("json-lines", "text", "iptc-7901", "anpa-1312"))
"""The readers that are measured by what indexing costs."""
AGAIN = 20
"""How often a sample is read in a round: there are few."""

Step = Callable[[], float]
"""Does one piece of work and gives the seconds of CPU that it took."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000, help="invented dispatches")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", nargs="*", default=(), metavar="FORMAT")
    parser.add_argument("--report", type=Path, metavar="FOLDER", help="where the report goes")
    options = parser.parse_args()
    run = Run(
        day=date.today().isoformat(),
        command=f"python -m benchmarks.read --count {options.count} --rounds {options.rounds}",
        setting=setting(),
        rounds=options.rounds,
        figures=[*figures_of(options.count, options.rounds, options.only)],
        official=official_outcomes(),
    )
    if options.report is not None:
        target = options.report / f"{run.day}-reading"
        target.with_suffix(".json").write_text(
            json.dumps(asdict(run), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        target.with_suffix(".md").write_text(markdown(run), encoding="utf-8")


def figures_of(count: int, rounds: int, only: Sequence[str]) -> Iterator[Figures]:
    """The figures of every format, printed as they are found."""
    dispatches = [*synthetic.dispatches(count)]
    corpora = [("synthetic", title, write(dispatches)) for title, write in WRITERS.items()]
    corpora += [("samples", name, found * AGAIN) for name, found in samples().items()]
    for corpus, title, documents in corpora:
        if only and title not in only:
            continue
        given = dispatches if corpus == "synthetic" else []
        found = measured(corpus, title, documents, given, rounds)
        print(table_of([found]).splitlines()[-1], flush=True)
        yield found


def samples() -> Mapping[str, Documents]:
    """The samples by the name of their format."""
    found: dict[str, Documents] = {}
    for path in find_files([str(SAMPLES)]):
        data = path.read_bytes()
        reader = reader_of(data[:HEAD_BYTES])
        assert reader is not None  # each is read or refused by some reader
        found.setdefault(reader.name, []).append(data)
    return found


def measured(
    corpus: str, title: str, documents: Documents, dispatches: Sequence[Dispatch], rounds: int
) -> Figures:
    """The costs of reading documents and of each peer, by turns."""
    reader = reader_of(documents[0][:HEAD_BYTES])
    assert reader is not None
    steps: dict[str, Step] = {
        name: in_turn(parse, documents) for name, parse in PARSERS.get(reader.name, {}).items()
    }
    if reader.name in INDEXED and dispatches:
        steps |= indexing(dispatches)
    own = in_turn(read, documents)
    costs: dict[str, list[float]] = {name: [] for name in steps}
    ours: list[float] = []
    own()
    with rarely_collecting():
        for number in range(rounds):
            order = [("", own), *steps.items()]
            for name, step in order if number % 2 else order[::-1]:
                (costs[name] if name else ours).append(step())
    drafts = sum(isinstance(each, Draft) for document in documents for each in read(document))
    return Figures(
        corpus=corpus,
        title=title,
        reader=reader.name,
        documents=len(documents),
        dispatches=drafts,
        size=sum(map(len, documents)),
        seconds=statistics.median(ours),
        spread=(min(ours), max(ours)),
        peers={name: statistics.median(of_one) for name, of_one in costs.items()},
        ratios={
            name: statistics.median(own / peer for own, peer in zip(ours, of_one, strict=True))
            for name, of_one in costs.items()
        },
        profile=own_times(lambda: own()),
    )


def in_turn(work: Callable[[bytes], object], documents: Documents) -> Step:
    def step() -> float:
        begin = time.process_time()
        for document in documents:
            work(document)
        return time.process_time() - begin

    return step


def indexing(dispatches: Sequence[Dispatch]) -> dict[str, Step]:
    """Indexing the same dispatches, by an engine that knows all their words and by a new one."""
    known = Lexicon()

    def cost(lexicon: Lexicon) -> float:
        each, _ = indexing_cost(dispatches, len(dispatches), lexicon, is_on=True)
        return each * len(dispatches) / 1e6

    cost(known)
    return {
        "indexing, words known": lambda: cost(known),
        "indexing, words new": lambda: cost(Lexicon()),
    }


if __name__ == "__main__":
    main()
