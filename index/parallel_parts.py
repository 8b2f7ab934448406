"""Cuts files into parts that several processes may read, in the order of input.

A part is a few pieces: whole small files, or a range of the lines of a large one. Only JSON Lines
can be cut: a dispatch of another format cannot be found without reading all that stands before it.
"""

from __future__ import annotations

import io
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from corpus.limits import LIMITS
from corpus.readers.draft import Draft, Refusal
from corpus.readers.jsonlines import LINE_BYTES, JsonLinesReader
from corpus.readers.registry import HEAD_BYTES, read_path, reader_of, unreadable

PART_FILES = 256
"""Files of a part at most, however small."""
FOREIGN = ("/dev/", "/proc/")
"""Where names stand for what a process has open, so that another process cannot read it."""

Part = tuple["Piece", ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A whole file where `stop` is None, else its lines that begin in bytes [start, stop), the
    first of which has the number `line`."""

    file: str
    start: int = 0
    stop: int | None = None
    line: int = 1


def size_of(path: Path) -> int | None:
    """The bytes of a file that any process may read; None for a pipe and its like."""
    try:
        found = path.stat()
    except OSError:
        return 0
    is_shared = stat.S_ISREG(found.st_mode) and not str(path.absolute()).startswith(FOREIGN)
    return found.st_size if is_shared else None


def cut(paths: Iterable[Path], part_bytes: int) -> Iterator[Part]:
    """Parts of about so many bytes that have together all of some files."""
    waiting: list[Piece] = []
    size = 0
    for path in paths:
        for piece, piece_bytes in _pieces(path, part_bytes):
            if waiting and (size + piece_bytes > part_bytes or len(waiting) >= PART_FILES):
                yield tuple(waiting)
                waiting, size = [], 0
            waiting.append(piece)
            size += piece_bytes
    if waiting:
        yield tuple(waiting)


def read_piece(piece: Piece) -> Iterator[Draft | Refusal]:
    """What a piece holds, just as `read_path` gives it for the whole file."""
    if piece.stop is None:
        return read_path(Path(piece.file))
    return _read_lines(piece)


def _read_lines(piece: Piece) -> Iterator[Draft | Refusal]:
    try:
        with Path(piece.file).open("rb") as stream:
            stream.seek(piece.start)
            yield from JsonLinesReader().read_lines(
                stream, piece.file, piece.start, piece.line, piece.stop
            )
    except OSError as error:
        yield unreadable(piece.file, error)


def _pieces(path: Path, part_bytes: int) -> Iterator[tuple[Piece, int]]:
    """The pieces of a file, each with its bytes."""
    size = size_of(path) or 0
    whole = Piece(str(path)), size
    if not part_bytes < size <= LIMITS.file_bytes:
        yield whole
        return
    try:
        stream = io.BufferedReader(path.open("rb", buffering=0), HEAD_BYTES)
    except OSError:  # whoever reads it will say so
        yield whole
        return
    with stream:
        if not isinstance(reader_of(stream.peek(HEAD_BYTES)), JsonLinesReader):
            yield whole
            return
        for start, stop, line in _ranges(stream, size, part_bytes):
            yield Piece(str(path), start, stop, line), stop - start


def _ranges(stream: BinaryIO, size: int, part_bytes: int) -> Iterator[tuple[int, int, int]]:
    """Ranges of whole lines: first byte, the byte after the last, number of the first line."""
    start, line = 0, 1
    while True:
        try:
            data = stream.read(part_bytes)
            # The line on which the range ends belongs to it.
            rest = stream.readline(LINE_BYTES + 1) if not data.endswith(b"\n") else b""
        except OSError:  # whoever reads the rest will say so
            yield start, max(size, start + 1), line
            return
        if not data:
            return
        stop = start + len(data) + len(rest)
        yield start, stop, line
        # A reader reads nothing after a line that is too long.
        if len(data) - data.rfind(b"\n") - 1 + len(rest) > LINE_BYTES:
            return
        start, line = stop, line + data.count(b"\n") + rest.endswith(b"\n")
