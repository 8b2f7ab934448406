"""The right to write to an index, held by one process at a time.

It is a lock of the system (`flock`) on a file that is never removed, so it dies with its holder,
however that ends; what the file says only serves to name the holder to whoever waits. A process
that inherits the descriptor shares the lock, which is free once all of them have ended: only those
that write to the index may have it.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from corpus.errors import IndexLocked
from corpus.messages import message

NAME = "lock"
PAUSE = 0.02
"""Seconds between two attempts; the system has no lock that waits for a limited time."""

_WIDTH = 40
_UNKNOWN = ("?", "?")


class WriteLock:
    """Holds the lock of a folder from the call on until `release`.

    Raises IndexLocked, which names the holder, after `wait` seconds in vain.
    """

    def __init__(self, folder: Path, wait: float) -> None:
        self._descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            if not self._acquire(time.monotonic() + wait):
                raise self._locked(folder)
            self._sign()
        except BaseException:
            os.close(self._descriptor)
            raise

    @property
    def descriptor(self) -> int:
        return self._descriptor

    def release(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _acquire(self, until: float) -> bool:
        while True:
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            except BlockingIOError:
                if time.monotonic() >= until:
                    return False
            time.sleep(PAUSE)

    def _sign(self) -> None:
        # One write of one width: whoever reads meanwhile finds the former holder or this one.
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        with suppress(OSError):  # a full disk does not take the right to write away
            os.pwrite(self._descriptor, f"{os.getpid()} {now}".ljust(_WIDTH).encode("ascii"), 0)

    def _locked(self, folder: Path) -> IndexLocked:
        holder, since = self._signature()
        return IndexLocked(
            message(
                "L’index « {folder} » est déjà en cours d’écriture par le processus {holder}, "
                "depuis le {since} ; attendez qu’il finisse, puis recommencez.",
                folder=folder,
                holder=holder,
                since=since,
            )
        )

    def _signature(self) -> tuple[str, str]:
        """The holder's process number, and since when it writes."""
        try:
            holder, since = os.pread(self._descriptor, _WIDTH, 0).decode("ascii").split()
            return holder, datetime.fromisoformat(since).strftime("%d/%m/%Y à %H:%M:%S")
        except (OSError, ValueError):
            return _UNKNOWN
