"""What a node matches: documents, how much each counts nearly, and the room to find that in.

The documents are in order of their number. Scores may be made when they are asked for, since many
a question needs none: a total, a count of facets, an order by date.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.highest import reaching, threshold

Documents = NDArray[np.uint32]
Scores = NDArray[Any]
"""Floats: single precision where they are not exact anyway."""
Indices = NDArray[np.int64]
Impacts = NDArray[np.uint8]

SCORE_DIGITS = 9
"""Decimals of a score: the last bit of a sum decides nothing."""
SAME = 10.0**-SCORE_DIGITS
"""Scores that are no further apart may be the same."""


FEW = 128
"""Documents that are scored exactly at once, sooner than the highest of them are looked for."""


class Matches:
    """Documents in order of their number, and the score of each: within `slack` of the truth.

    No scores are all zeros. A subclass may make them when they are asked for.
    """

    __slots__ = ("_scores", "documents", "slack")

    documents: Documents

    def __init__(
        self, documents: Documents, scores: Scores | None = None, slack: float = 0.0
    ) -> None:
        self.documents = documents
        self._scores = scores
        self.slack = slack

    def __len__(self) -> int:
        return len(self.documents)

    @property
    def is_scored(self) -> bool:
        return self._scores is not None

    @property
    def impacts(self) -> tuple[Impacts, float] | None:
        """The scores as bytes, none of them 0, and what one of a byte is worth, if they are so."""
        return None

    @property
    def row(self) -> Impacts | None:
        """The impacts by the number of a document, 0 where there is none, if they are kept so; of
        documents besides these it may say anything."""
        return None

    @property
    def ceiling(self) -> float | None:
        """What no score is higher than, if that and that none is negative is known."""
        return None

    def among(
        self, documents: Documents, scratch: Scratch
    ) -> tuple[Scores, NDArray[np.bool_]] | None:
        """`kernels.scores_among`, where there is a better way to it."""
        return None

    def scores(self) -> Scores:
        """The scores of all documents."""
        return np.zeros(len(self)) if self._scores is None else self._scores

    def scores_at(self, indices: Indices) -> Scores:
        """The scores of some documents."""
        return self.scores().take(indices)

    def at(self, indices: Indices) -> Matches:
        """Some of the documents."""
        documents = self.documents.take(indices)
        if not self.is_scored:
            return Matches(documents)
        return Deferred(documents, lambda: self.scores_at(indices), self.slack)

    def times(self, boost: float) -> Matches:
        """The same with every score so many times as high."""
        if boost == 1 or not self.is_scored:
            return self
        slack = self.slack * abs(boost)
        return Deferred(self.documents, lambda: self.scores() * boost, slack)

    def unscored(self) -> Matches:
        """The same documents without scores."""
        return Matches(self.documents)

    def newest(self, count: int) -> Documents:
        """The last documents, so many of them, the last first."""
        return self.documents[: -count - 1 : -1]

    def pieces(self) -> Sequence[Documents]:
        """The documents in any number of lists, each sorted, none of them in two."""
        return (self.documents,)

    def best(self, count: int) -> tuple[Documents, Scores | None]:
        """Sorted documents, all that may be among the `count` with the highest scores, ties
        included; and their scores where these are exact."""
        if self.slack and len(self.documents) <= max(FEW, count):
            return self.documents, self.exact_at(None)
        scores = self.scores()
        at = reaching(scores, threshold(scores, count) - 2 * self.slack - SAME)
        return self.documents.take(at), self.exact_at(at) if self.slack else scores.take(at)

    def exact_at(self, indices: Indices | None) -> Scores | None:
        """The true scores of some documents, of all of them for None, where they are known here."""
        return None


NOTHING = Matches(np.zeros(0, np.uint32))
"""What is never found. Matches never change."""


class Deferred(Matches):
    """Matches whose scores are made when they are asked for."""

    __slots__ = ("_make",)

    def __init__(
        self, documents: Documents, make: Callable[[], Scores], slack: float = 0.0
    ) -> None:
        super().__init__(documents, None, slack)
        self._make = make

    @property
    def is_scored(self) -> bool:
        return True

    def scores(self) -> Scores:
        if self._scores is None:
            self._scores = self._make()
        return self._scores


class Repeated(Matches):
    """Documents that a sorted list may have several times each. They are told apart where somebody
    asks for them; `make` gives their scores, None for none."""

    def __init__(
        self, documents: Documents, make: Callable[[Documents], Scores] | None = None
    ) -> None:
        self._repeated = documents
        self._make = make
        again = np.count_nonzero(documents[1:] == documents[:-1])
        self._count = len(documents) - int(again)
        self.slack = 0.0

    def __len__(self) -> int:
        return self._count

    @cached_property
    def documents(self) -> Documents:  # type: ignore[override]
        first, later = self._repeated[:1], self._repeated[1:]
        return np.concatenate((first, later.compress(later != self._repeated[:-1])))

    @property
    def is_scored(self) -> bool:
        return self._make is not None

    def scores(self) -> Scores:
        return self._made

    def unscored(self) -> Matches:
        other = Repeated.__new__(Repeated)
        other._repeated, other._count = self._repeated, self._count
        other.slack, other._make = self.slack, None
        return other

    def newest(self, count: int) -> Documents:
        # Few stand more than a few times.
        last = self._repeated[-8 * count :]
        found = last[1:].compress(last[1:] != last[:-1])[: -count - 1 : -1]
        return found if len(found) == min(count, self._count) else super().newest(count)

    @cached_property
    def _made(self) -> Scores:
        return np.zeros(len(self)) if self._make is None else self._make(self.documents)


class Scratch:
    """Arrays over all documents of a segment, for one thread at a time."""

    def __init__(self, documents: int) -> None:
        self.documents = documents

    @cached_property
    def marks(self) -> NDArray[np.uint8]:
        """All zeros between uses."""
        return np.zeros(self.documents, np.uint8)

    @cached_property
    def places(self) -> NDArray[np.uint32]:
        """Where a document is among others: read only where it was just written, never zeros."""
        return np.empty(self.documents, np.uint32)
