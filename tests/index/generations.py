"""Makes small generations for tests of the store, and disturbs it."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from corpus.messages import Message
from index.files import Files
from index.manifest import FileEntry, Manifest, SegmentEntry
from index.store import Generation, Store
from index.store_writer import StoreWriter


def segment(writer: StoreWriter, base: Manifest, content: bytes = b"x" * 100) -> Manifest:
    """A manifest with one more segment."""
    name = f"segment-{base.next_segment:08d}"
    with writer.new_file(f"{name}.data") as file:
        file.write(content)
        entry = file.finish(zlib.crc32(content))
    segments = (*base.segments, SegmentEntry(name, 1, entry))
    return replace(base, segments=segments, next_segment=base.next_segment + 1)


def only(writer: StoreWriter, base: Manifest, content: bytes = b"x" * 100) -> Manifest:
    """A manifest whose one segment is new: what a merge leaves."""
    return segment(writer, replace(base, segments=()), content)


def commit(store: Store, *contents: bytes) -> None:
    with StoreWriter(store) as writer:
        for content in contents:
            writer.commit(segment(writer, store.newest().manifest, content))


def contents(generation: Generation) -> list[bytes]:
    return [bytes(generation.buffers[entry]) for entry in generation.manifest.files()]


def verify_file(entry: FileEntry, buffer: memoryview) -> Iterable[Message]:
    if zlib.crc32(buffer) != entry.crc:
        yield Message("somme de contrôle")


def names(store: Store) -> list[str]:
    return sorted(set(store.names()) - {"lock"})


class Refusing(Files):
    """Refuses one operation with one error."""

    def __init__(self, operation: str, error: int) -> None:
        self._error = error
        setattr(self, operation, self._refuse)

    def _refuse(self, *_: object) -> None:
        raise OSError(self._error, os.strerror(self._error))


class Meanwhile(Files):
    """Lets something happen in an operation, before it or after it, when it is first asked for."""

    def __init__(self, operation: str, happen: Iterator[None], *, after: bool = False) -> None:
        real = getattr(Files, operation)

        def method(path: Path) -> object:
            if not after:
                next(happen, None)
            found = real(self, path)
            next(happen, None)
            return found

        setattr(self, operation, method)
