"""Near-duplicates: what finding them costs as dispatches are indexed, and how well they are found.

Cost: the CPU time of an `IndexWriter` over synthetic dispatches (`corpus.synthetic`) that are in
memory already, in batches, with signatures and without, by turns, by a writer that knows no words
and by one that knows all of them; and of some of them with datasketch (MinHash of 64 permutations
over the same shingles, and its LSH at 0.7).

Quality: some of the dispatches are sent again by another agency, edited in one of several ways, and
all of them are indexed in a random order. A pair is a dispatch and its repetition, and found when
both are in one group. Promised are pairs that share 0.8 of their shingles at least and state the
same in their first paragraph. Precision is the part of the pairs in a group, whichever, that are of
one text. «Other facts» are repetitions in which a figure, a name, a day or a negation of the first
paragraph is another: none may be in its text's group.

    python -m benchmarks.near_duplicates [--count N] [--pairs N] [--rounds N] [--batch N]
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from benchmarks.near_duplicates_edits import EDITS, FACTS
from corpus import synthetic
from corpus.dispatch import Dispatch
from index.collecting import rarely_collecting
from index.lexicon import Lexicon
from index.records import dispatch_of
from index.similar.chunks import ChunkHashes
from index.similar.signatures import WORDS, Hashes
from index.similar.texts import TextSignatures
from index.snapshot import IndexReader, Snapshot
from index.writer import IndexWriter

SKETCHED = 300
"""Dispatches that datasketch is given: it takes long."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--pairs", type=int, default=4_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--batch", type=int, default=20_000)
    options = parser.parse_args()
    dispatches = [*synthetic.dispatches(options.count)]
    print_costs(dispatches, options.rounds, options.batch)
    print_sketches(dispatches[:SKETCHED])
    print_quality(dispatches, options.pairs)


# Cost


def print_costs(dispatches: Sequence[Dispatch], rounds: int, batch: int) -> None:
    sizes = {}
    print(f"\n{len(dispatches):,} dispatches in batches of {batch:,}, {rounds} rounds, medians")
    print(f"{'µs of CPU a dispatch':34}{'without':>10}{'with':>10}{'speed kept':>12}")
    for title, knows_words in (
        ("indexing, no word known", False),
        ("indexing, all words known", True),
    ):
        costs: dict[bool, list[float]] = {True: [], False: []}
        known = {is_on: Lexicon() for is_on in costs}
        for _ in range(rounds + knows_words):
            for is_on in costs:
                lexicon = known[is_on] if knows_words else Lexicon()
                cost, sizes[is_on] = indexing_cost(dispatches, batch, lexicon, is_on=is_on)
                costs[is_on].append(cost)
        on, off = (statistics.median(costs[is_on][knows_words:]) for is_on in (True, False))
        print(f"{title:34}{off:10.1f}{on:10.1f}{off / on:12.0%}")
    print(f"{'bytes a dispatch':34}{sizes[False]:10,.0f}{sizes[True]:10,.0f}")


def indexing_cost(
    dispatches: Sequence[Dispatch], batch: int, lexicon: Lexicon, *, is_on: bool
) -> tuple[float, float]:
    """µs of CPU, and bytes on the disk, a dispatch."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(patch("index.pending.Lexicon", lambda: lexicon))
        if not is_on:
            stack.enter_context(without_signatures())
        stack.enter_context(rarely_collecting())
        begin = time.process_time()
        with IndexWriter(folder) as writer, writer.loading():
            for number, dispatch in enumerate(dispatches, 1):
                writer.add(dispatch)
                if number % batch == 0:
                    writer.commit()
            writer.commit()
        spent = time.process_time() - begin
        size = IndexReader(folder).size()
    return spent / len(dispatches) * 1e6, size / len(dispatches)


@contextmanager
def without_signatures() -> Iterator[None]:
    """Index as if there were none."""
    with ExitStack() as stack:
        for owner, name in (
            (ChunkHashes, "append"),
            (TextSignatures, "add"),
            (TextSignatures, "write"),
        ):
            stack.enter_context(patch.object(owner, name, lambda *_: None))
        yield


def print_sketches(dispatches: Sequence[Dispatch]) -> None:
    """What the same costs with datasketch."""
    from datasketch import MinHash, MinHashLSH

    begin = time.process_time()
    lsh = MinHashLSH(threshold=0.7, num_perm=64)
    for each, found in zip(dispatches, shingles(dispatches), strict=True):
        sketch = MinHash(num_perm=64)
        sketch.update_batch([b"%d" % hash(shingle) for shingle in found])
        lsh.query(sketch)
        lsh.insert(each.uid, sketch)
    spent = (time.process_time() - begin) / len(dispatches) * 1e6
    print(f"{'datasketch (MinHash and LSH alone)':34}{'':10}{spent:10.1f}")


def shingles(dispatches: Iterable[Dispatch]) -> list[frozenset[tuple[int, ...]]]:
    """The very shingles of each text."""
    lexicon = Lexicon()
    found = lexicon.bulk.analyse([each.text for each in dispatches])
    hashes = lexicon.hashes.words.take(found.chunks).tolist()
    bounds = found.bounds.tolist()
    return [
        frozenset(tuple(hashes[at : at + WORDS]) for at in range(begin, end - WORDS + 1))
        for begin, end in pairwise(bounds)
    ]


def statements_of(dispatches: Iterable[Dispatch]) -> Hashes:
    """What the first paragraph of each states."""
    lexicon, texts = Lexicon(), TextSignatures()
    texts.add(lexicon, lexicon.bulk.analyse([each.text for each in dispatches]))
    return texts.statements


# Quality


def print_quality(dispatches: Sequence[Dispatch], count: int) -> None:
    draw = random.Random(1)
    sources = draw.sample([each for each in dispatches if len(each.body) > 2], count)
    again: list[tuple[str, Dispatch, Dispatch]] = []
    for number, source in enumerate(sources):
        kind = [*EDITS, *FACTS][number % (len(EDITS) + len(FACTS))]
        agency = draw.choice(sources).agency
        if kind in EDITS:
            copy = EDITS[kind](draw, source)
        else:
            one, other = FACTS[kind]
            copy = replace(source, lead=f"{source.lead} Il a dit : {other}.")
            source = replace(source, lead=f"{source.lead} Il a dit : {one}.")
        copy = replace(copy, uid=f"again-{number}", agency=agency, version=1)
        again.append((kind, source, copy))
    changed = {source.uid: source for _, source, _ in again}
    given = [changed.get(each.uid, each) for each in dispatches]
    given += [copy for _, _, copy in again]
    draw.shuffle(given)
    group_of = groups(given)
    sides = [source for _, source, _ in again], [copy for _, _, copy in again]
    shared = [*map(overlap, *map(shingles, sides))]
    alike = np.equal(*map(statements_of, sides))
    promised = alike & (np.array(shared) >= 0.8)
    print(f"\n{len(given):,} dispatches, {count:,} of them repetitions")
    print(f"{'':32}{'pairs':>7}{'found':>8}{'promised':>14}{'found':>8}")
    totals = np.zeros(4, int)
    for kind in (*EDITS, *FACTS):
        rows = [
            (group_of.get(source.uid, -1) == group_of.get(copy.uid, -2), is_promised)
            for (own, source, copy), is_promised in zip(again, promised, strict=True)
            if own == kind
        ]
        found, near = (np.array(column, bool) for column in zip(*rows, strict=True))
        figures = np.array([len(rows), found.sum(), near.sum(), (found & near).sum()])
        print_row(kind if kind in EDITS else f"other facts: {kind}", figures)
        totals += figures if kind in EDITS else 0
    print_row("all edits", totals)
    print_precision(group_of, {copy.uid: source.uid for _, source, copy in again})


def print_row(title: str, figures: NDArray[np.int64]) -> None:
    pairs, found, near, near_found = figures.tolist()
    recall = f"{near_found / near:.1%}" if near else "–"
    print(f"{title:32}{pairs:7}{found / pairs:8.1%}{near:14}{recall:>8}")


def print_precision(group_of: dict[str, int], source_of: dict[str, str]) -> None:
    members: dict[int, list[str]] = {}
    for uid, group in group_of.items():
        members.setdefault(group, []).append(source_of.get(uid, uid))
    pairs = [one == other for each in members.values() for one, other in combinations(each, 2)]
    print(f"pairs in groups: {len(pairs):,}, of one text: {sum(pairs) / len(pairs):.2%}")


def overlap(one: frozenset[tuple[int, ...]], other: frozenset[tuple[int, ...]]) -> float:
    return len(one & other) / len(one | other)


def groups(dispatches: Iterable[Dispatch]) -> dict[str, int]:
    """The group of each dispatch of an index that has one, by its uid."""
    with tempfile.TemporaryDirectory() as folder:
        with IndexWriter(Path(folder)) as writer:
            for dispatch in dispatches:
                writer.add(dispatch)
            writer.commit()
        return dict(members_of(IndexReader(Path(folder)).newest()))


def members_of(snapshot: Snapshot) -> Iterator[tuple[str, int]]:
    for segment, members in zip(snapshot.segments, snapshot.groups.members, strict=True):
        of = snapshot.groups.of.take(members.places).tolist()
        for document, group in zip(members.documents.tolist(), of, strict=True):
            yield dispatch_of(segment, document).uid, group


if __name__ == "__main__":
    main()
