"""After a power loss, whatever of the unsynced is on the disk, every acknowledged commit is there.

The changes to files are logged; every prefix of the log, with what was not synced by then kept,
dropped, halved or zeroed and what was renamed, made or removed on the disk or not, is one state.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from tests.reliability.child import Report, run
from tests.reliability.conftest import Scale, Tell
from tests.reliability.disk import NAMES, UNSYNCED, Disk, Tree, write_tree
from tests.reliability.faults import Logged, Step
from tests.reliability.subject import SUBJECTS, Subject
from tests.reliability.workload import commit, wrong_after

ACKNOWLEDGED = "acknowledged"


def test_power_loss(subject: str, folder: str, scale: Scale, seed: int, tell: Tell) -> None:
    commits = scale(5, 40)
    report = run(power_loss, subject=subject, folder=folder, commits=commits, seed=seed)
    assert report.counts["states"] >= scale(100, 500)
    tell("power loss", report)


def power_loss(subject: str, folder: str, commits: int, seed: int) -> Report:
    report, chance, root = Report(), random.Random(seed), Path(folder) / "root"
    disk, acknowledged = Disk(root), 0
    seen: set[tuple[int, frozenset[tuple[Path, bytes | None]]]] = set()
    for number, step in enumerate(_log(SUBJECTS[subject], root, commits)):
        if step[0] == ACKNOWLEDGED:
            acknowledged += 1
        else:
            disk.apply(step)
            report.counts["changes"] += 1
        for names in NAMES:
            for unsynced in UNSYNCED:
                tree = disk.after_power_loss(names, UNSYNCED[unsynced], chance)
                state = (acknowledged, frozenset(tree.items()))
                if state not in seen:
                    seen.add(state)
                    where = f"change {number}, {step[:2]}, names {names}, unsynced {unsynced}"
                    wrong = _wrong(SUBJECTS[subject], tree, root, acknowledged)
                    report.check(where, wrong)
    report.counts["states"] = len(seen)
    return report


def _log(subject: Subject, root: Path, commits: int) -> list[Step]:
    """All changes that the making of an index and some commits make."""
    root.mkdir()
    files = Logged()
    with subject.write(root / "index", files, wait=0) as writer:
        for number in range(1, commits + 1):
            commit(writer, number)
            files.log.append((ACKNOWLEDGED, root))
    return files.log


def _wrong(subject: Subject, tree: Tree, root: Path, acknowledged: int) -> list[str]:
    found = root.parent / "found"
    found.mkdir()
    write_tree(tree, root, found)
    try:
        return wrong_after(subject, found / "index", acknowledged)
    finally:
        shutil.rmtree(found)
