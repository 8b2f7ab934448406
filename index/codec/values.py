"""Stored values as bytes: a tag for the type, then the value. Pickle would run what it reads.

Held are None, bool, int, float, str, bytes, list, tuple, dict, set, frozenset, date, time,
datetime, timedelta and Decimal, exactly: a value of any other type is refused when it is stored, so
that what is given back is always of the type that was given.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

_FLOAT = struct.Struct("<d")

Encoder = Callable[[bytearray, Any], None]


def dumps(value: Any) -> bytes:
    """A value as bytes. Raises TypeError for a type that is not held, naming it."""
    out = bytearray()
    _put(out, value)
    return bytes(out)


def loads(data: bytes) -> Any:
    """The value of bytes that `dumps` gave. Raises ValueError for others."""
    reader = _Reader(data)
    value = reader.value()
    if not reader.is_at_end():
        raise ValueError("bytes after a stored value")
    return value


def _put(out: bytearray, value: Any) -> None:
    encoder = _ENCODERS.get(type(value))
    if encoder is None:
        kind = type(value)
        raise TypeError(f"a value of type {kind.__module__}.{kind.__qualname__} cannot be stored")
    encoder(out, value)


def _put_size(out: bytearray, size: int) -> None:
    while size > 127:
        out.append(size & 127 | 128)
        size >>= 7
    out.append(size)


def sized(data: bytes) -> bytes:
    """Bytes with their number before them, as they stand in a value."""
    out = bytearray()
    _put_bytes(out, data)
    return bytes(out)


def _put_bytes(out: bytearray, data: bytes) -> None:
    _put_size(out, len(data))
    out += data


def _constant(tag: bytes) -> Encoder:
    def encode(out: bytearray, value: Any) -> None:
        out += tag

    return encode


def _as_bytes(tag: bytes, convert: Callable[[Any], bytes]) -> Encoder:
    def encode(out: bytearray, value: Any) -> None:
        out += tag
        _put_bytes(out, convert(value))

    return encode


def _as_items(tag: bytes, items: Callable[[Any], Iterable[Any]] = iter) -> Encoder:
    def encode(out: bytearray, value: Any) -> None:
        out += tag
        _put_size(out, len(value))
        for item in items(value):
            _put(out, item)

    return encode


def _pairs(value: dict[Any, Any]) -> Iterable[Any]:
    for key, item in value.items():
        yield key
        yield item


def _integer(value: int) -> bytes:
    return value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)


def _bool(out: bytearray, value: bool) -> None:
    out += b"T" if value else b"F"


def _float(out: bytearray, value: float) -> None:
    out += b"f"
    out += _FLOAT.pack(value)


def _text(value: str) -> bytes:
    return value.encode("utf-8", "surrogatepass")


def _iso(value: date | time) -> bytes:
    return value.isoformat().encode()


def _span(value: timedelta) -> bytes:
    return b"%d %d %d" % (value.days, value.seconds, value.microseconds)


_ENCODERS: dict[type, Encoder] = {
    type(None): _constant(b"N"),
    bool: _bool,
    int: _as_bytes(b"i", _integer),
    float: _float,
    str: _as_bytes(b"s", _text),
    bytes: _as_bytes(b"b", bytes),
    list: _as_items(b"l"),
    tuple: _as_items(b"t"),
    dict: _as_items(b"d", _pairs),
    set: _as_items(b"e"),
    frozenset: _as_items(b"z"),
    date: _as_bytes(b"D", _iso),
    time: _as_bytes(b"H", _iso),
    datetime: _as_bytes(b"M", _iso),
    timedelta: _as_bytes(b"S", _span),
    Decimal: _as_bytes(b"C", lambda value: str(value).encode()),
}


class _Reader:
    """Reads values one after the other from bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def is_at_end(self) -> bool:
        return self._at == len(self._data)

    def value(self) -> Any:
        decoder = _DECODERS.get(self._take(1))
        if decoder is None:
            raise ValueError("unknown tag of a stored value")
        return decoder(self)

    def size(self) -> int:
        size = shift = 0
        while True:
            byte = self._take(1)[0]
            size |= (byte & 127) << shift
            if byte < 128:
                return size
            shift += 7

    def sized(self) -> bytes:
        return self._take(self.size())

    def number(self) -> float:
        number: float = _FLOAT.unpack(self._take(_FLOAT.size))[0]
        return number

    def items(self) -> list[Any]:
        return [self.value() for _ in range(self.size())]

    def mapping(self) -> dict[Any, Any]:
        return {self.value(): self.value() for _ in range(self.size())}

    def _take(self, count: int) -> bytes:
        end = self._at + count
        if end > len(self._data):
            raise ValueError("a stored value is cut off")
        part = self._data[self._at : end]
        self._at = end
        return part


_DECODERS: dict[bytes, Callable[[_Reader], Any]] = {
    b"N": lambda reader: None,
    b"T": lambda reader: True,
    b"F": lambda reader: False,
    b"i": lambda reader: int.from_bytes(reader.sized(), "little", signed=True),
    b"f": _Reader.number,
    b"s": lambda reader: reader.sized().decode("utf-8", "surrogatepass"),
    b"b": _Reader.sized,
    b"l": _Reader.items,
    b"t": lambda reader: tuple(reader.items()),
    b"d": _Reader.mapping,
    b"e": lambda reader: set(reader.items()),
    b"z": lambda reader: frozenset(reader.items()),
    b"D": lambda reader: date.fromisoformat(reader.sized().decode()),
    b"H": lambda reader: time.fromisoformat(reader.sized().decode()),
    b"M": lambda reader: datetime.fromisoformat(reader.sized().decode()),
    b"S": lambda reader: timedelta(*map(int, reader.sized().split())),
    b"C": lambda reader: Decimal(reader.sized().decode()),
}
