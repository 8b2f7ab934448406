"""Damage to any file is found by a check, and never changes what a reader finds unsaid."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from corpus.errors import IndexCorrupt
from index.lock import NAME as LOCK
from tests.reliability.child import Report, run
from tests.reliability.conftest import Scale, Tell
from tests.reliability.subject import SUBJECTS, Subject
from tests.reliability.workload import commit, state

COMMITS = 6
Damage = Callable[[bytes, random.Random], bytes]


def test_flips(subject: str, folder: str, scale: Scale, seed: int, tell: Tell) -> None:
    count = scale(200, 2_000)
    report = run(damaged, subject=subject, folder=folder, damage="flip", count=count, seed=seed)
    _all_found(report, count)
    tell("corruption, flipped bits", report)


def test_truncations(subject: str, folder: str, scale: Scale, seed: int, tell: Tell) -> None:
    count = scale(100, 500)
    report = run(damaged, subject=subject, folder=folder, damage="truncate", count=count, seed=seed)
    _all_found(report, count)
    tell("corruption, truncated files", report)


def test_zeroed_blocks(subject: str, folder: str, scale: Scale, seed: int, tell: Tell) -> None:
    count = scale(50, 500)
    report = run(damaged, subject=subject, folder=folder, damage="zero", count=count, seed=seed)
    _all_found(report, count)
    tell("corruption, zeroed stretches", report)


def _all_found(report: Report, count: int) -> None:
    assert report.counts["damaged"] == report.counts["found by a check"] == count
    assert report.counts["said to be corrupt"] > 0


def flip(content: bytes, chance: random.Random) -> bytes:
    """One bit is another."""
    bit = chance.randrange(8 * len(content))
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def truncate(content: bytes, chance: random.Random) -> bytes:
    """The end is missing."""
    return content[: chance.randrange(len(content))]


def zero(content: bytes, chance: random.Random) -> bytes:
    """A stretch from somewhere, of bytes that were not all zero, is zero."""
    while True:
        start, stop = sorted(chance.sample(range(len(content) + 1), 2))
        changed = content[:start] + bytes(stop - start) + content[stop:]
        if changed != content:
            return changed


DAMAGE: dict[str, Damage] = {each.__name__: each for each in (flip, truncate, zero)}


def damaged(subject: str, folder: str, damage: str, count: int, seed: int) -> Report:
    report, chance, index = Report(), random.Random(seed), Path(folder) / "index"
    with SUBJECTS[subject].write(index, wait=0) as writer:
        for number in range(1, COMMITS + 1):
            commit(writer, number, weight=chance.randrange(200))
    files = sorted(file for file in index.iterdir() if file.name != LOCK)
    # Long files get more of it than short ones, as on a disk, but short ones have their share.
    weights = [file.stat().st_size + 200 for file in files]
    for number in range(count):
        (file,) = chance.choices(files, weights)
        content = file.read_bytes()
        changed = DAMAGE[damage](content, chance)
        file.write_bytes(changed)
        _look(SUBJECTS[subject], index, f"{damage} {number} in {file.name}", report)
        file.write_bytes(content)
    return report


def _look(subject: Subject, index: Path, where: str, report: Report) -> None:
    report.counts["damaged"] += 1
    try:
        report.counts["found by a check"] += bool(subject.problems(index))
    except IndexCorrupt:
        report.counts["found by a check"] += 1
    try:
        seen = subject.open(index).refresh()
    except IndexCorrupt:
        report.counts["said to be corrupt"] += 1
        return
    if seen.warnings and seen.items == state(COMMITS - 1):
        report.counts["answered by the generation before, aloud"] += 1
    elif seen.items == state(COMMITS):
        report.counts["answered the same"] += 1
    else:
        report.failures.append(f"{where}: answered {seen}")
