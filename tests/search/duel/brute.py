"""Answers queries by reading every dispatch for every node: no index, no arrays, no Whoosh.

BM25 is that of `search.scoring`: idf · tf · (K1 + 1) / (tf + K1 · (1 − B + B · length / average)),
idf = ln(N / (df + 1)) + 1. Lengths are rounded as Whoosh's one byte rounds them. Deleted documents
are counted in N, df and averages, and never found.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import singledispatchmethod
from math import log
from typing import Any

from whoosh import query as q
from whoosh.lang.morph_en import variations
from whoosh.query import spans as s
from whoosh.util.numeric import byte_to_length, length_to_byte

from corpus.dispatch import Dispatch
from index.documents import lines
from index.french import fold
from search.nodes import Either, Fuzzy

K1, B = 1.2, 0.75
WORD_FIELDS = ("text", "headline", "form", "function", "name", "department")
Span = tuple[int, int]


@dataclass
class Words:
    """One field of one document."""

    weights: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    positions: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    length: int = 0

    def add(self, term: str, position: int, weight: int = 1) -> None:
        self.weights[term] += weight
        self.positions[term].append(position)
        self.length += 1


class Document:
    """A dispatch as its fields' words; `values` are the fields of whole values."""

    def __init__(self, dispatch: Dispatch, is_live: bool) -> None:
        self.uid = dispatch.uid
        self.is_live = is_live
        self.words = {name: Words() for name in WORD_FIELDS}
        self._read_text(dispatch)
        for token in lines(_names_of_bodies(dispatch)):
            for stem in token.stems:
                self.words["department"].add(stem, token.position)
        self.values: dict[str, set[str]] = {
            "uid": {dispatch.uid},
            "agency": {fold(dispatch.agency)} - {""},
            "place": {fold(dispatch.place)} - {""},
            "language": {fold(dispatch.language)} - {""},
            "status": {fold(dispatch.status.value)},
            "kind": {fold(body.kind.value) for body in dispatch.departments},
            "day": {f"{dispatch.issued.toordinal():07}"} if dispatch.issued else set(),
            "event": {
                f"{day:07}"
                for event in dispatch.events
                for day in range(event.start.toordinal(), event.end.toordinal())
            },
        }

    def _read_text(self, dispatch: Dispatch) -> None:
        for token in lines(dispatch.text):
            in_headline = token.start < len(dispatch.headline)
            weight = 3 if in_headline else 1
            for stem in token.stems:
                self.words["text"].add(stem, token.position, weight)
                if in_headline:
                    self.words["headline"].add(stem, token.position)
            for form in token.forms:
                if token.stems:
                    self.words["form"].add(form, token.position, weight)
                    # A field without positions has nothing but its weights to count.
                    self.words["form"].length += weight - 1
                else:
                    self.words["function"].add(form, token.position)
            if token.name:
                self.words["name"].add(token.name, token.position)

    def has(self, name: str, term: str) -> bool:
        return term in self.terms(name)

    def terms(self, name: str) -> Set[str]:
        return self.words[name].weights.keys() if name in self.words else self.values[name]


def _names_of_bodies(dispatch: Dispatch) -> str:
    names = [name for body in dispatch.departments for name in (*body.path, *body.aliases)]
    return "\n".join(dict.fromkeys(names))


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


def spans(query: q.Query, document: Document) -> list[Span]:
    """Where a node stands in a document: (first, last) positions, in order."""
    return sorted(set(_spans(query, document)))


def _spans(query: q.Query, document: Document) -> Iterable[Span]:
    if isinstance(query, q.Term):
        return [(at, at) for at in document.words[query.fieldname].positions.get(query.text, ())]
    if isinstance(query, q.Phrase):
        terms = [q.Term(query.fieldname, word) for word in query.words]
        return _chained([spans(term, document) for term in terms], 1, query.slop, True)
    if isinstance(query, s.SpanNear2):
        how = query.mindist, query.slop, query.ordered
        return _chained([spans(each, document) for each in query.qs], *how)
    if isinstance(query, s.SpanOr | q.Or | q.DisjunctionMax):
        children = query.subqs if isinstance(query, s.SpanOr) else query.subqueries
        found = [span for child in children for span in spans(child, document)]
        # Whoosh's own makes one of those that touch.
        is_merged = isinstance(query, s.SpanOr) and not isinstance(query, Either)
        return _merged(found) if is_merged and len(children) > 1 else found
    if isinstance(query, s.SpanFirst):
        return [span for span in spans(query.q, document) if span[1] <= query.limit]
    return _of_pair(query, spans(query.a, document), spans(query.b, document))


def _of_pair(query: q.Query, first: list[Span], second: list[Span]) -> Iterable[Span]:
    if isinstance(query, s.SpanNear):
        return _chained([first, second], query.mindist, query.slop, query.ordered)
    if isinstance(query, s.SpanNot):
        return [span for span in first if not _overlaps_any(span, second)]
    if not second:
        return []
    if isinstance(query, s.SpanContains):
        return [a for a in first if any(a[0] <= b[0] and b[1] <= a[1] for b in second)]
    if isinstance(query, s.SpanBefore):
        return [span for span in first if span[1] < second[0][0]]
    if isinstance(query, s.SpanCondition):
        return first
    raise TypeError(type(query).__name__)


def _chained(parts: list[list[Span]], least: int, most: int, ordered: bool) -> list[Span]:
    found = parts[0]
    for part in parts[1:]:
        longest = max((last - first for first, last in part), default=0)
        joined = set()
        for a in found:
            for b in part[bisect_left(part, (a[0] - most - longest,)) :]:
                if b[0] > a[1] + most:
                    break
                if least <= _distance(a, b) <= most and not (ordered and a[0] > b[0]):
                    joined.add((min(a[0], b[0]), max(a[1], b[1])))
        found = sorted(joined)
    return found


def _merged(found: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for first, last in sorted(found):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(merged[-1][1], last)
        else:
            merged.append((first, last))
    return merged


def _overlaps_any(span: Span, others: list[Span]) -> bool:
    before = bisect_left(others, (span[1] + 1,))
    return any(last >= span[0] for _, last in others[:before])


def _overlap(a: Span, b: Span) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]


def _distance(a: Span, b: Span) -> int:
    return 0 if _overlap(a, b) else max(b[0] - a[1], a[0] - b[1])


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
