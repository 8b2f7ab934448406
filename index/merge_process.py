"""Merges segments in a process of its own, while the one that writes goes on committing.

It reads files that never change and writes one that the writer has made and handed it open, so that
it never touches a name in the index's folder: whatever ends it, or the writer, does no harm, and
the file is dropped. Its first message says what to merge; it answers, in JSON,

    ["merged", file, documents]     then the new number of each document, -1 for one left out
    ["failed", reason]

and ends as soon as the writer does.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from io import FileIO
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.errors import FilonError
from index.child_process import ChildProcess
from index.files import Files, NewFile
from index.manifest import FileEntry, Manifest, SegmentEntry, loads
from index.memory import keep_freed_memory
from index.merging import merge
from index.snapshot import Snapshot
from index.store import Generation, Store


class Done(NamedTuple):
    """A merge that has ended: the file, how many documents it has, and the new numbers of all
    documents that were merged, segment after segment, -1 for one that was left out."""

    entry: FileEntry
    documents: int
    numbers: NDArray[np.int32]


class MergeProcess(ChildProcess):
    """A merge under way of the segments `parts`, as they are in a generation. It must be ended by
    `stop`."""

    def __init__(self, folder: Path, parts: Sequence[SegmentEntry], file: NewFile) -> None:
        super().__init__(
            "index.merge_process", folder, file.name, file.descriptor, inherited=(file.descriptor,)
        )
        self.parts = parts
        self.file = file
        try:
            self.connection.send_bytes(Manifest(segments=tuple(parts)).dumps())
        except BaseException:
            self.stop()
            raise

    def done(self) -> Done | None:
        """What it made, None while it goes on. Raises OSError when it failed or was ended."""
        if not self.connection.poll():
            return None
        try:
            kind, *values = json.loads(self.connection.recv_bytes())
            if kind == "failed":
                raise OSError(values[0])
            entry, documents = values
            numbers = np.frombuffer(self.connection.recv_bytes(), np.int32)
        except EOFError:
            raise OSError(f"status {self.status()}") from None
        return Done(FileEntry(**entry), documents, numbers)


class _HandedFiles(Files):
    """The one file that was handed open."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def create(self, path: Path) -> FileIO:
        return FileIO(self._descriptor, "r+")


def _merge(connection: Connection, folder: Path, file: NewFile) -> None:
    manifest = loads(connection.recv_bytes())
    Thread(target=_end_with, args=(connection,), daemon=True).start()
    keep_freed_memory()
    store = Store(folder)
    buffers = {entry: store.map(entry) for entry in manifest.files()}
    merged = merge(Snapshot(Generation(manifest, buffers, (), ())).segments, file, folder)
    entry = file.finish(merged.checksum)
    connection.send_bytes(json.dumps(["merged", asdict(entry), merged.documents]).encode())
    connection.send_bytes(np.concatenate(merged.numbers).astype(np.int32).tobytes())


def _end_with(connection: Connection) -> None:
    """End this process when the other end is closed: nothing more is ever said there."""
    try:
        connection.poll(None)
    finally:
        os._exit(0)


def main() -> None:
    """The process: its arguments are the descriptor of its connection, the index's folder, the new
    file's name and its descriptor."""
    ours, folder, name, descriptor = sys.argv[1:]
    connection = Connection(int(ours))
    file = NewFile(_HandedFiles(int(descriptor)), Path(folder) / name)
    try:
        _merge(connection, Path(folder), file)
    except (OSError, MemoryError, FilonError, ValueError) as error:
        connection.send_bytes(json.dumps(["failed", repr(error)]).encode())
