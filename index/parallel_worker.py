"""A process that reads, understands and builds segments; the one that started it decides.

It tells that one, in the order in which it was given parts to read, of each group of dispatches
just what deciding takes, and goes on reading while it waits to be told which of them to keep. It
never outlives the other, whose lock it shares. Messages are JSON arrays:

    ["read", number, pieces]            a part to read, after those given before
    ["keep", count, indices, file]      of the oldest `count` dispatches told of, those to add to
                                        the segment; `file` where that begins a segment, else null
    ["drop", slot]                      a document of the segment to leave out again
    ["close"]                           the segment is complete

    ["found", number, is_last, heads, refusals, reached, held]
    ["closed", file, documents]
    ["failed", errno, reason, file]     what the system refused
"""

from __future__ import annotations

import json
import os
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from io import FileIO
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from corpus import record
from corpus.dispatch import Dispatch
from corpus.limits import LIMITS
from corpus.readers.draft import Refusal
from corpus.understand import understand_all
from index.collecting import rarely_collecting
from index.comparison import Head, head_of
from index.documents import short_digest
from index.files import Files, NewFile
from index.lexicon import Lexicon
from index.memory import give_back_memory
from index.parallel_parts import Part, Piece, read_piece
from index.segment_builder import Entry, SegmentBuilder
from index.writer import GROUP

AHEAD = 2_048
"""Dispatches that may wait for a decision before no more are read."""
AHEAD_CHARACTERS = 1 << 24
"""The same, in characters of their records: few dispatches may be as much as many."""

Message = Sequence[Any]


class Worker:
    """See the module. `jobs` is the number of workers that share the limits."""

    def __init__(self, connection: Connection, folder: Path, jobs: int) -> None:
        self._connection = connection
        self._folder = folder
        self._known_chunks = LIMITS.known_chunks // jobs
        self._orders: SimpleQueue[Message] = SimpleQueue()
        self._parts: deque[tuple[int, Part]] = deque()
        self._found: Iterator[Message] = iter(())
        self._waiting: deque[Entry] = deque()
        self._characters = 0
        self._kept: list[Entry] = []
        self._lexicon = Lexicon()
        self._segment: tuple[NewFile, SegmentBuilder] | None = None
        self._has_closed = False

    def run(self) -> None:
        """Work until the other end is closed, which ends the process."""
        Thread(target=self._listen, daemon=True).start()
        while True:
            must_wait = len(self._waiting) >= AHEAD or self._characters >= AHEAD_CHARACTERS
            try:
                order = self._orders.get(block=must_wait)
            except Empty:
                if not self._read_on():
                    self._obey(self._orders.get())
            else:
                self._obey(order)

    def _listen(self) -> None:
        try:
            while True:
                self._orders.put(json.loads(self._connection.recv_bytes()))
        except (EOFError, OSError):
            os._exit(0)  # nobody is left to work for, whatever this process is doing

    def _tell(self, *message: object) -> None:
        try:
            self._connection.send_bytes(json.dumps(message, default=str).encode())
        except ConnectionError:
            os._exit(0)

    def _obey(self, order: Message) -> None:
        kind, *values = order
        if kind == "read":
            number, pieces = values
            self._parts.append((number, tuple(Piece(*piece) for piece in pieces)))
        elif kind == "keep":
            self._keep(*values)
        elif kind == "drop" and self._segment is not None:
            self._segment[1].drop(*values)
        elif kind == "close":
            self._close()

    def _read_on(self) -> bool:
        """Read one group, if there is one."""
        message = next(self._found, None)
        while message is None and self._parts:
            self._found = self._groups(*self._parts.popleft())
            message = next(self._found, None)
        if message is not None:
            self._tell(*message)
        return message is not None

    def _groups(self, number: int, part: Part) -> Iterator[Message]:
        """What is told of a part, group by group."""
        heads: list[Head] = []
        refusals: list[dict[str, Any]] = []
        reached = (part[0].file, 0)
        for piece in part:
            for found in understand_all(read_piece(piece)):
                if isinstance(found, Refusal):
                    refusals.append(asdict(found))
                    continue
                heads.append(self._head(found))
                reached = (found.source.file, found.source.offset)
                if len(heads) >= GROUP:
                    yield "found", number, False, heads, refusals, reached, self._held
                    heads, refusals = [], []
        yield "found", number, True, heads, refusals, reached, self._held

    def _head(self, dispatch: Dispatch) -> Head:
        text, digest = record.dumps_and_digest(dispatch)
        entry = Entry(dispatch, text, short_digest(digest))
        self._waiting.append(entry)
        self._characters += len(text)
        return head_of(dispatch, entry.digest)

    @property
    def _held(self) -> int:
        """The chunks of text that the segment holds in memory."""
        return self._segment[1].held if self._segment else 0

    def _keep(self, count: int, indices: Sequence[int], file: str | None) -> None:
        entries = [self._waiting.popleft() for _ in range(count)]
        self._characters -= sum(len(entry.record) for entry in entries)
        if file is not None:
            handed = NewFile(_HandedFiles(), self._folder / file)
            self._segment = handed, SegmentBuilder(handed, self._lexicon)
        self._kept += [entries[index] for index in indices]
        if len(self._kept) >= GROUP:
            self._add()

    def _add(self) -> None:
        if self._kept and self._segment is not None:
            self._segment[1].add(self._kept)
            self._kept = []

    def _close(self) -> None:
        if self._segment is None:
            return
        self._add()
        file, builder = self._segment
        documents = len(builder)
        # All but one that may be the only one are merged when the load ends.
        entry = file.finish(builder.close(stays=not self._has_closed))
        self._has_closed = True
        self._tell("closed", asdict(entry), documents)
        self._segment = None
        del builder
        if len(self._lexicon.bulk) > self._known_chunks:
            self._lexicon = Lexicon()
        give_back_memory()  # the other process may need it now, for merging

    def tell_failure(self, error: OSError) -> None:
        self._tell("failed", error.errno, error.strerror or str(error), error.filename)


class _HandedFiles(Files):
    """Files that the other process has made: this one makes none."""

    def create(self, path: Path) -> FileIO:
        return FileIO(path, "r+")


def main() -> None:
    """The process: its arguments are the descriptor of its connection, the index's folder and the
    number of processes that share the limits."""
    descriptor, folder, jobs = sys.argv[1:]
    worker = Worker(Connection(int(descriptor)), Path(folder), int(jobs))
    with rarely_collecting():
        try:
            worker.run()
        except OSError as error:
            worker.tell_failure(error)
