"""The fields of the index: the one place where a field is defined.

`text` is one combined list over headline and body, as BM25F wants it (Robertson, Zaragoza and
Taylor, «Simple BM25 extension to multiple weighted fields», CIKM 2004): a headline's word counts
`HEADLINE_WEIGHT` times in the frequency before saturation. `form`, `name` and `headline` share its
positions, so that a phrase may mix stems and exact forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from whoosh import columns, fields, formats
from whoosh.analysis import Analyzer

from index.french import FormAnalyzer, NameAnalyzer, StemAnalyzer

HEADLINE_WEIGHT = 3.0

COLUMNS = ("departments", "kind", "agency", "place", "status", "language")
"""The facets that the index holds as columns; a year and a month follow from the day."""

VALUE_SEPARATOR = "\n"
"""Parts the values of a dispatch in a facet's column; no value holds a line end."""


class Occurrence(NamedTuple):
    """A term at a position of a dispatch, and how many times it counts."""

    term: str
    position: int
    weight: float


class PostingsField(fields.FieldType):  # type: ignore[misc]
    """A field with positions that takes occurrences, made once for all fields, or plain text."""

    scorable = True
    stored = False
    unique = False
    sortable = False
    multitoken_query = "default"

    def __init__(self, analyzer: Analyzer) -> None:
        self.analyzer = analyzer
        self.format = formats.Positions()
        self.vector = None
        self.column_type = None
        self.spelling = False

    def index(self, value: Any, **kwargs: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        if isinstance(value, str):
            yield from super().index(value, **kwargs)
        else:
            yield from self._index_occurrences(value)

    def _index_occurrences(
        self, occurrences: Iterable[Occurrence]
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        positions: dict[str, list[int]] = {}
        weights: dict[str, float] = {}
        for term, position, weight in occurrences:
            positions.setdefault(term, []).append(position)
            weights[term] = weights.get(term, 0.0) + weight
        for term, places in positions.items():
            yield term.encode(), len(places), weights[term], self.format.encode(places)


class TermsField(fields.FieldType):  # type: ignore[misc]
    """A field of whole values: a dispatch has each or has it not."""

    scorable = False
    stored = False
    unique = False
    sortable = False
    analyzer = None

    def __init__(self, *, unique: bool = False) -> None:
        self.format = formats.Existence()
        self.unique = unique
        self.vector = None
        self.column_type = None
        self.spelling = False

    def index(self, value: Any, **kwargs: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        values = (value,) if isinstance(value, str) else value
        for term in dict.fromkeys(values):
            yield term.encode(), 1, 1.0, b""

    def process_text(self, qstring: str, **kwargs: Any) -> Iterator[str]:
        yield qstring


def schema() -> fields.Schema:
    """A new schema: what `index.documents` fills and `search.query` asks."""
    defined: dict[str, fields.FieldType] = {
        "uid": TermsField(unique=True),
        # Words
        "text": PostingsField(StemAnalyzer()),
        "headline": PostingsField(StemAnalyzer()),
        "form": PostingsField(FormAnalyzer()),
        "name": PostingsField(NameAnalyzer()),
        "department": PostingsField(StemAnalyzer()),
        # Whole values, folded
        "agency": TermsField(),
        "place": TermsField(),
        "status": TermsField(),
        "language": TermsField(),
        "kind": TermsField(),
        # Days, as `day_term` writes them
        "day": TermsField(),
        "event": TermsField(),
        # Kept to show and to compare
        "record": fields.STORED(),
        "version": fields.STORED(),
        "digest": fields.STORED(),
        # Columns
        "uid_column": fields.COLUMN(columns.VarBytesColumn()),
        "issued_column": fields.COLUMN(columns.NumericColumn("q")),
        "day_column": fields.COLUMN(columns.NumericColumn("i")),
    }
    for name in COLUMNS:
        defined[column_field(name)] = fields.COLUMN(columns.VarBytesColumn())
    return fields.Schema(**defined)


def column_field(facet: str) -> str:
    """The field that holds a facet's column."""
    return f"{facet}_column"


def day_term(ordinal: int) -> str:
    """A day as a term whose order is the days'. `ordinal` is `date.toordinal()`."""
    return f"{ordinal:07d}"
