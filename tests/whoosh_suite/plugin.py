"""A pytest plugin that runs Whoosh's own test suite over `FlatCodec`.

Every index that a test makes is written and read by it: Whoosh asks for the default codec when a
writer starts, and the tests that name Whoosh's codec themselves are given ours.
"""

from __future__ import annotations

import pytest
import whoosh.codec
import whoosh.codec.whoosh3

from index.codec.whoosh_codec import FlatCodec

DESELECTED = {
    "test_codecs.py::test_fieldwriter_two_terms": (
        "gives document 0 two lengths, 2 and 3, in one field; here a document has one length in "
        "a field, whichever of its terms is asked"
    ),
}
"""Tests that cannot pass, each with its reason."""


def pytest_configure(config: pytest.Config) -> None:
    whoosh.codec.default_codec = lambda *args, **kwargs: FlatCodec()
    whoosh.codec.whoosh3.W3Codec = FlatCodec
    whoosh.codec.whoosh3.W3PerDocWriter.__init__ = _refuse
    whoosh.codec.whoosh3.W3FieldWriter.__init__ = _refuse


def _refuse(*args: object) -> None:
    raise AssertionError("a test got round to Whoosh's own codec")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    deselected = [item for item in items if item.nodeid in DESELECTED]
    assert len(deselected) == len(DESELECTED), "a deselected test is not in the suite"
    items[:] = [item for item in items if item.nodeid not in DESELECTED]
    config.hook.pytest_deselected(items=deselected)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for test, reason in DESELECTED.items():
        terminalreporter.write_line(f"deselected {test}: {reason}")
