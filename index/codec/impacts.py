"""One byte for each posting of a frequent term: how much it counts for the score, nearly.

An impact is the part of BM25 that a document has in a term's score, tf · (K1 + 1) / (tf + norm), as
a multiple of `STEP`, by the mean length of the segment's own documents. Whole queries are evaluated
on them, and only the few documents that may be among the best are scored exactly (Anh and Moffat,
«Pruned query evaluation using pre-computed impacts», SIGIR 2006). How far an impact may be from the
truth is known: half a step, and what the mean length of the whole index makes of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.codec.container import Array, Container, ContainerWriter

B, K1 = 0.75, 1.2
"""Length normalisation and saturation: Robertson and Zaragoza, «The Probabilistic Relevance
Framework: BM25 and Beyond», 2009, section 3.4."""

STEP = (K1 + 1) / 255
FREQUENT = 256
"""A term has impacts when one document in so many has it, and `FEWEST` at least: fewer are scored
exactly in no time."""
FEWEST = 1_000
MOST = 255
"""The greatest weight that is looked up; the impacts of the few greater ones are reckoned."""

Numbers = NDArray[np.int64]


def norms(lengths: NDArray[Any], average: float) -> NDArray[np.float64]:
    """What stands beside tf in the divisor, by length."""
    found: NDArray[np.float64] = K1 * ((1 - B) + B * lengths / average)
    return found


def write_impacts(
    writer: ContainerWriter,
    field: str,
    starts: Numbers,
    postings: tuple[Array, Array],
    codes: NDArray[np.uint8],
    scale: tuple[NDArray[np.float64], float],
) -> Mapping[str, object]:
    """Write the impacts of a field's frequent terms; gives what `about` keeps of them.

    `postings` are documents and weights (P,), `codes` the codes of the documents' lengths, `scale`
    the length that each code stands for and the mean length.
    """
    lengths, average = scale
    counts = np.diff(starts)
    frequent = np.flatnonzero(counts >= max(FEWEST, len(codes) // FREQUENT))
    table = _table(norms(lengths, average))
    documents, weights = postings
    writer.start(f"{field}/impacts")
    for start, stop in zip(starts[frequent].tolist(), starts[frequent + 1].tolist(), strict=True):
        rows = np.minimum(weights[start:stop], MOST).astype(np.int64) << 8
        rows |= codes.take(documents[start:stop])
        found = table.take(rows)
        many = np.flatnonzero(weights[start:stop] > MOST)
        if len(many):
            norm = norms(lengths, average).take(codes.take(documents[start:stop].take(many)))
            found[many] = _impacts(weights[start:stop].take(many), norm)
        writer.write(found)
    writer.add(f"{field}/impact_terms", frequent)
    ends = np.concatenate(([0], np.cumsum(counts[frequent])))
    writer.add(f"{field}/impact_starts", ends)
    return {"impact_average": average}


def _table(by_code: NDArray[np.float64]) -> NDArray[np.uint8]:
    """The impact of each weight (at most `MOST`) and code of a length, row by row."""
    return _impacts(np.arange(MOST + 1, dtype=np.float64)[:, None], by_code).ravel()


def _impacts(weights: NDArray[Any], norm: NDArray[np.float64]) -> NDArray[np.uint8]:
    exact = weights * (K1 + 1) / (weights + norm)
    found: NDArray[np.uint8] = np.clip(np.rint(exact / STEP), 1, 255).astype(np.uint8)
    return found


class Impacts:
    """The impacts of a field of an open segment."""

    def __init__(self, container: Container, field: str, average: float) -> None:
        self.average = average
        self._impacts = container.section(f"{field}/impacts")
        self._terms = container.array(f"{field}/impact_terms")
        self._starts = container.array(f"{field}/impact_starts")

    def of(self, term: int) -> NDArray[np.uint8] | None:
        """The impacts of a term's postings, None for one that is not frequent."""
        at = int(self._terms.searchsorted(term))
        if at == len(self._terms) or self._terms[at] != term:
            return None
        return self._impacts.read(int(self._starts[at]), int(self._starts[at + 1]))
