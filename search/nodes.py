"""Whoosh query nodes that mend what Whoosh 2.7.4's own get wrong; each says what.

They are ordinary `whoosh.query` nodes: any Whoosh searcher runs them. `mended` puts them in.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from functools import reduce
from typing import Any

from whoosh import query
from whoosh.matching import DisjunctionMaxMatcher, Matcher
from whoosh.query import spans
from whoosh.reading import IndexReader
from whoosh.util import make_binary_tree


class Near(spans.SpanNear):  # type: ignore[misc]
    """Two spans at a distance. Whoosh's lacks the estimate that a node above it asks for."""

    def estimate_size(self, ixreader: IndexReader) -> int:
        return int(self.q.estimate_size(ixreader))


class Either(spans.SpanOr):  # type: ignore[misc]
    """Spans of any of several terms. Whoosh's lacks the estimate, as `Near`, and makes one span of
    words that follow each other, from whose end a distance is then counted."""

    def estimate_size(self, ixreader: IndexReader) -> int:
        return sum(query.estimate_size(ixreader) for query in self.subqs)

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        matchers = [query.matcher(searcher, context) for query in self.subqs]
        return make_binary_tree(EitherMatcher, matchers)


class EitherMatcher(spans.SpanOr.SpanOrMatcher):  # type: ignore[misc]
    """The union of two matchers, with the spans of both."""

    def _get_spans(self) -> list[spans.Span]:
        # The child is Whoosh's own union, which merges no spans.
        found: list[spans.Span] = self.child.spans()
        return found


class Apart(spans.SpanNot):  # type: ignore[misc]
    """Spans that overlap with none of others. Whoosh's lacks the estimate, as `Near`; it asks the
    others for their document when they have none left, and may leave them documents behind."""

    def estimate_size(self, ixreader: IndexReader) -> int:
        return int(self.a.estimate_size(ixreader))

    class _Matcher(spans.SpanNot._Matcher):  # type: ignore[misc]
        def _get_spans(self) -> list[spans.Span]:
            found: list[spans.Span]
            if self.b.is_active() and self.b.id() < self.a.id():
                self.b.skip_to(self.a.id())
            found = super()._get_spans() if self.b.is_active() else self.a.spans()
            return found


class Best(query.DisjunctionMax):  # type: ignore[misc]
    """The best score of several queries. Whoosh's compares scores of different documents."""

    def _matcher(self, subs: list[query.Query], searcher: Any, context: Any) -> Matcher:
        reader = searcher.reader()
        return self._tree_matcher(
            subs, BestMatcher, searcher, context, lambda each: each.estimate_size(reader)
        )


class Fuzzy(query.FuzzyTerm):  # type: ignore[misc]
    """Words few edits from one. Whoosh's counts two swapped neighbours as one edit in some readers
    and as two in those of a segment; here they are one edit in all."""

    def _btexts(self, ixreader: IndexReader) -> Iterator[str]:
        found: Iterator[str] = IndexReader.terms_within(
            ixreader, self.fieldname, self.text, self.maxdist, prefix=self.prefixlength
        )
        return found


class BestMatcher(DisjunctionMaxMatcher):  # type: ignore[misc]
    """The union of two matchers, scored by the better of those that match the document."""

    def score(self) -> float:
        if not self.b.is_active():
            return float(self.a.score())
        if not self.a.is_active():
            return float(self.b.score())
        a, b = self.a.id(), self.b.id()
        if a < b:
            return float(self.a.score())
        return float(self.b.score() if b < a else max(self.a.score(), self.b.score()))


def mended(root: query.Query) -> query.Query:
    """The query with nodes of here for Whoosh's `SpanNot` and `SpanNear2`, wherever they stand.

    Unordered, `SpanNear2` passes over a span that begins too far before the others and yet ends
    near them; a chain of pairs does not, and means the same.
    """
    known: dict[int, query.Query] = {}

    def mend(part: Any) -> Any:
        if isinstance(part, list | tuple):
            return type(part)(map(mend, part))
        if not isinstance(part, query.Query):
            return part
        # Many nodes hold each part twice.
        if id(part) not in known:
            known[id(part)] = _mended(part, {name: mend(each) for name, each in vars(part).items()})
        return known[id(part)]

    found: query.Query = mend(root)
    return found


def _mended(node: query.Query, parts: dict[str, Any]) -> query.Query:
    if isinstance(node, spans.SpanNear2):
        how = {name: parts[name] for name in ("slop", "ordered", "mindist")}
        return reduce(lambda a, b: Near(a, b, **how), parts["qs"])
    if isinstance(node, spans.SpanNot) and not isinstance(node, Apart):
        return Apart(parts["a"], parts["b"])
    if parts == vars(node):
        return node
    made = copy(node)
    vars(made).update(parts)
    return made
