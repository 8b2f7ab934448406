"""Columns as Whoosh's schema names them, on the sections that a segment keeps of them.

`SetsColumn` is kept dictionary-coded, Whoosh's `NumericColumn` as one array of numbers. Any other
of Whoosh's columns writes its own bytes, which are kept as they are.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Protocol

import numpy as np
from whoosh.columns import Column, ColumnReader, ColumnWriter, NumericColumn
from whoosh.filedb.structfile import BufferFile, StructFile

from index.codec.container import Array, Container, ContainerWriter
from index.codec.segment import BYTES, NUMBERS, SETS, FlatSegment, column_section
from index.codec.sets import SetColumn, read_sets, write_sets

_NUMBERS = {
    "b": "i1", "B": "u1", "h": "i2", "H": "u2", "i": "i4", "I": "u4",
    "l": "i4", "L": "u4", "q": "i8", "Q": "u8", "f": "f4", "d": "f8",
}  # fmt: skip
"""numpy's name of each type that `struct` packs without padding."""


class ColumnSink(Protocol):
    """Takes a column's values in the order of the documents; some documents may have none."""

    def add(self, document: int, value: Any) -> None: ...

    def write(self, writer: ContainerWriter, name: str, documents: int) -> dict[str, object]:
        """Write the column's sections; gives what the container's `about` keeps of it."""


def column_sink(column: Column) -> ColumnSink:
    if isinstance(column, SetsColumn):
        return SetsSink()
    if type(column) is NumericColumn and column._typecode in _NUMBERS:
        return NumbersSink(column._typecode, column.default_value())
    return BytesSink(column)


def column_reader(segment: FlatSegment, name: str, column: Column) -> ColumnReader:
    """The values of a column of a segment. Raises KeyError, IndexCorrupt."""
    kind = segment.columns[name]["kind"]
    if kind == SETS:
        return SetsReader(segment.set_column(name))
    if kind == NUMBERS:
        return NumbersReader(segment.number_column(name))
    data = segment.container.array(column_section(name))
    return column.reader(BufferFile(data.data, name=name), 0, len(data), segment.documents)


class SetsColumn(Column):  # type: ignore[misc]
    """A column of tuples of texts: `fields.COLUMN(SetsColumn())`."""

    def default_value(self, reverse: bool = False) -> tuple[str, ...]:
        return ()

    def writer(self, dbfile: StructFile) -> ColumnWriter:
        """For codecs that know only files: a container of its own in the file."""
        return _SetsFileWriter(dbfile)

    def reader(self, dbfile: StructFile, basepos: int, length: int, doccount: int) -> ColumnReader:
        container = Container(dbfile.get(basepos, length), str(dbfile))
        return SetsReader(read_sets(container, column_section("")))


class SetsSink:
    def __init__(self) -> None:
        self._sets: list[tuple[str, ...]] = []

    def add(self, document: int, value: tuple[str, ...]) -> None:
        self._fill(document)
        self._sets.append(tuple(value))

    def write(self, writer: ContainerWriter, name: str, documents: int) -> dict[str, object]:
        self._fill(documents)
        write_sets(writer, column_section(name), SetColumn.of(self._sets))
        return {"kind": SETS}

    def _fill(self, documents: int) -> None:
        self._sets.extend([()] * (documents - len(self._sets)))


class NumbersSink:
    def __init__(self, typecode: str, default: float) -> None:
        # Packing says at once, of the value at fault, that it does not fit.
        self._pack = struct.Struct("<" + typecode).pack
        self._dtype = np.dtype("<" + _NUMBERS[typecode])
        self._filler = self._pack(default)
        self._packed = bytearray()

    def add(self, document: int, value: float) -> None:
        packed = self._pack(value)
        self._fill(document)
        self._packed += packed

    def write(self, writer: ContainerWriter, name: str, documents: int) -> dict[str, object]:
        self._fill(documents)
        writer.add(column_section(name), np.frombuffer(self._packed, self._dtype))
        return {"kind": NUMBERS}

    def _fill(self, documents: int) -> None:
        self._packed += self._filler * (documents - len(self._packed) // len(self._filler))


class BytesSink:
    """Leaves the writing to one of Whoosh's columns."""

    def __init__(self, column: Column) -> None:
        self._buffer = BytesIO()
        self._writer = column.writer(StructFile(self._buffer))

    def add(self, document: int, value: Any) -> None:
        self._writer.add(document, value)

    def write(self, writer: ContainerWriter, name: str, documents: int) -> dict[str, object]:
        self._writer.finish(documents)
        writer.start(column_section(name))
        writer.write(self._buffer.getvalue())
        return {"kind": BYTES}


class SetsReader(ColumnReader):  # type: ignore[misc]
    """The tuple of each document."""

    def __init__(self, column: SetColumn) -> None:
        self._column = column
        self._codes = column.codes.data
        self._sets: dict[int, tuple[str, ...]] = {}

    def __len__(self) -> int:
        return len(self._codes)

    def __getitem__(self, document: int) -> tuple[str, ...]:
        code = self._codes[document]
        found = self._sets.get(code)
        if found is None:
            found = self._sets[code] = self._column.set_of(code)
        return found

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return map(self.__getitem__, range(len(self)))


class NumbersReader(ColumnReader):  # type: ignore[misc]
    """The number of each document."""

    def __init__(self, numbers: Array) -> None:
        self._numbers = numbers
        self._items = numbers.data
        self._is_reversed = False

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, document: int) -> float:
        number: float = self._items[document]
        return number

    def __iter__(self) -> Iterator[float]:
        return iter(self._numbers.tolist())

    def sort_key(self, document: int) -> float:
        return 0 - self[document] if self._is_reversed else self[document]

    def load(self) -> list[float]:
        numbers: list[float] = self._numbers.tolist()
        return numbers

    def set_reverse(self) -> None:
        self._is_reversed = True


class _SetsFileWriter(ColumnWriter):  # type: ignore[misc]
    def __init__(self, file: StructFile) -> None:
        self._file = file
        self._sink = SetsSink()

    def add(self, document: int, value: tuple[str, ...]) -> None:
        self._sink.add(document, value)

    def finish(self, documents: int) -> None:
        container = ContainerWriter(self._file)
        container.close(self._sink.write(container, "", documents))
