"""A process that ends at any moment leaves the index as it was before a commit or after it."""

from __future__ import annotations

import random
import select
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.reliability.child import Fork, Report, run
from tests.reliability.conftest import Scale, Tell
from tests.reliability.faults import EXITED, Exiting
from tests.reliability.subject import SUBJECTS, Subject
from tests.reliability.workload import commit, wrong_after


def test_exit_at_every_change(subject: str, folder: str, scale: Scale, tell: Tell) -> None:
    report = run(exit_at_every_change, subject=subject, folder=folder, commits=scale(3, 12))
    assert report.counts["exits"] > 40
    tell("crash points", report)


def test_a_kill_at_any_time(subject: str, folder: str, scale: Scale, seed: int, tell: Tell) -> None:
    kills = scale(20, 200)
    report = run(kill_at_any_time, subject=subject, folder=folder, kills=kills, seed=seed)
    assert report.counts["kills"] == kills
    assert report.counts["acknowledged"] > kills
    tell("SIGKILL", report)


def exit_at_every_change(subject: str, folder: str, commits: int) -> Report:
    """From the making of an index to some commits, once for each change and each kind of end."""
    report = Report()
    for torn in (False, True):
        at, status = 0, EXITED
        while status == EXITED:
            at += 1
            index = Path(folder) / f"{at}-{torn}"
            acknowledged, status = _exit_at(SUBJECTS[subject], index, at, torn, commits)
            where = f"exit at change {at}, torn {torn}"
            report.check(where, wrong_after(SUBJECTS[subject], index, acknowledged))
            report.counts["exits"] += status == EXITED
            shutil.rmtree(index)
        if status != 0 or acknowledged != commits:
            report.failures.append(f"without a fault: status {status}, {acknowledged} commits")
    return report


def _exit_at(subject: Subject, index: Path, at: int, torn: bool, commits: int) -> tuple[int, int]:
    """How many commits were acknowledged, and the status at the end."""

    def work(say: Callable[[object], None]) -> None:
        with subject.write(index, Exiting(at, torn), wait=0) as writer:
            for number in range(1, commits + 1):
                commit(writer, number)
                say(number)

    with Fork(work) as fork:
        return len(list(fork.lines())), fork.status()


def kill_at_any_time(subject: str, folder: str, kills: int, seed: int) -> Report:
    """One index, whose writer is killed again and again, a moment after some acknowledgement."""
    report, chance, index = Report(), random.Random(seed), Path(folder) / "index"
    reached = 0

    def work(say: Callable[[object], None]) -> None:
        with SUBJECTS[subject].write(index, wait=0) as writer:
            number = reached
            while True:
                number += 1
                commit(writer, number)
                say(number)

    for kill in range(kills):
        with Fork(work) as fork:
            said = [fork.line() for _ in range(chance.randrange(4))]
            select.select([], [], [], chance.random() * 0.01)
            fork.kill()
            fork.status()
            said += fork.lines()
        acknowledged = int(said[-1]) if said else reached
        report.counts["kills"] += 1
        report.counts["acknowledged"] += len(said)
        report.check(f"kill {kill}", wrong_after(SUBJECTS[subject], index, acknowledged))
        reached = SUBJECTS[subject].open(index).refresh().generation
    return report
