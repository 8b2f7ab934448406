"""BM25F over the segments of one generation, as Whoosh's own `scoring.BM25F` computes it.

    idf · tf · (K1 + 1) / (tf + K1 · (1 − B + B · length / average length))

with idf = ln(N / (df + 1)) + 1 over all segments, deleted documents included; `tf` is the weight of
a posting, in which a headline's word counts several times already (Robertson, Zaragoza and Taylor,
CIKM 2004). A field without lengths scores the weight itself.
"""

from __future__ import annotations

from functools import cache, lru_cache
from math import log
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.impacts import K1, STEP, norms
from index.codec.postings import LENGTHS, FieldPostings
from index.snapshot import Snapshot
from search.kernels import Documents, Indices, Matches, Scores

LOOKED_UP = 4_096
"""Terms remembered: a query asks for each of its terms once for a segment, and again to score."""


class Located(NamedTuple):
    """Where a term is: its number in each segment, -1 where it is not; and its idf over all."""

    numbers: tuple[int, ...]
    idf: float


class Scorer:
    """What scores need to know of one generation. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        # A method's own cache would keep the snapshot alive.
        self.look_up = lru_cache(LOOKED_UP)(self._look_up)
        self.norms = cache(self._norms)
        self.average = cache(snapshot.average_length)

    def idf(self, field: str, term: bytes) -> float:
        """How much it says that a document has a term."""
        return self.look_up(field, term).idf

    def _look_up(self, field: str, term: bytes) -> Located:
        fields = [segment.fields.get(field) for segment in self._snapshot.segments]
        numbers = [-1 if each is None else each.terms.find(term) for each in fields]
        found = 0
        for each, number in zip(fields, numbers, strict=True):
            if each is not None and number >= 0:
                start, stop = each.slice(number)
                found += stop - start
        return Located(tuple(numbers), log(self._snapshot.documents / (found + 1)) + 1)

    def slack(self, field: FieldPostings) -> float:
        """How far a score by impacts may be from the truth, for a term whose idf is 1."""
        if field.impacts is None:
            return 0.0
        drift = self.average(field.name) / field.impacts.average
        return STEP / 2 + (K1 + 1) * abs(max(drift, 1 / drift) - 1)

    def idfs(self, counts: NDArray[np.int64]) -> NDArray[np.float64]:
        """The same of terms that so many documents have."""
        idfs: NDArray[np.float64] = np.log(self._snapshot.documents / (counts + 1)) + 1
        return idfs

    def exact(
        self,
        field: FieldPostings,
        factors: float | NDArray[np.float64],
        weights: NDArray[Any],
        documents: Documents,
    ) -> Scores:
        """The true scores of postings; their terms' idfs, boosted, are `factors`."""
        frequencies: Scores = weights.astype(np.float64)
        if field.lengths is None:
            # Whoosh scores a field without lengths by the weight alone.
            frequencies *= factors
            return frequencies
        divisor = self.norms(field.name).take(field.lengths.take(documents))
        divisor += frequencies
        frequencies *= factors * (K1 + 1)
        frequencies /= divisor
        return frequencies

    def _norms(self, field: str) -> Scores:
        """What stands beside tf in the divisor, by the code of a length; shape (256,)."""
        return norms(LENGTHS, self.average(field))


class TermMatches(Matches):
    """The postings [start, stop) of a term; scores are made of what is asked for alone.

    `factor` is the term's idf times its boost. By impacts where the term has them: `exact_at` is
    without them.
    """

    __slots__ = ("_factor", "_field", "_impacts", "_scorer", "_start")

    def __init__(
        self,
        field: FieldPostings,
        postings: tuple[int, int],
        factor: float,
        impacts: NDArray[np.uint8] | None,
        scorer: Scorer,
    ) -> None:
        documents: Documents = field.documents.read(*postings)
        slack = 0.0 if impacts is None else abs(factor) * scorer.slack(field)
        super().__init__(documents, None, slack)
        self._field = field
        self._start = postings[0]
        self._factor = factor
        self._impacts = impacts
        self._scorer = scorer

    @property
    def is_scored(self) -> bool:
        return self._factor != 0

    @property
    def impacts(self) -> tuple[NDArray[np.uint8], float] | None:
        return None if self._impacts is None else (self._impacts, self._factor * STEP)

    def scores(self) -> Scores:
        if self._impacts is not None:
            worth = np.float32(self._factor * STEP)
            scores: Scores = np.multiply(self._impacts, worth, dtype=np.float32)
            return scores
        return self._exact(self._weights(), self.documents)

    def scores_at(self, indices: Indices) -> Scores:
        if self._impacts is not None:
            scores: Scores = self._impacts.take(indices) * np.float32(self._factor * STEP)
            return scores
        return self.exact_at(indices)

    def exact_at(self, indices: Indices) -> Scores:
        """The true scores of some documents."""
        return self._exact(self._weights().take(indices), self.documents.take(indices))

    def _weights(self) -> NDArray[np.generic]:
        if self._field.weights is None:
            return np.ones(len(self.documents))
        return self._field.weights.read(self._start, self._start + len(self.documents))

    def _exact(self, weights: NDArray[Any], documents: Documents) -> Scores:
        return self._scorer.exact(self._field, self._factor, weights, documents)
