"""A process that ends at any moment leaves the index as it was before a commit or after it."""

from __future__ import annotations

import random
import select
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from corpus.errors import IndexCorrupt
from index.backup import backup
from index.files import Files
from index.store import Store
from tests.reliability.child import Fork, Report, Say, run
from tests.reliability.conftest import Scale, Tell
from tests.reliability.faults import EXITED, Exiting
from tests.reliability.subject import SUBJECTS
from tests.reliability.workload import commit, found, orphans, state, write, wrong_after


def test_exit_at_every_change(subject: str, folder: str, scale: Scale, tell: Tell) -> None:
    report = run(exit_at_every_change, subject=subject, folder=folder, commits=scale(2, 12))
    assert report.counts["exits"] > 30
    tell("crash points", report)


def test_exit_at_every_change_of_a_recovery(subject: str, folder: str, tell: Tell) -> None:
    report = run(exit_at_every_change_of_a_recovery, subject=subject, folder=folder)
    assert report.counts["exits"] > 20
    tell("crash points of a recovery from damage", report)


def test_exit_at_every_change_of_a_backup(subject: str, folder: str, tell: Tell) -> None:
    report = run(exit_at_every_change_of_a_backup, subject=subject, folder=folder)
    assert report.counts["exits"] > 5
    assert 0 < report.counts["backups there whole"] < report.counts["exits"]
    tell("crash points of a backup", report)


def test_a_kill_at_any_time(subject: str, folder: str, scale: Scale, seed: int, tell: Tell) -> None:
    kills = scale(10, 200)
    report = run(kill_at_any_time, subject=subject, folder=folder, kills=kills, seed=seed)
    assert report.counts["kills"] == kills
    assert report.counts["acknowledged"] > 0
    tell("SIGKILL", report)


def exit_at_every_change(subject: str, folder: str, commits: int) -> Report:
    """From the making of an index to some commits, once for each change and each kind of end."""
    report, index = Report(), Path(folder) / "index"

    def work(files: Files, say: Say) -> None:
        with SUBJECTS[subject].write(index, files, wait=0) as writer:
            for number in range(1, commits + 1):
                commit(writer, number)
                say(number)

    for where, said in _exits(work, report):
        report.check(where, wrong_after(SUBJECTS[subject], index, len(said)))
        shutil.rmtree(index)
    return report


def exit_at_every_change_of_a_recovery(subject: str, folder: str) -> Report:
    """The newest of three generations is damaged; a writer sets it aside and goes on."""
    report, damaged, index = Report(), Path(folder) / "damaged", Path(folder) / "index"
    write(SUBJECTS[subject], damaged, 1, 3)
    newest = Store(damaged).path(SUBJECTS[subject].open(damaged).refresh().generation)
    newest.write_bytes(newest.read_bytes()[:-1])
    useless = orphans(damaged)

    def work(files: Files, say: Say) -> None:
        with SUBJECTS[subject].write(index, files, wait=0) as writer:
            commit(writer, 3)
            say(3)

    shutil.copytree(damaged, index)
    for where, said in _exits(work, report):
        wrong = wrong_after(SUBJECTS[subject], index, 2 + len(said), sound=bool(said))
        aside = {file.name for file in index.glob("damaged-*/*")}
        wrong += [] if aside == useless else [f"set aside: {sorted(aside)}"]
        report.check(where, wrong)
        shutil.rmtree(index)
        shutil.copytree(damaged, index)
    return report


def exit_at_every_change_of_a_backup(subject: str, folder: str) -> Report:
    """A copy is whole or no index, and what it is a copy of stays as it is."""
    report, index, copy = Report(), Path(folder) / "index", Path(folder) / "copy"
    write(SUBJECTS[subject], index, 1, 3)

    def work(files: Files, say: Say) -> None:
        backup(Store(index, files), copy)
        say("done")

    for where, said in _exits(work, report):
        try:
            items = found(SUBJECTS[subject], copy)
        except IndexCorrupt:
            items = ()
        whole = items == state(3) and not SUBJECTS[subject].problems(copy)
        report.counts["backups there whole"] += whole
        if not whole and (said or any(copy.glob("generation-*.json"))):
            report.failures.append(f"{where}: the copy has {items}")
        if found(SUBJECTS[subject], index) != state(3) or SUBJECTS[subject].problems(index):
            report.failures.append(f"{where}: the index has changed")
        shutil.rmtree(copy, ignore_errors=True)
    return report


def _exits(work: Callable[[Files, Say], None], report: Report) -> Iterator[tuple[str, list[str]]]:
    """Does some work once for each change and each kind of end, and at last undisturbed.

    Gives each time what was done to it and what it had said.
    """
    for torn in (False, True):
        at, status = 0, EXITED
        while status == EXITED:
            at += 1
            with Fork(partial(work, Exiting(at, torn))) as fork:
                said, status = list(fork.lines()), fork.status()
            report.counts["exits"] += status == EXITED
            yield f"exit at change {at}, torn {torn}", said
        if status != 0 or not said:
            report.failures.append(f"undisturbed: status {status}, said {said}")


def kill_at_any_time(subject: str, folder: str, kills: int, seed: int) -> Report:
    """One index, whose writer is killed again and again, a moment after some acknowledgement."""
    report, chance, index = Report(), random.Random(seed), Path(folder) / "index"
    reached = 0

    def work(say: Say) -> None:
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
