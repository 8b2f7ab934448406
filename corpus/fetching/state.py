"""What is known of each feed from one poll to the next, in one small file beside the index.

It only spares servers and time: where it is lost or damaged, feeds are polled as for the first time
and the index finds unchanged what it has.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class FeedState:
    """`etag` and `last_modified` are as the server at `validated` gave them; `moved` is where the
    feed has gone for good. Times are in seconds since 1970: `polled` of the last poll, and
    `not_before` which the feed is left alone after a failure. `failures` follow each other."""

    etag: str = ""
    last_modified: str = ""
    validated: str = ""
    moved: str = ""
    polled: float = 0.0
    not_before: float = 0.0
    failures: int = 0


class StateFile:
    """The states of feeds by their addresses."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def beside(cls, index: Path) -> StateFile:
        """The file of an index's folder: next to it, since the folder holds an index alone."""
        index = index.absolute()
        return cls(index.with_name(f"{index.name}.feeds.json"))

    def load(self) -> dict[str, FeedState]:
        """All states; none where the file is missing or damaged."""
        try:
            found = json.loads(self._path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        feeds = found.get("feeds") if isinstance(found, dict) else None
        if not isinstance(feeds, dict):
            return {}
        return {url: _state(values) for url, values in feeds.items() if isinstance(values, dict)}

    def save(self, states: Mapping[str, FeedState]) -> None:
        """Put states in place of those of their feeds; the file is the old or the new one, whole.

        Others may poll other feeds into the same index: theirs stay. Raises OSError.
        """
        known = {**self.load(), **states}
        content = {"format": 1, "feeds": {url: asdict(state) for url, state in known.items()}}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f"{self._path.name}.", dir=self._path.parent)
        try:
            with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 (a descriptor)
                json.dump(content, file, ensure_ascii=False, indent=1)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise


def _state(values: Mapping[str, Any]) -> FeedState:
    """The state that a file has, without what is not of its type."""
    known = FeedState()
    good: dict[str, Any] = {}
    for field in fields(FeedState):
        default, value = getattr(known, field.name), values.get(field.name)
        if isinstance(value, type(default)) or (isinstance(default, float) and type(value) is int):
            good[field.name] = value
    return FeedState(**good)
