"""Waiting for what lands, with and without the system's help."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.notifier import Notifier, Stop


@pytest.fixture
def stop() -> Iterator[Stop]:
    made = Stop()
    yield made
    made.close()


class NeverEnding(Stop):
    """Counts how often it was waited for, and waits for nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.waits = 0

    def wait(self, seconds: float) -> None:
        self.waits += 1


def test_what_is_set_ends_every_wait(stop: Stop) -> None:
    stop.set()
    stop.set()
    assert stop.is_set()
    stop.wait(3600)
    stop.wait(3600)


def test_a_stop_ends_the_wait_of_a_notifier(tmp_path: Path, stop: Stop) -> None:
    waiting = Notifier([tmp_path], stop)
    threading.Timer(0.01, stop.set).start()
    while not stop.is_set():
        waiting.wait()
    waiting.close()


@pytest.mark.parametrize("error", [OSError(28, "no more watches"), RuntimeError("inotify")])
def test_where_the_system_does_not_notify_the_pause_is_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def failing(*folders: Path, **options: object) -> Iterator[object]:
        raise error
        yield

    monkeypatch.setattr("watchfiles.watch", failing)
    stop = NeverEnding()
    waiting = Notifier([tmp_path], stop)
    for _ in range(3):
        waiting.wait()
    waiting.close()
    stop.close()
    assert stop.waits == 2  # after the first, which failed


def test_a_folder_that_has_gone_is_watched_again_when_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched: list[tuple[Path, ...]] = []

    def noting(*folders: Path, **options: object) -> Iterator[object]:
        watched.append(folders)
        while True:
            yield set()

    monkeypatch.setattr("watchfiles.watch", noting)
    home = tmp_path / "hot"
    stop = NeverEnding()
    waiting = Notifier([home], stop)
    waiting.wait()
    assert watched == []
    home.mkdir()
    waiting.wait()
    waiting.wait()
    home.rename(tmp_path / "gone")
    waiting.wait()
    home.mkdir()
    waiting.wait()
    assert watched == [(home,), (home,)]
    waiting.close()
    stop.close()
