"""What postings say beyond document and weight, gathered from Whoosh's value bytes.

The bytes of Whoosh's own formats are decoded as they come, into the arrays of
`index.codec.postings`; those of other formats are kept as they are. The reverse, for Whoosh to
merge and to decode, is in `index.codec.matcher`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import numpy as np
from whoosh.formats import Existence, Format, Frequency, Positions

from index.codec.positions import SplitPositions
from index.codec.terms import offsets_of


class Payloads(Protocol):
    """The values of postings in their order."""

    def add(self, value: bytes) -> None:
        """One posting's value. Raises anything when it is not what the format writes."""

    def join(self, value: bytes) -> None:
        """A further value for the last posting: some fields give a term twice for a document."""

    def encoded(self) -> Iterator[bytes]:
        """The values as they were given."""

    def arrays(self) -> dict[str, Any]:
        """The values as keyword arguments of `Postings`."""


def payloads_for(format: Format) -> Payloads:
    """Subclasses of Whoosh's formats may write other bytes: only the very classes are decoded."""
    if type(format) is Existence:
        return NoPayloads()
    if type(format) is Frequency:
        return FrequencyPayloads(format)
    if type(format) is Positions:
        return PositionPayloads(format)
    return RawPayloads()


class NoPayloads:
    """A term is there or not."""

    def add(self, value: bytes) -> None:
        pass

    join = add

    def encoded(self) -> Iterator[bytes]:
        return iter(())

    def arrays(self) -> dict[str, Any]:
        return {}


class FrequencyPayloads:
    """How often a term stands in a document."""

    def __init__(self, format: Frequency) -> None:
        self._decode = format.decode_frequency
        self._frequencies = array("Q")

    def add(self, value: bytes) -> None:
        self._frequencies.append(self._decode(value))

    def join(self, value: bytes) -> None:
        self._frequencies[-1] += self._decode(value)

    def encoded(self) -> Iterator[bytes]:
        return map(encode_frequency, self._frequencies)

    def arrays(self) -> dict[str, Any]:
        return {"frequencies": np.array(self._frequencies, dtype=np.int64)}


class PositionPayloads:
    """Where a term stands in a document."""

    def __init__(self, format: Positions) -> None:
        self._format = format
        self._frequencies = array("Q")
        self._positions = array("Q")

    def add(self, value: bytes) -> None:
        decoded = array("Q", self._format.decode_positions(value))
        if not decoded:
            raise ValueError("a posting without a position")
        self._frequencies.append(len(decoded))
        self._positions += decoded

    def join(self, value: bytes) -> None:
        decoded = array("Q", self._format.decode_positions(value))
        start = len(self._positions) - self._frequencies[-1]
        self._frequencies[-1] += len(decoded)
        self._positions[start:] = array("Q", sorted(self._positions[start:] + decoded))

    def encoded(self) -> Iterator[bytes]:
        at = 0
        for frequency in self._frequencies:
            yield self._format.encode(self._positions[at : at + frequency].tolist())
            at += frequency

    def arrays(self) -> dict[str, Any]:
        frequencies = np.array(self._frequencies, dtype=np.int64)
        positions = np.array(self._positions, dtype=np.int64)
        return {"frequencies": frequencies, "positions": SplitPositions.of(positions, frequencies)}


class RawPayloads:
    """Bytes that only their format understands."""

    def __init__(self, values: Iterable[bytes] = ()) -> None:
        self._values = list(values)

    def add(self, value: bytes) -> None:
        self._values.append(value)

    def join(self, value: bytes) -> None:
        """Nothing: a format's own `combine` is not to be had for all; the first value stays."""

    def encoded(self) -> Iterator[bytes]:
        return iter(self._values)

    def arrays(self) -> dict[str, Any]:
        return {"values": b"".join(self._values), "value_offsets": offsets_of(self._values)}


def encode_frequency(frequency: int) -> bytes:
    """A frequency as `whoosh.formats.Frequency` writes it."""
    return frequency.to_bytes(4, "big")
