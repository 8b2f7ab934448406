"""Verifies an index: every block of every file of the generations that are kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpus.errors import IndexCorrupt
from corpus.messages import Message, message
from index.codec.container import BLOCK, Container
from index.manifest import FileEntry
from index.store import Problem, Store


def check(folder: Path) -> Iterator[Problem]:
    """Everything that is wrong with the index in a folder; nothing when it is sound.

    Raises IndexMissing; IndexCorrupt when no generation is left to check.
    """
    return Store(folder).verify(_problems)


def _problems(entry: FileEntry, buffer: memoryview) -> Iterator[Message]:
    """What is wrong with a file: its table of contents, or which of its blocks."""
    try:
        container = Container(buffer, entry.name)
        container.expect(entry.crc)
    except IndexCorrupt as error:
        yield error.message
        return
    for block in container.damage():
        yield message(
            "Les octets {start} à {end} du fichier « {file} » sont endommagés.",
            start=block * BLOCK,
            end=min((block + 1) * BLOCK, len(buffer)) - 1,
            file=entry.name,
        )
