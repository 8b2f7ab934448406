"""Asks all peers the same questions in turn, in one process and one thread, and takes the time.

The peers take turns query by query, in an order that moves on, so that none has the warmer caches.
Each is asked once to warm up, which gives its answer, then a few times against the clock; the
figure for a query is the median of these. A peer that has used up its time in a class is asked no
more in it: its timing says how many queries it holds.
"""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations

from benchmarks.engines.clock import seconds, timing
from benchmarks.engines.figures import Timing
from benchmarks.engines.peer import Answer, ClassQuery, Peer

REPEATS = 7
FEWER = 2
SLOW = 0.05
"""Seconds; what takes longer has its time taken `FEWER` times."""
AT_LEAST = 3
"""Queries of a class that a peer is asked whatever it takes."""


@dataclass
class Asked:
    """`compared` is how many pairs of answers had to agree, `disagreements` those that did not."""

    timings: dict[str, dict[str, Timing]] = field(default_factory=dict)
    compared: int = 0
    disagreements: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def ask(peers: Sequence[Peer], queries: Mapping[str, Sequence[ClassQuery]], budget: float) -> Asked:
    """Ask every class of every peer; `budget` is in seconds for each peer and class."""
    asked = Asked()
    for title, of_class in queries.items():
        samples: dict[str, list[float]] = defaultdict(list)
        spent: dict[str, float] = defaultdict(float)
        for number, query in enumerate(of_class):
            answers: dict[str, Answer] = {}
            for peer in _in_turn(peers, number):
                is_spent = spent[peer.title] > budget and number >= AT_LEAST
                if is_spent or not query.needs <= peer.abilities:
                    continue
                begin = time.perf_counter()
                try:
                    answers[peer.title], taken = _take(peer, query)
                    samples[peer.title].append(taken)
                except Exception as error:  # whatever a peer raises, the others are asked
                    asked.failures.append(f"{title}, {peer.title}: {error!r}")
                spent[peer.title] += time.perf_counter() - begin
            _compare(asked, title, query, [(each, answers.get(each.title)) for each in peers])
        asked.timings[title] = {peer: timing(times) for peer, times in samples.items()}
    return asked


def _in_turn(peers: Sequence[Peer], number: int) -> Sequence[Peer]:
    first = number % len(peers)
    return [*peers[first:], *peers[:first]]


def _take(peer: Peer, query: ClassQuery) -> tuple[Answer, float]:
    """The answer, and the seconds that it takes."""
    prepared = peer.prepare(query)
    begin = time.perf_counter()
    answer = peer.search(prepared)
    repeats = FEWER if time.perf_counter() - begin > SLOW else REPEATS
    work = partial(peer.search, prepared)
    return answer, statistics.median(seconds(work) for _ in range(repeats))


def _compare(
    asked: Asked, title: str, query: ClassQuery, answers: Sequence[tuple[Peer, Answer | None]]
) -> None:
    """Totals and facets of peers that analyse alike are to be the same."""
    for (one, first), (other, second) in combinations(answers, 2):
        if first is None or second is None or one.analysis != other.analysis:
            continue
        asked.compared += 1
        names = f"{title}, {' '.join(query.words)}: {one.title}, {other.title}"
        if first.total != second.total:
            asked.disagreements.append(f"{names}: totals {first.total}, {second.total}")
        elif first.facets != second.facets:
            asked.disagreements.append(f"{names}: facets")
