"""After a power loss, whatever of the unsynced is on the disk, every acknowledged commit is there.

The changes to files are logged; every prefix of the log, with what was not synced by then kept,
dropped, halved or zeroed and what was renamed, made or removed on the disk or not, is one state.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import product
from pathlib import Path
from typing import Any

from index.backup import backup
from index.store import Store
from tests.reliability.child import Report, run
from tests.reliability.conftest import Scale, Tell
from tests.reliability.disk import NAMES, UNSYNCED, Disk, Tree, write_tree
from tests.reliability.faults import Logged, Step
from tests.reliability.subject import SUBJECTS, Subject
from tests.reliability.workload import commit, wrong_after

ACKNOWLEDGED = "acknowledged"
State = tuple[int, frozenset[tuple[Path, "bytes | None"]]]
"""What was acknowledged, and what is on the disk."""


def test_power_loss(subject: str, folder: str, scale: Scale, seed: int, tell: Tell) -> None:
    commits = scale(3, 40)
    report = run(power_loss, subject=subject, folder=folder, commits=commits, seed=seed)
    assert report.counts["states"] >= scale(50, 500)
    tell("power loss", report)


def test_power_loss_after_a_failed_sync(
    subject: str, folder: str, scale: Scale, seed: int, tell: Tell
) -> None:
    report = run(
        power_loss_after_a_failed_sync,
        subject=subject,
        folder=folder,
        commits=scale(2, 4),
        every=scale(4, 1),
        seed=seed,
    )
    assert report.counts["errors"] > report.counts["runs"] > 2
    tell("power loss after failed syncs", report)


def test_power_loss_after_a_backup(subject: str, folder: str, seed: int, tell: Tell) -> None:
    report = run(power_loss_after_a_backup, subject=subject, folder=folder, seed=seed)
    assert report.counts["states"] > 20
    tell("power loss after a backup", report)


def power_loss(subject: str, folder: str, commits: int, seed: int) -> Report:
    """All states that one run of commits may leave."""
    report, root = Report(), Path(folder) / "root"
    log = _log(SUBJECTS[subject], root, commits, Logged())
    _lose_power(SUBJECTS[subject], root, log, seed, report)
    return report


def power_loss_after_a_failed_sync(
    subject: str, folder: str, commits: int, every: int, seed: int
) -> Report:
    """The same where a sync fails, and the next or the one after: nobody knows what is durable.

    In the reduced test only at every so many syncs.
    """
    report, root, at = Report(), Path(folder) / "root", 1
    while True:
        files = FailingSyncs(at, at + 1 + at % 2)
        log = _log(SUBJECTS[subject], root, commits, files)
        if files.syncs < at:
            return report
        report.counts["runs"] += 1
        report.counts["errors"] += files.errors
        _lose_power(SUBJECTS[subject], root, log, seed, report)
        shutil.rmtree(root)
        at += every


def power_loss_after_a_backup(subject: str, folder: str, seed: int) -> Report:
    """By copies and by links, a backup is whole or none; once acknowledged it is whole."""
    report, chance, root = Report(), random.Random(seed), Path(folder) / "root"
    seen: set[State] = set()
    for files in (Logged(), Copying()):
        root.mkdir()
        with SUBJECTS[subject].write(root / "source", files, wait=0) as writer:
            for number in range(1, 4):
                commit(writer, number)
        before = len(files.log)
        backup(Store(root / "source", files), root / "index")
        disk = Disk(root)
        for number, step in enumerate(files.log):
            disk.apply(step)
            for names, unsynced in product(NAMES, UNSYNCED if number >= before else ()):
                tree = disk.after_power_loss(names, UNSYNCED[unsynced], chance)
                done = step is files.log[-1]
                state = (int(done), frozenset(tree.items()))
                if state in seen:
                    continue
                seen.add(state)
                report.check(
                    f"after {step[:2]}", _wrong_backup(SUBJECTS[subject], tree, root, done)
                )
        shutil.rmtree(root)
    report.counts["states"] = len(seen)
    return report


class Copying(Logged):
    """A disk without links."""

    def around(self, operation: str, real: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        if operation == "link":
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))
        return super().around(operation, real, arguments)


def _wrong_backup(subject: Subject, tree: Tree, root: Path, done: bool) -> list[str]:
    with _found(tree, root) as folder:
        if not done and not any(folder.glob("index/generation-*.json")):
            return []
        return wrong_after(subject, folder / "index", 3)


class FailingSyncs(Logged):
    """Fails the syncs of some numbers, of files and of folders; what failed is not in the log."""

    def __init__(self, *at: int) -> None:
        super().__init__()
        self.syncs = 0
        self.errors = 0
        self._at = at

    def around(self, operation: str, real: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        self.syncs += operation in ("sync", "sync_folder")
        if operation in ("sync", "sync_folder") and self.syncs in self._at:
            self.errors += 1
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return super().around(operation, real, arguments)


def _log(subject: Subject, root: Path, commits: int, files: Logged) -> list[Step]:
    """All changes that the making of an index and some commits make, each tried until it is
    acknowledged."""
    root.mkdir()
    acknowledged = 0
    while acknowledged < commits:
        with suppress(OSError), subject.write(root / "index", files, wait=0) as writer:
            while acknowledged < commits:
                with suppress(OSError):
                    commit(writer, acknowledged + 1)
                    acknowledged += 1
                    files.log.append((ACKNOWLEDGED, root))
    return files.log


def _lose_power(subject: Subject, root: Path, log: list[Step], seed: int, report: Report) -> None:
    chance, disk, acknowledged = random.Random(seed), Disk(root), 0
    seen: set[State] = set()
    for number, step in enumerate(log):
        if step[0] == ACKNOWLEDGED:
            acknowledged += 1
        else:
            disk.apply(step)
            report.counts["changes"] += 1
        for names, unsynced in product(NAMES, UNSYNCED):
            tree = disk.after_power_loss(names, UNSYNCED[unsynced], chance)
            state = (acknowledged, frozenset(tree.items()))
            if state not in seen:
                seen.add(state)
                where = f"change {number}, {step[:2]}, names {names}, unsynced {unsynced}"
                report.check(where, _wrong(subject, tree, root, acknowledged))
    report.counts["acknowledged"] += acknowledged
    report.counts["states"] += len(seen)


def _wrong(subject: Subject, tree: Tree, root: Path, acknowledged: int) -> list[str]:
    with _found(tree, root) as folder:
        return wrong_after(subject, folder / "index", acknowledged)


@contextmanager
def _found(tree: Tree, root: Path) -> Iterator[Path]:
    """A folder with what was found under another."""
    folder = root.parent / "found"
    folder.mkdir()
    write_tree(tree, root, folder)
    yield folder
    shutil.rmtree(folder)
