"""Several processes bring in just what one does, batch by batch, and nothing is lost when they end.

The commits are compared as well: which dispatches each acknowledged, and as what.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from corpus.dispatch import Dispatch
from corpus.errors import BackendError
from corpus.limits import LIMITS
from corpus.readers import jsonlines
from corpus.readers.registry import find_files, read_path
from index import parallel, parallel_parts
from index.comparison import Outcome
from index.ingest import Ingestion, Progress, Summary
from index.manifest import FileEntry
from index.parallel import ingest_files, suitable_jobs
from index.parallel_parts import cut, read_piece
from index.parallel_process import WorkerProcess
from index.snapshot import Address, IndexReader
from index.writer import Commit, IndexWriter
from search.local import LocalBackend
from search.request import SearchRequest
from tests.conftest import SAMPLES, TODAY
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


def test_the_samples(tmp_path: Path) -> None:
    assert_alike(tmp_path, list(find_files([str(SAMPLES)])), LIMITS.batch_dispatches)


@pytest.mark.parametrize("batch", [70, 333, LIMITS.batch_dispatches])
@pytest.mark.parametrize("jobs", [2, 3])
def test_versions_across_parts_and_batches(tmp_path: Path, batch: int, jobs: int) -> None:
    paths = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    for seed, path in enumerate(paths, batch + jobs):
        write_versions(path, 1_000, seed)
    assert_alike(tmp_path, paths, batch, jobs)


def test_again_into_the_same_index_changes_nothing(tmp_path: Path) -> None:
    path, folder = tmp_path / "a.jsonl", tmp_path / "index"
    write_versions(path, 500, 1)
    ingest(folder, [path], 2)
    before = content(folder)
    summary, _ = ingest(folder, [path], 2)
    assert content(folder) == before
    assert summary.outcomes[Outcome.INDEXED] == 0
    assert summary.outcomes[Outcome.UNCHANGED] > 0


def test_full_segments_are_finished_within_a_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jsonl"
    write_versions(path, 6_000, 2)  # more than workers read ahead of what is decided
    expected = ingest(tmp_path / "one", [path], 1)
    monkeypatch.setattr(parallel, "LIMITS", replace(LIMITS, segment_chunks=3_000))
    adopt, adopted = IndexWriter.adopt, []

    def counted(writer: IndexWriter, finished: list[tuple[FileEntry, int]]) -> None:
        adopted.append(sum(documents for _, documents in finished))
        adopt(writer, finished)

    monkeypatch.setattr(IndexWriter, "adopt", counted)
    assert ingest(tmp_path / "several", [path], 2) == expected
    assert sum(documents > 0 for documents in adopted) > 1
    assert content(tmp_path / "several") == content(tmp_path / "one")


def test_a_refused_line_has_its_own_line_and_offset(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [json.dumps({"id": f"é{n}", "headline": f"Titre {n}"}) for n in range(400)]
    lines[217] = '{"headline": '
    path.write_text("\n".join(lines), encoding="utf-8")
    summary, _ = ingest(tmp_path / "index", [path], 2)
    (refusal,) = summary.refusals
    assert (refusal.file, refusal.line) == (str(path), 218)
    assert path.read_bytes()[refusal.offset :].startswith(b'{"headline": \n')
    assert summary.dispatches == 399


@pytest.mark.parametrize("part_bytes", [1, 7, 100, 1_000, 10**6])
@pytest.mark.parametrize("longest", [jsonlines.LINE_BYTES, 300, 40])
def test_parts_have_together_what_the_files_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part_bytes: int, longest: int
) -> None:
    """Lines that are too long, which end a file, among them."""
    for module in (jsonlines, parallel_parts):
        monkeypatch.setattr(module, "LINE_BYTES", longest)
    write_versions(tmp_path / "a.jsonl", 40, 3)
    (tmp_path / "b.txt").write_text("Un titre.\nRome, 4 mai 2021 (Lana) - Du gaz.\n")
    (tmp_path / "c.jsonl").write_text("")
    (tmp_path / "d.csv").write_text("titre;texte\nUn;Deux\nTrois;Quatre\n")
    paths = [*sorted(tmp_path.iterdir()), tmp_path / "absent.txt"]
    expected = list(chain.from_iterable(map(read_path, paths)))
    pieces = list(chain.from_iterable(cut(paths, part_bytes)))
    assert list(chain.from_iterable(map(read_piece, pieces))) == expected
    assert sum(piece.start == 0 for piece in pieces) == len(paths)


def test_progress_goes_on_in_the_order_of_input(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.jsonl" for number in range(3)]
    for number, path in enumerate(paths):
        write_versions(path, 500, number)
    seen: list[Progress] = []
    with IndexWriter(tmp_path / "index") as writer:
        ingest_files(Ingestion(writer, watch=seen.append), paths, 2)
    places = [(paths.index(Path(each.file)), each.offset, each.dispatches) for each in seen]
    assert places == sorted(places)
    assert places[-1][2] == 1_500


def test_one_process_for_few_bytes_and_for_pipes(tmp_path: Path) -> None:
    small, large = tmp_path / "small", tmp_path / "large"
    small.write_bytes(b"x")
    with large.open("wb") as file:
        file.truncate(1 << 30)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert suitable_jobs([small] * 10) == 1
    assert suitable_jobs([small, large]) == len(os.sched_getaffinity(0))
    assert suitable_jobs([large, pipe]) == 1


def test_a_pipe_is_read_whatever_is_asked(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, b'{"id": "a", "headline": "Du tuyau"}\n')
    os.close(writing)
    ingest(tmp_path / "index", [Path(f"/dev/fd/{reading}")], 2)
    os.close(reading)
    assert set(content(tmp_path / "index")) == {"a"}


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
        os.kill(children(os.getpid())[0], signal.SIGKILL)

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
                          text=True) as process:  # fmt: skip
        yield process


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
