"""Another process merges while commits go on; whatever becomes of it, nothing is lost."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import background
from index.check import check
from index.files import NewFile
from index.merge_process import MergeProcess
from index.snapshot import Address, IndexReader
from index.store_writer import StoreWriter
from index.writer import IndexWriter
from tests.making import dispatch
from tests.reliability.workload import orphans

FULL = 8
"""Commits after which segments are merged."""


@pytest.fixture(autouse=True)
def _merge_nothing_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "AT_ONCE", 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def writer(folder: Path) -> Iterator[IndexWriter]:
    with IndexWriter(folder, in_background=True) as writer:
        yield writer


def commit(writer: IndexWriter, *uids: str, version: int = 1) -> None:
    for uid in uids:
        writer.add(dispatch(f"{uid} v{version}", "gaz", uid=uid, version=version))
    writer.commit()


def fill(writer: IndexWriter) -> None:
    """As many commits as begin a merge, of two dispatches each."""
    for number in range(FULL):
        commit(writer, f"u{number}", f"v{number}")


def versions(folder: Path) -> dict[str, int]:
    snapshot = IndexReader(folder).newest()
    found = [
        snapshot.dispatch(Address(index, number))
        for index, segment in enumerate(snapshot.segments)
        for number in segment.living.tolist()
    ]
    assert len({each.uid for each in found}) == len(found)
    return {each.uid: each.version for each in found}


EVERYTHING = {f"{letter}{number}": 1 for letter in "uv" for number in range(FULL)}


def segments(folder: Path) -> list[int]:
    return [segment.documents for segment in IndexReader(folder).newest().segments]


def merging(writer: IndexWriter) -> MergeProcess:
    process = writer._segments.background._process
    assert process is not None
    return process


def wait(writer: IndexWriter) -> None:
    """Wait until the merge has ended; nothing takes it in yet."""
    select.select([merging(writer).connection], [], [])


def test_a_commit_takes_in_what_was_merged(folder: Path, writer: IndexWriter) -> None:
    fill(writer)
    assert segments(folder) == [2] * FULL
    old = IndexReader(folder).newest()
    wait(writer)
    commit(writer, "a")
    assert segments(folder) == [1, 2 * FULL]
    assert versions(folder) == {**EVERYTHING, "a": 1}
    commit(writer, "b")
    assert old.find("u0") is not None
    assert old.live == 2 * FULL
    assert not orphans(folder)
    assert not list(check(folder))


def test_a_commit_of_nothing_takes_it_in_too(folder: Path, writer: IndexWriter) -> None:
    fill(writer)
    wait(writer)
    writer.commit()
    assert segments(folder) == [2 * FULL]
    assert versions(folder) == EVERYTHING


def test_what_is_deleted_meanwhile_stays_deleted(folder: Path, writer: IndexWriter) -> None:
    """Before the merge, while it goes on, and in the very commit that takes it in."""
    for number in range(FULL - 1):
        commit(writer, f"u{number}", f"v{number}")
    commit(writer, "u0", f"u{FULL - 1}", f"v{FULL - 1}", version=2)
    commit(writer, "u1", "u2", "v2", version=2)
    wait(writer)
    commit(writer, "u1", "u3", version=3)
    expected = EVERYTHING | {"u0": 2, f"u{FULL - 1}": 2, f"v{FULL - 1}": 2}
    expected |= {"u1": 3, "u2": 2, "v2": 2, "u3": 3}
    assert versions(folder) == expected
    assert max(segments(folder)) > 8
    assert not list(check(folder))
    writer.optimise()
    assert versions(folder) == expected


def test_all_that_was_merged_may_be_deleted_meanwhile(folder: Path, writer: IndexWriter) -> None:
    fill(writer)
    commit(writer, *EVERYTHING, version=2)
    wait(writer)
    commit(writer, "a")
    assert versions(folder) == {**dict.fromkeys(EVERYTHING, 2), "a": 1}
    commit(writer, "b")
    assert not orphans(folder)


def test_a_merge_that_is_killed_is_done_within_a_commit(folder: Path, writer: IndexWriter) -> None:
    fill(writer)
    os.kill(merging(writer)._process.pid, signal.SIGKILL)
    wait(writer)
    commit(writer, "a")
    assert segments(folder) == [2 * FULL + 1]
    assert versions(folder) == {**EVERYTHING, "a": 1}
    assert not orphans(folder)


def test_a_merge_that_the_system_refuses_is_done_within_a_commit(
    folder: Path, writer: IndexWriter
) -> None:
    """Here what is to be merged has gone under its feet."""
    fill(writer)
    process = merging(writer)
    hidden = folder / process.parts[3].file.name
    os.kill(process._process.pid, signal.SIGSTOP)
    content = hidden.read_bytes()
    hidden.write_bytes(content[:-1])
    os.kill(process._process.pid, signal.SIGCONT)
    wait(writer)
    hidden.write_bytes(content)
    commit(writer, "a")
    assert versions(folder) == {**EVERYTHING, "a": 1}
    assert not orphans(folder)


def test_a_process_that_cannot_be_started_takes_no_commit_along(
    folder: Path, writer: IndexWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError("trop de processus")

    monkeypatch.setattr(background, "MergeProcess", refused)
    fill(writer)
    assert versions(folder) == EVERYTHING
    commit(writer, "a")
    assert segments(folder) == [2 * FULL + 1]
    assert not orphans(folder)


def test_a_file_that_cannot_be_made_takes_no_commit_along(
    folder: Path, writer: IndexWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_file = StoreWriter.new_file

    def refused(store: StoreWriter, name: str) -> NewFile:
        if name == f"segment-{FULL + 1}.arrays":
            raise OSError("disque plein")
        return new_file(store, name)

    monkeypatch.setattr(StoreWriter, "new_file", refused)
    fill(writer)
    assert versions(folder) == EVERYTHING
    monkeypatch.undo()
    commit(writer, "a")
    assert versions(folder) == {**EVERYTHING, "a": 1}


def test_a_batch_that_fails_forgets_the_merge(folder: Path, writer: IndexWriter) -> None:
    fill(writer)
    process = merging(writer)._process
    writer.drop()
    assert process.poll() == -signal.SIGKILL
    assert not orphans(folder)
    commit(writer, "a")
    assert versions(folder) == {**EVERYTHING, "a": 1}


def test_closing_forgets_the_merge(folder: Path) -> None:
    with IndexWriter(folder, in_background=True) as writer:
        fill(writer)
        process = merging(writer)._process
    assert process.poll() == -signal.SIGKILL
    assert not orphans(folder)
    assert versions(folder) == EVERYTHING
    with IndexWriter(folder) as writer:
        commit(writer, "a")
    assert segments(folder) == [2 * FULL + 1]


HOLDER = """
import os, signal, sys, time
from pathlib import Path
from index.writer import IndexWriter
from tests.index import test_background as tests
tests.background.AT_ONCE = 0
writer = IndexWriter(Path(sys.argv[1]), in_background=True)
tests.fill(writer)
process = tests.merging(writer)._process.pid
os.kill(process, signal.SIGSTOP)
print(process, flush=True)
time.sleep(1000)
"""


def test_a_writer_that_is_killed_takes_its_merge_along(folder: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        process = int(holder.stdout.readline())
        ending = os.pidfd_open(process)
        holder.kill()
    os.kill(process, signal.SIGCONT)
    # The lock is free at once: the merge has no name in the folder that it could write to.
    with IndexWriter(folder, wait=0) as writer:
        assert versions(folder) == EVERYTHING
        commit(writer, "a")
    assert not orphans(folder)
    assert not list(check(folder))
    assert versions(folder) == {**EVERYTHING, "a": 1}
    select.select([ending], [], [])
    os.close(ending)


def test_optimising_and_loading_forget_the_merge(folder: Path, writer: IndexWriter) -> None:
    fill(writer)
    process = merging(writer)._process
    with writer.loading():
        assert process.poll() == -signal.SIGKILL
        commit(writer, "a")
        commit(writer, "b")
    writer.optimise()
    assert segments(folder) == [2 * FULL + 2]
    assert versions(folder) == {**EVERYTHING, "a": 1, "b": 1}
    assert not orphans(folder)
