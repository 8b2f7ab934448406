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
from search.matches import Documents, Scores
from search.posted import Posted, posted

LOOKED_UP = 4_096
"""Terms remembered: a query asks for each of its terms once for a segment, and again to score."""

ROUNDING = 1e-5
"""How far sums in single precision may be from the truth, as a part of the highest: each of up to
256 additions may be off by 6e-8 of it."""


class Located(NamedTuple):
    """A term's postings in each segment, None where it has none; and its idf over all."""

    postings: tuple[Posted | None, ...]
    idf: float


class Scorer:
    """What scores need to know of one generation. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        # A method's own cache would keep the snapshot alive.
        self.look_up = lru_cache(LOOKED_UP)(self._look_up)
        self.norms = cache(self._norms)
        self.average = cache(snapshot.average_length)
        self.slack = cache(self._slack)

    def _look_up(self, field: str, term: bytes) -> Located:
        found = tuple(posted(segment, field, term) for segment in self._snapshot.segments)
        count = sum(len(each.documents) for each in found if each is not None)
        return Located(found, log(self._snapshot.documents / (count + 1)) + 1)

    def _slack(self, field: FieldPostings) -> float:
        """How far a score by impacts may be from the truth, for a term whose idf is 1."""
        if field.impacts is None:
            return 0.0
        drift = self.average(field.name) / field.impacts.average
        return STEP / 2 + (K1 + 1) * (abs(max(drift, 1 / drift) - 1) + ROUNDING)

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
