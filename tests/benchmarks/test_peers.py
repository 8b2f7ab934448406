"""Every peer that is installed indexes and answers every class that it can, and what a peer with a
plain analysis answers is what a slow reading of the texts gives."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from benchmarks.engines import peers
from benchmarks.engines.analysis import WORD, folded, term
from benchmarks.engines.classes import CLASSES
from benchmarks.engines.drawing import draw_queries
from benchmarks.engines.pages import FilonPages, requests
from benchmarks.engines.peer import (
    SNOWBALL,
    TOP,
    UNSTEMMED,
    Answer,
    ClassQuery,
    Peer,
    Shape,
    day_of,
    departments_of,
    year_of,
)
from benchmarks.engines.peers import filon
from corpus.dispatch import Dispatch
from corpus.synthetic import dispatches

COUNT, QUERIES, SEED = 300, 6, 7
PACKAGES = {"tantivy_index": "tantivy", "bm25s_scores": "bm25s"}
"""The peers whose engine is no dependency of Filon's."""
READINGS = {SNOWBALL: term, UNSTEMMED: folded}

TITLES = [each.title for each in CLASSES]
EXACT_TITLES = [each.title for each in CLASSES if each.shape is not Shape.FUZZY]


def named(*names: str) -> list[object]:
    """Peers for a test; one that may be absent is `external`."""
    external = pytest.mark.external
    return [pytest.param(name, marks=[external] if name in PACKAGES else []) for name in names]


EVERY_PEER = pytest.mark.parametrize("peer", named(*peers.NAMES), indirect=True)
PLAIN_PEERS = pytest.mark.parametrize("peer", named(*peers.NAMES[1:]), indirect=True)
UPDATING_PEERS = pytest.mark.parametrize(
    "peer", named("filon", "tantivy_index", "sqlite_fts5", "plain_whoosh"), indirect=True
)


@cache
def corpus() -> tuple[Dispatch, ...]:
    return tuple(dispatches(COUNT, seed=SEED))


@cache
def drawn() -> dict[str, list[ClassQuery]]:
    return draw_queries(corpus(), QUERIES, SEED)


@pytest.fixture(scope="module")
def peer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Peer:
    name: str = request.param
    if name in PACKAGES:
        pytest.importorskip(PACKAGES[name], reason=f"{PACKAGES[name]}: only in the extra «bench»")
    engine = peers.load(name)
    folder = tmp_path_factory.mktemp(name)
    engine.index(corpus(), folder)
    engine.open(folder)
    return engine


def ask(peer: Peer, query: ClassQuery) -> Answer:
    return peer.search(peer.prepare(query))


def answerable(peer: Peer, title: str) -> list[ClassQuery]:
    return [query for query in drawn()[title] if query.needs <= peer.abilities]


def matches(dispatch: Dispatch, query: ClassQuery, analysis: str) -> bool:
    """Whether a dispatch is to be found, read the slow way."""
    day, read = day_of(dispatch), READINGS[analysis]
    is_bound = query.since and query.until
    if is_bound and (day is None or not _ordinals(query)[0] <= day < _ordinals(query)[1]):
        return False
    found = [read(word) for word in WORD.findall(dispatch.text.lower())]
    wanted = [read(word) for word in query.words]
    if query.shape is Shape.PHRASE:
        return any(found[at : at + len(wanted)] == wanted for at in range(len(found)))
    if query.shape is Shape.PREFIX:
        return any(each.startswith(query.words[0]) for each in found)
    return (all if query.shape is Shape.ALL else any)(each in found for each in wanted)


def _ordinals(query: ClassQuery) -> tuple[int, int]:
    assert query.since is not None
    assert query.until is not None
    return query.since.toordinal(), query.until.toordinal()


@pytest.mark.parametrize("title", TITLES)
@EVERY_PEER
def test_a_class_is_answered(peer: Peer, title: str) -> None:
    for query in answerable(peer, title):
        answer = ask(peer, query)
        uids = peer.uids(answer)
        assert len(uids) == len(set(uids)) == min(TOP, answer.total)
        if query.facets:
            assert sum(answer.facets["year"].values()) == answer.total


@pytest.mark.parametrize("title", EXACT_TITLES)
@PLAIN_PEERS
def test_an_answer_is_what_the_texts_give(peer: Peer, title: str) -> None:
    for query in answerable(peer, title):
        answer = ask(peer, query)
        expected = [each for each in corpus() if matches(each, query, peer.analysis)]
        assert answer.total == len(expected)
        assert set(peer.uids(answer)) <= {each.uid for each in expected}
        if query.facets:
            assert answer.facets["year"] == Counter(map(year_of, expected))
            labels = (label for each in expected for label in departments_of(each))
            assert answer.facets["departments"] == Counter(labels)


@EVERY_PEER
def test_newest_first_is_in_the_order_of_issue(peer: Peer) -> None:
    issued = {each.uid: each.issued for each in corpus()}
    for query in answerable(peer, "newest first"):
        moments = [issued[uid] for uid in peer.uids(ask(peer, query))]
        assert moments == sorted(moments, key=lambda moment: moment.timestamp(), reverse=True)


def test_filon_is_asked_for_no_less_than_its_page_without_other_spellings(
    tmp_path: Path,
) -> None:
    """The page finds what the engine finds, and more by other stems; the same by a prefix."""
    engine = filon.FilonPeer()
    engine.index(corpus(), tmp_path)
    engine.open(tmp_path)
    pages = FilonPages(tmp_path)
    for each in CLASSES:
        for query in drawn()[each.title]:
            for request in requests([query]):
                found, shown = ask(engine, query).total, pages.page(request).total
                assert found == shown if query.shape is Shape.PREFIX else found <= shown


@UPDATING_PEERS
def test_an_update_is_visible(peer: Peer) -> None:
    question = ClassQuery(Shape.TERM, ("zzupdate",))
    assert ask(peer, question).total == 0
    peer.begin_updates()
    peer.update_one(replace(corpus()[0], uid="added", headline="zzupdate"))
    answer = ask(peer, question)
    assert answer.total == 1
    assert peer.uids(answer) == ("added",)


def test_fuzzy_words_are_one_letter_away() -> None:
    vocabulary = {folded(w) for each in corpus() for w in WORD.findall(each.text.lower())}
    for query in drawn()["fuzzy 1"]:
        assert any(_distance_is_one(query.words[0], word) for word in vocabulary)


def _distance_is_one(typed: str, word: str) -> bool:
    shorter, longer = sorted((typed, word), key=len)
    if len(shorter) == len(longer):
        return sum(a != b for a, b in zip(typed, word, strict=True)) <= 1
    is_near = len(longer) - len(shorter) == 1
    return is_near and shorter in {"".join(c) for c in combinations(longer, len(shorter))}
