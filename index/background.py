"""The merge that another process does for a writer: begun at one commit, taken in at a later one.

A merge that fails, whyever, is forgotten; the next one is then done within a commit, whose error it
is if it fails again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.manifest import FileEntry, SegmentEntry
from index.merge_process import MergeProcess
from index.store_writer import StoreWriter

Mask = NDArray[np.bool_]

AT_ONCE = 2_000
"""Documents that are merged within a commit all the same: it takes no longer than another process
takes to start."""

_log = logging.getLogger(__name__)


class Replacement(NamedTuple):
    """A segment in the place of those of some names; `deleted` are those of its documents that
    were deleted while it was made."""

    names: frozenset[str]
    entry: FileEntry
    documents: int
    deleted: Mask


class BackgroundMerge:
    """One merge at a time, or none. It must be ended by `drop`."""

    def __init__(self, folder: Path, writer: StoreWriter, *, is_wanted: bool) -> None:
        self._folder = folder
        self._writer = writer
        self._is_wanted = is_wanted
        self._has_failed = False
        self._process: MergeProcess | None = None

    @property
    def names(self) -> frozenset[str]:
        """The segments that are being merged."""
        parts = self._process.parts if self._process else ()
        return frozenset(part.name for part in parts)

    def is_for(self, documents: int) -> bool:
        """Whether to leave a merge of so many documents to it, now or when it is free."""
        return self._is_wanted and documents > AT_ONCE and not self._has_failed

    def begin(self, parts: Sequence[SegmentEntry], name: str) -> None:
        """Begin to merge some segments of the newest generation into a new file, unless a merge is
        under way."""
        if self._process is not None:
            return
        file = None
        try:
            file = self._writer.new_file(name)
            self._process = MergeProcess(self._folder, parts, file)
        except (OSError, MemoryError) as error:  # what was to be committed is, whatever comes
            if file is not None:
                file.abandon()
            self._fail(error)

    def take(self, masks: Mapping[str, Mask | None]) -> Replacement | None:
        """What was made since, None while there is nothing. `masks` has by the name of each segment
        which of its documents are deleted now."""
        process = self._process
        try:
            done = process.done() if process else None
        except OSError as error:
            self._fail(error)
            return None
        if process is None or done is None:
            return None
        self._process = None
        process.stop()
        process.file.adopt(done.entry)
        gone = done.numbers[np.concatenate([_mask(part, masks) for part in process.parts])]
        deleted = np.zeros(done.documents, bool)
        deleted[gone[gone >= 0]] = True
        names = frozenset(part.name for part in process.parts)
        return Replacement(names, done.entry, done.documents, deleted)

    def succeed(self) -> None:
        """Say that a merge was done within a commit: the next may be left to it again."""
        self._has_failed = False

    def drop(self) -> None:
        """End the merge under way, if there is one, and forget it."""
        process, self._process = self._process, None
        if process is not None:
            process.stop()
            process.file.abandon()

    def _fail(self, error: Exception) -> None:
        _log.warning("Une fusion de segments a échoué : %s", error)
        self._has_failed = True
        self.drop()


def _mask(part: SegmentEntry, masks: Mapping[str, Mask | None]) -> Mask:
    """Which documents of a segment are deleted; all of one that has gone meanwhile."""
    mask = masks.get(part.name, np.ones(part.documents, bool))
    return np.zeros(part.documents, bool) if mask is None else mask
