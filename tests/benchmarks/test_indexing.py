"""The parts of indexing that are measured are those that the builder does."""

from __future__ import annotations

from benchmarks.indexing import costs
from corpus import synthetic


def test_each_step_is_measured() -> None:
    found = costs([*synthetic.dispatches(60)], 30)
    assert set(found) == {
        "record, digest",
        "chunks",
        "signatures",
        "stored records",
        "inverting",
        "writing postings",
        "a segment",
        "merging",
        "new words",
        "the rest of it",
    }
    assert found["a segment"] > 0
