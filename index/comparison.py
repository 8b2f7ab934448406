"""Compares the dispatches of a batch, in the order of input, with the index and with each other.

It sees of a dispatch its head alone, so that it decides alike whether the dispatch itself is here
or in another process. What it lets in lives on in one of two ways: the highest version of a uid is
what searches see, the rest goes into the history. Both are added to a segment; what is for the
history is dropped from it again, and read from it when the segment is finished.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum
from typing import NamedTuple

from corpus.dispatch import Dispatch, Status
from index.history import Key
from index.precedence import precedence
from index.uids import Located


class Outcome(Enum):
    """What became of a dispatch that was given."""

    INDEXED = "indexed"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    OUTDATED = "outdated"


class Head(NamedTuple):
    """What tells a dispatch from another, and which of two stands; see `index.precedence`.

    `is_wordless` is for a withdrawal that names what it withdraws and does not repeat it.
    """

    uid: str
    version: int
    digest: int
    precedence: int = 0
    is_wordless: bool = False

    @property
    def key(self) -> Key:
        return Key(self.uid, self.version, self.digest)


def head_of(dispatch: Dispatch, digest: int) -> Head:
    is_wordless = dispatch.status is Status.CANCELLED and not dispatch.paragraphs
    return Head(dispatch.uid, dispatch.version, digest, precedence(dispatch), is_wordless)


class Place(NamedTuple):
    """Where a document of a batch is: which of the builders has it, and in which slot."""

    builder: int
    slot: int


class _Placed(NamedTuple):
    head: Head
    place: Place


class Comparison:
    """The outcomes of one batch. `delete` is for documents of finished segments that are replaced,
    `precedence_of` says what decides between one of them and another of its version."""

    def __init__(
        self, delete: Callable[[Located], None], precedence_of: Callable[[Located], int]
    ) -> None:
        self._delete = delete
        self._precedence_of = precedence_of
        self._outcomes: dict[str, Outcome] = {}
        self._outdated: list[str] = []
        self.counts: Counter[Outcome] = Counter()
        """How many of all that was given had each outcome, be they of one uid."""
        self._placed: dict[str, _Placed] = {}
        self._replaced: set[Key] = set()
        self.wordless: set[str] = set()
        """The uids of withdrawals whose words may have come, or may be looked for, since."""

    def admit(
        self,
        heads: Sequence[Head],
        known: Mapping[str, Located],
        kept: AbstractSet[Key],
        first: Place,
    ) -> tuple[list[int], list[Place]]:
        """The indices of those dispatches that are to be added, and the places of what is to be
        dropped again.

        `known` has the documents of the finished segments, `kept` those of the dispatches that are
        in the history. The new ones are in slots that follow each other from `first`.
        """
        admitted: list[int] = []
        dropped: list[Place] = []
        deleted: set[str] = set()
        for index, head in enumerate(heads):
            located = None if head.uid in deleted else known.get(head.uid)
            placed = self._placed.get(head.uid)
            outcome = self._outcome(head, placed.head if placed else located, kept)
            self.counts[outcome] += 1
            if outcome is Outcome.UNCHANGED:
                self._outcomes.setdefault(head.uid, outcome)
                continue
            place = Place(first.builder, first.slot + len(admitted))
            admitted.append(index)
            if outcome is Outcome.OUTDATED:
                self._outdated.append(head.uid)
                self._replaced.add(head.key)
                self.wordless.add(head.uid)
                dropped.append(place)
                continue
            self._tell(head.uid, outcome)
            if located is not None:
                self._delete(located)
                deleted.add(head.uid)
                self._replaced.add(Key(head.uid, located.version, located.digest))
            if placed is not None:
                dropped.append(placed.place)
                self._replaced.add(placed.head.key)
            if head.is_wordless:
                self.wordless.add(head.uid)
            self._placed[head.uid] = _Placed(head, place)
        return admitted, dropped

    def forget_places(self) -> None:
        """The segments under construction are finished: their documents are now known."""
        self._placed.clear()

    def outcomes(self) -> tuple[tuple[str, Outcome], ...]:
        """Each dispatch that was outdated, then what became of each other uid."""
        outdated = [(uid, Outcome.OUTDATED) for uid in self._outdated]
        return (*outdated, *self._outcomes.items())

    def _outcome(
        self, head: Head, before: Head | Located | None, kept: AbstractSet[Key]
    ) -> Outcome:
        """What becomes of a dispatch; `before` is what searches would see without it."""
        if before is None:
            return Outcome.INDEXED
        if (before.version, before.digest) == (head.version, head.digest):
            return Outcome.UNCHANGED
        if head.key in kept or head.key in self._replaced:
            return Outcome.UNCHANGED
        if before.version == head.version:
            own = before.precedence if isinstance(before, Head) else self._precedence_of(before)
            return Outcome.OUTDATED if own > head.precedence else Outcome.UPDATED
        return Outcome.OUTDATED if before.version > head.version else Outcome.UPDATED

    def _tell(self, uid: str, outcome: Outcome) -> None:
        """What is new in this batch stays so, whatever comes after it in the batch."""
        if self._outcomes.get(uid) is not Outcome.INDEXED:
            self._outcomes[uid] = outcome
