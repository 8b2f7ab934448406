"""Takes what lands in hot folders into an index, and puts each file away once it is safely there.

1. A look finds the files that are whole (`arrivals.py`);
2. they are read into a batch, which is committed when a second has passed or there is no more;
3. only then are its files moved (`putting_away.py`).

Whoever is killed in between finds the files where they were and reads them again, which changes
nothing: a dispatch is known by its uid. What cannot be done now (another process writes, the disk
is full, a folder has gone) is said once and tried again; the files stay where they are.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from corpus.dispatch import Dispatch
from corpus.errors import IndexLocked
from corpus.limits import LIMITS
from corpus.messages import Message, message
from corpus.readers.draft import Refusal
from corpus.readers.registry import name_of, read_path
from corpus.understand import understand_all
from index.arrivals import QUIET, Arrival, Arrivals
from index.collecting import rarely_collecting
from index.comparison import Outcome
from index.notifier import Notifier, Stop
from index.putting_away import ReadFile, put_away
from index.writer import IndexWriter

BATCH = LIMITS.batch_dispatches
INTERVAL = 1.0
"""Seconds from one commit to the next at least, and until what was refused is tried again."""

_log = logging.getLogger(__name__)


class FileReport(NamedTuple):
    """A file that was read, and where it was put: None when it is where it was."""

    file: ReadFile
    place: Path | None


@dataclass(frozen=True)
class CommitReport:
    """What a commit made durable, and the files that it was the last one for."""

    generation: int
    outcomes: Counter[Outcome]
    files: tuple[FileReport, ...]


@dataclass(frozen=True)
class Listener:
    """Who is told: of each commit, and once of each trouble until it is over."""

    committed: Callable[[CommitReport], None]
    troubled: Callable[[Message], None]


class _Postponed(Exception):
    """The batch is to be dropped, and its files are to be read again."""

    def __init__(self, said: Message | None = None) -> None:
        super().__init__(said)
        self.said = said


class HotFolders:
    """See the module. `open_writer` gives a writer that does not wait for the lock, which is held
    only while there is something to write or to merge.

    Raises FilonError when the index cannot be written to at all.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        open_writer: Callable[[], IndexWriter],
        listener: Listener,
        stop: Stop,
        *,
        interval: float = INTERVAL,
    ) -> None:
        self._arrivals = [Arrivals(folder) for folder in folders]
        self._open_writer = open_writer
        self._listener = listener
        self._stop = stop
        self._interval = interval
        self._writer: IndexWriter | None = None
        self._committed = -interval
        self._batch: list[ReadFile] = []
        self._unmoved: dict[Path, ReadFile] = {}
        self._troubles: dict[str, Message] = {}

    def run(self) -> None:
        """Look again and again until it is time to stop; what was read is committed before."""
        notifier = Notifier([each.folder for each in self._arrivals], self._stop)
        try:
            while not self._stop.is_set():
                pause = self.look()
                if pause is None:
                    notifier.wait()
                else:
                    self._stop.wait(pause)
        finally:
            notifier.close()
            self.close()

    def close(self) -> None:
        """Give up the lock; what was not committed is dropped."""
        writer, self._writer = self._writer, None
        self._batch = []
        if writer is not None:
            writer.close()

    def look(self) -> float | None:
        """Take in what is whole now; gives the seconds after which to look again, None when there
        is nothing to do until something lands."""
        former, self._troubles = self._troubles, {}
        try:
            self._move_again()
            arrivals = [arrival for each in self._arrivals for arrival in self._look_at(each)]
            if arrivals or self._writer is not None:
                with rarely_collecting():
                    self._take(arrivals)
        except _Postponed as postponed:
            self.close()
            if postponed.said is not None:
                self._trouble(postponed.said)
        except BaseException:
            self.close()
            raise
        for key in self._troubles.keys() - former.keys():
            self._listener.troubled(self._troubles[key])
        if self._troubles or self._writer is not None:
            return self._interval
        return QUIET if any(map(len, self._arrivals)) else None

    def _look_at(self, arrivals: Arrivals) -> list[Arrival]:
        """What is quiet in a folder and was not read yet."""
        try:
            found = arrivals.look()
        except OSError as error:
            self._trouble(
                message(
                    "Le dossier « {folder} » ne peut pas être lu ({detail}) ; Filon y reviendra.",
                    folder=name_of(arrivals.folder),
                    detail=error.strerror or error,
                )
            )
            return []
        read = {(each.path, each.arrival.identity) for each in self._unmoved.values()}
        return [each for each in found if (each.path, each.identity) not in read]

    def _take(self, arrivals: Sequence[Arrival]) -> None:
        """Read files and commit them, batch by batch."""
        began = time.monotonic()
        for arrival in arrivals:
            if self._stop.is_set():
                break
            if arrival.is_whole():
                self._read(arrival)
            if self._batch and time.monotonic() - began >= self._interval:
                self._commit()
                began = time.monotonic()
        if self._batch or self._writer is not None:
            self._commit()
        if self._writer is not None and not self._writer.is_merging:
            self.close()  # others may want to write

    def _read(self, arrival: Arrival) -> None:
        """Put a file's dispatches into the batch."""
        file = ReadFile(arrival)
        for found in _found_in(arrival.path):
            if isinstance(found, Refusal):
                file.refusals.append(found)
                continue
            file.dispatches += 1
            with _postponing():
                self._held().add(found)
            if len(self._held()) >= BATCH:
                self._check(arrival)
                self._commit()
                if self._stop.is_set():
                    return
        self._check(arrival)
        if not file.dispatches and not file.refusals:
            nothing = message("Aucune dépêche dans ce fichier.")
            file.refusals.append(Refusal(name_of(arrival.path), nothing))
        self._batch.append(file)

    def _check(self, arrival: Arrival) -> None:
        """A file that changed while it was read was not whole, and nobody can tell which of its
        dispatches were cut."""
        if not arrival.is_same():
            raise _Postponed

    def _commit(self) -> None:
        """Commit the batch, then put its files away."""
        self._stop.wait(self._committed + self._interval - time.monotonic())
        with _postponing():
            commit = self._held().commit()
        self._committed = time.monotonic()
        files, self._batch = self._batch, []
        moved = tuple(FileReport(file, self._put_away(file)) for file in files)
        if files or commit.outcomes:
            outcomes = Counter(outcome for _, outcome in commit.outcomes)
            self._listener.committed(CommitReport(commit.generation, outcomes, moved))

    def _held(self) -> IndexWriter:
        if self._writer is None:
            with _postponing():
                self._writer = self._open_writer()
        return self._writer

    def _move_again(self) -> None:
        for file in tuple(self._unmoved.values()):
            self._put_away(file)

    def _put_away(self, file: ReadFile) -> Path | None:
        try:
            place = put_away(file, date.today())
        except OSError as error:
            self._unmoved[file.path] = file
            self._trouble(
                message(
                    "« {file} » est lu mais ne peut pas être rangé ({detail}) ; Filon y reviendra.",
                    file=name_of(file.path),
                    detail=error.strerror or error,
                )
            )
            return None
        self._unmoved.pop(file.path, None)
        return place

    def _trouble(self, said: Message) -> None:
        self._troubles[str(said)] = said


def _found_in(path: Path) -> Iterator[Dispatch | Refusal]:
    """What a file holds. Whatever a reader fails at is a refusal: no file may stop all others."""
    try:
        yield from understand_all(read_path(path))
    except MemoryError:
        raise
    except Exception as error:
        _log.exception("« %s » n’a pas pu être lu", name_of(path))
        failed = message("Erreur interne ({detail}).", detail=f"{type(error).__name__}: {error}")
        yield Refusal(name_of(path), failed)


@contextmanager
def _postponing() -> Iterator[None]:
    """What the index cannot take now it may take later."""
    try:
        yield
    except IndexLocked as error:
        raise _Postponed(error.message) from error
    except OSError as error:
        raise _Postponed(
            message(
                "L’index ne peut pas être écrit ({detail}) ; les fichiers attendent.",
                detail=error.strerror or error,
            )
        ) from error
