"""The union of a few words' documents, without ever making it.

The lists stay as they are, the shortest first; a document counts in the first that has it, with
what all later ones add. So the exact number of documents and those with the highest scores are
known once each list has been looked up in the longer ones, and the longest is never walked. The
union itself is made where somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.highest import reaching, threshold
from search.kernels import scores_among, unite
from search.matches import SAME, Documents, Impacts, Matches, Scores, Scratch
from search.scoring import ROUNDING

MOST = 4
"""Lists: of more, the pairs would be too many."""


class _Layer(NamedTuple):
    """One of the lists: what its documents count in it and the longer ones, as so many times what
    is kept; and which of them are in a longer one."""

    documents: Documents
    scores: Scores | Impacts
    worth: float
    is_later: NDArray[np.bool_] | None


class Union(Matches):
    """The documents of any of some lists, scores added; every list has a ceiling."""

    def __init__(self, parts: Sequence[Matches], scratch: Scratch) -> None:
        self._parts = sorted(parts, key=len)
        self._scratch = scratch
        self.slack = sum(part.slack + ROUNDING * (part.ceiling or 0.0) for part in parts)

    @property
    def is_scored(self) -> bool:
        return True

    def __len__(self) -> int:
        return sum(
            len(layer.documents)
            - (0 if layer.is_later is None else int(np.count_nonzero(layer.is_later)))
            for layer in self._layers
        )

    @cached_property
    def documents(self) -> Documents:  # type: ignore[override]
        return self._whole.documents

    def scores(self) -> Scores:
        return self._whole.scores()

    def pieces(self) -> Sequence[Documents]:
        return [
            layer.documents if layer.is_later is None else layer.documents.compress(~layer.is_later)
            for layer in self._layers
        ]

    def best(self, count: int) -> tuple[Documents, Scores | None]:
        layers = self._layers
        # So many documents reach the threshold of any one list.
        lowest = max(threshold(each.scores, count) * each.worth for each in layers)
        lowest -= 2 * self.slack + SAME
        found = [each.documents.take(reaching(each.scores, lowest / each.worth)) for each in layers]
        return np.unique(np.concatenate(found)), None

    @cached_property
    def _whole(self) -> Matches:
        return unite(self._parts, self._scratch)

    @cached_property
    def _layers(self) -> Sequence[_Layer]:
        return [self._layer(place) for place in range(len(self._parts))]

    def _layer(self, place: int) -> _Layer:
        part, *longer = self._parts[place:]
        documents = part.documents
        if not longer:
            impacts = part.impacts
            scores, worth = (part.scores(), 1.0) if impacts is None else impacts
            return _Layer(documents, scores, worth, None)
        scores = part.scores()
        is_later = np.zeros(len(documents), bool)
        for each in longer:
            more, is_there = scores_among(each, documents, self._scratch)
            scores = scores + more
            is_later |= is_there
        return _Layer(documents, scores, 1.0, is_later)
