"""The command as a process of its own, with an index of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Filon = Callable[..., "subprocess.CompletedProcess[str]"]

TEXT = """Le port de Misrata rouvre aux pêcheurs.
Misrata, 4 mai 2021 (Lana) - Le ministère de la Pêche a rouvert le port hier lundi.
"""


@pytest.fixture
def indexed(tmp_path: Path) -> tuple[Filon, Path]:
    """The command, and the folder `index` that it has filled."""
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")

    def filon(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "FILON_INDEX": str(tmp_path / "index"), "COLUMNS": "200"}
        result = subprocess.run(
            [sys.executable, "-c", "from web.cli import main; main()", *arguments],
            capture_output=True, text=True, env=environment, cwd=tmp_path, check=False,
        )  # fmt: skip
        # French numbers have spaces that do not break; tests are written with plain ones.
        result.stdout = result.stdout.replace("\u00a0", " ").replace("\u202f", " ")
        return result

    assert filon("index", "a.txt").returncode == 0
    return filon, tmp_path
