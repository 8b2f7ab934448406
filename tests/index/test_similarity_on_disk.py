"""The groups of an index are those of the dispatches in it, however they came to be there."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.dispatch import Dispatch
from index import background, merge_plan
from index.merging import merge
from index.similar.sections import EDGES
from index.similar.texts import TextSignatures
from index.snapshot import IndexReader
from index.writer import IndexWriter
from tests.index.parallel_ingest import ingest
from tests.index.reading import Memory, opened
from tests.index.similar_texts import edited, groups_in, groups_of, report, words
from tests.index.test_segment_builder import made

LEADS = ("Douze morts à Tripoli.", "Treize morts à Tripoli.", "Douze morts à Benghazi.")


def copies(seed: int, texts: int = 20) -> list[Dispatch]:
    """Texts, each sent a few times, lightly edited, with other numbers and names, or as it is."""
    draw = random.Random(seed)
    found = []
    for text in range(texts):
        body = words(draw, draw.choice([3, 30, 120]))
        for copy in range(draw.choice([1, 2, 3, 4])):
            found.append(
                report(
                    draw.choice([LEADS[0], LEADS[0], *LEADS]),
                    headline=words(draw, 3),
                    body=(edited(draw, body, draw.choice([0, 0, 1, 2])),),
                    day=f"2021-05-{draw.randint(1, 28):02}",
                    uid=f"d{text}-{copy}",
                )
            )
    return found


def expected(given: list[Dispatch]) -> set[frozenset[str]]:
    return groups_of([made(given)])


@pytest.mark.parametrize("seed", range(8))
def test_neither_order_nor_repetition_nor_updates_nor_merges_matter(
    seed: int, tmp_path: Path
) -> None:
    """Some dispatches come as the text of another first, or as one that repeats nothing."""
    draw = random.Random(seed)
    given = copies(3)
    groups = expected(given)
    assert len(groups) >= 3
    early = [replace(draw.choice(given), uid=each.uid) for each in draw.sample(given, 8)]
    late = [replace(each, version=2) for each in given]
    events = [*early, *late, *draw.sample(late, 8)]
    draw.shuffle(events)
    with IndexWriter(tmp_path) as writer:
        for each in events:
            writer.add(each)
            if draw.random() < 0.3:
                writer.commit()
        writer.commit()
        assert groups_in(tmp_path) == groups
    with IndexWriter(tmp_path) as writer:
        writer.optimise()
    assert groups_in(tmp_path) == groups


def test_a_correction_takes_its_edges_out_and_brings_them_back(tmp_path: Path) -> None:
    """The one that connects the others as well."""
    draw = random.Random(4)
    texts = [words(draw, 200)]
    for step in range(2):
        found = texts[-1].split(" ")
        found[step * 25 : step * 25 + 25] = words(draw, 25).split(" ")
        texts.append(" ".join(found))
    ends = [report(LEADS[0], body=(texts[at],), uid=uid) for at, uid in ((0, "a"), (2, "c"))]
    between = report(LEADS[0], body=(texts[1],), uid="b")
    with IndexWriter(tmp_path) as writer:
        for each in (*ends, between):
            writer.add(each)
            writer.commit()
        assert groups_in(tmp_path) == {frozenset("abc")}
        writer.add(replace(between, lead=LEADS[1], version=2))
        writer.commit()
        assert groups_in(tmp_path) == set()
        writer.optimise()
        assert groups_in(tmp_path) == set()
        writer.add(replace(between, version=3))
        writer.commit()
        assert groups_in(tmp_path) == {frozenset("abc")}


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_several_processes_make_the_groups_of_one(jobs: int, tmp_path: Path) -> None:
    path, folder = tmp_path / "a.jsonl", tmp_path / "index"
    given = copies(6, 60)
    lines = [
        {"id": each.uid, "headline": each.headline, "body": "\n".join(each.paragraphs)}
        for each in random.Random(1).sample(given, len(given))
    ]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    ingest(folder, [path], jobs, 40)
    found = groups_in(folder)
    assert len(found) > 5
    assert found == expected(given)


def test_a_merge_by_another_process_keeps_the_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "AT_ONCE", 0)
    given = copies(7)
    with IndexWriter(tmp_path, in_background=True) as writer:
        for each in given:
            writer.add(each)
            writer.commit()
            assert len(IndexReader(tmp_path).newest().segments) <= len(given)
    assert groups_in(tmp_path) == expected(given)


def test_edges_are_found_when_a_dispatch_comes_not_when_segments_are_merged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge_plan, "WIDTH", 1_000)
    with IndexWriter(tmp_path) as writer:
        for uid in "abc":
            writer.add(report(LEADS[0], uid=uid))
            writer.commit()
    first, second, third = IndexReader(tmp_path).newest().segments
    assert first.found_edges is None
    assert second.found_edges is not None
    assert third.deleted is None
    assert third.found_edges is not None
    memory = Memory()
    merge([second.without(None), third], memory)
    merged = opened(memory)
    # The two say the same: one edge is enough for all.
    assert merged.container.array(EDGES).tolist() == third.found_edges.ravel().tolist()
    assert groups_of([first, merged]) == {frozenset("abc")}
    # What concerns none of the dispatches that are left goes.
    memory = Memory()
    gone = second.without(second.living == 0)
    merge([gone, made([report("Autre chose.")])], memory)
    assert EDGES not in opened(memory).container


def test_segments_of_before_there_were_signatures_are_read_and_merged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = [report(LEADS[0], uid=uid) for uid in "abcd"]
    with monkeypatch.context() as patch:
        patch.setattr(TextSignatures, "write", lambda *_: None)
        old = made(given[:2])
    new = made(given[2:])
    assert groups_of([old, new]) == {frozenset("cd")}
    assert groups_of([old]) == set()
    memory = Memory()
    merge([old, new], memory)
    assert groups_of([opened(memory)]) == {frozenset("cd")}


def test_an_index_without_near_duplicates_has_no_more_files(tmp_path: Path) -> None:
    with IndexWriter(tmp_path) as writer:
        for lead in LEADS:
            writer.add(report(lead))
            writer.commit()
    manifest = IndexReader(tmp_path).newest().held.manifest
    assert [entry.deletions for entry in manifest.segments] == [None] * 3
    assert groups_in(tmp_path) == set()


def test_texts_that_say_next_to_nothing_do_not_repeat_each_other() -> None:
    kills = [Dispatch(uid=f"annulation-{n}", headline="Dépêche annulée") for n in range(3)]
    reports = [Dispatch(uid=f"fil-{n}", headline="Séisme à Al Hoceïma, magnitude 4") for n in "ab"]
    assert groups_of([made([*kills, *reports])]) == {frozenset({"fil-a", "fil-b"})}
