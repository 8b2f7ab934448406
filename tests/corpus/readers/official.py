"""The official sample files of the formats, where they are at hand.

`FILON_SHARED` names the folder that holds `formats`; without it a folder `shared` beside the
checkout is looked for.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FORMATS = Path(os.environ.get("FILON_SHARED") or Path(__file__).parents[4] / "shared") / "formats"


def official(name: str) -> Path:
    """A folder or file of the samples; the test is skipped where there is none."""
    path = FORMATS / name
    if not path.exists():
        pytest.skip(f"no official samples: {path} does not exist (set FILON_SHARED)")
    return path
