"""Reads the terms of a segment for Whoosh: their order, their statistics, their postings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh.codec.base import EmptyCursor, FieldCursor, TermsReader
from whoosh.fields import FieldType
from whoosh.formats import Format
from whoosh.reading import TermInfo, TermNotFound
from whoosh.scoring import BaseScorer

from index.codec.matcher import FlatMatcher
from index.codec.postings import LENGTHS, FieldPostings
from index.codec.segment import FlatSegment

Term = tuple[str, bytes]


class FlatTermsReader(TermsReader):  # type: ignore[misc]
    """Whoosh's TermsReader."""

    def __init__(self, segment: FlatSegment) -> None:
        self._segment = segment

    def __contains__(self, term: Term) -> bool:
        name, text = term
        return self._number(name, text) >= 0

    def indexed_field_names(self) -> list[str]:
        # A field may have lengths and no term.
        return [name for name, field in self._segment.fields.items() if len(field.terms)]

    def cursor(self, fieldname: str, fieldobj: FieldType) -> FieldCursor:
        if fieldname not in self._segment.fields:
            return EmptyCursor()
        return FlatCursor(self._segment.fields[fieldname], fieldobj)

    def terms(self) -> Iterator[Term]:
        return ((name, field.terms[number]) for name, field, number in self._from(None, b""))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        return (
            (name, field.terms[number]) for name, field, number in self._from(fieldname, prefix)
        )

    def items(self) -> Iterator[tuple[Term, TermInfo]]:
        return self._items(None, b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        return self._items(fieldname, prefix)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        number = self._number(fieldname, text)
        if number < 0:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return term_info(self._segment.fields[fieldname], number)

    def frequency(self, fieldname: str, text: bytes) -> float:
        field = self._segment.fields[fieldname]
        return _total_weight(field, *field.slice(self._existing(fieldname, text)))

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        number = self._existing(fieldname, text)
        start, stop = self._segment.fields[fieldname].slice(number)
        return stop - start

    def matcher(
        self, fieldname: str, text: bytes, format_: Format, scorer: BaseScorer | None = None
    ) -> FlatMatcher:
        number = self._number(fieldname, text)
        if number < 0:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        field = self._segment.fields[fieldname]
        start, stop = field.slice(number)
        return FlatMatcher(field, start, stop, format_, scorer, (fieldname, text))

    def _number(self, name: str, text: bytes) -> int:
        fields = self._segment.fields
        return fields[name].terms.find(text) if name in fields else -1

    def _existing(self, name: str, text: bytes) -> int:
        """Whoosh wants a KeyError here, and TermNotFound elsewhere."""
        number = self._number(name, text)
        if number < 0:
            raise KeyError((name, text))
        return number

    def _from(self, name: str | None, text: bytes) -> Iterator[tuple[str, FieldPostings, int]]:
        """Every term from one on, through this field and those after it."""
        fields = self._segment.fields
        if name is not None and name not in fields:
            return
        for each in sorted(fields):
            if name is None or each >= name:
                field = fields[each]
                first = field.terms.lower_bound(text) if each == name else 0
                for number in range(first, len(field.terms)):
                    yield each, field, number

    def _items(self, name: str | None, text: bytes) -> Iterator[tuple[Term, TermInfo]]:
        for each, field, number in self._from(name, text):
            yield (each, field.terms[number]), term_info(field, number)


class FlatCursor(FieldCursor):  # type: ignore[misc]
    """Walks the terms of a field in their order."""

    def __init__(self, field: FieldPostings, fieldobj: FieldType) -> None:
        self._field = field
        self._fieldobj = fieldobj
        self._number = 0

    def first(self) -> Any:
        self._number = 0
        return self.text()

    def find(self, string: Any) -> Any:
        """Go to the first term that is not less than one; gives its text, None when all are."""
        term = string if isinstance(string, bytes) else self._fieldobj.to_bytes(string)
        self._number = self._field.terms.lower_bound(term)
        return self.text()

    def next(self) -> Any:
        self._number = min(self._number + 1, len(self._field.terms))
        return self.text()

    def is_valid(self) -> bool:
        return self._number < len(self._field.terms)

    def term(self) -> bytes | None:
        return self._field.terms[self._number] if self.is_valid() else None

    def text(self) -> Any:
        term = self.term()
        return None if term is None else self._fieldobj.from_bytes(term)

    def term_info(self) -> TermInfo | None:
        return term_info(self._field, self._number) if self.is_valid() else None


def term_info(field: FieldPostings, number: int) -> TermInfo:
    """The statistics of a term, as Whoosh's scorers read them."""
    start, stop = field.slice(number)
    if start == stop:
        return TermInfo()
    documents = field.documents.read(start, stop)
    shortest = longest = 0
    if field.lengths is not None:
        lengths = LENGTHS[field.lengths[documents]]
        shortest, longest = int(lengths.min()), int(lengths.max())
    greatest = 1.0 if field.weights is None else float(field.weights.read(start, stop).max())
    return TermInfo(
        weight=_total_weight(field, start, stop),
        df=stop - start,
        minlength=shortest,
        maxlength=longest,
        maxweight=greatest,
        minid=int(documents[0]),
        maxid=int(documents[-1]),
    )


def _total_weight(field: FieldPostings, start: int, stop: int) -> float:
    if field.weights is None:
        return float(stop - start)
    return float(field.weights.read(start, stop).sum(dtype=np.float64))
