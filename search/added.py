"""Documents to whose scores other lists add, where these have them: `AndMaybe`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.kernels import scores_among
from search.matches import Documents, Indices, Matches, Scores, Scratch


class Added(Matches):
    """The documents of `found`. The sums are made of those documents that somebody asks for: of a
    frequent word beside a rare one these are few."""

    __slots__ = ("_found", "_others", "_scratch")

    def __init__(self, found: Matches, others: Sequence[Matches], scratch: Scratch) -> None:
        super().__init__(found.documents, None, found.slack + sum(each.slack for each in others))
        self._found = found
        self._others = others
        self._scratch = scratch

    @property
    def is_scored(self) -> bool:
        return True

    @property
    def ceiling(self) -> float | None:
        ceilings = [each.ceiling for each in (self._found, *self._others)]
        known = [ceiling for ceiling in ceilings if ceiling is not None]
        return sum(known) if len(known) == len(ceilings) else None

    def scores(self) -> Scores:
        if self._scores is None:
            self._scores = self._sums(self._found.scores(), self.documents)
        return self._scores

    def scores_at(self, indices: Indices) -> Scores:
        if self._scores is not None:
            return self._scores.take(indices)
        return self._sums(self._found.scores_at(indices), self.documents.take(indices))

    def among(self, documents: Documents, scratch: Scratch) -> tuple[Scores, NDArray[np.bool_]]:
        scores, is_there = scores_among(self._found, documents, scratch)
        return np.where(is_there, self._sums(scores, documents), 0), is_there

    def _sums(self, scores: Scores, documents: Documents) -> Scores:
        for other in self._others:
            scores = scores + scores_among(other, documents, self._scratch)[0]
        return scores
