"""A worker as the process sees it that started it: what it was told, and what it holds.

It is started as a program of its own and not forked or imported anew: a fork would copy threads'
locks, and `multiprocessing` would import whatever program is running a second time and pickle.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

from corpus.errors import BackendError
from corpus.messages import message
from index.comparison import Place
from index.parallel_parts import Part

# A worker finds modules just where this process does, never in the folder that it runs in.
PROGRAM = (
    f"import sys; sys.path[:] = sys.argv.pop(1).split({os.pathsep!r}); "
    "from index.parallel_worker import main; main()"
)


class WorkerProcess:
    """See the module. `number` counts from 1. It must be ended by `stop`.

    `file` is the segment that it builds, None while there is none; `slots` are the documents that
    it was told to put there, `held` what they take in memory, in chunks of text.
    """

    def __init__(self, number: int, folder: Path, lock: int, jobs: int) -> None:
        self.number = number
        self.reading = 0
        self.held = 0
        self.file: str | None = None
        self.slots = 0
        self.connection, theirs = Pipe()
        descriptor = theirs.fileno()
        path = os.pathsep.join(sys.path)
        command = [sys.executable, "-c", PROGRAM, path, str(descriptor), str(folder), str(jobs)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(descriptor, lock),
            # Ctrl+C is for this process, which ends the other.
            start_new_session=True,
        )
        theirs.close()

    def stop(self) -> None:
        """End it, whatever it is doing; when this returns it writes no more."""
        self.connection.close()
        self._process.kill()
        self._process.wait()

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
                status=self._process.wait(),
            )
        )
