"""Whatever the order in which events come, and whatever ends the process, the index is the same.

The same dispatches live, in the same versions, and every query has the same total, facets and
first hits. What was not acknowledged is sent again, and some of what was, too.
"""

from __future__ import annotations

import select
import shutil
from functools import partial
from pathlib import Path
from random import Random

import pytest

from corpus import record
from corpus.dispatch import Dispatch
from index.check import check
from index.snapshot import Address, IndexReader
from index.writer import IndexWriter
from search.local import LocalBackend
from search.request import SearchRequest
from tests.reliability.child import Fork, Report, Say, run
from tests.reliability.conftest import Scale, Tell
from tests.reliability.faults import Quick
from tests.reliability.lives import NOW, WORDS, events
from tests.reliability.workload import orphans

QUERIES = 60
TOP = 20


@pytest.fixture
def subject() -> str:
    return "index"


def test_every_order_ends_in_the_same_index(
    subject: str, folder: str, scale: Scale, seed: int, tell: Tell
) -> None:
    count, orders = scale(150, 1_000), scale(4, 50)
    report = run(every_order, folder=folder, count=count, orders=orders, seed=seed)
    assert report.counts["orders"] == orders
    assert report.counts["kills"] > orders
    assert min(report.counts[each] for each in ("withdrawn", "held back", "kept versions")) > 0
    tell("orders of arrival", report)


def every_order(folder: str, count: int, orders: int, seed: int) -> Report:
    report, sent = Report(), events(count, seed)
    expected: dict[str, object] = {}
    for order in range(orders):
        index, random = Path(folder) / "index", Random(seed + order)
        given = sent if order == 0 else random.sample(sent, len(sent))
        _deliver(index, given, random, report)
        found = _seen(index, sent)
        expected = expected or found
        for name, value in found.items():
            if value != expected[name]:
                report.failures.append(f"order {order}: {name}: {value} not {expected[name]}")
        report.check(f"order {order}", [str(each.message) for each in check(index)])
        report.check(f"order {order}", sorted(orphans(index)))
        report.counts["orders"] += 1
        if order == 0:
            _count(index, report)
        shutil.rmtree(index)
    return report


def _deliver(index: Path, given: list[Dispatch], random: Random, report: Report) -> None:
    """Send it all, by processes that are killed one after the other."""
    acknowledged = 0
    while acknowledged < len(given):
        # A sender that does not know what came last begins some events before.
        start = max(0, acknowledged - random.randrange(10))
        batch, most = random.randint(1, 40), random.randrange(8)
        with Fork(partial(_send, index, given, start, batch)) as fork:
            said = [line for _ in range(most) if (line := fork.line())]
            select.select([], [], [], random.random() * 0.01)
            fork.kill()
            fork.status()
            said += fork.lines()
        report.counts["kills"] += 1
        report.counts["commits"] += len(said)
        acknowledged = int(said[-1]) if said else acknowledged


def _send(index: Path, given: list[Dispatch], start: int, batch: int, say: Say) -> None:
    with IndexWriter(index, wait=0, files=Quick()) as writer:
        for at in range(start, len(given), batch):
            for each in given[at : at + batch]:
                writer.add(each)
            writer.commit()
            say(min(at + batch, len(given)))


def _seen(index: Path, sent: list[Dispatch]) -> dict[str, object]:
    """All that can be asked of an index, by what was asked."""
    backend = LocalBackend(index, today=NOW.date, now=NOW.timestamp)
    found: dict[str, object] = {}
    for uid in sorted({each.uid for each in sent}):
        living = backend.get(uid)
        found[f"living {uid}"] = living and record.dumps(living)
        found[f"versions {uid}"] = backend.versions(uid)
        found[f"texts {uid}"] = [
            text and record.dumps(text)
            for each in backend.versions(uid)
            for text in [backend.get(uid, each.number, each.digest)]
        ]
    texts = ["", *_queries()]
    for text in texts:
        result = backend.search(SearchRequest(text))
        found[f"total of «{text}»"] = result.total
        found[f"facets of «{text}»"] = result.facets
    statistics = backend.statistics()
    found["dispatches"] = statistics.dispatches, statistics.months, statistics.agencies
    # Scores count documents that were replaced until a merge leaves them out.
    with IndexWriter(index, files=Quick()) as writer:
        writer.optimise()
    for text in texts:
        hits = backend.search(SearchRequest(text, size=TOP)).hits
        found[f"first of «{text}»"] = [(hit.uid, hit.version, round(hit.score, 9)) for hit in hits]
    backend.close()
    return found


def _queries() -> list[str]:
    random = Random(1)
    words = [" ".join(random.sample(WORDS, random.randint(1, 2))) for _ in range(QUERIES)]
    return [*words, "statut:cancelled", "gaz OU port", '"gaz port"', "annulation"]


def _count(index: Path, report: Report) -> None:
    """What there is of each kind, so that a test of nothing is seen."""
    snapshot = IndexReader(index).newest()
    living = [
        snapshot.dispatch(Address(number, document))
        for number, segment in enumerate(snapshot.segments)
        for document in segment.living.tolist()
    ]
    seen = snapshot.at(int(NOW.timestamp()))
    report.counts["dispatches"] = snapshot.live
    report.counts["held back"] = snapshot.live - seen.live
    report.counts["withdrawn"] = sum(each.status.value == "cancelled" for each in living)
    report.counts["kept versions"] = sum(entry.records for entry in snapshot.held.manifest.history)
