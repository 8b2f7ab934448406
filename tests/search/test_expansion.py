"""Nodes of many terms find what looking at every term finds, and score it as Whoosh does."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from whoosh import query as whoosh_query
from whoosh.query import Query

from corpus.errors import RequestError
from corpus.limits import LIMITS
from index.codec import neighbours
from index.codec.neighbours import Neighbours
from index.codec.terms import TermDictionary
from index.snapshot import IndexReader
from index.writer import IndexWriter
from search.engine import Engine
from search.grammar import parse
from search.nodes import Fuzzy
from search.query import compile_query
from search.request import SearchRequest
from search.spelling import spelling
from search.term_numbers import Words, term_numbers
from search.whoosh_matching import WhooshMatching
from tests.making import dispatch

LETTERS = "aberéœ1й"
WORDS = st.text(alphabet=LETTERS, min_size=1, max_size=7)
SWAPS = {whoosh_query.FuzzyTerm: False, Fuzzy: True}


@dataclass
class Near:
    """A vocabulary that has a neighbourhood, however few its terms."""

    terms: TermDictionary

    @property
    def neighbours(self) -> Neighbours:
        return Neighbours(neighbours._keys(self.terms), len(self.terms))


def distance(first: str, second: str, swaps: bool) -> int:
    """Edits from one word to another, by the textbook."""
    rows = [[*range(len(second) + 1)]]
    for y, letter in enumerate(first, 1):
        row = [y]
        for x, other in enumerate(second, 1):
            ways = [rows[-1][x] + 1, row[x - 1] + 1, rows[-1][x - 1] + (letter != other)]
            if swaps and x > 1 and y > 1 and first[y - 2 : y] == second[x - 2 : x][::-1]:
                ways.append(rows[-2][x - 2] + 1)
            row.append(min(ways))
        rows.append(row)
    return rows[-1][-1]


def matches(query: Query, term: str) -> bool:
    """Whether a node stands for a term, by looking at the term alone."""
    if isinstance(query, whoosh_query.FuzzyTerm):
        beginning = query.text[: query.prefixlength]
        edits = distance(term, query.text, SWAPS[type(query)])
        return term.startswith(beginning) and edits <= query.maxdist
    if isinstance(query, whoosh_query.TermRange):
        after = (
            query.start is None
            or term > query.start
            or (term == query.start and not query.startexcl)
        )
        before = query.end is None or term < query.end or (term == query.end and not query.endexcl)
        return after and before
    if isinstance(query, whoosh_query.Prefix):
        return term.startswith(query.text)
    return fnmatchcase(term, query.text)


def fuzzy(kind: type[whoosh_query.FuzzyTerm], word: str, edits: int, prefix: int) -> Query:
    return kind("form", word, maxdist=edits, prefixlength=prefix)


def ranged(start: str | None, end: str | None, no_start: bool, no_end: bool) -> Query:
    return whoosh_query.TermRange("form", start, end, no_start, no_end)


PARTS = st.sampled_from([*LETTERS, "*", "*", "?", "[ab]", "[!a]"])
NODES = st.one_of(
    st.builds(fuzzy, st.sampled_from([*SWAPS]), WORDS, st.integers(0, 3), st.integers(0, 2)),
    st.builds(whoosh_query.Prefix, st.just("form"), st.text(LETTERS, max_size=3)),
    st.builds(whoosh_query.Wildcard, st.just("form"), st.lists(PARTS, max_size=6).map("".join)),
    st.builds(ranged, st.none() | WORDS, st.none() | WORDS, st.booleans(), st.booleans()),
)


@given(st.sets(WORDS, max_size=60), NODES)
@example({"ab", "ba", "a", "abab"}, fuzzy(Fuzzy, "ab", 1, 0))
@example({"baab", "abab"}, fuzzy(Fuzzy, "abba", 2, 0))
@example({"acbd", "abdcef"}, fuzzy(Fuzzy, "abcd", 1, 0))
@example({"acbd", "abdcef"}, fuzzy(Fuzzy, "abcdef", 1, 0))
@example({"aba", "ab"}, whoosh_query.Wildcard("form", "ab*ba"))
@example({"éa", "a", "aé"}, whoosh_query.Wildcard("form", "*é*"))
def test_the_terms_are_those_that_looking_at_each_finds(words: set[str], node: Query) -> None:
    # The order of code points is that of UTF-8's bytes.
    ordered = sorted(words)
    terms = TermDictionary.of([word.encode() for word in ordered])
    expected = [number for number, word in enumerate(ordered) if matches(node, word)]
    assert term_numbers(node, Words(terms)).tolist() == expected
    assert term_numbers(node, Near(terms)).tolist() == expected


def test_longer_words_are_compared_whole() -> None:
    chance = random.Random(5)
    words = sorted({"".join(chance.choices("aeirst", k=chance.randint(5, 9))) for _ in range(3000)})
    terms = TermDictionary.of([word.encode() for word in words])
    for _ in range(20):
        node = fuzzy(Fuzzy, chance.choice(words), 1, 0)
        expected = [number for number, word in enumerate(words) if matches(node, word)]
        assert term_numbers(node, Words(terms)).tolist() == expected
        assert term_numbers(node, Near(terms)).tolist() == expected


def test_hashes_that_collide_add_no_term(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["chat", "chats", "chut", "chou", "gaz", "rat"]
    terms = TermDictionary.of([word.encode() for word in words])
    monkeypatch.setattr(neighbours, "_mixed", np.zeros_like)
    near = Near(terms)
    assert near.neighbours.candidates("chat").tolist() == [*range(len(words))]
    found = term_numbers(fuzzy(Fuzzy, "chat", 1, 0), near).tolist()
    assert [words[number] for number in found] == ["chat", "chats", "chut"]


# Over an index


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Several segments, of one of which the neighbourhood is kept, and documents deleted."""
    folder = tmp_path_factory.mktemp("expansion") / "index"
    chance = random.Random(7)
    stems = ["presid", "minist", "gouvern", "établiss", "cœur", "reun", "n2", "résid"]
    endings = ["ent", "ence", "re", "ère", "ement", "ion", "al", "es", "ant", ""]
    words = [stem + ending for stem in stems for ending in endings]

    def text(count: int) -> str:
        return " ".join(chance.choices(words, k=count))

    with pytest.MonkeyPatch.context() as monkeypatch, IndexWriter(folder) as writer:
        for segment in range(4):
            monkeypatch.setattr(neighbours, "FEWEST", 0 if segment % 2 else 10_000)
            for number in range(30):
                uid, day = f"u{segment}-{number}", f"2020-01-{number % 28 + 1:02}"
                writer.add(dispatch(text(4), text(20), uid=uid, day=day, agency="APS"))
            for number in range(0, 30, 7) if segment else ():
                uid = f"u{segment - 1}-{number}"
                writer.add(dispatch(text(3), text(9), uid=uid, version=2, day="2020-02-01"))
            writer.commit()
    snapshot = IndexReader(folder).newest()
    assert len(snapshot.segments) > 1
    kept = [segment.fields["form"].neighbours is not None for segment in snapshot.segments]
    assert set(kept) == {True, False}
    assert any(segment.deleted is not None for segment in snapshot.segments)
    return Engine(snapshot)


QUERIES = [
    whoosh_query.Prefix("form", "pres"),
    whoosh_query.Prefix("form", "pres", constantscore=False, boost=2.5),
    whoosh_query.Prefix("form", "minister"),
    whoosh_query.Prefix("form", "zzz"),
    whoosh_query.Prefix("form", ""),
    whoosh_query.Prefix("agency", "a", constantscore=False),
    whoosh_query.Prefix("rien", "a"),
    whoosh_query.Wildcard("form", "*ent"),
    whoosh_query.Wildcard("form", "*", boost=2.0),
    whoosh_query.Wildcard("form", "re[su]*n?*", constantscore=False),
    whoosh_query.FuzzyTerm("form", "resident", prefixlength=0),
    whoosh_query.FuzzyTerm("form", "president", maxdist=2, constantscore=False),
    Fuzzy("form", "rpesident", prefixlength=0, constantscore=False),
    Fuzzy("form", "ministreé", maxdist=2, prefixlength=1),
    whoosh_query.TermRange("form", "gouvern", "minist", boost=0.5),
    whoosh_query.TermRange("form", None, "coeur", endexcl=True),
    whoosh_query.TermRange("day", "0737430", "0737440"),
    whoosh_query.Variations("form", "resident"),
]


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_documents_and_scores_are_whooshs(engine: Engine, query: Query) -> None:
    if query.fieldname == "rien":
        assert not any(len(found.matches) for found in engine.find(query, SearchRequest()))
        return
    whoosh = WhooshMatching(engine.snapshot)
    for index, found in enumerate(engine.find(query, SearchRequest())):
        expected = whoosh.find(index, query)
        assert found.matches.documents.tolist() == expected.documents.tolist()
        assert found.matches.scores() == pytest.approx(expected.scores(), rel=1e-9)
        some = found.matches.documents[::3]
        assert found.exact(some) == pytest.approx(expected.scores()[::3], rel=1e-9)


def test_the_boost_counts_for_a_lone_term_too(engine: Engine) -> None:
    plain = engine.find(whoosh_query.Prefix("form", "minister"), SearchRequest())
    boosted = engine.find(whoosh_query.Prefix("form", "minister", boost=3.0), SearchRequest())
    for before, after in zip(plain, boosted, strict=True):
        assert len(before.matches) > 0
        assert after.matches.scores() == pytest.approx(3.0 * before.matches.scores())


@pytest.mark.parametrize("query", QUERIES[:3] + QUERIES[9:13], ids=str)
def test_days_narrow_what_is_found_and_change_no_score(engine: Engine, query: Query) -> None:
    days = SearchRequest(since=date(2020, 1, 5), until=date(2020, 1, 20))
    whole = engine.find(query, SearchRequest())
    for narrow, every in zip(engine.find(query, days), whole, strict=True):
        scores = dict(zip(every.matches.documents.tolist(), every.matches.scores(), strict=True))
        inside = narrow.matches.documents.tolist()
        assert 0 < len(inside) < len(scores)
        assert narrow.matches.scores() == pytest.approx([scores[number] for number in inside])


def test_the_terms_of_all_segments_are_given_once(engine: Engine) -> None:
    found = engine.terms(whoosh_query.Wildcard("form", "*sident"))
    assert found == ["president", "resident", "résident"]


# What a person may ask for


def compiled(query: str, terms: int) -> None:
    compile_query(
        parse(query).clause,
        expand=lambda _: [f"mot{number}" for number in range(terms)],
        today=date(2021, 9, 16),
    )


@pytest.mark.parametrize("query", ["gaz*", "g*az", "gaz~", "gazeux~2", "titre:gaz*", "agence:la*"])
def test_more_terms_than_the_limit_are_refused_by_name(query: str) -> None:
    compiled(query, LIMITS.expansions)
    name = re.escape(query.partition(":")[2] or query.partition("~")[0])
    with pytest.raises(RequestError, match=f"« {name}.* plus de {LIMITS.expansions} mots"):
        compiled(query, LIMITS.expansions + 1)


def test_the_terms_of_one_query_are_counted_together() -> None:
    several = LIMITS.query_expansions // LIMITS.expansions
    compiled("gaz* " * several, LIMITS.expansions)
    with pytest.raises(RequestError, match=str(LIMITS.query_expansions)):
        compiled("gaz* " * several + "gaz*", LIMITS.expansions)


@pytest.mark.parametrize("word", ["*gaz", "gazeux~2"])
def test_few_words_may_be_looked_for_everywhere(word: str) -> None:
    compiled(f"{word} " * LIMITS.scanning_clauses + "gaz* gaz~", 3)
    with pytest.raises(RequestError, match=f"plus de {LIMITS.scanning_clauses} mots"):
        compiled(f"{word} " * (LIMITS.scanning_clauses + 1), 3)


@pytest.mark.parametrize(
    ("typed", "spelt"),
    [
        ("Établiss", "etabliss"),
        ("cœur", "coeur"),
        ("porte-par", "portepar"),
        ("l’écon*ie", "econ*ie"),
        ("aujourd'hui", "aujourdhui"),
        ("3,5", "3,5"),
        ("?[a]*", "a*"),
        ("…", ""),
    ],
)
def test_a_word_is_spelt_as_in_the_index(typed: str, spelt: str) -> None:
    assert spelling(typed) == spelt
