"""Nothing acknowledged is lost, whichever of several processes ends, and however."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from corpus.errors import BackendError
from index.ingest import Ingestion, Progress
from index.parallel import ingest_files
from index.parallel_process import WorkerProcess
from index.writer import IndexWriter
from tests.index.parallel_ingest import (
    assert_alike,
    content,
    ingest,
    write_versions,
)
from tests.reliability.workload import orphans


def test_what_the_system_refuses_a_worker_drops_the_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here the folder's files go under the workers' feet."""
    path, folder = tmp_path / "a.jsonl", tmp_path / "index"
    write_versions(path, 500, 4)
    keep = WorkerProcess.keep

    def gone(worker: WorkerProcess, count: int, indices: Sequence[int], file: str | None) -> None:
        if file is not None:
            (folder / file).unlink()
        keep(worker, count, indices, file)

    monkeypatch.setattr(WorkerProcess, "keep", gone)
    with pytest.raises(FileNotFoundError):
        ingest(folder, [path], 2)
    monkeypatch.undo()
    assert content(folder) == {}
    assert not orphans(folder)
    assert_alike(tmp_path, [path], 100)


def test_a_writer_goes_on_after_its_worker_was_killed(tmp_path: Path) -> None:
    path, folder = tmp_path / "a.jsonl", tmp_path / "index"
    write_versions(path, 1_000, 6)

    def kill(progress: Progress) -> None:
        # What came before a worker was killed is still taken, be it that none is left.
        for child in children(os.getpid())[:1]:
            os.kill(child, signal.SIGKILL)

    with IndexWriter(folder) as writer:
        with pytest.raises(BackendError, match="-9"):
            ingest_files(Ingestion(writer, watch=kill), [path], 2)
        assert children(os.getpid()) == []
        assert not orphans(folder)
        ingest_files(Ingestion(writer), [path], 2)
    ingest(tmp_path / "one", [path], 1)
    assert content(folder) == content(tmp_path / "one")


@contextmanager
def running(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(command(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, preexec_fn=_heed_interrupts) as process:  # fmt: skip
        yield process


def _heed_interrupts() -> None:
    """Where the tests run in the background of a script, Ctrl+C is ignored, and by children too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def command(tmp_path: Path) -> list[str]:
    return [sys.executable, "-c", "from web.cli import main; main()", "index",
            str(tmp_path / "a.jsonl"), "--index", str(tmp_path / "index"), "--json",
            "--batch", "40", "--jobs", "2"]  # fmt: skip


def children(process: int) -> list[int]:
    """The numbers of the living processes that a process has started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:  # it has ended meanwhile
            continue
        if int(parent) == process and state != "Z":
            found.append(int(stat.parent.name))
    return found


def is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


@pytest.mark.parametrize("after", [1, 2, 5, 9])
@pytest.mark.parametrize("victim", ["parent", "worker", "interrupt"])
def test_nothing_acknowledged_is_lost(tmp_path: Path, victim: str, after: int) -> None:
    """Whoever is killed, and by Ctrl+C; then the same command finishes the work."""
    lines = [
        json.dumps({"id": f"u{n}", "headline": f"Titre {n}", "body": "Un texte. " * 50})
        for n in range(800)
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    acknowledged: set[str] = set()
    with running(tmp_path) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for _ in range(after):
            acknowledged |= set(json.loads(process.stdout.readline())["outcomes"])
        workers = children(process.pid)
        assert len(workers) == 2
        if victim == "worker":
            os.kill(workers[after % 2], signal.SIGKILL)
        else:
            process.send_signal(signal.SIGKILL if victim == "parent" else signal.SIGINT)
        for line in process.stdout:
            acknowledged |= set(json.loads(line).get("outcomes", ()))
        said = process.stderr.read()
    expected = {"parent": (-9, ""), "worker": (2, "-9"), "interrupt": (130, "Interrompu")}
    status, words = expected[victim]
    assert process.returncode == status
    assert words in said
    assert "Traceback" not in said
    # The lock is free only once nobody is left who writes.
    IndexWriter(tmp_path / "index").close()
    assert not any(map(is_alive, workers))
    assert len(acknowledged) >= 40 * after
    assert acknowledged <= set(content(tmp_path / "index"))
    finished = subprocess.run(command(tmp_path), capture_output=True, text=True, check=True)
    summary = json.loads(finished.stdout.splitlines()[-1])
    assert summary["unchanged"] >= len(acknowledged)
    assert len(content(tmp_path / "index")) == 800
    assert not orphans(tmp_path / "index")
