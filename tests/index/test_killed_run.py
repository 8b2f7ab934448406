"""A command that is killed loses nothing that it has acknowledged."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.index.parallel_ingest import content


def _lines(count: int) -> Iterator[str]:
    for number in range(count):
        yield json.dumps({"id": f"u{number}", "headline": f"Titre {number}", "body": "Un texte."})


@pytest.mark.parametrize("after", [1, 3, 6])
def test_a_killed_run_loses_no_acknowledged_dispatch(tmp_path: Path, after: int) -> None:
    """SIGKILL between two acknowledgements; then the same command finishes the work."""
    source, folder = tmp_path / "fil.jsonl", tmp_path / "index"
    source.write_text("\n".join(_lines(400)), encoding="utf-8")
    command = [sys.executable, "-c", "from web.cli import main; main()", "index", str(source),
               "--index", str(folder), "--json", "--batch", "20"]  # fmt: skip
    acknowledged: set[str] = set()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(after):
            event = json.loads(process.stdout.readline())
            acknowledged |= set(event["outcomes"])
        time.sleep(0.01 * after)
        process.send_signal(signal.SIGKILL)
    assert len(acknowledged) == 20 * after
    assert acknowledged <= content(folder).keys()
    finished = subprocess.run(command, capture_output=True, text=True, check=True)
    summary = json.loads(finished.stdout.splitlines()[-1])
    assert summary["unchanged"] >= len(acknowledged)
    assert len(content(folder)) == 400
