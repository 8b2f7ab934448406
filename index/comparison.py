"""Compares the dispatches of a batch, in the order of input, with the index and with each other.

It sees of a dispatch its uid, version and digest alone, so that it decides alike whether the
dispatch itself is here or in another process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from index.uids import Located


class Outcome(Enum):
    """What became of a dispatch that was given."""

    INDEXED = "indexed"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    OUTDATED = "outdated"


class Head(NamedTuple):
    """What tells a dispatch from another, and its version from another; `digest` is of 63 bits."""

    uid: str
    version: int
    digest: int


class Place(NamedTuple):
    """Where a document of a batch is: which of the builders has it, and in which slot."""

    builder: int
    slot: int


class _Placed(NamedTuple):
    head: Head
    place: Place


class Comparison:
    """The outcomes of one batch."""

    def __init__(self, delete: Callable[[Located], None]) -> None:
        self._delete = delete
        self._outcomes: dict[str, Outcome] = {}
        self._outdated: list[str] = []
        self._placed: dict[str, _Placed] = {}

    def admit(
        self, heads: Sequence[Head], known: Mapping[str, Located], first: Place
    ) -> tuple[list[int], list[Place]]:
        """The indices of those dispatches that are new, and the places of those they replace.

        `known` has the documents of the finished segments; those replaced are deleted. The new
        ones are in slots that follow each other from `first`.
        """
        admitted: list[int] = []
        replaced: list[Place] = []
        deleted: set[str] = set()
        for index, head in enumerate(heads):
            located = None if head.uid in deleted else known.get(head.uid)
            placed = self._placed.get(head.uid)
            if not self._is_new(head, placed.head if placed else located):
                continue
            if located is not None:
                self._delete(located)
                deleted.add(head.uid)
            if placed is not None:
                replaced.append(placed.place)
            place = Place(first.builder, first.slot + len(admitted))
            self._placed[head.uid] = _Placed(head, place)
            admitted.append(index)
        return admitted, replaced

    def forget_places(self) -> None:
        """The segments under construction are finished: their documents are now known."""
        self._placed.clear()

    def outcomes(self) -> tuple[tuple[str, Outcome], ...]:
        """Each dispatch that was outdated, then what became of each other uid."""
        outdated = [(uid, Outcome.OUTDATED) for uid in self._outdated]
        return (*outdated, *self._outcomes.items())

    def _is_new(self, head: Head, before: Head | Located | None) -> bool:
        """Whether a dispatch goes into the batch; says what becomes of it."""
        uid = head.uid
        if before is not None and before.version > head.version:
            self._outdated.append(uid)
            return False
        if before is not None and (before.version, before.digest) == (head.version, head.digest):
            self._outcomes.setdefault(uid, Outcome.UNCHANGED)
            return False
        is_first = before is None or self._outcomes.get(uid) is Outcome.INDEXED
        self._outcomes[uid] = Outcome.INDEXED if is_first else Outcome.UPDATED
        return True
