"""What all tests share: the samples, an index over them, and the rule on skipped tests.

Under CI=true a skipped test is a failure, unless it is marked `external`: those want material that
is not part of the repository and cannot be had there.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from corpus.dispatch import Dispatch
from corpus.readers.registry import find_files
from index.ingest import Ingestion
from index.writer import IndexWriter
from search.local import LocalBackend

SAMPLES = Path(__file__).parents[1] / "corpus" / "samples"
LABELLED = [
    str(folder)
    for folder in sorted(SAMPLES.iterdir())
    if folder.is_dir() and folder.name != "formats"
]
"""The folders whose dispatches are labelled; those of `formats` have tests of their own."""
TODAY = date(2024, 12, 31)

# A machine that is busy with something else fails no test.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    must_run = os.environ.get("CI") == "true" and item.get_closest_marker("external") is None
    if report.skipped and must_run:
        report.outcome = "failed"
    return report


@pytest.fixture(scope="session", autouse=True)
def own_temporary_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A folder of each process for temporary files: Whoosh's own indexes in memory all write to one
    name there, and a process that ends its writing takes it from under the others."""
    before, tempfile.tempdir = tempfile.tempdir, str(tmp_path_factory.mktemp("temporary"))
    yield
    tempfile.tempdir = before


@pytest.fixture(scope="session")
def samples_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index on disk over the labelled samples; tests must not write to it."""
    folder = tmp_path_factory.mktemp("samples") / "index"
    with IndexWriter(folder) as writer:
        summary = Ingestion(writer).files(find_files(LABELLED))
    assert not summary.refusals
    return folder


@pytest.fixture(scope="session")
def samples_backend(samples_index: Path) -> Iterator[LocalBackend]:
    """A backend over the samples whose «today» is the last day of 2024."""
    backend = LocalBackend(samples_index, today=lambda: TODAY)
    yield backend
    backend.close()


@pytest.fixture
def index_of(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Makes a backend over given dispatches, on disk."""

    backends: list[LocalBackend] = []

    def make(*dispatches: Dispatch, batch: int = 0) -> LocalBackend:
        folder = tmp_path / f"index-{len(backends)}"
        with IndexWriter(folder) as writer:
            for number, dispatch in enumerate(dispatches, 1):
                writer.add(dispatch)
                if batch and number % batch == 0:
                    writer.commit()
            writer.commit()
        backends.append(LocalBackend(folder, today=lambda: TODAY))
        return backends[-1]

    yield make
    for backend in backends:
        backend.close()
