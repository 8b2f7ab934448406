"""A full disk and a lack of memory cost the commit under way, never one that was acknowledged."""

from __future__ import annotations

import errno
import os
import random
import resource
import shutil
import subprocess
from pathlib import Path

import pytest

from corpus.errors import FilonError
from tests.reliability.child import OUT_OF_MEMORY, Fork, Report, Say, run
from tests.reliability.conftest import Scale, Tell
from tests.reliability.subject import SUBJECTS
from tests.reliability.workload import commit, found, orphans, state, write, wrong_after

DISK = 1 << 20
NAMESPACE = ("unshare", "--user", "--map-root-user", "--mount")
MOUNT = 'mount -t tmpfs -o size=$1 tmpfs "$2" && shift 2 && exec "$@"'
MEBIBYTE = 1 << 20
MOST_MEMORY = 200 * MEBIBYTE


# Whether there may be a disk of one's own is the system's to say.
@pytest.mark.external
def test_a_full_disk(subject: str, folder: str, scale: Scale, seed: int, tell: Tell) -> None:
    mounting = (*NAMESPACE, "sh", "-c", MOUNT, "sh", str(DISK), folder)
    tried = subprocess.run([*mounting, "true"], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        pytest.skip(f"no small disk can be mounted here: {tried.stderr.strip()}")
    rounds = scale(4, 100)
    report = run(
        full_disk, before=mounting, subject=subject, folder=folder, rounds=rounds, seed=seed
    )
    assert report.counts["times full"] == rounds
    tell("disk full", report)


def test_out_of_memory(subject: str, folder: str, scale: Scale, tell: Tell) -> None:
    levels = scale(6, 20)
    report = run(out_of_memory, subject=subject, folder=folder, levels=levels)
    assert report.counts["levels"] == levels
    assert report.counts["levels that sufficed"] > 0
    assert report.counts["levels that did not"] > 0
    tell("out of memory", report)


def full_disk(subject: str, folder: str, rounds: int, seed: int) -> Report:
    """Half of a disk is taken; an index fills the other half; then the first is freed."""
    report, chance, disk = Report(), random.Random(seed), Path(folder)
    for number in range(rounds):
        index, ballast = disk / "index", disk / "ballast"
        ballast.write_bytes(bytes(DISK // 2 - chance.randrange(40_000)))
        weight = chance.randrange(1_000, 10_000)
        acknowledged = 0
        try:
            with SUBJECTS[subject].write(index, wait=0) as writer:
                while True:
                    commit(writer, acknowledged + 1, weight)
                    acknowledged += 1
        except OSError as error:
            report.counts["times full"] += error.errno == errno.ENOSPC
        report.counts["acknowledged"] += acknowledged
        where = f"round {number}, {weight} bytes an item"
        if found(SUBJECTS[subject], index) != state(acknowledged):
            report.failures.append(f"{where}: not what {acknowledged} commits wrote")
        if left := orphans(index):
            report.failures.append(f"{where}: space is not given back: {sorted(left)}")
        ballast.unlink()
        report.check(where, wrong_after(SUBJECTS[subject], index, acknowledged))
        shutil.rmtree(index)
    return report


def out_of_memory(subject: str, folder: str, levels: int) -> Report:
    """Commits of some mebibytes in a process that may take from nothing to a good deal more."""
    report = Report()
    for level in range(levels):
        index = Path(folder) / f"index-{level}"
        write(SUBJECTS[subject], index, 1, 2)
        more = round(MOST_MEMORY * (level / (levels - 1)) ** 2)

        def work(say: Say, index: Path = index, more: int = more) -> None:
            with SUBJECTS[subject].write(index, wait=0) as writer:
                limit = _address_space() + more
                resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
                for number in range(3, 7):
                    try:
                        commit(writer, number, MEBIBYTE)
                    except (OSError, FilonError):
                        os._exit(OUT_OF_MEMORY)
                    say(number)

        with Fork(work) as fork:
            acknowledged = 2 + len(list(fork.lines()))
            status = fork.status()
        where = f"{more // MEBIBYTE} MiB more"
        if status not in (0, OUT_OF_MEMORY):
            report.failures.append(f"{where}: status {status}")
        report.counts["levels"] += 1
        report.counts["levels that sufficed" if status == 0 else "levels that did not"] += 1
        report.check(where, wrong_after(SUBJECTS[subject], index, acknowledged))
        shutil.rmtree(index)
    return report


def _address_space() -> int:
    """Bytes of address space that this process has."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
