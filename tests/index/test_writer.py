"""Batches enter whole or not at all, and nothing that was acknowledged is lost."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from corpus.dispatch import Source
from corpus.errors import IndexCorrupt, IndexLocked, IndexMissing, IndexStateError
from corpus.limits import LIMITS
from index import pending
from index.codec import neighbours
from index.codec.container import Sink
from index.codec.segment import FlatSegment
from index.comparison import Outcome
from index.merging import Merged, merge
from index.segment_builder import SegmentBuilder
from index.snapshot import Address, IndexReader
from index.writer import Commit, IndexWriter
from tests.making import dispatch
from tests.reliability.workload import orphans


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def write(folder: Path, *dispatches: Any) -> Commit:
    with IndexWriter(folder) as writer:
        for each in dispatches:
            writer.add(each)
        return writer.commit()


def uids(folder: Path) -> set[str]:
    snapshot = IndexReader(folder).newest()
    return {
        snapshot.dispatch(Address(index, number)).uid
        for index, segment in enumerate(snapshot.segments)
        for number in segment.living.tolist()
    }


def outcome(commit: Commit, uid: str) -> Outcome:
    return dict(commit.outcomes)[uid]


def test_everything_that_was_given_is_counted(folder: Path) -> None:
    first, second = dispatch("Un", uid="a"), dispatch("Un bis", uid="a", version=2)
    commit = write(folder, first, second, second, dispatch("Deux", uid="b"))
    assert commit.counts == {Outcome.INDEXED: 2, Outcome.UPDATED: 1, Outcome.UNCHANGED: 1}


def test_the_same_dispatch_again_changes_nothing(folder: Path) -> None:
    first = dispatch("Un", "gaz", uid="a")
    before = write(folder, first)
    assert outcome(before, "a") is Outcome.INDEXED
    files = {file.name: file.read_bytes() for file in folder.iterdir() if file.name != "lock"}
    again = write(folder, replace(first, source=Source("ailleurs.txt")))
    assert outcome(again, "a") is Outcome.UNCHANGED
    assert again.generation == before.generation
    assert files == {
        file.name: file.read_bytes() for file in folder.iterdir() if file.name != "lock"
    }


def test_a_higher_version_replaces_and_a_lower_one_does_not(folder: Path) -> None:
    second = dispatch("Deux", uid="a", version=2)
    write(folder, dispatch("Un", uid="a", version=1))
    assert outcome(write(folder, second), "a") is Outcome.UPDATED
    assert outcome(write(folder, dispatch("Un", uid="a", version=1)), "a") is Outcome.UNCHANGED
    late = dispatch("Un tard", uid="a", version=1)
    assert outcome(write(folder, late), "a") is Outcome.OUTDATED
    snapshot = IndexReader(folder).newest()
    assert snapshot.find("a") == second
    assert snapshot.live == 1


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_of_two_versions_in_one_batch_the_higher_stays(
    folder: Path, order: tuple[int, int]
) -> None:
    write(folder, *(dispatch(f"v{version}", uid="a", version=version) for version in order))
    snapshot = IndexReader(folder).newest()
    found = snapshot.find("a")
    assert found is not None
    assert found.headline == "v2"
    assert snapshot.documents == 1


def test_other_words_under_the_same_version_are_an_update(folder: Path) -> None:
    write(folder, dispatch("Un", uid="a"))
    assert outcome(write(folder, dispatch("Un bis", uid="a")), "a") is Outcome.UPDATED


def test_a_batch_that_fails_leaves_the_index_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, dispatch("Un", uid="a"))

    def failing(self: SegmentBuilder, *, stays: bool) -> int:
        raise OSError("disque plein")

    monkeypatch.setattr(SegmentBuilder, "close", failing)
    with pytest.raises(OSError, match="disque plein"):
        write(folder, dispatch("Un bis", uid="a"), dispatch("b", uid="b"), dispatch("c", uid="c"))
    monkeypatch.undo()
    assert uids(folder) == {"a"}
    assert outcome(write(folder, dispatch("b", uid="b")), "b") is Outcome.INDEXED
    assert uids(folder) == {"a", "b"}


def test_what_is_not_committed_is_not_there(folder: Path) -> None:
    with IndexWriter(folder) as writer:
        writer.add(dispatch("Un", uid="a"))
    assert uids(folder) == set()


def test_one_writer_at_a_time_and_the_message_names_it(folder: Path) -> None:
    with IndexWriter(folder), pytest.raises(IndexLocked, match=str(os.getpid())):
        IndexWriter(folder, wait=0)
    IndexWriter(folder, wait=0).close()


def test_a_reader_sees_a_new_generation_and_keeps_its_own(folder: Path) -> None:
    write(folder, dispatch("Un", uid="a"))
    reader = IndexReader(folder)
    old = reader.newest()
    assert reader.newest(old) is old
    write(folder, dispatch("Deux", uid="b"))
    new = reader.newest(old)
    assert new.generation > old.generation
    assert old.find("b") is None
    assert new.find("b") is not None


def test_an_index_is_not_made_over_other_files(tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"x")
    with pytest.raises(IndexStateError, match="autre chose"):
        IndexWriter(tmp_path)
    assert (tmp_path / "photo.png").exists()


def test_a_missing_index_is_told_from_a_damaged_one(folder: Path) -> None:
    with pytest.raises(IndexMissing):
        IndexReader(folder).newest()
    write(folder, dispatch("Un", uid="a"))
    for file in folder.glob("generation-*.json"):
        file.write_bytes(file.read_bytes()[:20])
    with pytest.raises(IndexCorrupt, match="endommagé"):
        IndexReader(folder).newest()


def test_what_a_killed_writer_left_is_removed(folder: Path) -> None:
    write(folder, dispatch("Un", uid="a"))
    (folder / "segment-99.arrays").write_bytes(b"x")
    write(folder, dispatch("Deux", uid="b"))
    assert not (folder / "segment-99.arrays").exists()


def test_many_commits_make_few_segments_and_lose_nothing(folder: Path) -> None:
    with IndexWriter(folder) as writer:
        for number in range(40):
            writer.add(dispatch(f"Titre {number}", "gaz", uid=f"u{number}"))
            writer.add(dispatch(f"Titre {number} bis", "gaz", uid=f"u{number // 2}", version=2))
            writer.commit()
    snapshot = IndexReader(folder).newest()
    assert len(snapshot.segments) < 8
    assert uids(folder) == {f"u{number}" for number in range(40)}
    found = snapshot.find("u19")
    assert found is not None
    assert found.headline == "Titre 39 bis"


@contextmanager
def merges() -> Iterator[list[int]]:
    """The numbers of segments that are merged meanwhile, merge by merge."""
    counts: list[int] = []

    def counted(segments: Sequence[FlatSegment], sink: Sink, scratch: Path | None) -> Merged:
        counts.append(len(segments))
        return merge(segments, sink, scratch)

    with patch("index.segment_list.merge", counted):
        yield counts


def load(writer: IndexWriter, first: int, last: int) -> None:
    """A commit for each number."""
    with writer.loading():
        for number in range(first, last):
            writer.add(dispatch(f"Titre {number}", uid=f"u{number}"))
            writer.commit()


def test_a_load_is_merged_at_its_end_and_once(folder: Path) -> None:
    with merges() as counts, IndexWriter(folder) as writer:
        load(writer, 0, 20)
        assert counts == [20]
        assert len(IndexReader(folder).newest().segments) == 1
        load(writer, 20, 22)
        assert counts == [20, 2]
        load(writer, 22, 42)
        assert counts == [20, 2, 22]
    assert uids(folder) == {f"u{number}" for number in range(42)}
    assert not orphans(folder)


def test_a_long_load_merges_what_is_too_much_meanwhile(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pending, "LIMITS", LIMITS._replace(load_segments=6))
    with merges() as counts, IndexWriter(folder) as writer:
        load(writer, 0, 20)
    assert counts == [6, 6, 6, 5]
    assert uids(folder) == {f"u{number}" for number in range(20)}


def test_a_load_leaves_no_more_on_the_disk_than_it_needs(folder: Path) -> None:
    with IndexWriter(folder) as writer:
        load(writer, 0, 5)
    assert len(list(folder.glob("segment-*"))) == 1


@pytest.mark.parametrize("commits", [1, 3])
def test_what_a_load_leaves_has_what_misspelt_words_are_found_by(
    folder: Path, monkeypatch: pytest.MonkeyPatch, commits: int
) -> None:
    monkeypatch.setattr(neighbours, "FEWEST", 1)
    with IndexWriter(folder) as writer:
        load(writer, 0, commits)
    (segment,) = IndexReader(folder).newest().segments
    assert segment.fields["form"].neighbours is not None


def test_a_load_that_fails_keeps_what_was_committed(folder: Path) -> None:
    with merges() as counts, IndexWriter(folder) as writer:
        with pytest.raises(OSError, match="lecture"):
            load_and_fail(writer)
        assert counts == []
        load_some(writer, 9)
        assert counts != []
    assert uids(folder) == {f"u{number}" for number in range(9)}


def load_and_fail(writer: IndexWriter) -> None:
    with writer.loading():
        load_some(writer, 3)
        raise OSError("lecture")


def load_some(writer: IndexWriter, count: int) -> None:
    for number in range(count):
        writer.add(dispatch(f"Titre {number}", uid=f"u{number}"))
        writer.commit()


def test_a_load_that_is_not_committed_is_not_merged(folder: Path) -> None:
    with merges() as counts, IndexWriter(folder) as writer:
        with writer.loading():
            load_some(writer, 3)
            writer.add(dispatch(uid="a"))
        assert counts == []
        writer.commit()
    assert uids(folder) == {"u0", "u1", "u2", "a"}


def test_a_full_segment_is_finished_within_a_batch(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pending, "LIMITS", LIMITS._replace(segment_chunks=50))
    given = [dispatch(f"Titre {number}", "gaz " * 9, uid=f"u{number}") for number in range(300)]
    again = dispatch("Titre 3 bis", uid="u3", version=2)
    commit = write(folder, *given, again)
    assert commit.count(Outcome.INDEXED) == 300
    assert uids(folder) == {each.uid for each in given}
    snapshot = IndexReader(folder).newest()
    assert len(snapshot.segments) > 1
    assert snapshot.find("u3") == again


def test_an_optimised_index_is_one_segment_without_the_dead(folder: Path) -> None:
    for number in range(3):
        write(
            folder, dispatch(f"v{number}", uid="a", version=number + 1), dispatch(uid=f"{number}")
        )
    with IndexWriter(folder) as writer:
        writer.optimise()
    snapshot = IndexReader(folder).newest()
    assert len(snapshot.segments) == 1
    assert snapshot.documents == snapshot.live == 4
    assert uids(folder) == {"a", "0", "1", "2"}
