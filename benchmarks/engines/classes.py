"""What is asked: the classes of questions, in the order of the report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from benchmarks.engines.peer import ClassQuery, Shape


@dataclass(frozen=True, slots=True)
class QueryClass:
    """`pool` names the words that are drawn for it: classes of one pool ask for the same words."""

    title: str
    shape: Shape
    pool: str
    dates: bool = False
    facets: bool = False
    newest: bool = False

    @property
    def is_filtered(self) -> bool:
        return self.dates or self.facets

    def query(self, words: tuple[str, ...], since: date, until: date) -> ClassQuery:
        """The question of this class about some words; days count where it has a date range."""
        return ClassQuery(
            self.shape,
            words,
            since if self.dates else None,
            until if self.dates else None,
            facets=self.facets,
            newest=self.newest,
        )


CLASSES = (
    QueryClass("one term", Shape.TERM, "term"),
    QueryClass("one term + date", Shape.TERM, "term", dates=True),
    QueryClass("one term + facets", Shape.TERM, "term", facets=True),
    QueryClass("one term + date + facets", Shape.TERM, "term", dates=True, facets=True),
    QueryClass("2 terms AND", Shape.ALL, "and"),
    QueryClass("2 terms AND + date + facets", Shape.ALL, "and", dates=True, facets=True),
    QueryClass("3 terms OR", Shape.ANY, "or"),
    QueryClass("3 terms OR + date", Shape.ANY, "or", dates=True),
    QueryClass("3 terms OR + facets", Shape.ANY, "or", facets=True),
    QueryClass("3 terms OR + date + facets", Shape.ANY, "or", dates=True, facets=True),
    QueryClass("phrase", Shape.PHRASE, "phrase"),
    QueryClass("phrase + date + facets", Shape.PHRASE, "phrase", dates=True, facets=True),
    QueryClass("rare term", Shape.TERM, "rare"),
    QueryClass("prefix", Shape.PREFIX, "prefix"),
    QueryClass("fuzzy 1", Shape.FUZZY, "fuzzy"),
    QueryClass("newest first", Shape.TERM, "term", newest=True),
)

PLAIN = ("one term", "2 terms AND", "3 terms OR", "phrase")
"""The classes in which Filon is to be as fast as its best peer."""

FILTERED = tuple(each.title for each in CLASSES if each.is_filtered)
EXPANDED = ("prefix", "fuzzy 1")
"""The classes in which it is to be several times as fast."""
