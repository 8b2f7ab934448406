"""The server that tests of fetching ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.corpus.fetching.server import ScriptedServer, serving


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with serving() as running:
        yield running
