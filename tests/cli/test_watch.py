"""`filon watch` as a process: what it says in a pipe orders each step."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.arrivals import has_writer
from index.writer import IndexWriter
from search.local import LocalBackend

BROKEN = '{"headline": '


def item(uid: str) -> str:
    return json.dumps({"id": uid, "headline": f"Titre {uid}"}) + "\n"


class Watch:
    """The command over a folder, with an index beside it; one process at a time."""

    def __init__(self, folder: Path) -> None:
        self.home, self.index = folder / "hot", folder / "index"
        self.home.mkdir()
        self._process: subprocess.Popen[str] | None = None

    def start(self, *options: str) -> Watch:
        environment = {**os.environ, "FILON_INDEX": str(self.index), "COLUMNS": "200"}
        command = [sys.executable, "-c", "from web.cli import main; main()", "watch", *options]
        self._process = subprocess.Popen(
            [*command, str(self.home)], env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        return self

    @property
    def process(self) -> subprocess.Popen[str]:
        assert self._process is not None
        return self._process

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().replace("\u00a0", " ").rstrip("\n")

    def event(self, name: str) -> dict[str, Any]:
        """The next event of a name; others before it are left."""
        while line := self.line():
            event: dict[str, Any] = json.loads(line)
            if event["event"] == name:
                return event
        raise AssertionError(f"it ended: {self.process.communicate()[1]}")

    def moved(self, *names: str) -> None:
        """Wait until files of some names were put away."""
        waited = set(names)
        while waited:
            files = self.event("commit")["files"]
            waited -= {Path(file["file"]).name for file in files if file["moved"]}

    def end(self, number: int) -> int:
        if self._process is None:
            return 0
        self._process.send_signal(number)
        self._process.communicate()
        status, self._process = self._process.returncode, None
        return status

    def land(self, name: str, content: str) -> Path:
        path = self.home / f"{name}.part"
        path.write_text(content, encoding="utf-8")
        return path.rename(self.home / name)

    def lying(self) -> set[str]:
        return {path.name for path in self.home.iterdir() if path.is_file()}

    def indexed(self) -> int:
        backend = LocalBackend(self.index)
        try:
            return backend.statistics().dispatches
        finally:
            backend.close()


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    made = Watch(tmp_path)
    yield made
    made.end(signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_takes_what_lay_there_and_what_lands_until_it_is_stopped(
    watch: Watch, number: int
) -> None:
    watch.land("before.jsonl", item("u1"))
    watch.start("--json")
    assert watch.event("watching")["folders"] == [str(watch.home)]
    watch.moved("before.jsonl")
    watch.land("after.jsonl", item("u2") + BROKEN)
    commit = watch.event("commit")
    (file,) = commit["files"]
    assert (commit["indexed"], file["dispatches"], len(file["refused"])) == (1, 1, 1)
    assert file["refused"][0]["offset"] == len(item("u2"))
    assert Path(file["moved"]).parent.parent == watch.home / "done"
    watch.process.send_signal(number)
    watch.event("stopped")
    watch.process.communicate()
    assert watch.process.returncode == 0
    assert watch.indexed() == 2
    assert watch.lying() == set()


def test_what_it_says_to_a_person(watch: Watch) -> None:
    watch.land("a.jsonl", item("u1") + item("u2") + BROKEN)
    watch.start()
    assert watch.line() == f"Filon surveille « {watch.home} » (Ctrl+C pour arrêter)."
    assert watch.line()[9:] == "Génération 1 : 1 fichier, 2 indexées, 1 refusée"
    watch.process.send_signal(signal.SIGTERM)
    assert watch.line() == "Arrêté : tout ce qui a été lu est enregistré."
    assert watch.process.stderr is not None
    assert "a.jsonl:3 : JSON mal formé" in watch.process.stderr.readline()


# Whether the system tells who writes to a file is not ours to say.
@pytest.mark.external
def test_a_slow_writer_is_waited_for(watch: Watch) -> None:
    path = watch.home / "slow.jsonl"
    with path.open("w", encoding="utf-8") as file:
        file.write(item("u1")[:10])
        file.flush()
        os.utime(path, (1.6e9, 1.6e9))
        if has_writer(path) is None:
            pytest.skip("this system does not say who writes to a file")
        watch.start("--json")
        watch.land("whole.jsonl", item("u2"))
        watch.moved("whole.jsonl")
        assert watch.lying() == {"slow.jsonl"}
        file.write(item("u1")[10:])
    watch.moved("slow.jsonl")
    assert watch.indexed() == 2


def test_it_goes_on_when_the_other_writer_has_ended(watch: Watch) -> None:
    with IndexWriter(watch.index):
        watch.land("a.jsonl", item("u1"))
        watch.start("--json")
        said = watch.event("trouble")["reason"]
        assert f"processus {os.getpid()}" in said
        assert watch.lying() == {"a.jsonl"}
    watch.moved("a.jsonl")
    assert watch.indexed() == 1


def test_hard_links_and_renames_land_like_any_file(watch: Watch, tmp_path: Path) -> None:
    outside = tmp_path / "outside.jsonl"
    outside.write_text(item("u1"), encoding="utf-8")
    watch.start("--json")
    watch.event("watching")
    os.link(outside, watch.home / "linked.jsonl")
    watch.moved("linked.jsonl")
    assert outside.read_text(encoding="utf-8") == item("u1")
    outside.rename(watch.home / "renamed.jsonl")
    watch.moved("renamed.jsonl")
    assert watch.indexed() == 1
    assert watch.lying() == set()


def test_killed_and_started_again_it_loses_and_repeats_nothing(watch: Watch) -> None:
    for number in range(6):
        watch.land(f"{number}.jsonl", item(f"u{number}"))
        watch.start("--json")
        watch.event("watching" if number % 2 else "commit")
        watch.end(signal.SIGKILL)
    watch.start("--json")
    watch.land("last.jsonl", item("last"))
    watch.moved("last.jsonl")
    assert watch.indexed() == 7
    assert watch.lying() == set()
    done = sorted(path.name for path in (watch.home / "done").rglob("*.jsonl"))
    assert done == [*(f"{number}.jsonl" for number in range(6)), "last.jsonl"]


def test_a_folder_that_is_none_is_a_wrong_call(watch: Watch) -> None:
    watch.start("--json", str(watch.home / "none"))
    output, complaint = watch.process.communicate()
    assert watch.process.returncode == 2
    assert output == ""
    assert "Traceback" not in complaint
    assert f"« {watch.home}/none » n’est pas un dossier." in complaint
