"""A worker as the process sees it that started it: what it was told, and what it holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.errors import BackendError
from corpus.messages import message
from index.child_process import ChildProcess
from index.comparison import Place
from index.parallel_parts import Part


class WorkerProcess(ChildProcess):
    """See the module. `number` counts from 1. It must be ended by `stop`.

    `file` is the segment that it builds, None while there is none; `slots` are the documents that
    it was told to put there, `held` what they take in memory, in chunks of text.
    """

    def __init__(self, number: int, folder: Path, lock: int, jobs: int) -> None:
        super().__init__("index.parallel_worker", folder, jobs, inherited=(lock,))
        self.number = number
        self.reading = 0
        self.held = 0
        self.file: str | None = None
        self.slots = 0

    def read(self, number: int, part: Part) -> None:
        self.reading += 1
        self._tell("read", number, [list(asdict(piece).values()) for piece in part])

    def keep(self, count: int, indices: Sequence[int], new_file: str | None) -> None:
        """Keep some of the `count` dispatches that were found longest ago."""
        self.file = new_file or self.file
        self.slots += len(indices)
        self._tell("keep", count, indices, new_file)

    def drop(self, place: Place) -> None:
        self._tell("drop", place.slot)

    def close_segment(self) -> None:
        self._tell("close")

    def forget_segment(self) -> None:
        self.file, self.slots, self.held = None, 0, 0

    def receive(self) -> tuple[str, list[Any]]:
        """The next thing it says. Raises BackendError when it has ended, OSError for what the
        system refused it."""
        try:
            kind, *values = json.loads(self.connection.recv_bytes())
        except (EOFError, ConnectionError):
            raise self._ended() from None
        if kind == "failed":
            raise OSError(*values)
        return kind, values

    def _tell(self, *order: object) -> None:
        try:
            self.connection.send_bytes(json.dumps(order).encode())
        except ConnectionError:
            raise self._ended() from None

    def _ended(self) -> BackendError:
        return BackendError(
            message(
                "Un des processus d’indexation s’est arrêté ({status}) ; ce qui était enregistré "
                "l’est toujours, et la même commande reprend le reste.",
                status=self.status(),
            )
        )
