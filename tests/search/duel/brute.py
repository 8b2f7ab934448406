"""Answers queries by reading every dispatch for every node: no index, no arrays, no Whoosh.

BM25 is that of `search.scoring`: idf · tf · (K1 + 1) / (tf + K1 · (1 − B + B · length / average)),
idf = ln(N / (df + 1)) + 1. Lengths are rounded as Whoosh's one byte rounds them. Deleted documents
are counted in N, df and averages, and never found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase
from functools import singledispatchmethod
from math import log
from typing import Any

from whoosh import query as q
from whoosh.lang.morph_en import variations
from whoosh.query import spans as s
from whoosh.util.numeric import byte_to_length, length_to_byte

from search.nodes import Fuzzy
from tests.search.duel.documents import WORD_FIELDS, Document
from tests.search.duel.places import spans

K1, B = 1.2, 0.75


class Brute:
    """Documents, deleted ones among them, and their statistics."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        self._frequencies: dict[tuple[str, str], int] = defaultdict(int)
        for document in documents:
            for name in WORD_FIELDS:
                for term in document.terms(name):
                    self._frequencies[name, term] += 1
        self._vocabulary = {
            name: {term for document in documents for term in document.terms(name)}
            for name in (*WORD_FIELDS, *documents[0].values)
        }
        self._averages = {
            name: sum(each.words[name].length for each in documents) / len(documents) or 1
            for name in WORD_FIELDS
        }

        # Kept with its query, so that no other one can have its identity.
        self._known: dict[tuple[str, int], tuple[q.Query, Any]] = {}

    def _once(self, kind: str, query: q.Query, make: Callable[[], Any]) -> Any:
        """What is the same for a node in all documents."""
        key = kind, id(query)
        if key not in self._known:
            self._known[key] = query, make()
        return self._known[key][1]

    def find(self, query: q.Query | None) -> dict[str, float]:
        """The scores of the living documents that a query matches, by uid."""
        live = [document for document in self.documents if document.is_live]
        if query is None:
            return {document.uid: 0.0 for document in live}
        scores = ((document.uid, self.score(query, document)) for document in live)
        return {uid: score for uid, score in scores if score is not None}

    def bm25(self, name: str, term: str, document: Document) -> float:
        if name not in WORD_FIELDS:
            return 1.0
        words = document.words[name]
        length = byte_to_length(length_to_byte(words.length))
        idf = log(len(self.documents) / (self._frequencies[name, term] + 1)) + 1
        weight = words.weights[term]
        norm = K1 * (1 - B + B * length / self._averages[name])
        return idf * weight * (K1 + 1) / (weight + norm)

    @singledispatchmethod
    def score(self, query: q.Query, document: Document) -> float | None:
        """None where the document does not match."""
        if query == q.NullQuery:
            return None
        raise TypeError(type(query).__name__)

    @score.register
    def _term(self, query: q.Term, document: Document) -> float | None:
        if not document.has(query.fieldname, query.text):
            return None
        return self.bm25(query.fieldname, query.text, document) * query.boost

    def _scores(self, queries: Iterable[q.Query], document: Document) -> list[float]:
        scores = (self.score(query, document) for query in queries)
        return [score for score in scores if score is not None]

    @score.register
    def _and(self, query: q.And, document: Document) -> float | None:
        scores = self._scores(query.subqueries, document)
        is_match = scores and len(scores) == len(query.subqueries)
        return sum(scores) * query.boost if is_match else None

    @score.register
    def _or(self, query: q.Or, document: Document) -> float | None:
        scores = self._scores(query.subqueries, document)
        return sum(scores) * query.boost if scores else None

    @score.register
    def _max(self, query: q.DisjunctionMax, document: Document) -> float | None:
        scores = self._scores(query.subqueries, document)
        return max(scores) * query.boost if scores else None

    @score.register
    def _not(self, query: q.Not, document: Document) -> float | None:
        return 1.0 if self.score(query.query, document) is None else None

    @score.register
    def _and_not(self, query: q.AndNot, document: Document) -> float | None:
        return self.score(query.a, document) if self.score(query.b, document) is None else None

    @score.register
    def _require(self, query: q.Require, document: Document) -> float | None:
        return None if self.score(query.b, document) is None else self.score(query.a, document)

    @score.register
    def _and_maybe(self, query: q.AndMaybe, document: Document) -> float | None:
        wanted = self.score(query.a, document)
        return None if wanted is None else wanted + (self.score(query.b, document) or 0.0)

    @score.register
    def _otherwise(self, query: q.Otherwise, document: Document) -> float | None:
        finds = self._once("finds", query, lambda: bool(self.find(query.a)))
        return self.score(query.a if finds else query.b, document)

    @score.register
    def _constant(self, query: q.ConstantScoreQuery, document: Document) -> float | None:
        return None if self.score(query.child, document) is None else query.score

    @score.register
    def _every(self, query: q.Every, document: Document) -> float | None:
        if query.fieldname is None or document.terms(query.fieldname):
            return float(query.boost)
        return None

    @score.register(q.Prefix)
    @score.register(q.Wildcard)
    @score.register(q.FuzzyTerm)
    @score.register(q.Variations)
    @score.register(q.TermRange)
    def _many(self, query: q.MultiTerm, document: Document) -> float | None:
        """The sum of what the terms count for by themselves."""
        meant = self._once("meant", query, lambda: self._meant(query))
        name = query.fieldname
        found = [self.bm25(name, term, document) for term in meant & document.terms(name)]
        if found and isinstance(query, q.Prefix | q.Wildcard) and query.text in ("", "*"):
            return float(query.boost)
        return sum(found) * query.boost if found else None

    def _meant(self, query: q.MultiTerm) -> set[str]:
        """The terms that a node stands for."""
        return {*filter(_meaning(query), self._vocabulary[query.fieldname])}

    # Words at places. A node counts what the words in it count for.

    @score.register
    def _phrase(self, query: q.Phrase, document: Document) -> float | None:
        terms = [q.Term(query.fieldname, word) for word in query.words]
        return self._if_placed(query, document, terms, query.boost)

    @score.register(s.SpanNear)
    @score.register(s.SpanContains)
    @score.register(s.SpanBefore)
    def _pair(self, query: s.SpanNear, document: Document) -> float | None:
        return self._if_placed(query, document, [query.a, query.b])

    @score.register
    def _condition(self, query: s.SpanCondition, document: Document) -> float | None:
        return self._if_placed(query, document, [query.a, query.b])

    @score.register
    def _near(self, query: s.SpanNear2, document: Document) -> float | None:
        return self._if_placed(query, document, query.qs)

    @score.register
    def _either(self, query: s.SpanOr, document: Document) -> float | None:
        return self._if_placed(query, document, query.subqs)

    @score.register
    def _first(self, query: s.SpanFirst, document: Document) -> float | None:
        return self._if_placed(query, document, [query.q])

    @score.register
    def _span_not(self, query: s.SpanNot, document: Document) -> float | None:
        return self._if_placed(query, document, [query.a, query.b])

    def _if_placed(
        self, query: q.Query, document: Document, parts: Sequence[q.Query], boost: float = 1.0
    ) -> float | None:
        scores = self._scores(parts, document)
        return sum(scores) * boost if scores and spans(query, document) else None


def _meaning(query: q.MultiTerm) -> Callable[[str], bool]:
    """Whether a node of many terms means one."""
    if isinstance(query, q.Prefix):
        return lambda term: term.startswith(query.text)
    if isinstance(query, q.Wildcard):
        return lambda term: fnmatchcase(term, query.text)
    if isinstance(query, q.Variations):
        return variations(query.text).__contains__
    if isinstance(query, q.TermRange):
        return lambda term: _is_in_range(query, term)
    beginning = query.text[: query.prefixlength]
    swaps = isinstance(query, Fuzzy)
    return lambda term: (
        term.startswith(beginning) and edits(query.text, term, swaps) <= query.maxdist
    )


def _is_in_range(query: q.TermRange, term: str) -> bool:
    # UTF-8 sorts as its code points do.
    if query.start is not None and (term, not query.startexcl) < (query.start, True):
        return False
    return query.end is None or (term, query.endexcl) <= (query.end, False)


def edits(first: str, second: str, swaps: bool) -> int:
    """The distance of Levenshtein; with swaps, the restricted one of Damerau."""
    rows = [list(range(len(second) + 1))]
    for i, letter in enumerate(first, 1):
        row = [i]
        for j, other in enumerate(second, 1):
            row.append(min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != other)))
            if swaps and i > 1 and j > 1 and (letter, first[i - 2]) == (second[j - 2], other):
                row[-1] = min(row[-1], rows[-2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]
