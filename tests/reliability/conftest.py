"""How much is tried, from which seed, and the report of the whole.

A push tries a reduced number of faults; FILON_TORTURE=1 tries them all and writes a report
(`make torture`). FILON_SEED repeats a run with other random numbers.
"""

from __future__ import annotations

import os
import platform
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from tests.reliability.child import Report
from tests.reliability.subject import OF_ALL_TESTS

TORTURE = os.environ.get("FILON_TORTURE") == "1"
SEED = int(os.environ.get("FILON_SEED", "20240612"))
REPORTS = Path(__file__).parents[2] / "benchmarks" / "reports"

Scale = Callable[[int, int], int]
Tell = Callable[[str, Report], None]


@dataclass
class Row:
    """A line of the report: what was counted, and how long it took."""

    name: str
    subject: str
    counts: Counter[str]
    seconds: float


_rows = pytest.StashKey[list[Row]]()


@pytest.fixture
def scale() -> Scale:
    """Gives how much to try: the first number on a push, the second in the torture."""
    return lambda reduced, full: full if TORTURE else reduced


@pytest.fixture
def seed() -> int:
    print(f"FILON_SEED={SEED}")
    return SEED


@pytest.fixture(params=OF_ALL_TESTS)
def subject(request: pytest.FixtureRequest) -> str:
    """The name of each subject in turn: processes of their own look it up."""
    return str(request.param)


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """A folder for indexes, as a text that goes to another process."""
    return str(tmp_path)


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Tell:
    """Puts what a report counted into the line of a name."""
    rows = request.config.stash.setdefault(_rows, [])
    subject = request.getfixturevalue("subject")
    started = time.monotonic()

    def put(name: str, report: Report) -> None:
        rows.append(Row(name, subject, report.counts, time.monotonic() - started))

    return put


def pytest_sessionfinish(session: pytest.Session) -> None:
    rows = session.config.stash.get(_rows, [])
    if TORTURE and rows:
        REPORTS.mkdir(parents=True, exist_ok=True)
        path = REPORTS / f"{date.today().isoformat()}-torture.md"
        path.write_text(_report(rows, session), encoding="utf-8")


def _report(rows: list[Row], session: pytest.Session) -> str:
    lines = [
        f"# Torture, {date.today().isoformat()}",
        "",
        f"`make torture`, seed {SEED}; Python {platform.python_version()}, {platform.system()} "
        f"{platform.release()}, {os.cpu_count()} cores. Every row is a test of "
        f"`tests/reliability/`; {session.testsfailed} failed of {session.testscollected}.",
        "",
        "| row | on | what was tried and seen | seconds |",
        "|---|---|---|---|",
    ]
    for row in rows:
        counts = ", ".join(f"{number:,} {what}" for what, number in row.counts.items())
        lines.append(f"| {row.name} | {row.subject} | {counts} | {row.seconds:.1f} |")
    return "\n".join(lines) + "\n"
