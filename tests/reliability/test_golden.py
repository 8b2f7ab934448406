"""Indexes that earlier versions wrote give what they gave; those of later ones say so.

`golden/` holds an index of each subject and released format, of six commits. One is made by

    .venv/bin/python -c 'from tests.reliability.test_golden import make; make("store")'

and those that are there are never made again.
"""

from __future__ import annotations

import shutil
import zlib
from pathlib import Path

import pytest

from corpus.errors import IndexCorrupt
from index.manifest import FORMAT
from index.store import Store
from tests.reliability.child import Report
from tests.reliability.conftest import Tell
from tests.reliability.subject import SUBJECTS
from tests.reliability.workload import found, state, write, wrong_after

GOLDEN = Path(__file__).parent / "golden"
COMMITS = 6


KEPT = [path.name.rpartition("-") for path in sorted(GOLDEN.iterdir()) if path.is_dir()]
of_subject = pytest.mark.parametrize("subject", sorted({subject for subject, _, _ in KEPT}))


def golden(subject: str, version: int = FORMAT) -> Path:
    return GOLDEN / f"{subject}-{version}"


def make(subject: str) -> None:
    """Write the golden index of the present format."""
    write(SUBJECTS[subject], golden(subject), 1, COMMITS)
    (golden(subject) / "lock").unlink()


@pytest.mark.parametrize(("subject", "version"), [(name, int(number)) for name, _, number in KEPT])
def test_golden(subject: str, tmp_path: Path, version: int, tell: Tell) -> None:
    index = tmp_path / "index"
    shutil.copytree(golden(subject, version), index)
    seen = SUBJECTS[subject].open(index).refresh()
    assert seen.items == state(COMMITS)
    assert not seen.warnings
    assert wrong_after(SUBJECTS[subject], index, COMMITS) == []
    report = Report()
    report.counts.update({"items": len(seen.items), "formats": 1})
    tell("golden", report)


@pytest.mark.parametrize("subject", ["store"])
def test_the_golden_index_is_what_is_written_now(subject: str, tmp_path: Path) -> None:
    """A change of the manifest wants a new number of the format, and a new golden index."""
    write(SUBJECTS[subject], tmp_path, 1, COMMITS)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.name != "lock"}
    kept = {path.name: path.read_bytes() for path in golden(subject).iterdir()}
    assert written == kept


@of_subject
def test_another_format_is_named(subject: str, tmp_path: Path) -> None:
    index = tmp_path / "index"
    shutil.copytree(golden(subject), index)
    newest = Store(index).kept()[0]
    later = newest.dumps().replace(b'"format": %d' % FORMAT, b'"format": %d' % (FORMAT + 1))
    Store(index).path(newest.generation).write_bytes(_signed(later))
    for attempt in (
        lambda: found(SUBJECTS[subject], index),
        lambda: write(SUBJECTS[subject], index, 7, 7),
        lambda: SUBJECTS[subject].problems(index),
    ):
        with pytest.raises(IndexCorrupt, match=f"format {FORMAT + 1} ; .* format {FORMAT}"):
            attempt()


def _signed(text: bytes) -> bytes:
    """A manifest's text under its own checksum again."""
    body = text.rpartition(b',\n "crc": ')[0]
    return body + b',\n "crc": %d\n}\n' % zlib.crc32(body)
