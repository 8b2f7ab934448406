"""What is kept of each document to be given back: bytes, compressed in blocks.

Records come in the order in which documents arrive, before their numbers are known; each has a
slot, and `slots` says which slot a document's number has. A block holds `BLOCK` slots: the sizes of
its records, then the records, compressed together.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

import numpy as np
import zstandard
from numpy.typing import NDArray

from index.codec.container import Container, ContainerWriter
from index.codec.terms import narrow

BLOCK = 16
"""Records a block: more compress better and cost more to read one of them."""
LEVEL = 1

Slots = NDArray[np.int64]


class StoredWriter:
    """Writes the records of a segment as they come; `close` when the numbers are known.

    The container's section stays open meanwhile: nothing else may be written to it.
    """

    def __init__(self, writer: ContainerWriter) -> None:
        self._writer = writer
        self._compress = zstandard.ZstdCompressor(level=LEVEL).compress
        self._waiting: list[bytes] = []
        self._ends: list[int] = []
        writer.start("stored/blocks")

    def append(self, record: bytes) -> None:
        self._waiting.append(record)
        if len(self._waiting) == BLOCK:
            self._flush()

    def close(self, slots: Slots) -> None:
        """End the section. `slots[number]` is the place in which a document's record came."""
        if self._waiting:
            self._flush()
        self._writer.add("stored/ends", narrow(np.array(self._ends, dtype=np.int64)))
        self._writer.add("stored/slots", slots.astype(np.uint32))

    def begin_block(self) -> int:
        """End the block that is being filled; gives the slot of the next record."""
        if self._waiting:
            self._flush()
        return len(self._ends) * BLOCK

    def copy(self, other: StoredFields) -> Slots:
        """Append all blocks of a segment as they are; gives the new slots of its documents."""
        first = self.begin_block()
        before = 0
        for end in other.ends.tolist():
            self._ends.append(self._writer.write(other.blocks.read(before, end)))
            before = end
        return other.slots.astype(np.int64) + first

    def _flush(self) -> None:
        sizes = struct.pack(f"<{len(self._waiting)}I", *map(len, self._waiting))
        header = struct.pack("<I", len(self._waiting)) + sizes
        block = self._compress(header + b"".join(self._waiting))
        self._ends.append(self._writer.write(block))
        self._waiting.clear()


class StoredFields:
    """The records of an open segment. Safe to share between threads."""

    def __init__(self, container: Container) -> None:
        self.blocks = container.section("stored/blocks")
        self.ends = container.array("stored/ends")
        self.slots = container.array("stored/slots")

    def __len__(self) -> int:
        return len(self.slots)

    @property
    def capacity(self) -> int:
        """How many records the blocks hold, those of dropped documents included."""
        return len(self.ends) * BLOCK

    def record(self, number: int) -> bytes:
        """The record of a document's number. Raises IndexCorrupt."""
        block, place = divmod(int(self.slots[number]), BLOCK)
        content, sizes = self._content(block)
        start = 4 + 4 * len(sizes) + sum(sizes[:place])
        return content[start : start + sizes[place]]

    def dropped(self) -> Iterator[bytes]:
        """The records of slots that no document has, in their order."""
        kept = np.bincount(self.slots.astype(np.int64), minlength=self.capacity)
        for block in (kept.reshape(-1, BLOCK).sum(1) < BLOCK).nonzero()[0].tolist():
            for place, record in enumerate(self.block(block)):
                if not kept[block * BLOCK + place]:
                    yield record

    def block(self, block: int) -> Sequence[bytes]:
        """All records of a block, in the order of their slots."""
        content, sizes = self._content(block)
        at = 4 + 4 * len(sizes)
        records = []
        for size in sizes:
            records.append(content[at : at + size])
            at += size
        return records

    def _content(self, block: int) -> tuple[bytes, Sequence[int]]:
        """A block as it was compressed, and the sizes of its records."""
        start = int(self.ends[block - 1]) if block else 0
        data = self.blocks.read(start, int(self.ends[block])).data
        content: bytes = zstandard.ZstdDecompressor().decompress(data)
        (count,) = struct.unpack_from("<I", content)
        return content, struct.unpack_from(f"<{count}I", content, 4)
