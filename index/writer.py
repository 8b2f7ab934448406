"""Writes dispatches into an index: batches that enter whole or not at all.

Dispatches are compared with the index and analysed as they come, in groups; they wait in a segment
that is being built until `commit` makes it a part of one new generation. For each uid searches see
the highest version, and every other one is kept in the history; the same dispatch given again
changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from corpus import record
from corpus.dispatch import Dispatch
from corpus.limits import LIMITS
from index.comparison import Comparison, Head, Outcome, Place, head_of
from index.documents import short_digest
from index.files import Files
from index.manifest import FileEntry
from index.pending import PendingSegments
from index.segment_builder import Entry
from index.store import Store
from index.store_writer import StoreWriter

GROUP = 96
"""Dispatches analysed in one go: enough to make arrays worth their while, few enough to cache."""
OWN = 0
"""The number of the writer's own builder; those of other processes have others."""


@dataclass(frozen=True)
class Commit:
    """What a commit did: the generation that searches now see, an outcome for each uid, and how
    many of all that was given had each outcome."""

    generation: int
    outcomes: tuple[tuple[str, Outcome], ...] = ()
    counts: Mapping[Outcome, int] = field(default_factory=dict)

    def count(self, outcome: Outcome) -> int:
        return self.counts.get(outcome, 0)


class IndexWriter:
    """The one writer of an index, holding its lock until `close`.

    Raises IndexLocked when another process writes for longer than the limit allows, IndexCorrupt,
    and IndexStateError when the folder holds something else than an index.

    `in_background` is for whoever holds a writer long and commits often: commits do not wait for
    large merges, which another process does meanwhile.
    """

    def __init__(
        self,
        folder: Path,
        *,
        wait: float = LIMITS.lock_seconds,
        in_background: bool = False,
        files: Files | None = None,
    ) -> None:
        self.folder = folder
        store = Store(folder, files)
        self._store = StoreWriter(store, wait)
        try:
            self._segments = PendingSegments(store, self._store, in_background=in_background)
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
            generation = self._segments.commit(self._comparison.wordless)
        commit = Commit(generation, self._comparison.outcomes(), self._comparison.counts)
        self._begin()
        return commit

    @property
    def generation(self) -> int:
        """The number of the newest generation."""
        return self._segments.generation

    @property
    def is_merging(self) -> bool:
        """Whether a merge is under way in another process, which `close` would drop."""
        return bool(self._segments.background.names)

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Bring in much by many commits: what they write is merged at the end, all at once, and
        hardly before. That takes generations of its own, in which searches find the same.

        Where an error ends it, or a batch is not committed, nothing is merged at the end.
        """
        self._segments.begin_load()
        try:
            yield
        except BaseException:
            self._segments.end_load(merging=False)
            raise
        with self._whole():
            self._segments.end_load(merging=not self._count)

    # What follows serves `parallel.py`: dispatches that other processes hold and build segments of.

    @property
    def lock_descriptor(self) -> int:
        """The descriptor of the lock; a process that inherits it holds the lock as well."""
        return self._store.lock_descriptor

    def compare(self, heads: Sequence[Head], first: Place) -> tuple[list[int], list[Place]]:
        """Put dispatches into the batch by their heads; gives the indices of those to add to a
        builder, from the place `first` on, and the places of those to drop from theirs."""
        with self._whole():
            self._count += len(heads)
            return self._admit(heads, first)

    def reserve(self) -> str:
        """Make the file of a segment for another process to write; gives its name."""
        with self._whole():
            return self._segments.reserve()

    def adopt(self, finished: Iterable[tuple[FileEntry, int]]) -> None:
        """Take in all segments under construction in reserved files, each with its number of
        documents; one that has none goes."""
        with self._whole():
            for entry, documents in finished:
                self._segments.adopt(entry, documents)
            self._comparison.forget_places()

    def drop(self) -> None:
        """Forget the batch; the index stays as it was. A merge under way is forgotten as well."""
        self._segments.background.drop()
        self._begin()
        self._store.drop()
        self._segments.reset()

    def optimise(self) -> int:
        """Merge the whole index into one segment; gives the new generation's number."""
        with self._whole():
            self._absorb()
            self._segments.optimise(self._comparison.wordless)
            generation = self._segments.commit()
        self._begin()
        return generation

    def close(self) -> None:
        """Give up the lock; what was not committed is dropped, and so is a merge under way."""
        try:
            self._segments.background.drop()
        finally:
            self._store.close()

    def _begin(self) -> None:
        """Begin a batch."""
        self._waiting: list[Dispatch] = []
        self._count = 0
        self._comparison = Comparison(self._segments.supersede, self._segments.precedence_of)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Drop the batch when anything fails."""
        try:
            yield
        except BaseException:
            self.drop()
            raise

    def _absorb(self) -> None:
        """Compare what waits with the index and the batch, and add what is new."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        records = [record.dumps_and_digest(dispatch) for dispatch in waiting]
        heads = [
            head_of(dispatch, short_digest(digest))
            for dispatch, (_, digest) in zip(waiting, records, strict=True)
        ]
        admitted, dropped = self._admit(heads, Place(OWN, self._segments.slots))
        if admitted:
            self._segments.add(
                [Entry(waiting[n], records[n][0], heads[n].digest) for n in admitted]
            )
        for place in dropped:
            self._segments.drop(place.slot)
        if self._segments.is_full:
            self._segments.finish()
            self._comparison.forget_places()

    def _admit(self, heads: Sequence[Head], first: Place) -> tuple[list[int], list[Place]]:
        known = self._segments.find([head.uid for head in heads])
        kept = self._segments.kept([head.key for head in heads])
        return self._comparison.admit(heads, known, kept, first)
