"""Merging between commits: whatever befalls it leaves the index as after a commit."""

from __future__ import annotations

import pytest

from tests.reliability.child import run
from tests.reliability.conftest import Scale, Tell
from tests.reliability.test_crashes import exit_at_every_change, kill_at_any_time
from tests.reliability.test_errors import every_operation_fails


@pytest.fixture
def subject() -> str:
    return "background"


def test_exit_at_every_change(subject: str, folder: str, scale: Scale, tell: Tell) -> None:
    report = run(exit_at_every_change, subject=subject, folder=folder, commits=scale(4, 12))
    assert report.counts["exits"] > 30
    tell("crash points of merges between commits", report)


def test_every_operation_fails(subject: str, folder: str, scale: Scale, tell: Tell) -> None:
    report = run(
        every_operation_fails,
        subject=subject,
        folder=folder,
        commits=scale(4, 10),
        every=scale(5, 1),
    )
    # What a merge between commits is refused is seen in no commit.
    assert report.counts["faults of which nothing was seen"] > 0
    tell("n-th I/O error, merges between commits", report)


def test_a_kill_at_any_time(subject: str, folder: str, scale: Scale, seed: int, tell: Tell) -> None:
    kills = scale(10, 200)
    report = run(kill_at_any_time, subject=subject, folder=folder, kills=kills, seed=seed)
    assert report.counts["kills"] == kills
    tell("SIGKILL, merges between commits", report)
