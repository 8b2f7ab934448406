"""Brings files into an index by several processes, with the same outcome as by one.

Workers read, understand and build segments; this process cuts the files into parts, decides in the
order of input what is new, and alone commits. So batches are the same ones, and enter whole or not
at all.
"""

from __future__ import annotations

import os
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, cast

from corpus.limits import LIMITS
from corpus.messages import Message
from corpus.readers.draft import Refusal
from index.comparison import Head, Place
from index.ingest import Ingestion, Progress, Summary
from index.manifest import FileEntry
from index.parallel_parts import Part, cut, size_of
from index.parallel_process import WorkerProcess

JOB_BYTES = 4 << 20
"""Bytes to read that are worth another process."""
PART_BYTES = 1 << 18
"""A part is decided when all before it are, and a worker reads on until then, but not for long: of
larger parts it would often wait for the other workers."""
PARTS_EACH = 16
"""Parts for each worker at least, so that all end at about the same time."""
READING = 4
"""Parts that a worker has been given and has not read to the end."""


def suitable_jobs(paths: Sequence[Path]) -> int:
    """How many processes are worth starting to index some files."""
    sizes = [size_of(path) for path in paths]
    if None in sizes:
        return 1
    total = sum(size or 0 for size in sizes)
    return max(1, min(_cores(), total // JOB_BYTES))


def _cores() -> int:
    """The cores that this process may use, where the system says."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def ingest_files(ingestion: Ingestion, paths: Sequence[Path], jobs: int) -> Summary:
    """As `ingestion.files(paths)`, by so many worker processes.

    Raises BackendError when one of them ends. On any error the batch is dropped whole.
    """
    if jobs < 2 or any(size_of(path) is None for path in paths):
        return ingestion.files(paths)
    writer = ingestion.writer
    try:
        # The workers end before what they wrote is merged: that needs their memory.
        with writer.loading(), ExitStack() as stack:
            workers = []
            for number in range(1, jobs + 1):
                worker = WorkerProcess(number, writer.folder, writer.lock_descriptor, jobs)
                stack.callback(worker.stop)
                workers.append(worker)
            summary = _Run(ingestion, workers, paths).finish()
    except BaseException:
        writer.drop()
        raise
    summary.generation = writer.generation
    return summary


@dataclass(frozen=True, slots=True)
class _Group:
    """Dispatches that a worker has found and does not know what to do with yet."""

    worker: WorkerProcess
    heads: Sequence[Head]
    refusals: Sequence[Refusal]
    reached: tuple[str, int]
    is_last: bool


class _Run:
    """One ingestion: which part is where, and what was found and is not decided."""

    def __init__(
        self, ingestion: Ingestion, workers: Sequence[WorkerProcess], paths: Sequence[Path]
    ) -> None:
        self._ingestion = ingestion
        self._writer = ingestion.writer
        self._workers = workers
        total = sum(size_of(path) or 0 for path in paths)
        part_bytes = min(PART_BYTES, 1 + total // (PARTS_EACH * len(workers)))
        self._parts: Iterator[tuple[int, Part]] = enumerate(cut(paths, part_bytes))
        self._files: dict[int, int] = {}
        self._found: defaultdict[int, deque[_Group]] = defaultdict(deque)
        self._current = 0
        self._closed: list[tuple[FileEntry, int]] = []
        self._summary = Summary()

    def finish(self) -> Summary:
        """Read, decide and commit everything."""
        self._hand_out()
        while self._files:
            self._receive()
            self._decide()
        self._commit()
        return self._summary

    def _hand_out(self) -> None:
        """Give parts to the workers that have the fewest, until each has enough."""
        while (worker := min(self._workers, key=lambda each: each.reading)).reading < READING:
            number, part = next(self._parts, (0, None))
            if part is None:
                return
            self._files[number] = sum(piece.start == 0 for piece in part)
            worker.read(number, part)

    def _receive(self) -> None:
        """Wait for the workers, and keep what they say."""
        by_connection = {worker.connection: worker for worker in self._workers}
        for ready in cast("Iterable[Connection]", wait(list(by_connection))):
            worker = by_connection[ready]
            kind, values = worker.receive()
            if kind == "found":
                self._keep_found(worker, *values)
            else:
                file, documents = values
                self._closed.append((FileEntry(**file), documents))

    def _keep_found(
        self,
        worker: WorkerProcess,
        number: int,
        is_last: bool,
        heads: Sequence[Sequence[Any]],
        refusals: Sequence[dict[str, Any]],
        reached: tuple[str, int],
        held: int,
    ) -> None:
        group = _Group(
            worker, [Head(*head) for head in heads], [*map(_refusal, refusals)], reached, is_last
        )
        self._found[number].append(group)
        worker.held = held
        if is_last:
            worker.reading -= 1
            self._hand_out()

    def _decide(self) -> None:
        """Decide all that was found and has nothing undecided before it."""
        while self._found[self._current]:
            group = self._found[self._current].popleft()
            self._take(group)
            if group.is_last:
                self._summary.files += self._files.pop(self._current)
                del self._found[self._current]
                self._current += 1

    def _take(self, group: _Group) -> None:
        self._summary.refusals += group.refusals
        heads = group.heads
        while heads:
            now = heads[: self._ingestion.batch - len(self._writer)]
            heads = heads[len(now) :]
            self._compare(group.worker, now)
            self._summary.dispatches += len(now)
            if len(self._writer) >= self._ingestion.batch:
                self._commit()
        self._ingestion.watch(Progress(*group.reached, self._summary.dispatches))
        if sum(worker.held for worker in self._workers) >= LIMITS.segment_chunks:
            self._close_segments()

    def _compare(self, worker: WorkerProcess, heads: Sequence[Head]) -> None:
        """Tell a worker which of its oldest dispatches to keep, and any which to drop again."""
        admitted, replaced = self._writer.compare(heads, Place(worker.number, worker.slots))
        begins = bool(admitted) and worker.file is None
        worker.keep(len(heads), admitted, self._writer.reserve() if begins else None)
        for place in replaced:
            self._workers[place.builder - 1].drop(place)

    def _close_segments(self) -> None:
        """Have the workers finish their segments, and take them into the batch."""
        building = [worker for worker in self._workers if worker.file is not None]
        for worker in building:
            worker.close_segment()
        while len(self._closed) < len(building):
            self._receive()
        for worker in building:
            worker.forget_segment()
        closed, self._closed = self._closed, []
        self._writer.adopt(sorted(closed, key=lambda each: each[0].name))

    def _commit(self) -> None:
        self._close_segments()
        self._ingestion.commit(self._summary)


def _refusal(values: dict[str, Any]) -> Refusal:
    return Refusal(**{**values, "reason": Message(**values["reason"])})
