"""Writes dispatches into an index: batches that enter whole or not at all.

Dispatches are compared with the index and analysed as they come, in groups; they wait in a segment
that is being built until `commit` makes it a part of one new generation. For each uid the index
keeps its highest version; the same dispatch given again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import TracebackType

from corpus import record
from corpus.dispatch import Dispatch
from corpus.limits import LIMITS
from index.documents import short_digest
from index.pending import Located, PendingSegments
from index.segment_builder import Entry
from index.store import Store
from index.store_writer import StoreWriter

GROUP = 96
"""Dispatches analysed in one go: enough to make arrays worth their while, few enough to cache."""


class Outcome(Enum):
    """What became of a dispatch that was given."""

    INDEXED = "indexed"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    OUTDATED = "outdated"


@dataclass(frozen=True)
class Commit:
    """What a commit did: the generation that searches now see, and an outcome for each uid."""

    generation: int
    outcomes: tuple[tuple[str, Outcome], ...] = ()

    def count(self, outcome: Outcome) -> int:
        return sum(each is outcome for _, each in self.outcomes)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A document of the segment under construction."""

    slot: int
    version: int
    digest: int


class IndexWriter:
    """The one writer of an index, holding its lock until `close`.

    Raises IndexLocked when another process writes for longer than the limit allows, IndexCorrupt,
    and IndexStateError when the folder holds something else than an index.
    """

    def __init__(self, folder: Path, *, wait: float = LIMITS.lock_seconds) -> None:
        store = Store(folder)
        self._store = StoreWriter(store, wait)
        try:
            self._segments = PendingSegments(store, self._store)
        except BaseException:
            self._store.close()
            raise
        self._begin()

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
        """The number of dispatches that were given since the last commit."""
        return self._count

    def add(self, dispatch: Dispatch) -> None:
        """Put a dispatch into the batch; of two versions of a uid the higher one stays.

        On any error the batch is dropped whole, and the index stays as it was.
        """
        self._waiting.append(dispatch)
        self._count += 1
        if len(self._waiting) >= GROUP:
            with self._whole():
                self._absorb()

    def commit(self) -> Commit:
        """Make the batch a new generation, durable when this returns.

        A batch that changes nothing makes no generation. On any error the batch is dropped whole
        and the index stays as it was.
        """
        with self._whole():
            self._absorb()
            generation = self._segments.commit()
        outdated = [(uid, Outcome.OUTDATED) for uid in self._outdated]
        commit = Commit(generation, (*outdated, *self._outcomes.items()))
        self._begin()
        return commit

    def optimise(self) -> int:
        """Merge the whole index into one segment; gives the new generation's number."""
        with self._whole():
            self._absorb()
            self._segments.finish()
            self._segments.optimise()
            generation = self._segments.commit()
        self._begin()
        return generation

    def close(self) -> None:
        """Give up the lock; what was not committed is dropped."""
        self._store.close()

    def _begin(self) -> None:
        """Begin a batch."""
        self._waiting: list[Dispatch] = []
        self._count = 0
        self._outcomes: dict[str, Outcome] = {}
        self._outdated: list[str] = []
        self._placed: dict[str, _Placed] = {}

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Drop the batch when anything fails."""
        try:
            yield
        except BaseException:
            self._begin()
            self._store.drop()
            self._segments.reset()
            raise

    def _absorb(self) -> None:
        """Compare what waits with the index and the batch, and add what is new."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        known = self._segments.find([dispatch.uid for dispatch in waiting])
        entries: list[Entry] = []
        replaced: list[int] = []
        for dispatch in waiting:
            text, digest_text = record.dumps_and_digest(dispatch)
            digest = short_digest(digest_text)
            if self._is_new(dispatch, digest, known):
                before = self._placed.get(dispatch.uid)
                if before is not None:
                    replaced.append(before.slot)
                slot = self._segments.slots + len(entries)
                self._placed[dispatch.uid] = _Placed(slot, dispatch.version, digest)
                entries.append(Entry(dispatch, text, digest))
        if entries:
            self._segments.add(entries)
        for slot in replaced:
            self._segments.drop(slot)
        if self._segments.is_full:
            self._segments.finish()
            self._placed.clear()

    def _is_new(self, dispatch: Dispatch, digest: int, known: dict[str, Located]) -> bool:
        """Whether a dispatch goes into the batch; says what becomes of it."""
        uid = dispatch.uid
        located = known.get(uid)
        before = self._placed.get(uid) or located
        if before is not None and before.version > dispatch.version:
            self._outdated.append(uid)
            return False
        if before is not None and (before.version, before.digest) == (dispatch.version, digest):
            self._outcomes.setdefault(uid, Outcome.UNCHANGED)
            return False
        if located is not None:
            self._segments.delete(located)
            del known[uid]
        is_first = before is None or self._outcomes.get(uid) is Outcome.INDEXED
        self._outcomes[uid] = Outcome.INDEXED if is_first else Outcome.UPDATED
        return True
