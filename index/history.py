"""What became of dispatches before: every version that another has replaced, or that came too late.

The history lies beside the segments, in files of its own that no search reads. Each is a container
like a segment: the hashes of uids, versions and digests of its records, in this order, and the
records in compressed blocks. A record is told from another by its uid, version and digest.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus import record
from corpus.dispatch import Dispatch
from index.codec.container import Container, ContainerWriter, Sink
from index.codec.stored import StoredFields, StoredWriter
from index.precedence import precedence
from index.uids import Hashes, uid_hashes

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

UIDS, VERSIONS, DIGESTS = "history/uids", "history/versions", "history/digests"


class Key(NamedTuple):
    """What tells a text from all others; `digest` is of 63 bits."""

    uid: str
    version: int
    digest: int


class Kept(NamedTuple):
    """A dispatch that is kept, as it came."""

    digest: int
    dispatch: Dispatch


class HistoryBuilder:
    """Writes one file of records as they come. Not for two threads."""

    def __init__(self, sink: Sink) -> None:
        self._writer = ContainerWriter(sink)
        self._stored = StoredWriter(self._writer)
        self._uids: list[str] = []
        self._versions = array("q")
        self._digests = array("q")

    def __len__(self) -> int:
        return len(self._uids)

    def add(self, key: Key, text: bytes) -> None:
        """Append the record of a dispatch."""
        self._stored.append(text)
        self._uids.append(key.uid)
        self._versions.append(key.version)
        self._digests.append(key.digest)

    def close(self) -> int:
        """Write the file; gives its container's checksum."""
        slots = np.arange(len(self))
        versions, digests = np.array(self._versions), np.array(self._digests)
        return _close(self._writer, self._stored, slots, uid_hashes(self._uids), versions, digests)


class HistoryFile:
    """One file, opened when it is first asked. Raises IndexCorrupt. Threads may share it."""

    def __init__(self, container: Container) -> None:
        self._container = container

    @cached_property
    def hashes(self) -> Hashes:
        return self._container.array(UIDS)

    @cached_property
    def versions(self) -> Numbers:
        return self._container.array(VERSIONS)

    @cached_property
    def digests(self) -> Numbers:
        return self._container.array(DIGESTS)

    @cached_property
    def stored(self) -> StoredFields:
        return StoredFields(self._container)


class History:
    """The files of a generation. Threads may share it. All of it raises IndexCorrupt."""

    def __init__(self, files: Sequence[HistoryFile]) -> None:
        self.files = files

    def known(self, keys: Sequence[Key]) -> set[Key]:
        """Those of some keys whose records are here."""
        if not self.files or not keys:
            return set()
        hashes = uid_hashes([key.uid for key in keys])
        found = set()
        for file in self.files:
            low, high = file.hashes.searchsorted(hashes), file.hashes.searchsorted(hashes, "right")
            for index in (high > low).nonzero()[0].tolist():
                part = slice(int(low[index]), int(high[index]))
                same = file.versions[part] == keys[index].version
                if (same & (file.digests[part] == keys[index].digest)).any():
                    found.add(keys[index])
        return found

    def find(self, key: Key) -> Kept | None:
        """One record."""
        records = self._records(key.uid, key.version)
        return next((kept for kept in records if kept.digest == key.digest), None)

    def versions(self, uid: str) -> Iterator[Kept]:
        """All that is kept of a uid, that which would win among the rest first. Each is read when
        it is asked for."""
        (wanted,) = uid_hashes([uid])
        found: set[int] = set()
        for file in self.files:
            low, high = file.hashes.searchsorted(wanted), file.hashes.searchsorted(wanted, "right")
            found.update(file.versions[low:high].tolist())
        for version in sorted(found, reverse=True):
            yield from self._records(uid, version)

    def _records(self, uid: str, version: int) -> Sequence[Kept]:
        """The records of one version, in the same order."""
        (wanted,) = uid_hashes([uid])
        found: dict[int, Dispatch] = {}
        for file in self.files:
            low, high = file.hashes.searchsorted(wanted), file.hashes.searchsorted(wanted, "right")
            for number in (file.versions[low:high] == version).nonzero()[0].tolist():
                dispatch = record.loads(file.stored.record(int(low) + number))
                if dispatch.uid == uid:  # a hash is not a proof
                    found[int(file.digests[int(low) + number])] = dispatch
        kept = [Kept(digest, dispatch) for digest, dispatch in found.items()]
        return sorted(kept, key=lambda each: (precedence(each.dispatch), each.digest), reverse=True)


def merge_history(files: Sequence[HistoryFile], sink: Sink) -> int:
    """Write one file with the records of several, their blocks as they are; gives the checksum."""
    writer = ContainerWriter(sink)
    stored = StoredWriter(writer)
    slots = np.concatenate([stored.copy(file.stored) for file in files])
    return _close(
        writer,
        stored,
        slots,
        np.concatenate([file.hashes for file in files]),
        np.concatenate([file.versions for file in files]),
        np.concatenate([file.digests for file in files]),
    )


def _close(
    writer: ContainerWriter,
    stored: StoredWriter,
    slots: Numbers,
    hashes: Hashes,
    versions: Numbers,
    digests: Numbers,
) -> int:
    order = np.lexsort((digests, versions, hashes))
    stored.close(slots[order])
    for name, column in ((UIDS, hashes), (VERSIONS, versions), (DIGESTS, digests)):
        writer.add(name, column[order])
    return writer.close({"records": len(order)})
