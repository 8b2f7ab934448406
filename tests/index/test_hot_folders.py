"""What lands in a hot folder is read, committed and only then moved."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from datetime import date
from io import FileIO
from pathlib import Path

import pytest

from corpus.messages import Message
from corpus.readers.registry import read_path
from index import hot_folders
from index.comparison import Outcome
from index.files import Files
from index.hot_folders import CommitReport, HotFolders, Listener
from index.notifier import Stop
from index.putting_away import ReadFile
from index.writer import IndexWriter
from search.local import LocalBackend
from search.request import SearchRequest


class Desk:
    """A hot folder, its index, and what was said."""

    def __init__(self, folder: Path) -> None:
        self.home, self.index = folder / "hot", folder / "index"
        self.home.mkdir()
        self.files = Files()
        self.stop = Stop()
        self.reports: list[CommitReport] = []
        self.troubles: list[str] = []
        self.watched = self.start()

    def start(self) -> HotFolders:
        listener = Listener(self.reports.append, self._trouble)
        return HotFolders([self.home], self._writer, listener, self.stop, interval=0.0)

    def _writer(self) -> IndexWriter:
        return IndexWriter(self.index, wait=0, in_background=True, files=self.files)

    def _trouble(self, said: Message) -> None:
        self.troubles.append(str(said))

    def land(self, name: str, *records: dict[str, object] | str) -> Path:
        """Move a file of JSON Lines in, last written to a while ago."""
        lines = [each if isinstance(each, str) else json.dumps(each) for each in records]
        path = self.home / f".{name}"
        path.write_text("\n".join(lines), encoding="utf-8")
        os.utime(path, (1.6e9, 1.6e9))
        return path.rename(self.home / name)

    def lying(self) -> set[str]:
        """What is in the folder and beneath, without the days."""
        files = (path for path in self.home.rglob("*") if path.is_file())
        parts = (path.relative_to(self.home).parts for path in files)
        return {"/".join((*part[:1], part[-1]) if len(part) > 1 else part) for part in parts}

    def indexed(self) -> dict[str, str]:
        """The headline of each uid."""
        backend = LocalBackend(self.index)
        try:
            found = backend.search(SearchRequest("titre", size=100))
        finally:
            backend.close()
        return {hit.uid: hit.headline for hit in found.hits}


def item(uid: str, **more: object) -> dict[str, object]:
    return {"id": uid, "headline": f"Titre {uid}", **more}


BROKEN = '{"headline": '


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.watched.close()
    made.stop.close()


def test_every_file_ends_in_the_index_and_in_its_place(desk: Desk) -> None:
    desk.land("a.jsonl", item("u1"), item("u2"))
    desk.land("b.jsonl", item("u3"), BROKEN)
    desk.land("c.jsonl", BROKEN)
    desk.watched.look()
    assert desk.indexed() == {uid: f"Titre {uid}" for uid in ("u1", "u2", "u3")}
    assert desk.lying() == {
        "done/a.jsonl",
        "done/b.jsonl",
        "done/b.jsonl.raison.txt",
        "refused/c.jsonl",
        "refused/c.jsonl.raison.txt",
    }
    assert sum(report.outcomes[Outcome.INDEXED] for report in desk.reports) == 3
    assert desk.troubles == []


def test_the_same_again_changes_nothing(desk: Desk) -> None:
    for _ in range(2):
        desk.land("a.jsonl", item("u1"))
        desk.watched.look()
    assert [report.generation for report in desk.reports] == [1, 1]
    assert desk.reports[-1].outcomes == {Outcome.UNCHANGED: 1}
    assert desk.lying() == {"done/a.jsonl", "done/a-2.jsonl"}


def test_an_empty_folder_is_looked_at_without_a_writer(desk: Desk) -> None:
    desk.watched.look()
    assert not desk.index.exists()


def test_a_file_without_a_dispatch_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hot_folders, "read_path", lambda path: iter(()))
    desk.land("a.xml", "x")
    desk.watched.look()
    assert desk.lying() == {"refused/a.xml", "refused/a.xml.raison.txt"}


def test_a_reader_that_fails_stops_no_other_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = read_path

    def failing(path: Path) -> Iterator[object]:
        yield from read(path)
        if path.name == "a.jsonl":
            raise RecursionError("too deep")

    monkeypatch.setattr(hot_folders, "read_path", failing)
    desk.land("a.jsonl", item("u1"))
    desk.land("b.jsonl", item("u2"))
    desk.watched.look()
    assert desk.indexed().keys() == {"u1", "u2"}
    assert desk.lying() == {"done/a.jsonl", "done/a.jsonl.raison.txt", "done/b.jsonl"}
    (note,) = desk.home.rglob("*.raison.txt")
    assert "Erreur interne (RecursionError: too deep)" in note.read_text(encoding="utf-8")


def test_files_wait_while_another_process_writes(desk: Desk) -> None:
    desk.land("a.jsonl", item("u1"))
    with IndexWriter(desk.index):
        assert desk.watched.look() == 0.0
        assert desk.watched.look() == 0.0
        assert desk.lying() == {"a.jsonl"}
    (said,) = desk.troubles
    assert f"en cours d’écriture par le processus {os.getpid()}" in said
    desk.watched.look()
    assert desk.lying() == {"done/a.jsonl"}


def test_others_may_write_between_two_files(desk: Desk) -> None:
    desk.land("a.jsonl", item("u1"))
    desk.watched.look()
    IndexWriter(desk.index, wait=0).close()


def test_files_wait_while_the_disk_is_full(desk: Desk) -> None:
    class Full(Files):
        def write(self, file: FileIO, data: memoryview) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    desk.land("a.jsonl", item("u1"))
    IndexWriter(desk.index).close()
    desk.files = Full()
    for _ in range(3):
        assert desk.watched.look() is not None
    assert desk.troubles == [
        f"L’index ne peut pas être écrit ({os.strerror(errno.ENOSPC)}) ; les fichiers attendent."
    ]
    assert desk.lying() == {"a.jsonl"}
    desk.files = Files()
    desk.watched.look()
    assert desk.lying() == {"done/a.jsonl"}
    assert desk.indexed().keys() == {"u1"}


def test_a_folder_may_vanish_and_come_back(desk: Desk, tmp_path: Path) -> None:
    desk.home.rename(tmp_path / "away")
    for _ in range(2):
        assert desk.watched.look() is not None
    (said,) = desk.troubles
    assert said.startswith(f"Le dossier « {desk.home} » ne peut pas être lu")
    (tmp_path / "away").rename(desk.home)
    desk.land("a.jsonl", item("u1"))
    desk.watched.look()
    assert desk.lying() == {"done/a.jsonl"}


def test_what_cannot_be_moved_is_not_read_again_and_moved_when_it_can(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(file: ReadFile, day: date) -> Path:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    path = desk.land("a.jsonl", item("u1"))
    with monkeypatch.context() as context:
        context.setattr(hot_folders, "put_away", refusing)
        for _ in range(3):
            assert desk.watched.look() is not None
    assert desk.lying() == {"a.jsonl"}
    assert desk.indexed().keys() == {"u1"}
    (said,) = desk.troubles
    assert said.startswith(f"« {path} » est lu mais ne peut pas être rangé")
    desk.watched.look()
    assert desk.lying() == {"done/a.jsonl"}
    assert len(desk.reports) == 1


def test_nothing_of_a_file_that_changes_while_it_is_read_is_indexed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = desk.land("a.jsonl", item("u1"), '{"headline": "Titre coup')
    desk.land("b.jsonl", item("u2"))
    read = read_path

    def grown_while_read(given: Path) -> Iterator[object]:
        yield from read(given)
        if given == path and path.read_text(encoding="utf-8").endswith("coup"):
            with path.open("a", encoding="utf-8") as file:
                file.write('é", "id": "u3"}')

    monkeypatch.setattr(hot_folders, "read_path", grown_while_read)
    desk.watched.look()
    assert desk.lying() >= {"a.jsonl"}
    assert "u1" not in desk.indexed()
    os.utime(path, (1.6e9, 1.6e9))
    desk.watched.look()
    assert desk.indexed().keys() == {"u1", "u2", "u3"}
    assert desk.lying() == {"done/a.jsonl", "done/b.jsonl"}


def test_it_ends_after_the_file_under_way_and_its_commit(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = read_path

    def stopping(path: Path) -> Iterator[object]:
        desk.stop.set()
        return read(path)

    monkeypatch.setattr(hot_folders, "read_path", stopping)
    for name in "abc":
        desk.land(f"{name}.jsonl", item(f"u-{name}"))
    desk.watched.run()
    assert desk.lying() == {"done/a.jsonl", "b.jsonl", "c.jsonl"}
    assert desk.indexed().keys() == {"u-a"}
    IndexWriter(desk.index, wait=0).close()


def test_a_name_that_is_no_text_is_no_obstacle(desk: Desk) -> None:
    path = desk.land("a.jsonl", item("u1"), BROKEN)
    path.rename(desk.home / os.fsdecode(b"\xe9t\xe9.jsonl"))
    desk.watched.look()
    assert desk.indexed().keys() == {"u1"}
    (report,) = desk.reports
    ((file, place),) = report.files
    assert place is not None
    assert [str(refusal.reason)[:14] for refusal in file.refusals] == ["JSON mal formé"]


def test_a_long_file_is_committed_in_parts_and_moved_at_the_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hot_folders, "BATCH", 2)
    desk.land("a.jsonl", *(item(f"u{number}") for number in range(5)))
    desk.watched.look()
    assert [len(report.files) for report in desk.reports] == [0, 0, 1]
    assert sum(report.outcomes[Outcome.INDEXED] for report in desk.reports) == 5
    assert desk.lying() == {"done/a.jsonl"}
