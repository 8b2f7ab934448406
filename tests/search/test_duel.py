"""A duel of random queries: Filon, plain Whoosh and brute force give the same answers.

Documents, totals, facets and order are the same, scores within 1e-6, for every node of
`whoosh.query`, over several segments, updates and deletions, under all filters. A push asks few
queries; FILON_TORTURE=1 asks them all, and FILON_SEED others.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import pytest
from whoosh.query import Query

from corpus.dispatch import Dispatch
from corpus.errors import RequestError
from index.codec import impacts
from index.snapshot import Address, IndexReader
from index.writer import IndexWriter
from search.engine import Engine
from search.grammar import parse
from search.query import compile_query
from search.request import FACETS, SearchRequest, Sort
from tests.search.duel import plain
from tests.search.duel.answers import Answer, Facts, answer, facts_of
from tests.search.duel.brute import Brute
from tests.search.duel.corpus import dispatches, revised
from tests.search.duel.documents import Document
from tests.search.duel.plain import Plain
from tests.search.duel.queries import Queries, Requests

SEED = int(os.environ.get("FILON_SEED", "20240612"))
TORTURE = os.environ.get("FILON_TORTURE") == "1"
TREES, TEXTS = (2_000, 1_000) if TORTURE else (40, 35)
"""Of each of the four indexes."""
TODAY = date(2021, 1, 2)
NEAR, PRECISION = 1e-6, 1e-12
"""How far scores may be apart: above a million, where boosts are multiplied, by their precision."""


class Ours:
    """The index in a folder, and the uid of each document."""

    def __init__(self, folder: Path) -> None:
        self.snapshot = IndexReader(folder).newest()
        self.engine = Engine(self.snapshot)
        self._uids = [
            [self.snapshot.dispatch(Address(index, number)).uid for number in range(each.documents)]
            for index, each in enumerate(self.snapshot.segments)
        ]

    def compiled(self, text: str) -> Query | None:
        """What a person's query is compiled to. Raises RequestError."""
        clause = parse(text).clause
        return compile_query(clause, expand=self.engine.terms, today=TODAY).query

    def find(self, query: Query | None) -> dict[str, float]:
        """The exact scores of all that a query finds, by uid."""
        scores = {}
        for uids, found in zip(self._uids, self.engine.find(query, SearchRequest()), strict=True):
            documents = found.matches.documents
            exact = found.exact(documents) if found.matches.slack else found.matches.scores()
            assert len(set(documents.tolist())) == len(documents)
            found_uids = [uids[number] for number in documents.tolist()]
            scores.update(zip(found_uids, exact.tolist(), strict=True))
        return scores

    def answer(self, query: Query | None, request: SearchRequest) -> Answer:
        answered = self.engine.answer(self.engine.find(query, request), request)
        page = [(self._uids[each.segment][each.number], each.score) for each in answered.page]
        return Answer(
            total=answered.total,
            page=tuple(uid for uid, _ in page),
            scores=dict(page),
            facets={
                name: tuple((value.value, value.count) for value in answered.facets[name])
                for name in FACETS
            },
        )


@dataclass
class Field:
    """The three, over the same dispatches."""

    ours: Ours
    plain: Plain
    brute: Brute
    facts: Mapping[str, Facts]

    def duel(self, query: Query | None, request: SearchRequest) -> None:
        ours, answered = self.ours.find(query), self.ours.answer(query, request)
        brute = self.brute.find(query)
        _same_scores(ours, brute)
        _same(answered, answer(brute, self.facts, request))
        if not plain.trusts(query):
            return
        whoosh = self.plain.find(query)
        assert ours.keys() == whoosh.keys()
        if plain.trusts_scores(query):
            _same_scores(ours, whoosh)
        elif request.order is Sort.RELEVANCE:
            return
        _same(answered, answer(whoosh, self.plain.facts, request))


def _same_scores(ours: Mapping[str, float], theirs: Mapping[str, float]) -> None:
    assert ours.keys() == theirs.keys()
    assert ours == pytest.approx(dict(theirs), rel=PRECISION, abs=NEAR)


def _same(ours: Answer, theirs: Answer) -> None:
    assert ours.total == theirs.total
    assert ours.page == theirs.page
    assert ours.facets == theirs.facets
    _same_scores(ours.scores, theirs.scores)


def _batches(random: Random) -> list[list[Dispatch]]:
    """Batches of dispatches of different lengths, and revisions of some in later ones: fewer than
    would be merged, so that all three count the same deleted documents."""
    first = dispatches(SEED)
    first.sort(key=lambda each: len(each.text) + random.randrange(400))
    batches = [first[:90], first[90:200], first[200:280], first[280:]]
    for count in (30, 12):
        newest = {each.uid: each for batch in batches for each in batch}
        again = random.sample(sorted(newest), count)
        batches.append([revised(newest[uid], random) for uid in again])
    return batches


def _flat(batches: Sequence[Sequence[Dispatch]]) -> list[Dispatch]:
    """The newest versions."""
    return [*{each.uid: each for batch in batches for each in batch}.values()]


def _field(folder: Path, batches: Sequence[Sequence[Dispatch]], is_optimised: bool) -> Field:
    with IndexWriter(folder) as writer:
        for batch in batches:
            for each in batch:
                writer.add(each)
            writer.commit()
        if is_optimised:
            writer.optimise()
    live = _flat(batches)
    if is_optimised:
        batches = [live]
    versions = {(each.uid, each.version) for each in live}
    every = [each for batch in batches for each in batch]
    documents = [Document(each, (each.uid, each.version) in versions) for each in every]
    ours = Ours(folder)
    assert [each.documents for each in ours.snapshot.segments] == [*map(len, batches)]
    return Field(
        ours,
        Plain(folder.with_name("plain"), batches),
        Brute(documents),
        {each.uid: facts_of(each) for each in live},
    )


@pytest.fixture(scope="module", params=["segments", "deletions", "optimised", "impacts"])
def field(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Field]:
    folder = tmp_path_factory.mktemp(request.param) / "index"
    batches = _batches(Random(SEED))
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "impacts":
            # All terms are evaluated by impacts: a first, approximate pass, and an exact one.
            patch.setattr(impacts, "FEWEST", 1)
            patch.setattr(impacts, "FREQUENT", 1 << 30)
        if request.param == "segments":
            batches = batches[:4]
        yield _field(folder, batches, is_optimised=request.param == "optimised")


def test_random_trees_of_nodes(field: Field) -> None:
    random = Random(SEED)
    queries = Queries(random, field.brute.documents)
    requests = Requests(random, [*field.facts.values()])
    for number in range(TREES):
        query, request = queries.query(), requests.request()
        print(f"FILON_SEED={SEED}, {number}: {query!r}\n{request}")
        field.duel(query, request)


def test_queries_as_people_type_them(field: Field) -> None:
    random = Random(SEED)
    queries = Queries(random, field.brute.documents)
    requests = Requests(random, [*field.facts.values()])
    for number in range(TEXTS):
        text = queries.text()
        request = requests.request(text)
        print(f"FILON_SEED={SEED}, {number}: {request}")
        try:
            query = field.ours.compiled(text)
        except RequestError:
            continue
        field.duel(query, request)
