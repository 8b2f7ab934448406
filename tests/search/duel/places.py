"""Where the nodes of words at places stand in a document, by brute force."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from whoosh import query as q
from whoosh.query import spans as s

from search.nodes import Either
from tests.search.duel.documents import Document

Span = tuple[int, int]
"""The first and the last position."""


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
