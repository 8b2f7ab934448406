"""Brings in with several processes, and compares what came of it with what one process makes."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from corpus.dispatch import Dispatch
from corpus.limits import LIMITS
from index.comparison import Outcome
from index.ingest import Ingestion, Summary
from index.parallel import ingest_files
from index.snapshot import Address, IndexReader
from index.writer import Commit, IndexWriter
from search.local import LocalBackend
from search.request import SearchRequest
from tests.conftest import TODAY
from tests.reliability.workload import orphans

Commits = list[tuple[int, tuple[tuple[str, Outcome], ...]]]
TEXT = "gaz pétrole ministre libyen port grève école budget loi Tripoli Alger route eau blé"
WORDS = TEXT.split()


def ingest(
    folder: Path, paths: Sequence[Path], jobs: int, batch: int = LIMITS.batch_dispatches
) -> tuple[Summary, Commits]:
    commits: Commits = []

    def acknowledge(commit: Commit, summary: Summary) -> None:
        commits.append((commit.generation, commit.outcomes))

    with IndexWriter(folder) as writer:
        ingestion = Ingestion(writer, batch, acknowledge=acknowledge)
        summary = ingest_files(ingestion, paths, jobs)
    assert summary.generation == IndexReader(folder).newest().generation >= commits[-1][0]
    # More segments are merged at the end of more jobs, in generations of their own.
    return replace(summary, generation=0), commits


def content(folder: Path) -> dict[str, Dispatch]:
    snapshot = IndexReader(folder).newest()
    found = [
        snapshot.dispatch(Address(index, number))
        for index, segment in enumerate(snapshot.segments)
        for number in segment.living.tolist()
    ]
    assert len({each.uid for each in found}) == len(found)
    return {each.uid: each for each in found}


def histories(folder: Path) -> dict[str, list[Dispatch]]:
    """Every text of each uid that lives, the newest first."""
    snapshot = IndexReader(folder).newest()
    return {uid: [kept.dispatch for kept in snapshot.versions(uid)] for uid in content(folder)}


Answer = tuple[int, object, list[tuple[str, float]]]


def answers(folder: Path) -> list[Answer]:
    """Totals, hits in their order, scores and facets of fifty queries."""
    draw = random.Random(5)
    texts = [" ".join(draw.sample(WORDS, draw.randint(1, 2))) for _ in range(40)]
    texts += ["", "gaz*", '"du gaz"', "gaz OU port", "gaz SAUF port", "titre:gaz", "agence:Lana",
              "departement:ministère", "lieu:Tripoli", "nom:Kadhafi"]  # fmt: skip
    backend = LocalBackend(folder, today=lambda: TODAY)
    results = [backend.search(SearchRequest(text)) for text in texts]
    backend.close()
    return [
        (found.total, found.facets, [(hit.uid, hit.score) for hit in found.hits])
        for found in results
    ]


def assert_alike(tmp_path: Path, paths: Sequence[Path], batch: int, jobs: int = 2) -> None:
    one, several = tmp_path / "one", tmp_path / "several"
    expected = ingest(one, paths, 1, batch)
    assert ingest(several, paths, jobs, batch) == expected
    assert content(several) == content(one)
    assert histories(several) == histories(one)
    # Scores count documents that were replaced until a merge leaves them out, and more segments
    # are merged at other times: until then only what is found and counted is the same.
    assert [each[:2] for each in answers(several)] == [each[:2] for each in answers(one)]
    if any(has_dead(folder) for folder in (one, several)):
        for folder in (one, several):
            with IndexWriter(folder) as writer:
                writer.optimise()
    assert answers(several) == answers(one)
    assert not orphans(several)


def has_dead(folder: Path) -> bool:
    snapshot = IndexReader(folder).newest()
    return snapshot.live < snapshot.documents


def write_versions(path: Path, count: int, seed: int) -> None:
    """Lines of few uids, whose versions rise, fall and are repeated with the same words or others,
    with lines between them that are refused or blank."""
    draw = random.Random(seed)
    lines = []
    for number in range(count):
        record = {
            "id": f"u{draw.randrange(count // 5)}",
            "version": draw.choice([1, 2, 2, 3]),
            "headline": f"Titre {draw.choice(WORDS)}",
            "body": " ".join(draw.choices(WORDS, k=draw.choice([2, 30, 60]))) + ".",
            "date": f"2021-05-{1 + number % 28:02}",
        }
        lines.append(json.dumps(record, ensure_ascii=False))
        lines += draw.choices(["", "{", '{"date": 7}', "[]"], k=draw.random() < 0.05)
    ending = draw.choice(["\n", "\r\n"])
    path.write_text(ending.join(lines), encoding="utf-8-sig", newline="")
