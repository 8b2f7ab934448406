"""Gathers postings as Whoosh gives them, one by one, into the arrays of `Postings`."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.base import OutOfOrderError
from whoosh.formats import Format

from index.codec.payloads import NoPayloads, Payloads, RawPayloads, payloads_for
from index.codec.postings import Postings
from index.codec.terms import TermDictionary


class _Gatherer:
    """Rows of postings: a row is a term's, or a document's in vectors."""

    def __init__(self, format: Format) -> None:
        self._starts = array("q")
        self._numbers = array("I")
        self._weights = array("d")
        self._payloads: Payloads = payloads_for(format)

    def _append(self, number: int, weight: float, value: bytes) -> None:
        try:
            self._payloads.add(value)
        except Exception:  # whatever decoding bytes of unknown origin leads to
            self._keep_raw()
            self._payloads.add(value)
        self._numbers.append(number)
        self._weights.append(weight)

    def _keep_raw(self) -> None:
        self._payloads = RawPayloads(self._payloads.encoded())

    def _arrays(self) -> dict[str, Any]:
        """What `Postings` is made of beside terms and documents."""
        arrays = self._payloads.arrays()
        weights = np.array(self._weights)
        frequencies = arrays.pop("frequencies", None)
        if frequencies is not None and not np.array_equal(frequencies, weights):
            arrays["frequencies"] = frequencies
        if frequencies is not None or bool((weights != 1.0).any()):
            arrays["weights"] = weights
        arrays["starts"] = np.array([*self._starts, len(self._numbers)], dtype=np.int64)
        return arrays


class PostingsGatherer(_Gatherer):
    """Takes the postings of each term, in the order of terms and of document numbers."""

    def __init__(self, format: Format) -> None:
        super().__init__(format)
        self._terms: list[bytes] = []

    def start_term(self, term: bytes) -> None:
        if self._terms and term <= self._terms[-1]:
            raise OutOfOrderError(f"term {term!r} after {self._terms[-1]!r}")
        self._terms.append(term)
        self._starts.append(len(self._numbers))

    def add(self, document: int, weight: float, value: bytes) -> None:
        """A posting of the term. A second one of the same document adds to the first."""
        if len(self._numbers) == self._starts[-1] or document > self._numbers[-1]:
            self._append(document, weight, value)
        elif document == self._numbers[-1]:
            self._join(weight, value)
        else:
            raise OutOfOrderError(f"document {document} after {self._numbers[-1]}")

    def postings(self, lengths: NDArray[np.int64] | None = None) -> Postings:
        documents = np.array(self._numbers, dtype=np.uint32)
        terms = TermDictionary.of(self._terms)
        return Postings(terms=terms, documents=documents, lengths=lengths, **self._arrays())

    def _join(self, weight: float, value: bytes) -> None:
        if isinstance(self._payloads, NoPayloads):
            return
        self._weights[-1] += weight
        try:
            self._payloads.join(value)
        except Exception:
            self._keep_raw()


class VectorGatherer(_Gatherer):
    """Takes the terms of each document, in the order of document numbers and of terms."""

    def __init__(self, format: Format) -> None:
        super().__init__(format)
        self._number_of: dict[bytes, int] = {}

    def add(self, document: int, items: Iterable[tuple[str, float, bytes]]) -> None:
        self._fill(document + 1)
        for text, weight, value in items:
            number = self._number_of.setdefault(text.encode(), len(self._number_of))
            self._append(number, weight, value)

    def postings(self, documents: int) -> Postings:
        self._fill(documents)
        terms = sorted(self._number_of)
        final = np.empty(len(terms), dtype=np.uint32)
        final[[self._number_of[term] for term in terms]] = np.arange(len(terms))
        numbers = final[np.array(self._numbers, dtype=np.int64)]
        return Postings(terms=TermDictionary.of(terms), documents=numbers, **self._arrays())

    def _fill(self, rows: int) -> None:
        self._starts.extend([len(self._numbers)] * (rows - len(self._starts)))
