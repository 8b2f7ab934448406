"""Which uids a segment has: hashes tell at once that most are not in it, the dictionary the rest.

A batch of new dispatches asks every segment for each of its uids; nearly all answers are no, and
cost one search of a sorted array for the whole batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from index.codec.container import ContainerWriter
from index.codec.segment import UID_HASHES, FlatSegment

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Located:
    """Where the living document of a uid is, and what it is a version of."""

    segment: int
    number: int
    version: int
    digest: int


def uid_hashes(uids: Sequence[str]) -> Hashes:
    """64 bits of each uid that are the same in every process; shape (uids,)."""
    digests = b"".join(blake2b(uid.encode(), digest_size=8).digest() for uid in uids)
    return np.frombuffer(digests, "<u8")


def write_uid_hashes(writer: ContainerWriter, uids: Sequence[str]) -> None:
    writer.add(UID_HASHES, np.sort(uid_hashes(uids)))


def find_uids(segment: FlatSegment, uids: Sequence[str], hashes: Hashes) -> dict[str, int]:
    """uid → document number of those that are in a segment, deleted ones left out."""
    known = segment.uid_hashes
    if not len(known):
        return {}
    at = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    found = {}
    for index in np.flatnonzero(known[at] == hashes).tolist():
        number = find_uid(segment, uids[index])
        if number is not None:
            found[uids[index]] = number
    return found


def find_uid(segment: FlatSegment, uid: str) -> int | None:
    """The number of a uid's document that is not deleted."""
    field = segment.fields["uid"]
    start, stop = field.find(uid.encode())
    for number in field.documents.read(start, stop).tolist():
        if segment.deleted is None or not segment.deleted[number]:
            return int(number)
    return None
