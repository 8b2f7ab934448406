"""Which terms of a field a node stands for, as numbers of the field's dictionary, in order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import translate
from functools import singledispatch
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from whoosh import query as whoosh_query
from whoosh.lang.morph_en import variations
from whoosh.query import Query

from index.codec.neighbours import Neighbours
from index.codec.terms import TermDictionary
from search.edits import near_terms, with_ending, within
from search.nodes import Fuzzy

Numbers = NDArray[np.int64]


class Vocabulary(Protocol):
    """Where terms are looked for: a field of a segment, or the words of one text."""

    @property
    def terms(self) -> TermDictionary: ...

    @property
    def neighbours(self) -> Neighbours | None: ...


@dataclass(frozen=True)
class Words:
    """The terms of a text."""

    terms: TermDictionary
    neighbours: None = None


def is_every(query: Query) -> bool:
    """Whether a node stands for all terms: Whoosh then asks for whatever has the field."""
    return (isinstance(query, whoosh_query.Prefix) and not query.text) or (
        isinstance(query, whoosh_query.Wildcard) and query.text == "*"
    )


@singledispatch
def term_numbers(query: Query, field: Vocabulary) -> Numbers:
    """The numbers of the terms that a node stands for."""
    raise TypeError(f"{type(query).__name__} does not stand for several terms")


@term_numbers.register
def _prefix(query: whoosh_query.Prefix, field: Vocabulary) -> Numbers:
    return np.arange(*field.terms.prefix(as_bytes(query.text)))


@term_numbers.register
def _range(query: whoosh_query.TermRange, field: Vocabulary) -> Numbers:
    terms = field.terms
    first, last = 0, len(terms)
    if query.start is not None:
        start = as_bytes(query.start)
        first = terms.lower_bound(start)
        first += query.startexcl and terms.find(start) >= 0
    if query.end is not None:
        end = as_bytes(query.end)
        last = terms.lower_bound(end)
        last += not query.endexcl and terms.find(end) >= 0
    return np.arange(first, max(first, last))


@term_numbers.register
def _variations(query: whoosh_query.Variations, field: Vocabulary) -> Numbers:
    found = {field.terms.find(as_bytes(word)) for word in variations(query.text)}
    return np.array(sorted(found - {-1}), np.int64)


@term_numbers.register
def _wildcard(query: whoosh_query.Wildcard, field: Vocabulary) -> Numbers:
    """The terms that begin and end as the pattern does, or have its longest part, matched whole."""
    terms, text = field.terms, query.text
    if is_every(query):
        return np.arange(len(terms))
    found = _plausible(terms, text)
    matches = re.compile(translate(text)).match
    return found[[matches(terms[number].decode()) is not None for number in found.tolist()]]


def _plausible(terms: TermDictionary, pattern: str) -> Numbers:
    """The terms that may match a pattern, found without looking at each."""
    beginning = re.split(r"[*?[]", pattern, maxsplit=1)[0]
    first, last = terms.prefix(beginning.encode())
    ending = re.split(r"[*?\]]", pattern)[-1] if beginning != pattern else ""
    if ending:
        return with_ending(terms, ending.encode(), (first, last))
    middle = "" if "[" in pattern else max(re.split(r"[*?]", pattern), key=len)
    if beginning or not middle:
        return np.arange(first, last)
    return _having(terms, middle.encode())


def _having(terms: TermDictionary, part: bytes) -> Numbers:
    """The numbers of the terms in which some bytes begin, be it that they end in the next."""
    blob = np.frombuffer(terms.blob, np.uint8)
    at = np.flatnonzero(blob[: len(blob) - len(part) + 1] == part[0])
    for distance, byte in enumerate(part[1:], 1):
        at = at.take(np.flatnonzero(blob.take(at + distance) == byte))
    return np.unique(terms.offsets.searchsorted(at, side="right") - 1)


@term_numbers.register
def _fuzzy(query: whoosh_query.FuzzyTerm, field: Vocabulary) -> Numbers:
    terms, word, edits = field.terms, query.text, int(query.maxdist)
    swaps = isinstance(query, Fuzzy)
    beginning = word[: query.prefixlength].encode()
    first, last = terms.prefix(beginning)
    if edits > 1 and beginning:
        return within(terms, (first, last), word, edits, swaps)
    neighbours = field.neighbours if edits == 1 else None
    found = near_terms(terms, neighbours, word, edits, swaps)
    low, high = found.searchsorted((first, last))
    return found[low:high]


def as_bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
