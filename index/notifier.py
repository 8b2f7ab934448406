"""When to look at folders again: soon after something lands in one, or after a pause.

This is a convenience alone. Where the system does not notify, because it has no more watches to
give or the folder is on another machine, the pause is all there is.
"""

from __future__ import annotations

import logging
import os
import select
from collections.abc import Generator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchfiles import Change

PAUSE = 2.0
"""Seconds after which folders are looked at whatever happens."""
GATHERED, STEP = 250, 50
"""Milliseconds: for how long a notifier gathers changes at most, and how often it looks at them."""

_log = logging.getLogger(__name__)


class Stop:
    """Says that it is time to end. A signal handler may set it, whatever the thread is doing: an
    event of `threading` has a lock, which that thread may hold."""

    def __init__(self) -> None:
        self._is_set = False
        self._reading, self._writing = os.pipe()
        os.set_blocking(self._writing, False)

    def is_set(self) -> bool:
        return self._is_set

    def set(self) -> None:
        self._is_set = True
        with suppress(BlockingIOError):  # full of what says the same
            os.write(self._writing, b"!")

    def wait(self, seconds: float) -> None:
        """Wait so long, or until it is set."""
        select.select([self._reading], [], [], max(0.0, seconds))

    def close(self) -> None:
        os.close(self._reading)
        os.close(self._writing)


class Notifier:
    """Waits for something to land in one of some folders. It must be closed."""

    def __init__(self, folders: Sequence[Path], stop: Stop) -> None:
        self._folders = folders
        self._stop = stop
        self._changes: Generator[object, None, None] | None = None
        self._watched: list[tuple[int, int]] = []

    def wait(self) -> None:
        """Wait until something lands, it is time to stop, or the pause is over."""
        self._follow()
        if self._changes is None:
            self._stop.wait(PAUSE)
            return
        try:
            if next(self._changes, None) is None:  # it ends when it is time to stop
                self.close()
        except (OSError, RuntimeError) as error:
            _log.warning("Le système n’annonce pas ce qui arrive : %s", error)
            self.close()

    def close(self) -> None:
        if self._changes is not None:
            self._changes.close()
            self._changes = None

    def _follow(self) -> None:
        """Watch the folders that are there now: one may have gone, or come back as another."""
        try:
            found = [(status.st_dev, status.st_ino) for status in map(Path.stat, self._folders)]
        except OSError:
            return
        if found == self._watched:
            return
        self.close()
        self._watched = found
        from watchfiles import watch  # whoever runs another command need not wait for it

        self._changes = watch(
            *self._folders,
            watch_filter=_is_arrival,
            debounce=GATHERED,
            step=STEP,
            stop_event=self._stop,
            rust_timeout=round(PAUSE * 1000),
            yield_on_timeout=True,
            raise_interrupt=False,
            force_polling=False,
            recursive=False,
        )


def _is_arrival(change: Change, path: str) -> bool:
    """What goes from a folder is mostly what was put away."""
    return change.name != "deleted"
