"""A process that opens, reads and commits for days holds no more than at first."""

from __future__ import annotations

import gc
import resource
from pathlib import Path

from tests.reliability.child import Report, run
from tests.reliability.conftest import Scale, Tell
from tests.reliability.subject import SUBJECTS

WARMING = 200
"""Cycles until what is kept for the next time has its size: it levels off, as 2,000 cycles show."""
ITEMS = 10
"""Uids that are written again and again, so that the index does not grow of itself."""


def test_leaks(subject: str, folder: str, scale: Scale, tell: Tell) -> None:
    cycles = scale(50, 1_000)
    report = run(cycles_of_everything, subject=subject, folder=folder, cycles=cycles)
    assert report.counts["cycles"] == cycles
    assert report.counts["descriptors more"] == 0
    assert report.counts["memory in % of the first"] < 105
    tell("leaks", report)


def cycles_of_everything(subject: str, folder: str, cycles: int) -> Report:
    report, index = Report(), Path(folder) / "index"
    for number in range(WARMING):
        _cycle(subject, index, number)
    descriptors, memory = _descriptors(), _memory()
    for number in range(cycles):
        _cycle(subject, index, WARMING + number)
        report.counts["cycles"] += 1
    report.counts["descriptors more"] = _descriptors() - descriptors
    report.counts["memory in % of the first"] = round(100 * _memory() / memory)
    return report


def _cycle(subject: str, index: Path, number: int) -> None:
    reader = SUBJECTS[subject].open(index)
    with SUBJECTS[subject].write(index, wait=0) as writer:
        writer.add(f"u{number % ITEMS}", version=number)
        writer.commit()
    seen = reader.refresh().items
    assert (f"u{number % ITEMS}", number) in seen


def _descriptors() -> int:
    gc.collect()
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def _memory() -> int:
    """Bytes that are resident."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
