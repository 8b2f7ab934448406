"""The fields of the index: the one place where a field is defined.

`text` is one combined list over headline and body, as BM25F wants it (Robertson, Zaragoza and
Taylor, «Simple BM25 extension to multiple weighted fields», CIKM 2004): a headline's word counts
`HEADLINE_WEIGHT` times in the frequency before saturation. `function` (the spellings of words that
have no stem), `name` and `headline` share its positions, so that a phrase may mix stems and stop
words. `form`, the spellings of words that have stems, is asked for alone and needs none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from whoosh import columns, fields, formats
from whoosh.analysis import Analyzer
from whoosh.system import pack_uint

from index.codec.columns import SetsColumn
from index.french import FormAnalyzer, FunctionAnalyzer, NameAnalyzer, StemAnalyzer

HEADLINE_WEIGHT = 3

COLUMNS = ("departments", "kind", "agency", "place", "status", "language")
"""The facets that the index holds as columns; a year and a month follow from the day."""

VALUE_FIELDS = ("kind", "agency", "place", "status", "language")
"""The facets whose values are terms as well, folded, so that a query can ask for them."""

FORM_FIELD = "form"
"""The spellings of words. A document that has one with accents has the same without them as well.
Misspelt words are looked for here: the field has what makes that fast."""

EMBARGO = "embargo"
"""The column of moments until which dispatches are held back, where a segment needs it."""

NO_DAY = 0
"""Stands in a column of days for a dispatch without a date; day 1 is 0001-01-01."""


class Occurrence(NamedTuple):
    """A term at a position of a dispatch, and how many times it counts."""

    term: str
    position: int
    weight: float


class PostingsField(fields.FieldType):  # type: ignore[misc]
    """A field of words that takes occurrences, made once for all fields, or plain text."""

    scorable = True
    stored = False
    unique = False
    sortable = False
    multitoken_query = "default"

    def __init__(self, analyzer: Analyzer, *, with_positions: bool = True) -> None:
        self.analyzer = analyzer
        self.format = formats.Positions() if with_positions else formats.Frequency()
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
            if self.with_positions:
                yield term.encode(), len(places), weights[term], self.format.encode(places)
            else:
                # Nothing but the weight says how often the term stands there.
                count = int(weights[term])
                yield term.encode(), count, weights[term], pack_uint(count)

    @property
    def with_positions(self) -> bool:
        return bool(self.format.supports("positions"))


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
        "form": PostingsField(FormAnalyzer(), with_positions=False),
        "function": PostingsField(FunctionAnalyzer()),
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
        # Kept to show
        "record": fields.STORED(),
        # Columns: to order and filter by, and to compare what is given again with what is here
        "issued_column": fields.COLUMN(columns.NumericColumn("q")),
        "day_column": fields.COLUMN(columns.NumericColumn("i")),
        "version_column": fields.COLUMN(columns.NumericColumn("q")),
        "digest_column": fields.COLUMN(columns.NumericColumn("q")),
        "embargo_column": fields.COLUMN(columns.NumericColumn("q")),
    }
    for name in COLUMNS:
        defined[column_field(name)] = fields.COLUMN(SetsColumn())
    return fields.Schema(**defined)


def column_field(facet: str) -> str:
    """The field that holds a facet's column."""
    return f"{facet}_column"


def day_term(ordinal: int) -> str:
    """A day as a term whose order is the days'. `ordinal` is `date.toordinal()`."""
    return f"{ordinal:07d}"
