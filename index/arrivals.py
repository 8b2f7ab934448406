"""Which files that land in a folder are whole, so that nobody writes to them any more.

A look lists the folder. What a notifier says only decides when to look, so that nothing that it
misses is lost. Files are taken where they lie: sub-folders, links to elsewhere and what is no
ordinary file are left alone, and so is what bears the name of something unfinished.
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

UNFINISHED = (".part", ".partial", ".filepart", ".crdownload", ".tmp")
"""Ends of names that programs give a file while they write it."""
NOTE = ".raison.txt"
"""The end of the name of a note on what was refused; notes are never read."""
QUIET = 0.5
"""Seconds for which a file that nobody has open for writing must not have changed."""
UNSURE_QUIET = 3.0
"""The same where the system does not say whether anybody has it open."""


class Identity(NamedTuple):
    """What changes when a file is written to, or another one takes its name."""

    inode: int
    bytes: int
    modified: int

    @classmethod
    def of(cls, path: Path) -> Identity:
        """Raises FileNotFoundError, and OSError as the system does."""
        return cls.from_stat(path.lstat())

    @classmethod
    def from_stat(cls, found: os.stat_result) -> Identity:
        return cls(found.st_ino, found.st_size, found.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that has not changed for a while: `watched` seconds of them under our eyes."""

    path: Path
    identity: Identity
    watched: float

    def is_same(self) -> bool:
        """Whether the file is still there and as it was."""
        try:
            return Identity.of(self.path) == self.identity
        except OSError:
            return False

    def is_whole(self) -> bool:
        """Whether it is as it was and nobody has it open for writing, as far as can be known."""
        if not self.is_same():
            return False
        is_written = has_writer(self.path)
        return self.watched >= UNSURE_QUIET if is_written is None else not is_written


class _Seen(NamedTuple):
    identity: Identity
    since: float


class Arrivals:
    """What lands in one folder. `clock` is monotonic, `time_of_day` that of the files; seconds."""

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], float] = time.monotonic,
        time_of_day: Callable[[], float] = time.time,
    ) -> None:
        self.folder = folder
        self._clock = clock
        self._time_of_day = time_of_day
        self._seen: dict[str, _Seen] = {}

    def __len__(self) -> int:
        """The number of files that the last look saw."""
        return len(self._seen)

    def look(self) -> list[Arrival]:
        """The files that are quiet, the oldest first. Raises OSError when there is no folder.

        One that was last written to a while ago was moved in, or lies there since before.
        """
        now, before, self._seen = self._clock(), self._seen, {}
        quiet: list[Arrival] = []
        for name, identity in self._listed():
            known = before.get(name)
            seen = known if known and known.identity == identity else _Seen(identity, now)
            self._seen[name] = seen
            watched, age = now - seen.since, self._time_of_day() - identity.modified / 1e9
            if max(watched, age) >= QUIET:
                quiet.append(Arrival(self.folder / name, identity, watched))
        return sorted(quiet, key=lambda each: (each.identity.modified, each.path.name))

    def _listed(self) -> list[tuple[str, Identity]]:
        found: list[tuple[str, Identity]] = []
        with os.scandir(self.folder) as entries:
            for entry in entries:
                if not is_finished(entry.name) or not entry.is_file(follow_symlinks=False):
                    continue
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:  # taken away since
                    continue
                found.append((entry.name, Identity.from_stat(status)))
        return found


def is_finished(name: str) -> bool:
    """Whether a file of this name is one to read, once it is whole."""
    return not name.startswith(".") and not name.lower().endswith((*UNFINISHED, NOTE))


def has_writer(path: Path) -> bool | None:
    """Whether any process has a file open for writing; None where the system does not say.

    Linux gives a read lease only on a file that nobody may write to, and only to its owner or to
    who has CAP_LEASE; not every file system has leases.
    """
    if sys.platform != "linux":
        return None
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:  # the reader will say why
        return None
    try:
        # Who opens the file now breaks the lease: of the signal for that, the default would end us.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return True
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return False
