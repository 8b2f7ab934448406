"""The command line of the benchmark of engines."""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.engines import peers
from benchmarks.engines.figures import Run
from benchmarks.engines.machine import machine, versions
from benchmarks.engines.peer import Peer
from benchmarks.engines.report import markdown
from benchmarks.engines.runner import Measuring
from benchmarks.engines.workspace import Source, open_corpus

REPORTS = Path(__file__).parents[1] / "reports"
SIZES = (20_000, 200_000)
QUERIES = 25
BUDGET = 20.0
ROUNDS = 3
WHOOSH_UP_TO = 200_000
"""Dispatches: it indexes some 400 a second."""
ALL_UP_TO = 200_000

EPILOGUE = """\
A peer that is not installed is left out, and the report says so; `pip install '.[bench]'` installs
all. Figures are worth quoting only from a machine that does nothing else. Plain Whoosh is measured
up to 200,000 dispatches. 1,000,000 want about 8 GB of memory and 20 GB of disk.
"""


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if options.render:
        write_report(Run.from_json(json.loads(options.render.read_text("utf-8"))), options.reports)
        return 0
    engines, absent = installed(options.peers)
    if options.work:
        options.work.mkdir(parents=True, exist_ok=True)
        run = measure(options, options.work, engines, absent)
    else:
        with TemporaryDirectory() as work:
            run = measure(options, Path(work), engines, absent)
    write_report(run, options.reports)
    return 0


def installed(names: list[str]) -> tuple[dict[str, Peer], dict[str, str]]:
    """The peers that can be measured, and for each other one the reason why not."""
    engines: dict[str, Peer] = {}
    absent: dict[str, str] = {}
    for name in names:
        try:
            engines[name] = peers.load(name)
        except ImportError as error:
            absent[name] = f"{error.name or name} is not installed"
    return engines, absent


def measure(
    options: argparse.Namespace, work: Path, engines: dict[str, Peer], absent: dict[str, str]
) -> Run:
    """Take the figures of every size."""
    source = Source(options.seed, options.corpus)
    run = Run(
        day=date.today().isoformat(),
        command=_command(options),
        corpus=source.title,
        machine=machine(),
        versions=versions([*engines.values()]),
        absent=absent,
    )
    for size in sorted(options.sizes) if source.file is None else [0]:
        _say(f"corpus: {f'{size:,} dispatches' if size else source.title}")
        corpus = open_corpus(work, source, size, options.queries)
        asked = able(engines, size, options.all_up_to)
        rounds = options.rounds if size <= options.all_up_to else 1
        measuring = Measuring(corpus, asked, options.budget, _say, rounds, options.rebuild)
        run.sizes.append(measuring.measure())
    return run


def able(engines: dict[str, Peer], size: int, all_up_to: int) -> dict[str, Peer]:
    """The peers to measure at a size: plain Whoosh is slow, and of the largest all but one are."""
    return {
        name: engine
        for name, engine in engines.items()
        if (name != peers.WHOOSH or size <= WHOOSH_UP_TO)
        and (name in (peers.FILON, peers.TANTIVY) or size <= all_up_to)
    }


def write_report(run: Run, folder: Path) -> None:
    """The JSON first: whatever becomes of the drawing, the figures are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    base = folder / f"{run.day}-engines"
    figures = json.dumps(run.to_json(), ensure_ascii=False, indent=1)
    base.with_suffix(".json").write_text(figures + "\n", "utf-8")
    plot = base.with_suffix(".svg")
    base.with_suffix(".md").write_text(markdown(run, plot.name), "utf-8")
    _draw(run, plot)
    _say(f"report: {base.name}.md, .json, .svg")


def _draw(run: Run, file: Path) -> None:
    try:
        # Here, since drawing is the one thing that wants matplotlib.
        from benchmarks.engines.plot import draw
    except ImportError as error:
        _say(f"no plot: {error.name} is not installed")
        return
    draw(run, file)


def _command(options: argparse.Namespace) -> str:
    """The command that takes these figures again, without the machine's paths."""
    words = ["python -m benchmarks.engines"]
    if options.corpus:
        words.append(f"--corpus {options.corpus.name}")
    else:
        words.append(f"--sizes {' '.join(map(str, options.sizes))}")
    words.append(f"--queries {options.queries} --seed {options.seed} --budget {options.budget:g}")
    if options.rounds != ROUNDS:
        words.append(f"--rounds {options.rounds}")
    if options.all_up_to != ALL_UP_TO:
        words.append(f"--all-up-to {options.all_up_to}")
    if options.peers != list(peers.NAMES):
        words.append(f"--peers {' '.join(options.peers)}")
    return " ".join(words)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.engines",
        description="Measures Filon's engine against its peers and writes a dated report.",
        epilog=EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--sizes", nargs="+", type=int, default=SIZES, metavar="N", help="dispatches to invent")
    add("--corpus", type=Path, metavar="FILE", help="a JSON Lines file instead of invented ones")
    add("--peers", nargs="+", default=list(peers.NAMES), choices=peers.NAMES, metavar="PEER")
    add("--queries", type=int, default=QUERIES, metavar="N", help="queries drawn for each class")
    add("--seed", type=int, default=1, metavar="N", help="seed of the corpus and the queries")
    add(
        "--budget",
        type=float,
        default=BUDGET,
        metavar="SECONDS",
        help="for each peer and class; then it is asked no more queries of the class",
    )
    add(
        "--all-up-to",
        type=int,
        default=ALL_UP_TO,
        metavar="N",
        help="above so many dispatches, Filon and tantivy alone are measured",
    )
    add(
        "--rounds",
        type=int,
        default=ROUNDS,
        metavar="N",
        help="how often Filon, tantivy and `filon index` index up to so many, by turns",
    )
    add("--work", type=Path, metavar="DIR", help="keeps corpora and indexes here, and reuses them")
    add("--rebuild", action="store_true", help="indexes anew what the work folder has already")
    add("--reports", type=Path, default=REPORTS, metavar="DIR", help="where the report goes")
    add("--render", type=Path, metavar="FILE", help="writes the report of a JSON report again")
    return parser


def _say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)
