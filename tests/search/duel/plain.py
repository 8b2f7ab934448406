"""Plain Whoosh: its own codec and writer over the same schema, asked matcher by matcher.

Its collectors are left out, since their totals are wrong over several segments. Where its nodes are
wrong themselves, `trusts` says so, and brute force alone is the judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from whoosh import query as q
from whoosh.filedb.filestore import FileStorage
from whoosh.matching import AndMaybeMatcher, AndNotMatcher, InverseMatcher
from whoosh.query import spans as s
from whoosh.reading import SegmentReader
from whoosh.scoring import BM25F
from whoosh.searching import Searcher
from whoosh.writing import SegmentWriter

from corpus.dispatch import Dispatch
from index.documents import document
from index.schema import COLUMNS, NO_DAY, column_field, schema
from search.nodes import Apart, Best, Either
from tests.search.duel.answers import Facts, calendar


class Plain:
    """An index of plain Whoosh in a folder. A batch is a segment."""

    def __init__(self, folder: Path, batches: Iterable[Sequence[Dispatch]]) -> None:
        # In memory, Whoosh shares one temporary folder between all processes.
        index = FileStorage(str(folder)).create().create_index(schema())
        for batch in batches:
            writer = SegmentWriter(index)
            for dispatch in batch:
                writer.delete_by_term("uid", dispatch.uid)
                writer.add_document(**document(dispatch))
            writer.commit(merge=False)
        self._searcher = Searcher(index.reader(), weighting=BM25F(B=0.75, K1=1.2))
        self.facts: dict[str, Facts] = {}
        self._uids = [self._uids_of(leaf.reader()) for leaf, _ in self._searcher.leaf_searchers()]

    def _uids_of(self, reader: SegmentReader) -> dict[int, str]:
        uids: dict[int, str] = {}
        for term in reader.lexicon("uid"):
            for number in reader.postings("uid", term).all_ids():
                uids[number] = term.decode()
        columns = {name: reader.column_reader(column_field(name)) for name in COLUMNS}
        days = reader.column_reader("day_column")
        moments = reader.column_reader("issued_column")
        for number, uid in uids.items():
            day = None if days[number] == NO_DAY else date.fromordinal(days[number])
            values = {name: columns[name][number] for name in COLUMNS} | calendar(day)
            self.facts[uid] = Facts(uid, day, moments[number], values)
        return uids

    def find(self, query: q.Query | None) -> dict[str, float]:
        """The scores of the documents that a query matches, by uid."""
        if query is None:
            return dict.fromkeys(self.facts, 0.0)
        with mended():
            found = dict(self._walk(query))
        return {uid: found[uid] for uid in found if uid in self.facts}

    def _walk(self, query: q.Query) -> Iterator[tuple[str, float]]:
        for (leaf, _), uids in zip(self._searcher.leaf_searchers(), self._uids, strict=True):
            matcher = query.matcher(leaf, context=leaf.context())
            while matcher.is_active():
                if matcher.id() in uids:
                    yield uids[matcher.id()], float(matcher.score())
                matcher.next()


def _find_first(matcher: AndNotMatcher) -> None:
    """Whoosh's own looks at the first document only where both parts begin with it."""
    if matcher.a.is_active() and matcher.b.is_active():
        matcher._find_next()


def _skip_but(matcher: AndNotMatcher, number: int) -> None:
    """Whoosh's own goes on when the first part has ended."""
    if number > matcher.a.id():
        matcher.a.skip_to(number)
        _find_first(matcher)


def _skip_maybe(matcher: AndMaybeMatcher, number: int) -> None:
    """Whoosh's own may leave the second part documents behind the first."""
    matcher.a.skip_to(number)
    matcher._first_b()


def _find_unmatched(matcher: InverseMatcher) -> None:
    """Whoosh's own gives a deleted document where its part has just ended, and where its part
    stands on a deleted one, the document after it, unasked."""
    part = matcher.child
    while matcher._id < matcher.limit:
        if not matcher.missing(matcher._id):
            if part.is_active() and part.id() < matcher._id:
                part.skip_to(matcher._id)
            if not part.is_active() or part.id() != matcher._id:
                return
        matcher._id += 1


MENDED = (
    (AndNotMatcher, "_find_first", _find_first),
    (AndNotMatcher, "skip_to", _skip_but),
    (AndMaybeMatcher, "skip_to", _skip_maybe),
    (InverseMatcher, "_find_next", _find_unmatched),
)


@contextmanager
def mended() -> Iterator[None]:
    """Whoosh's matchers as they should be, while it lasts."""
    with pytest.MonkeyPatch.context() as patch:
        # Another matcher of Or keeps no scores, and drops whoever has none.
        patch.setattr(q.Or, "matcher_type", q.Or.DEFAULT_MATCHER)
        for matcher, name, right in MENDED:
            patch.setattr(matcher, name, right)
        yield


def nodes(query: q.Query | None) -> Iterator[q.Query]:
    """A query and all that is in it."""
    if query is None:
        return
    yield query
    yield from (node for child in children(query) for node in nodes(child))


def children(query: q.Query) -> Sequence[q.Query]:
    if isinstance(query, q.Not):
        return [query.query]
    if isinstance(query, q.ConstantScoreQuery):
        return [query.child]
    if isinstance(query, s.SpanFirst):
        return [query.q]
    if isinstance(query, s.SpanOr):
        return list(query.subqs)
    if isinstance(query, s.SpanNear2):
        return list(query.qs)
    if isinstance(query, q.CompoundQuery):
        return list(query.subqueries)
    return [query.a, query.b] if hasattr(query, "a") else []


def trusts(query: q.Query | None) -> bool:
    """Whether plain Whoosh answers a query rightly."""
    return not any(_is_wrong(node) for node in nodes(query))


def trusts_scores(query: q.Query | None) -> bool:
    """Whether the scores that plain Whoosh gives are right as well."""
    return trusts(query) and not any(_is_scored_wrongly(node) for node in nodes(query))


def _is_wrong(node: q.Query) -> bool:
    # Its matcher is that of AndNot: it gives what does not have the second part.
    if isinstance(node, q.Require):
        return True
    # It fails where the letters that must be the same are more than the word has.
    if type(node) is q.FuzzyTerm and node.prefixlength > len(node.text):
        return True
    # It asks the second part for its document when it has none left, and may leave it behind.
    if isinstance(node, s.SpanNot) and not isinstance(node, Apart):
        return True
    # Not in order, it passes over a long span that begins farther before the others than slop.
    if isinstance(node, s.SpanNear2) and not node.ordered:
        return not all(map(_is_one_place, node.qs[1:]))
    # It decides segment by segment whether the first part finds anything.
    return isinstance(node, q.Otherwise)


def _is_one_place(node: q.Query) -> bool:
    if isinstance(node, Either):
        return all(map(_is_one_place, node.subqs))
    return isinstance(node, q.Term)


def _is_scored_wrongly(node: q.Query) -> bool:
    # The higher of two scores that may be of different documents.
    if isinstance(node, q.DisjunctionMax) and not isinstance(node, Best):
        return True
    # A lone part goes without the boost of the whole.
    is_boosted = getattr(node, "boost", 1.0) != 1.0
    if isinstance(node, q.CompoundQuery) and is_boosted and len(node.subqueries) == 1:
        return True
    # A score of 0 is taken for none given, and 1 given instead.
    if isinstance(node, q.Every):
        return not node.boost
    return isinstance(node, q.ConstantScoreQuery) and not node.score
