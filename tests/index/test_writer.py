"""Batches enter whole or not at all, and nothing that was acknowledged is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.dispatch import Source
from corpus.errors import IndexCorrupt, IndexLocked, IndexMissing, IndexStateError
from index import writer as writer_module
from index.reader import IndexReader
from index.writer import Commit, IndexWriter, Outcome
from tests.making import dispatch


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def write(folder: Path, *dispatches: Any) -> Commit:
    with IndexWriter(folder) as writer:
        for each in dispatches:
            writer.add(each)
        return writer.commit()


def uids(folder: Path) -> set[str]:
    snapshot = IndexReader(folder).open()
    try:
        numbers = snapshot.searcher.reader().all_doc_ids()
        return {snapshot.dispatch(number).uid for number in numbers}
    finally:
        snapshot.close()


def outcome(commit: Commit, uid: str) -> Outcome:
    return dict(commit.outcomes)[uid]


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
    assert outcome(write(folder, dispatch("Un", uid="a", version=1)), "a") is Outcome.OUTDATED
    snapshot = IndexReader(folder).open()
    assert snapshot.find("a") == second
    assert int(snapshot.columns.live.sum()) == 1
    snapshot.close()


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_of_two_versions_in_one_batch_the_higher_stays(
    folder: Path, order: tuple[int, int]
) -> None:
    write(folder, *(dispatch(f"v{version}", uid="a", version=version) for version in order))
    snapshot = IndexReader(folder).open()
    found = snapshot.find("a")
    assert found is not None
    assert found.headline == "v2"
    assert len(snapshot.columns.live) == 1
    snapshot.close()


def test_other_words_under_the_same_version_are_an_update(folder: Path) -> None:
    write(folder, dispatch("Un", uid="a"))
    assert outcome(write(folder, dispatch("Un bis", uid="a")), "a") is Outcome.UPDATED


def test_a_batch_that_fails_leaves_the_index_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, dispatch("Un", uid="a"))
    real = writer_module.SegmentWriter.add_document

    def failing(self: Any, **fields: Any) -> None:
        if fields["uid"] == "c":
            raise OSError("disque plein")
        real(self, **fields)

    monkeypatch.setattr(writer_module.SegmentWriter, "add_document", failing)
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
    old = reader.open()
    write(folder, dispatch("Deux", uid="b"))
    assert reader.generation() > old.generation
    new = reader.open(old)
    assert old.find("b") is None
    assert new.find("b") is not None
    old.close()
    new.close()


def test_an_index_is_not_made_over_other_files(tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"x")
    with pytest.raises(IndexStateError, match="autre chose"):
        IndexWriter(tmp_path)
    assert (tmp_path / "photo.png").exists()


# Whoosh leaves the table of contents open when it cannot read it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_missing_index_a_damaged_one_and_a_later_format(folder: Path) -> None:
    with pytest.raises(IndexMissing):
        IndexReader(folder)
    write(folder, dispatch("Un", uid="a"))
    marker = folder / "filon.json"
    marker.write_text('{"format": 99}')
    with pytest.raises(IndexCorrupt, match="99"):
        IndexReader(folder)
    marker.write_text('{"format": 1}')
    for file in folder.glob("*.toc"):
        file.write_bytes(file.read_bytes()[:20])
    with pytest.raises(IndexCorrupt, match="endommagé"):
        IndexReader(folder).open()


def test_what_a_killed_writer_left_is_removed(folder: Path) -> None:
    write(folder, dispatch("Un", uid="a"))
    (folder / "MAIN.tmp").mkdir()
    (folder / "MAIN.tmp" / "part").write_bytes(b"x")
    write(folder, dispatch("Deux", uid="b"))
    assert not list(folder.glob("*.tmp"))


def _lines(count: int) -> Iterator[str]:
    for number in range(count):
        yield json.dumps({"id": f"u{number}", "headline": f"Titre {number}", "body": "Un texte."})


@pytest.mark.parametrize("after", [1, 3, 6])
def test_a_killed_run_loses_no_acknowledged_dispatch(tmp_path: Path, after: int) -> None:
    """SIGKILL between two acknowledgements; then the same command finishes the work."""
    source, folder = tmp_path / "fil.jsonl", tmp_path / "index"
    source.write_text("\n".join(_lines(400)), encoding="utf-8")
    command = [sys.executable, "-c", "from web.cli import main; main()", "index", str(source),
               "--index", str(folder), "--json", "--batch", "20"]  # fmt: skip
    acknowledged: set[str] = set()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(after):
            event = json.loads(process.stdout.readline())
            acknowledged |= set(event["outcomes"])
        time.sleep(0.01 * after)
        process.send_signal(signal.SIGKILL)
    assert len(acknowledged) == 20 * after
    assert acknowledged <= uids(folder)
    finished = subprocess.run(command, capture_output=True, text=True, check=True)
    summary = json.loads(finished.stdout.splitlines()[-1])
    assert summary["unchanged"] >= len(acknowledged)
    assert len(uids(folder)) == 400
