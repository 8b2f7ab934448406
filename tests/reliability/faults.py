"""What may befall an operation on a file: the process ends, it fails, or it is logged.

Each class stands in for `index.files.Files` and counts the operations that it is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from io import FileIO
from pathlib import Path
from typing import Any

from index.files import Files

READING = ("names", "size", "identity", "read", "map")
CHANGING = ("create", "write", "sync", "rename", "link", "remove", "make_folder", "sync_folder")
EXITED = 77
"""The exit status of a process that ended at an operation."""


class Quick(Files):
    """Syncs nothing: no test pulls the plug, and a busy disk takes long to sync."""

    def sync(self, file: FileIO) -> None:
        pass

    def sync_folder(self, path: Path) -> None:
        pass


class Watched(Quick):
    """Puts `around` around every operation of some names; here it does nothing but count."""

    def __init__(self, operations: tuple[str, ...] = READING + CHANGING) -> None:
        self.count = 0
        for operation in operations:
            setattr(self, operation, partial(self._watch, operation, getattr(self, operation)))

    def _watch(self, operation: str, real: Callable[..., Any], *arguments: Any) -> Any:
        self.count += 1
        return self.around(operation, real, arguments)

    def around(self, operation: str, real: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        return real(*arguments)


class Exiting(Watched):
    """Ends the process before the n-th change; a torn write has been half done by then."""

    def __init__(self, at: int, torn: bool) -> None:
        super().__init__(CHANGING)
        self._at = at
        self._torn = torn

    def around(self, operation: str, real: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        if self.count == self._at:
            if self._torn and operation == "write":
                file, data = arguments
                real(file, data[: len(data) // 2])
            os._exit(EXITED)
        return real(*arguments)


class Failing(Watched):
    """Fails the n-th operation, once or with all that follow; a write is half done by then."""

    def __init__(self, at: int, error: int, for_good: bool) -> None:
        super().__init__()
        self._at = at
        self._error = error
        self._for_good = for_good

    def around(self, operation: str, real: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        if self.count == self._at or (self._for_good and self.count > self._at):
            if operation == "write":
                file, data = arguments
                real(file, data[: len(data) // 2])
            raise OSError(self._error, os.strerror(self._error))
        return real(*arguments)


Step = tuple[Any, ...]


class Logged(Watched):
    """Keeps every change: its operation, the paths it names, and what a write writes."""

    def __init__(self) -> None:
        super().__init__(CHANGING)
        self.log: list[Step] = []

    def around(self, operation: str, real: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        result = real(*arguments)
        named = [Path(each.name) if hasattr(each, "fileno") else each for each in arguments]
        self.log.append((operation, *(bytes(x) if isinstance(x, memoryview) else x for x in named)))
        return result
