"""What one term matches. Its scores are made of what is asked for alone: nearly, by impacts, or by
the formula."""

from __future__ import annotations

import numpy as np

from index.codec.impacts import K1, STEP
from index.codec.postings import FieldPostings
from search.highest import reaching, threshold
from search.matches import FEW, SAME, Documents, Impacts, Indices, Matches, Scores
from search.posted import Posted
from search.scoring import Scorer


class TermMatches(Matches):
    """The postings [first, last) of a term's own; `factor` is its idf times its boost."""

    __slots__ = ("_factor", "_impacts", "_scorer", "first", "posted")

    def __init__(
        self, posted: Posted, first: int, last: int, factor: float, scorer: Scorer
    ) -> None:
        self.posted = posted
        self.first = first
        impacts = posted.impacts if factor else None
        if last - first == len(posted.documents):
            self.documents = posted.documents
            self._impacts = impacts
        else:
            self.documents = posted.documents[first:last]
            self._impacts = None if impacts is None else impacts[first:last]
        self._factor = factor
        self._scorer = scorer
        self._scores: Scores | None = None
        self.slack = 0.0 if impacts is None else abs(factor) * scorer.slack(posted.field)

    @property
    def is_scored(self) -> bool:
        return self._factor != 0

    @property
    def impacts(self) -> tuple[Impacts, float] | None:
        return None if self._impacts is None else (self._impacts, self._factor * STEP)

    @property
    def row(self) -> Impacts | None:
        row = None if self._impacts is None else self.posted.row()
        return None if row is None else row.impacts

    @property
    def ceiling(self) -> float | None:
        is_bounded = self._factor > 0 and self.posted.field.lengths is not None
        return self._factor * (K1 + 1) if is_bounded else None

    def scores(self) -> Scores:
        if self._impacts is None:
            return self.exact_at(None)
        worth = np.float32(self._factor * STEP)
        scores: Scores = np.multiply(self._impacts, worth, dtype=np.float32)
        return scores

    def scores_at(self, indices: Indices) -> Scores:
        if self._impacts is None:
            return self.exact_at(indices)
        scores: Scores = self._impacts.take(indices) * np.float32(self._factor * STEP)
        return scores

    def exact_at(self, indices: Indices | None) -> Scores:
        return self._exact(
            indices, self.documents if indices is None else self.documents.take(indices)
        )

    def exact_of(self, documents: Documents) -> Scores:
        """The true scores of some of the documents."""
        return self._exact(self.ranks(documents), documents)

    def ranks(self, documents: Documents) -> Indices:
        """Where some of the documents stand among all."""
        ranks = self.posted.ranks(documents)
        return ranks - self.first if self.first else ranks

    def postings(self, indices: Indices) -> tuple[FieldPostings, Indices]:
        """Which postings of its field some of the documents are."""
        return self.posted.field, self.posted.postings(indices + self.first)

    def best(self, count: int) -> tuple[Documents, Scores | None]:
        documents, impacts = self.documents, self._impacts
        if len(documents) <= max(FEW, count):
            return documents, self.exact_at(None)
        if impacts is None or self._factor < 0:
            return super().best(count)
        drift = (2 * self.slack + SAME) / (self._factor * STEP)
        at = reaching(impacts, threshold(impacts, count) - drift)
        documents = documents.take(at)
        return documents, self._exact(at, documents)

    def _exact(self, indices: Indices | None, documents: Documents) -> Scores:
        """The true scores of documents that are at these places, of all of them for None."""
        weights = self.posted.weights()
        if indices is None:
            weights = weights[self.first : self.first + len(documents)]
        else:
            weights = weights.take(indices + self.first if self.first else indices)
        return self._scorer.exact(self.posted.field, self._factor, weights, documents)
