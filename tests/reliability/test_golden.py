"""Indexes that earlier versions wrote give what they gave; those of later ones say so.

`golden/` holds an index of each subject and format that there was, of six commits. One is made by

    .venv/bin/python -c 'from tests.reliability.test_golden import make; make("index", 3)'

and those that are there are never made again. Of `index`, 1 is without a history, 2 has one, and 3
has positions as segments of the second format keep them.
"""

from __future__ import annotations

import shutil
import zlib
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import IndexCorrupt
from index.manifest import FORMAT
from index.snapshot import IndexReader
from index.store import Store
from index.writer import IndexWriter
from tests.index.reading import contents
from tests.reliability.child import Report
from tests.reliability.conftest import Tell
from tests.reliability.subject import SUBJECTS, Subject
from tests.reliability.workload import found, state, write, wrong_after

GOLDEN = Path(__file__).parent / "golden"
COMMITS = 6


KEPT = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())
of_each = pytest.mark.parametrize("subject", KEPT)


def subject_of(name: str) -> Subject:
    """Those that have subjects of their own were written before there was something."""
    return SUBJECTS.get(name) or SUBJECTS[name.partition("-")[0]]


def make(subject: str, version: int) -> None:
    """Write the golden index of the present format."""
    folder = GOLDEN / f"{subject}-{version}"
    write(SUBJECTS[subject], folder, 1, COMMITS)
    (folder / "lock").unlink()


@of_each
def test_golden(subject: str, tmp_path: Path, tell: Tell) -> None:
    index = tmp_path / "index"
    shutil.copytree(GOLDEN / subject, index)
    seen = subject_of(subject).open(index).refresh()
    assert seen.items == state(COMMITS)
    assert not seen.warnings
    assert wrong_after(subject_of(subject), index, COMMITS) == []
    report = Report()
    report.counts.update({"items": len(seen.items), "formats": 1})
    tell("golden", report)


@pytest.mark.parametrize("index", [name for name in KEPT if name.startswith("index-")])
def test_segments_of_all_formats_are_merged(index: str, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    shutil.copytree(GOLDEN / index, folder)
    before = _contents(folder)
    assert any(any(each["text"].values()) for each in before)
    with IndexWriter(folder) as writer:
        writer.optimise()
    assert len(IndexReader(folder).newest().segments) == 1
    assert _contents(folder) == before


def _contents(folder: Path) -> list[dict[str, Any]]:
    """All that an index says of each dispatch, in an order of their own."""
    found = [contents(segment) for segment in IndexReader(folder).newest().segments]
    return sorted(chain(*found), key=lambda each: repr(each["record"]))


def test_the_golden_index_is_what_is_written_now(tmp_path: Path) -> None:
    """A change of the manifest wants a new number of the format, and a new golden index."""
    write(SUBJECTS["store"], tmp_path, 1, COMMITS)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.name != "lock"}
    kept = {path.name: path.read_bytes() for path in (GOLDEN / "store-1").iterdir()}
    assert written == kept


@of_each
def test_another_format_is_named(subject: str, tmp_path: Path) -> None:
    index, found_by = tmp_path / "index", subject_of(subject)
    shutil.copytree(GOLDEN / subject, index)
    newest = Store(index).kept()[0]
    later = newest.dumps().replace(b'"format": %d' % newest.format, b'"format": %d' % (FORMAT + 1))
    Store(index).path(newest.generation).write_bytes(_signed(later))
    for attempt in (
        lambda: found(found_by, index),
        lambda: write(found_by, index, 7, 7),
        lambda: found_by.problems(index),
    ):
        with pytest.raises(IndexCorrupt, match=f"format {FORMAT + 1} ; .* format {FORMAT}"):
            attempt()


def _signed(text: bytes) -> bytes:
    """A manifest's text under its own checksum again."""
    body = text.rpartition(b',\n "crc": ')[0]
    return body + b',\n "crc": %d\n}\n' % zlib.crc32(body)
