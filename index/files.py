"""The operations on files that an index is made of, in one object that a test may replace.

Whatever writes or reads an index goes through a `Files`, so that a test can put in its place one
that fails, that ends the process or that keeps a log at any operation. Nothing here decides
anything: what is written when, and what is synced before what, is `index/store.py`.
"""

from __future__ import annotations

import mmap
import os
from contextlib import suppress
from io import FileIO
from pathlib import Path
from typing import Any

from index.manifest import FileEntry

BUFFER = 1 << 20
"""Bytes gathered before a write: a container writes many small pieces."""


class Files:
    """Each method is one operation; what the system refuses is an OSError."""

    def names(self, folder: Path) -> list[str]:
        """What a folder holds, in no order."""
        return os.listdir(folder)  # noqa: PTH208 — every search asks; paths would double it

    def size(self, path: Path) -> int:
        return path.stat().st_size

    def identity(self, path: Path) -> tuple[int, ...]:
        """What tells a file from another that later has its name."""
        found = path.stat()
        return found.st_ino, found.st_mtime_ns, found.st_size

    def read(self, path: Path) -> bytes:
        return path.read_bytes()

    def map(self, path: Path) -> memoryview:
        """A file's bytes, mapped for as long as anything refers to them, even once removed."""
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size == 0:  # an empty file cannot be mapped
                return memoryview(b"")
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))

    def create(self, path: Path) -> FileIO:
        """A new file to write. Raises FileExistsError."""
        return FileIO(path, "x")

    def write(self, file: FileIO, data: memoryview) -> None:
        """Write all the bytes; the system may take them in parts."""
        while len(data):
            data = data[file.write(data) :]

    def sync(self, file: FileIO) -> None:
        os.fsync(file.fileno())

    def rename(self, source: Path, target: Path) -> None:
        """Give a file another name, at once and in place of what had it."""
        source.replace(target)

    def link(self, source: Path, target: Path) -> None:
        """Give a file a second name. Raises FileExistsError."""
        os.link(source, target)

    def remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)

    def make_folder(self, path: Path) -> None:
        path.mkdir(exist_ok=True)

    def sync_folder(self, path: Path) -> None:
        """Make what was created, renamed and removed in a folder durable."""
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class NewFile:
    """A file being written; it counts for nothing until `finish` has synced it.

    Left as a context manager without `finish`, it is removed.
    """

    def __init__(self, files: Files, path: Path) -> None:
        self.name = path.name
        self.entry: FileEntry | None = None
        self._files = files
        self._path = path
        self._size = 0
        self._buffer = bytearray()
        self._file = files.create(path)

    def __enter__(self) -> NewFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.abandon()

    @property
    def descriptor(self) -> int:
        """What a process inherits that writes the file for this one."""
        return self._file.fileno()

    def write(self, data: Any) -> int:
        """Append the bytes of anything that has a contiguous buffer."""
        view = memoryview(data)
        if view.nbytes == 0:
            return 0
        view = view.cast("B")
        if len(self._buffer) + len(view) > BUFFER:
            self._flush()
        if len(view) > BUFFER:
            self._files.write(self._file, view)
        else:
            self._buffer += view
        self._size += len(view)
        return len(view)

    def finish(self, crc: int) -> FileEntry:
        """Make the content durable; its name is so only once the folder is synced.

        `crc` is the checksum by which the content knows itself, kept in the entry.
        """
        self._flush()
        self._files.sync(self._file)
        self._file.close()
        self.entry = FileEntry(self.name, self._size, crc)
        return self.entry

    def adopt(self, entry: FileEntry) -> None:
        """Take as the content what another process has written and made durable."""
        self._file.close()
        self.entry = entry

    def abandon(self) -> None:
        """Close and remove the file, unless it was finished. Raises nothing."""
        if self.entry is None and not self._file.closed:
            with suppress(OSError):
                self._file.close()
                self._files.remove(self._path)

    def _flush(self) -> None:
        if self._buffer:
            content, self._buffer = self._buffer, bytearray()
            self._files.write(self._file, memoryview(content))
