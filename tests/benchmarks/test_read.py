"""What is measured of reading is read whole: no figure is of documents that are refused."""

from __future__ import annotations

import pytest

from benchmarks.read import measured
from benchmarks.read_documents import GROUP, WRITERS
from benchmarks.read_figures import Run
from benchmarks.read_official import official_outcomes
from benchmarks.read_peers import read
from benchmarks.read_report import markdown
from corpus.readers.draft import Draft
from corpus.synthetic import dispatches

COUNT = GROUP + 1


@pytest.mark.parametrize("title", WRITERS)
def test_the_documents_of_each_format_are_read(title: str) -> None:
    given = [*dispatches(COUNT)]
    found = [each for document in WRITERS[title](given) for each in read(document)]
    assert len(found) == COUNT
    for dispatch, draft in zip(given, found, strict=True):
        assert isinstance(draft, Draft), draft
        told = draft.known or draft
        words = "".join(" ".join((told.headline, *told.paragraphs)).split())
        expected = dispatch.paragraphs[-1].encode("latin-1", "replace").decode("latin-1")
        assert "".join(expected.split())[-40:] in words


def test_a_format_is_measured_and_reported() -> None:
    documents = WRITERS["NITF"]([*dispatches(3)])
    figures = measured("synthetic", "NITF", documents, [], rounds=1)
    assert (figures.documents, figures.dispatches, figures.reader) == (3, 3, "nitf")
    assert figures.is_met is (figures.ratios["lxml"] <= 3)
    report = markdown(Run("2026-01-01", "make", {"cores": "1"}, 1, [figures], {"a.xml": "read"}))
    assert "| NITF |" in report
    assert "| `a.xml` | read |" in report


@pytest.mark.external
def test_every_official_sample_has_an_outcome() -> None:
    found = official_outcomes()
    if not found:
        pytest.skip("no official samples (set FILON_SHARED)")
    assert all(told.startswith(("read", "refused")) for told in found.values())
