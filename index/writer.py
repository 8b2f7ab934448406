"""Writes dispatches into an index: batches that enter whole or not at all.

A batch is gathered in memory and reaches the disk at `commit`, as one new generation. For each uid
the index keeps its highest version; the same dispatch given again changes nothing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import TracebackType

from whoosh.index import FileIndex
from whoosh.reading import IndexReader
from whoosh.writing import SegmentWriter

from corpus import record
from corpus.dispatch import Dispatch
from corpus.errors import IndexLocked
from corpus.limits import LIMITS
from corpus.messages import message
from index.documents import document
from index.storage import WriteLock, create_index, remove_leftovers

LOCK_PAUSE = 0.05


class Outcome(Enum):
    """What became of a dispatch that was given."""

    INDEXED = "indexed"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class Commit:
    """What a commit did: the generation that searches now see, and an outcome for each uid."""

    generation: int
    outcomes: tuple[tuple[str, Outcome], ...] = ()

    def count(self, outcome: Outcome) -> int:
        return sum(each is outcome for _, each in self.outcomes)


class IndexWriter:
    """The one writer of an index, holding its lock until `close`.

    Raises IndexLocked when another process writes for longer than the limit allows, and
    IndexStateError when the folder holds something else than an index.
    """

    def __init__(self, folder: Path, *, wait: float = LIMITS.lock_seconds) -> None:
        self._folder = folder
        self._index: FileIndex = create_index(folder)
        self._lock = _locked(folder, wait)
        remove_leftovers(folder)
        self._batch: dict[str, Dispatch] = {}
        self._outdated: list[str] = []

    def __enter__(self) -> IndexWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __len__(self) -> int:
        """The number of dispatches that wait for a commit."""
        return len(self._batch)

    def add(self, dispatch: Dispatch) -> None:
        """Put a dispatch into the batch; of two versions of a uid the higher one stays."""
        waiting = self._batch.get(dispatch.uid)
        if waiting is not None and waiting.version > dispatch.version:
            self._outdated.append(dispatch.uid)
        else:
            self._batch[dispatch.uid] = dispatch

    def commit(self) -> Commit:
        """Write the batch as a new generation, durable when this returns.

        A batch that changes nothing makes no generation. On any error the batch is dropped whole
        and the index stays as it was.
        """
        batch, self._batch = self._batch, {}
        outdated, self._outdated = self._outdated, []
        outcomes = [(uid, Outcome.OUTDATED) for uid in outdated]
        with self._index.reader() as reader:
            plan = [(dispatch, *_compare(reader, dispatch)) for dispatch in batch.values()]
        outcomes += [(dispatch.uid, outcome) for dispatch, outcome, _ in plan]
        changes = [
            (dispatch, number)
            for dispatch, outcome, number in plan
            if outcome in (Outcome.INDEXED, Outcome.UPDATED)
        ]
        if changes:
            self._write(changes)
        return Commit(self._index.latest_generation(), tuple(outcomes))

    def _write(self, changes: list[tuple[Dispatch, int | None]]) -> None:
        documents = [document(dispatch) for dispatch, _ in changes]
        writer = SegmentWriter(self._index, _lk=False)
        try:
            for (_, number), values in zip(changes, documents, strict=True):
                if number is not None:
                    writer.delete_document(number)
                writer.add_document(**values)
        except BaseException:
            writer.cancel()
            raise
        writer.commit()

    def close(self) -> None:
        """Give up the lock; what was not committed is dropped."""
        self._batch.clear()
        self._lock.release()


def _locked(folder: Path, wait: float) -> WriteLock:
    lock = WriteLock(folder)
    until = time.monotonic() + wait
    while not lock.acquire():
        if time.monotonic() > until:
            raise IndexLocked(
                message(
                    "L’index « {folder} » est déjà en cours d’écriture par le processus {holder} ; "
                    "attendez qu’il finisse, puis recommencez.",
                    folder=folder,
                    holder=lock.holder(),
                )
            )
        time.sleep(LOCK_PAUSE)
    return lock


def _compare(reader: IndexReader, dispatch: Dispatch) -> tuple[Outcome, int | None]:
    """What a dispatch is beside the index, and the document number of what it replaces."""
    number = find(reader, dispatch.uid)
    if number is None:
        return Outcome.INDEXED, None
    stored = reader.stored_fields(number)
    if stored["version"] > dispatch.version:
        return Outcome.OUTDATED, number
    if stored["version"] == dispatch.version and stored["digest"] == record.digest(dispatch):
        return Outcome.UNCHANGED, number
    return Outcome.UPDATED, number


def find(reader: IndexReader, uid: str) -> int | None:
    """The number of the living document of a uid."""
    term = uid.encode()
    if ("uid", term) not in reader:
        return None
    matcher = reader.postings("uid", term)
    return int(matcher.id()) if matcher.is_active() else None
