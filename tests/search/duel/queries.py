"""Random queries of every node of `whoosh.query`, and random requests to filter and order by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random

from whoosh import query as q
from whoosh.query import spans as s
from whoosh.reading import IndexReader

from search.nodes import Apart, Best, Either, Fuzzy, Near
from search.request import FACETS, SearchRequest, Sort
from tests.search.duel.answers import Facts
from tests.search.duel.corpus import FUNCTION, WORDS
from tests.search.duel.documents import Document

DEPTH = 4
PLACED = ("text", "text", "text", "headline", "function", "name")
FIELDS = (
    *PLACED,
    "form",
    "form",
    "department",
    "agency",
    "place",
    "kind",
    "status",
    "day",
    "event",
)
BOOSTS = (1.0, 1.0, 1.0, 1.0, 0.3, 0.5, 2.0, 17.0, 1_000.0, 0.0)


class _Estimated:
    """Whoosh's nodes of places lack the estimate that nodes above them ask for."""

    def estimate_size(self, reader: IndexReader) -> int:
        return int(self.q.estimate_size(reader))  # type: ignore[attr-defined]


class PlainNear(_Estimated, s.SpanNear): ...  # type: ignore[misc]


class First(_Estimated, s.SpanFirst): ...  # type: ignore[misc]


class PlainEither(_Estimated, s.SpanOr): ...  # type: ignore[misc]


class PlainApart(_Estimated, s.SpanNot): ...  # type: ignore[misc]


class Contains(_Estimated, s.SpanContains): ...  # type: ignore[misc]


class Before(_Estimated, s.SpanBefore): ...  # type: ignore[misc]


class Condition(_Estimated, s.SpanCondition): ...  # type: ignore[misc]


class Near2(s.SpanNear2):  # type: ignore[misc]
    def estimate_size(self, reader: IndexReader) -> int:
        return int(q.And(self.qs).estimate_size(reader))


class Queries:
    """Makes queries of the words that some documents have, the frequent ones more often."""

    def __init__(self, random: Random, documents: Sequence[Document]) -> None:
        self._random = random
        self._terms = {
            name: sorted(term for each in documents for term in each.terms(name))
            for name in set(FIELDS)
        }

    def query(self, depth: int = DEPTH) -> q.Query:
        """A tree at most so deep."""
        if depth == 1 or self._random.random() < 0.15:
            return self._random.choice((self.term, self.term, self._leaf))()
        kinds = (
            self._compound, self._compound, self._compound, self._pair, self._pair, self._wrapped,
            self._placed_at_most,
        )  # fmt: skip
        return self._random.choice(kinds)(depth)

    def text(self) -> str:
        """A query as a person may type it."""
        pieces = [self._piece() for _ in range(self._random.randint(1, 4))]
        joints = (" ", " ", " OU ", " ET ", " SAUF ", " -")
        text = pieces[0]
        for piece in pieces[1:]:
            text += self._random.choice(joints) + piece
        return text

    def _piece(self) -> str:
        word, other = self._random.choice(WORDS), self._random.choice(WORDS)
        small = self._random.choice(FUNCTION)
        pieces = (
            word, word, word.upper(), f'"{word} {other}"', f'"{word} {small} {other}"', small,
            f"{word[:3]}*", f"titre:{word}", f"({word} OU {other})", f"agence:{word}", "lieu:Alger",
            f"departement:{word}", 'departement:"affaires arabes"', "date:2021", "date:2020-12",
            "evenement:2021", "nature:ministère", "statut:usable", "langue:fr", f"nom:{word}",
            f"({word} ET {other}) OU {small}", "agence:l*",
        )  # fmt: skip
        return self._random.choice(pieces)

    # Leaves

    def term(self, fields: Sequence[str] = FIELDS) -> q.Term:
        name = self._random.choice(fields)
        return q.Term(name, self._word(name), boost=self._boost())

    def _word(self, name: str) -> str:
        return "absent" if self._random.random() < 0.04 else self._random.choice(self._terms[name])

    def _boost(self) -> float:
        return self._random.choice(BOOSTS)

    def _leaf(self) -> q.Query:
        random = self._random
        name = random.choice(FIELDS)
        word, other = sorted((self._word(name), self._word(name)))
        wild = word.replace(random.choice(word), random.choice("*?"), random.randint(1, 2))
        maxdist, beginning = random.choice((0, 1, 1, 2)), random.choice((0, 1, 2))
        fuzzy = random.choice((q.FuzzyTerm, Fuzzy))
        leaves: tuple[Callable[[], q.Query], ...] = (
            lambda: q.Prefix(name, word[: random.randint(0, 4)]),
            lambda: q.Wildcard(name, random.choice((wild, "*", wild[:3] + "*", "*" + wild[3:]))),
            lambda: fuzzy(name, _misspelt(word, random), maxdist=maxdist, prefixlength=beginning),
            lambda: q.Variations(name, word),
            lambda: q.TermRange(name, word, other, random.random() < 0.5, random.random() < 0.5),
            lambda: q.TermRange(name, random.choice((None, word)), random.choice((None, other))),
            lambda: q.Every(random.choice((None, name)), boost=self._boost()),
            lambda: q.NullQuery,
            lambda: self._phrase(),
        )
        return random.choice(leaves)()

    def _phrase(self) -> q.Query:
        name = self._random.choice(("text", "text", "headline", "function"))
        words = [self._word(name) for _ in range(self._random.choice((1, 2, 2, 3)))]
        return q.Phrase(name, words, slop=self._random.choice((1, 1, 2, 5)), boost=self._boost())

    # What has parts

    def _compound(self, depth: int) -> q.Query:
        parts = [self.query(depth - 1) for _ in range(self._random.choice((1, 2, 2, 3, 5)))]
        kind = self._random.choice((q.And, q.And, q.Or, q.Or, q.Or, Best, Best, q.DisjunctionMax))
        return kind(parts, boost=self._boost())

    def _pair(self, depth: int) -> q.Query:
        kinds = (q.AndNot, q.AndMaybe, q.AndMaybe, q.Require, q.Otherwise)
        kind = self._random.choice(kinds)
        return kind(self.query(depth - 1), self.query(depth - 1))

    def _wrapped(self, depth: int) -> q.Query:
        child = self.query(depth - 1)
        if self._random.random() < 0.5:
            return q.Not(child)
        return q.ConstantScoreQuery(child, score=self._random.choice((0.0, 0.5, 1.0, 3.0)))

    # Words at places

    def _placed_at_most(self, depth: int) -> q.Query:
        return self._random.choice((self._chain, self._placed))(min(depth, 3))

    def _chain(self, _: int = 0) -> q.Query:
        """What a phrase is compiled to."""
        query = self._place()
        for _ in range(self._random.randint(1, 3)):
            gap = self._random.choice((0, 1, 1, 1, 2, 3))
            query = Near(query, self._place(), slop=gap, mindist=gap)
        return query

    def _place(self) -> q.Query:
        terms = [self.term(PLACED) for _ in range(self._random.choice((1, 1, 2, 3)))]
        return terms[0] if len(terms) == 1 else Either(terms)

    def _placed(self, depth: int) -> q.Query:
        random = self._random
        if depth <= 1:
            return self._place()
        a, b = self._placed(depth - 1), self._placed(depth - 1)
        slop = random.choice((0, 1, 2, 4, 10))
        how = {
            "slop": slop,
            "mindist": random.choice((0, 1, slop)),
            "ordered": random.random() < 0.6,
        }
        made: tuple[Callable[[], q.Query], ...] = (
            lambda: Near(a, b, **how),
            lambda: PlainNear(a, b, **how),
            lambda: Near2([a, b, self._place()][: random.choice((2, 3))], **how),
            lambda: Either([a, b]),
            lambda: PlainEither([a, b]),
            lambda: First(a, limit=random.choice((0, 2, 5, 20))),
            lambda: random.choice((Apart, PlainApart))(a, b),
            lambda: Contains(a, b),
            lambda: Before(a, b),
            lambda: Condition(a, b),
        )
        return random.choice(made)()


def _misspelt(word: str, random: Random) -> str:
    at = random.randrange(len(word))
    return random.choice((word, word[:at] + word[at + 1 :], word[:at] + "x" + word[at:]))


class Requests:
    """Makes requests of the values that some documents have."""

    def __init__(self, random: Random, facts: Sequence[Facts]) -> None:
        self._random = random
        self._days = sorted(each.day for each in facts if each.day)
        self._values = {
            name: sorted({value for each in facts for value in each.values[name]})
            for name in FACETS
        }

    def request(self, text: str = "") -> SearchRequest:
        random = self._random
        size = random.choice((1, 3, 10, 25, 100))
        return SearchRequest(
            text,
            **self._range(),
            include=self._choices(0.35),
            exclude=self._choices(0.2),
            sort=random.choice((Sort.RELEVANCE, Sort.RELEVANCE, Sort.NEWEST, Sort.OLDEST)),
            page=random.choice((1, 1, 1, 2, 3)),
            size=size,
        )

    def _range(self) -> dict[str, date]:
        if self._random.random() < 0.6:
            return {}
        first, last = sorted(self._random.choices(self._days, k=2))
        bounds = {"since": first, "until": last + timedelta(days=1)}
        return (
            bounds
            if self._random.random() < 0.6
            else dict([self._random.choice([*bounds.items()])])
        )

    def _choices(self, share: float) -> dict[str, tuple[str, ...]]:
        if self._random.random() > share:
            return {}
        names = self._random.sample(FACETS, self._random.choice((1, 1, 2)))
        return {name: tuple(self._random.choices(self._values[name], k=2)) for name in names}
