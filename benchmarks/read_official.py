"""What becomes of each official sample of the formats, where they are at hand.

`FILON_SHARED` names the folder that holds `formats`; without it a folder `shared` beside the
checkout is looked for. Nothing of the samples' text is told: names, counts and our own reasons.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from corpus.dispatch import Dispatch
from corpus.readers.draft import Refusal
from corpus.readers.registry import find_files, read_path
from corpus.understand import understand_all

SHARED = Path(os.environ.get("FILON_SHARED") or Path(__file__).parents[2] / "shared")


def official_outcomes() -> dict[str, str]:
    """Each file as folder/name with what was read of it, or why it was refused."""
    folder = SHARED / "formats"
    if not folder.is_dir():
        return {}
    paths = (path for path in find_files([str(folder)]) if path.parent != folder)
    return {str(path.relative_to(folder)): "; ".join(_told(path)) for path in paths}


def _told(path: Path) -> Iterator[str]:
    found = [*understand_all(read_path(path))]
    read = Counter(each.source.format for each in found if isinstance(each, Dispatch))
    for name, count in read.items():
        yield f"read ({name}, {count} dispatch{'es' * (count > 1)})"
    reasons = Counter(str(each.reason) for each in found if isinstance(each, Refusal))
    for reason, count in reasons.items():
        yield f"refused{f' {count} times' * (count > 1)}: {reason}"
