"""What is measured in a process of its own: `python -m benchmarks.engines.child TASK JSON`.

Each task takes its arguments as one JSON object and prints its figures as one JSON value.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.engines import clock, corpora, peers
from benchmarks.engines.asking import ask
from benchmarks.engines.figures import Build
from benchmarks.engines.pages import FilonPages, page_seconds, requests
from benchmarks.engines.peer import ClassQuery, Peer, Shape
from corpus.dispatch import Dispatch

UPDATES = 11
QUERIES_FOR_MEMORY = 5


def main() -> None:
    task, arguments = sys.argv[1], json.loads(sys.argv[2])
    print(json.dumps(TASKS[task](**arguments)))


def write_corpus(
    folder: str, size: int, seed: int, source: str | None, queries: int
) -> dict[str, int]:
    """The corpus and its questions; the number of its dispatches."""
    if source is None:
        count = corpora.write_synthetic(Path(folder), size, seed)
    else:
        count = corpora.write_given(Path(folder), Path(source))
    corpora.write_queries(Path(folder), queries, seed)
    return {"dispatches": count}


def build(peer: str, corpus: str, folder: str) -> dict[str, Any]:
    """Index a corpus that is in memory already. Memory is what is taken besides it."""
    engine = peers.load(peer)
    dispatches = list(corpora.read_dispatches(Path(corpus)))
    for each in dispatches:
        # A text is kept once it is asked for: that is the corpus's memory, not the engine's.
        _ = each.text
    clock.settle()
    clock.forget_peak()
    before, cpu, begin = clock.memory_now(), clock.cpu_seconds(), time.perf_counter()
    engine.index(dispatches, Path(folder))
    wall, cpu = time.perf_counter() - begin, clock.cpu_seconds() - cpu
    memory = max(0, clock.memory_peak() - before)
    return asdict(Build(len(dispatches), wall, cpu, memory, clock.disk_bytes(Path(folder))))


def search(indexes: dict[str, str], corpus: str, budget: float) -> dict[str, Any]:
    """Every question to every peer. `indexes` are folders by the peer's name."""
    engines, failures = [], []
    for name, folder in indexes.items():
        try:
            engines.append(_opened(name, folder))
        except Exception as error:  # whatever a peer raises, the others are asked
            failures.append(f"opening, {name}: {error!r}")
    queries = corpora.read_queries(Path(corpus))
    clock.settle()
    asked = asdict(ask(engines, queries, budget))
    return {**asked, "failures": failures + asked["failures"]}


def memory(peer: str, folder: str, corpus: str) -> dict[str, int]:
    """The most memory that a process takes which only asks this peer."""
    engine = _opened(peer, folder)
    for queries in corpora.read_queries(Path(corpus)).values():
        for query in queries[-QUERIES_FOR_MEMORY:]:
            if query.needs <= engine.abilities:
                engine.search(engine.prepare(query))
    return {"bytes": clock.memory_peak()}


def update(peer: str, folder: str, corpus: str) -> dict[str, float]:
    """The median of some updates, each checked to be visible. The index is changed."""
    engine = _opened(peer, folder)
    samples = list(islice(corpora.read_dispatches(Path(corpus)), UPDATES + 1))
    clock.settle()
    engine.begin_updates()
    times = [_update(engine, each, number) for number, each in enumerate(samples)]
    # The first one pays for whatever is made once.
    return {"seconds": median(times[1:])}


def _update(engine: Peer, sample: Dispatch, number: int) -> float:
    word = f"zzupdate{'abcdefghijklmnopqrstuvwxyz'[number]}"
    added = replace(sample, uid=f"update-{number}", headline=f"{word} {sample.headline}")
    question = engine.prepare(ClassQuery(Shape.TERM, (word,)))

    def work() -> None:
        engine.update_one(added)
        found = engine.search(question).total
        if found != 1:
            raise AssertionError(f"{found} dispatches are visible after the update, not 1")

    return clock.seconds(work)


def pages(folder: str, corpus: str) -> dict[str, Any]:
    """Filon's whole pages, over all classes."""
    engine = FilonPages(Path(folder))
    clock.settle()
    asked = corpora.read_queries(Path(corpus)).values()
    samples = [page_seconds(engine, request) for queries in asked for request in requests(queries)]
    return asdict(clock.timing(samples))


def _opened(name: str, folder: str) -> Peer:
    engine = peers.load(name)
    engine.open(Path(folder))
    return engine


TASKS: dict[str, Callable[..., Any]] = {
    each.__name__: each for each in (write_corpus, build, search, memory, update, pages)
}

if __name__ == "__main__":
    main()
