"""Which files of a hot folder are whole."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index import arrivals
from index.arrivals import QUIET, UNSURE_QUIET, Arrival, Arrivals, has_writer

NOON = 1_600_000_000.0


class Clock:
    """A clock that a test moves; `arrivals` reads both faces of it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def of(self, folder: Path) -> Arrivals:
        return Arrivals(folder, lambda: self.seconds, lambda: NOON + self.seconds)

    def put(self, path: Path, content: str = "x", age: float = 0.0) -> Path:
        """Write a file that was last changed so many seconds ago."""
        path.write_text(content, encoding="utf-8")
        moment = NOON + self.seconds - age
        os.utime(path, (moment, moment))
        return path


@pytest.fixture
def clock() -> Clock:
    return Clock()


def names(found: list[Arrival]) -> list[str]:
    return [each.path.name for each in found]


def test_a_file_is_left_until_it_is_quiet(tmp_path: Path, clock: Clock) -> None:
    folder = clock.of(tmp_path)
    clock.put(tmp_path / "a.xml")
    assert names(folder.look()) == []
    assert len(folder) == 1
    clock.seconds = QUIET / 2
    clock.put(tmp_path / "a.xml", "more")
    clock.seconds = QUIET
    assert names(folder.look()) == []
    clock.seconds = 2 * QUIET
    assert names(folder.look()) == ["a.xml"]


def test_what_was_moved_in_is_quiet_at_once_and_the_oldest_comes_first(
    tmp_path: Path, clock: Clock
) -> None:
    clock.put(tmp_path / "b.xml", age=20)
    clock.put(tmp_path / "a.xml", age=10)
    clock.put(tmp_path / "c.xml", age=20)
    assert names(clock.of(tmp_path).look()) == ["b.xml", "c.xml", "a.xml"]


def test_a_clock_that_is_ahead_delays_nothing_for_long(tmp_path: Path, clock: Clock) -> None:
    folder = clock.of(tmp_path)
    clock.put(tmp_path / "a.xml", age=-3600)
    assert names(folder.look()) == []
    clock.seconds = QUIET
    assert names(folder.look()) == ["a.xml"]


def test_what_is_unfinished_or_no_file_is_left(tmp_path: Path, clock: Clock) -> None:
    outside = clock.put(tmp_path / "outside", age=60)
    home = tmp_path / "hot"
    home.mkdir()
    for name in (".hidden", "a.xml.part", "b.TMP", "c.filepart", "d.crdownload", "e.partial",
                 "f.xml.raison.txt"):  # fmt: skip
        clock.put(home / name, age=60)
    (home / "folder").mkdir()
    (home / "link").symlink_to(outside)
    os.mkfifo(home / "pipe")
    clock.put(home / "party", age=60)
    os.link(outside, home / "hard-link")
    assert names(clock.of(home).look()) == ["hard-link", "party"]


def test_a_folder_that_has_gone_is_an_error(tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(FileNotFoundError):
        clock.of(tmp_path / "none").look()


def test_where_nobody_knows_who_writes_it_takes_longer(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "has_writer", lambda path: None)
    folder = clock.of(tmp_path)
    clock.put(tmp_path / "a.xml", age=60)
    assert [each.is_whole() for each in folder.look()] == [False]
    clock.seconds = UNSURE_QUIET
    assert [each.is_whole() for each in folder.look()] == [True]


@pytest.mark.parametrize("change", [Path.unlink, lambda path: path.write_text("other")])
def test_what_changed_since_the_look_is_not_whole(
    tmp_path: Path, clock: Clock, change: Callable[[Path], object]
) -> None:
    path = clock.put(tmp_path / "a.xml", age=60)
    (found,) = clock.of(tmp_path).look()
    change(path)
    assert not found.is_whole()


# Whether the file system has leases is not ours to say.
@pytest.mark.external
def test_who_has_it_open_for_writing_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text("x", encoding="utf-8")
    if has_writer(path) is None:
        pytest.skip("this system does not say who writes to a file")
    assert has_writer(path) is False
    program = "import sys; f = open(sys.argv[1], 'a'); print('open', flush=True); input()"
    command = [sys.executable, "-c", program, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        assert has_writer(path) is True
        process.communicate("\n")
    assert has_writer(path) is False
    with path.open("rb"):
        assert has_writer(path) is False


def test_a_reader_or_nobody_is_no_writer_and_a_missing_file_has_none(tmp_path: Path) -> None:
    assert has_writer(tmp_path / "none") is None
