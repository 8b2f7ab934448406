"""One immutable file of named arrays: what a segment is on the disk.

    header     magic, format
    sections   each array's bytes, aligned
    directory  JSON: what each section is and where, and what the segment says of itself
    table      a CRC-32 of each block of all the bytes before the directory
    footer     where the directory is, a CRC-32 of directory and table, format, magic

The footer's checksum so covers the whole file: a manifest that keeps it can tell any other file
from this one. Opening a file verifies the tail alone; a block is verified when it is first read,
so that damage is an error and never an answer, and a large index still opens at once. Nothing here
knows what the arrays mean.
"""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import DTypeLike, NDArray

from corpus.errors import IndexCorrupt
from corpus.messages import message

FORMAT = 2
OLDEST = 1
"""The format of segments whose positions are in one array; all else is the same."""
MAGIC = b"FILONSEG"
ALIGNMENT = 64
BLOCK = 1 << 16
"""Bytes under one checksum: a short posting list costs one block to verify, a long one many."""

_HEADER = struct.Struct("<8sI4x")
_FOOTER = struct.Struct("<QQII8s")

Array = NDArray[Any]


class Sink(Protocol):
    """What a container is written to."""

    def write(self, data: Any, /) -> object: ...


class ContainerWriter:
    """Writes one container from its first byte to its last.

    `add` writes a whole section; `start` and `write` one that comes in pieces, ended by the next.
    """

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._size = 0
        self._checksums: list[int] = []
        self._checksum = 0
        self._sections: dict[str, tuple[str, int, int]] = {}
        self._open: tuple[str, np.dtype[Any], int] | None = None
        self._put(_HEADER.pack(MAGIC, FORMAT))

    def add(self, name: str, array: Array) -> None:
        """Write a one-dimensional array as a section."""
        self.start(name, array.dtype)
        self.write(array)

    def start(self, name: str, dtype: DTypeLike = np.uint8) -> None:
        """Begin a section of items of a type."""
        self._end_section()
        if name in self._sections:
            raise ValueError(f"section {name!r} twice")
        self._put(b"\0" * (-self._size % ALIGNMENT))
        self._open = (name, np.dtype(dtype).newbyteorder("<"), self._size)

    def write(self, data: Array | bytes) -> int:
        """Append to the open section; gives the section's size in bytes so far."""
        if self._open is None:
            raise ValueError("no section was started")
        _, dtype, begin = self._open
        if isinstance(data, bytes):
            self._put(data)
        else:
            self._put(np.ascontiguousarray(data, dtype=dtype).view(np.uint8).data)
        return self._size - begin

    def close(self, about: Mapping[str, object]) -> int:
        """Write the tail; gives the footer's checksum. `about` is JSON, kept in the directory."""
        self._end_section()
        offset = self._size
        if offset % BLOCK:
            self._checksums.append(self._checksum)
        content = {"about": about, "sections": self._sections}
        directory = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        table = np.array(self._checksums, dtype="<u4").tobytes()
        checksum = zlib.crc32(table, zlib.crc32(directory))
        footer = _FOOTER.pack(offset, len(directory), checksum, FORMAT, MAGIC)
        for part in (directory, table, footer):
            self._sink.write(part)
        return checksum

    def _end_section(self) -> None:
        if self._open is not None:
            name, dtype, begin = self._open
            self._sections[name] = (dtype.str, begin, self._size - begin)
            self._open = None

    def _put(self, data: Any) -> None:
        """Write bytes, the checksum of each block kept as it fills."""
        view = memoryview(data).cast("B") if len(data) else memoryview(b"")
        at = 0
        while at < len(view):
            room = BLOCK - self._size % BLOCK
            part = view[at : at + room]
            self._checksum = zlib.crc32(part, self._checksum)
            self._size += len(part)
            at += len(part)
            if self._size % BLOCK == 0:
                self._checksums.append(self._checksum)
                self._checksum = 0
        self._sink.write(view)


class Container:
    """A container read from a buffer: a memory map, or bytes held in memory.

    Raises IndexCorrupt, naming the file, when the tail is damaged or of an unknown format; so do
    the sections when a block that is read is. Safe to share between threads.
    """

    def __init__(self, buffer: bytes | memoryview, name: str) -> None:
        self.name = name
        self._view = memoryview(buffer)
        content, self.checksum = self._read_tail()
        self.about: Mapping[str, Any] = content["about"]
        self._sections: Mapping[str, tuple[str, int, int]] = content["sections"]
        self._pending = bytearray(b"\1") * len(self._table)

    def __contains__(self, name: str) -> bool:
        return name in self._sections

    def __iter__(self) -> Iterator[str]:
        return iter(self._sections)

    def section(self, name: str) -> Section:
        """A section to read parts of. Raises IndexCorrupt when the container has none so named."""
        if name not in self._sections:
            raise self._corrupt(f"section {name}")
        dtype, offset, size = self._sections[name]
        items = np.frombuffer(self._view[offset : offset + size], dtype=dtype)
        return Section(self, items, offset)

    def array(self, name: str) -> Array:
        """A whole section, verified."""
        section = self.section(name)
        return section.read(0, len(section))

    def expect(self, checksum: int) -> None:
        """Raise IndexCorrupt unless this is the container whose writer gave that checksum."""
        if self.checksum != checksum:
            raise self._corrupt("somme de contrôle")

    def verify(self, start: int, stop: int) -> None:
        """Verify the blocks that hold bytes [start, stop), those once verified left out."""
        pending = self._pending
        last = (stop - 1) // BLOCK + 1
        block = pending.find(1, start // BLOCK, last)
        while block != -1:
            if not self._is_sound(block):
                raise self._corrupt(f"bloc {block}")
            pending[block] = 0
            block = pending.find(1, block, last)

    def release(self) -> None:
        """Give the memory of what was read back to the system, where the file is mapped; what is
        read again comes from the file again."""
        mapped = self._view.obj
        if isinstance(mapped, mmap.mmap):
            mapped.madvise(mmap.MADV_DONTNEED)

    def damage(self) -> list[int]:
        """The numbers of all damaged blocks; every one is read."""
        return [block for block in range(len(self._table)) if not self._is_sound(block)]

    def _is_sound(self, block: int) -> bool:
        data = self._view[block * BLOCK : min((block + 1) * BLOCK, self._end)]
        return zlib.crc32(data) == int(self._table[block])

    def _read_tail(self) -> tuple[dict[str, Any], int]:
        view = self._view
        if len(view) < _HEADER.size + _FOOTER.size:
            raise self._corrupt("trop court")
        offset, length, checksum, found, magic = _FOOTER.unpack(view[-_FOOTER.size :])
        if magic != MAGIC:
            raise self._corrupt("fin inconnue")
        if not OLDEST <= found <= FORMAT:
            raise self._unknown(found)
        tail = view[offset : -_FOOTER.size]
        blocks = -(-offset // BLOCK)
        if len(tail) != length + 4 * blocks or zlib.crc32(tail) != checksum:
            raise self._corrupt("table des matières")
        self._end = offset
        self._table = np.frombuffer(tail[length:], dtype="<u4")
        return json.loads(bytes(tail[:length])), checksum

    def _corrupt(self, detail: str) -> IndexCorrupt:
        return IndexCorrupt(
            message(
                "Le fichier d’index « {file} » est endommagé ({detail}) ; « filon check » dit "
                "l’étendue du dommage.",
                file=self.name,
                detail=detail,
            )
        )

    def _unknown(self, found: int) -> IndexCorrupt:
        return IndexCorrupt(
            message(
                "Le fichier d’index « {file} » est au format {found} ; cette version lit le "
                "format {format}.",
                file=self.name,
                found=found,
                format=FORMAT,
            )
        )


class Section:
    """A one-dimensional array of a container, verified block by block as it is read."""

    __slots__ = ("_container", "_items", "_offset", "_width")

    def __init__(self, container: Container, items: Array, offset: int) -> None:
        self._container = container
        self._items = items
        self._offset = offset
        self._width = items.itemsize

    def __len__(self) -> int:
        return len(self._items)

    @property
    def dtype(self) -> np.dtype[Any]:
        return self._items.dtype

    def read(self, start: int, stop: int) -> Array:
        """Items [start, stop), a view that cannot be written to."""
        if stop > start:
            offset, width = self._offset, self._width
            self._container.verify(offset + start * width, offset + stop * width)
        return self._items[start:stop]

    def take(self, *lists: Array) -> Array:
        """The items at some places, those of one list after those of another; each list is in
        order. What lies between two lists is not verified: they may be far apart."""
        for places in lists:
            if len(places):
                self.read(int(places[0]), int(places[-1]) + 1)
        taken: Array = self._items.take(np.concatenate(lists) if len(lists) > 1 else lists[0])
        return taken
