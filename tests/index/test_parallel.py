"""Several processes bring in just what one does, batch by batch.

The commits are compared as well: which dispatches each acknowledged, and as what.
"""

from __future__ import annotations

import json
import os
from itertools import chain
from pathlib import Path

import pytest

from corpus.limits import LIMITS
from corpus.readers import jsonlines
from corpus.readers.registry import find_files, read_path
from index import parallel, parallel_parts
from index.comparison import Outcome
from index.ingest import Ingestion, Progress
from index.manifest import FileEntry
from index.parallel import ingest_files, suitable_jobs
from index.parallel_parts import cut, read_piece
from index.writer import IndexWriter
from tests.conftest import SAMPLES
from tests.index.parallel_ingest import (
    assert_alike,
    content,
    ingest,
    write_versions,
)


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
    monkeypatch.setattr(parallel, "LIMITS", LIMITS._replace(segment_chunks=3_000))
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
