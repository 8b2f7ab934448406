"""However the same dispatches came into an index, it gives the same answers in the same order.

They are indexed as they are, then shuffled, in other batches, by a writer that ends without a word
and another that begins again. A push asks few queries; FILON_TORTURE=1 asks them all.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from random import Random

import pytest

from corpus.dispatch import Dispatch
from corpus.errors import RequestError
from index.writer import IndexWriter
from search.local import LocalBackend
from search.request import SearchRequest
from tests.search.duel.corpus import dispatches, revised
from tests.search.duel.documents import Document
from tests.search.duel.queries import Queries

SEED = int(os.environ.get("FILON_SEED", "20240612"))
QUERIES = 500 if os.environ.get("FILON_TORTURE") == "1" else 100
TOP = 20
NEAR = 1e-9


def index(folder: Path, batches: Iterable[Sequence[Dispatch]]) -> None:
    with IndexWriter(folder) as writer:
        for batch in batches:
            for each in batch:
                writer.add(each)
            writer.commit()


def replay(folder: Path, given: Sequence[Dispatch], random: Random) -> None:
    """Index the same, shuffled, in batches of other sizes, with a writer that ends amid a batch."""
    shuffled = random.sample(given, len(given))
    cuts = sorted(random.sample(range(1, len(shuffled)), 10))
    batches = [shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, len(shuffled)], strict=True)]
    index(folder, batches[:4])
    with IndexWriter(folder) as writer:
        for each in batches[4] + batches[5][:-1]:
            writer.add(each)
    index(folder, batches)


def tops(folder: Path, texts: Sequence[str]) -> list[list[tuple[str, float]]]:
    """The uid and score of the first of each query."""
    backend = LocalBackend(folder, today=lambda: date(2021, 1, 2))
    found = []
    for text in texts:
        try:
            result = backend.search(SearchRequest(text, size=TOP))
        except RequestError:
            found.append([])
            continue
        found.append([(hit.uid, hit.score) for hit in result.hits])
    backend.close()
    return found


def compare(first: Path, second: Path, given: Sequence[Dispatch]) -> None:
    random = Random(SEED)
    queries = Queries(random, [Document(each, True) for each in given])
    texts = [queries.text() for _ in range(QUERIES)]
    found = tops(first, texts)
    assert sum(map(bool, found)) > QUERIES // 3
    for text, ours, theirs in zip(texts, found, tops(second, texts), strict=True):
        print(f"FILON_SEED={SEED}: {text}")
        assert [uid for uid, _ in ours] == [uid for uid, _ in theirs]
        assert dict(ours) == pytest.approx(dict(theirs), rel=0, abs=NEAR)


def test_the_same_dispatches_give_the_same_answers(tmp_path: Path) -> None:
    given = dispatches(SEED)
    first, second = tmp_path / "first", tmp_path / "second"
    index(first, [given])
    replay(second, given, Random(SEED))
    compare(first, second, given)


def test_updated_dispatches_give_the_same_answers_once_optimised(tmp_path: Path) -> None:
    random = Random(SEED)
    given = dispatches(SEED)
    newer = [revised(each, random) for each in random.sample(given, 60)]
    first, second = tmp_path / "first", tmp_path / "second"
    index(first, [given, newer[:20], newer[20:]])
    replay(second, [*given, *newer], random)
    for folder in (first, second):
        with IndexWriter(folder) as writer:
            writer.optimise()
    compare(first, second, given)
