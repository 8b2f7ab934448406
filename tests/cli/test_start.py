"""What a command does not need is not loaded when it starts."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("feedparser", "trafilatura", "urllib3", "watchfiles")
"""What speaks to servers, reads feeds and pages, and watches folders: most commands do neither."""


def test_a_start_loads_nothing_that_only_some_commands_need() -> None:
    command = "import sys, web.cli; print(*sys.modules)"
    started = subprocess.run(
        [sys.executable, "-c", command], capture_output=True, check=True, text=True
    )
    loaded = started.stdout.split()
    assert "search.local" in loaded
    assert not set(HEAVY).intersection(loaded)
