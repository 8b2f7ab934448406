"""BM25F over the segments of one generation, as Whoosh's own `scoring.BM25F` computes it.

    idf · tf · (K1 + 1) / (tf + K1 · (1 − B + B · length / average length))

with idf = ln(N / (df + 1)) + 1 over all segments, deleted documents included; `tf` is the weight of
a posting, in which a headline's word counts several times already (Robertson, Zaragoza and Taylor,
CIKM 2004). A field without lengths scores the weight itself.
"""

from __future__ import annotations

from functools import cache
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.codec.postings import LENGTHS, FieldPostings
from index.snapshot import Snapshot
from search.kernels import Scores

B, K1 = 0.75, 1.2
"""Length normalisation and saturation: Robertson and Zaragoza, «The Probabilistic Relevance
Framework: BM25 and Beyond», 2009, section 3.4."""


class Scorer:
    """Scores the postings of one generation. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        # A method's own cache would keep the snapshot alive.
        self._norms = cache(self._norms_of)

    def idf(self, field: str, term: bytes) -> float:
        """How much it says that a document has a term."""
        found = self._snapshot.document_frequency(field, term)
        return log(self._snapshot.documents / (found + 1)) + 1

    def scores(
        self, field: FieldPostings, idf: float, weights: NDArray[Any], documents: NDArray[Any]
    ) -> Scores:
        """The scores of postings of one term; all of one shape."""
        frequencies: Scores = weights.astype(np.float64)
        if field.lengths is None:
            return frequencies
        norms = self._norms(field.name).take(field.lengths.take(documents))
        norms += frequencies
        frequencies *= idf * (K1 + 1)
        frequencies /= norms
        return frequencies

    def _norms_of(self, field: str) -> Scores:
        """What stands beside tf in the divisor, by the code of a length; shape (256,)."""
        average = self._snapshot.average_length(field)
        norms: Scores = K1 * ((1 - B) + B * LENGTHS / average)
        return norms
