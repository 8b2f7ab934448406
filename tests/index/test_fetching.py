"""Rounds over feeds: what is new is indexed once, and what fails is left alone and said."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from corpus.errors import FetchError, IndexStateError
from corpus.fetching.addresses import address_of
from corpus.fetching.polling import Poller
from corpus.fetching.state import StateFile
from corpus.fetching.transport import Answer
from corpus.limits import LIMITS
from index import fetching
from index.comparison import Outcome
from index.fetching import Fetcher, Polled
from index.writer import IndexWriter
from search.local import LocalBackend
from search.request import SearchRequest

URL = "https://fil.example/rss"
OTHER = "https://fil.example/autre"
ITEM = (
    "<item><title>{title}</title><guid>https://fil.example/{number}</guid>"
    "<pubDate>Wed, 03 Jun 2026 10:00:{second:02} +0200</pubDate></item>"
)
INTERVAL = 300.0


class Clock:
    """A time that passes only when somebody waits for it."""

    def __init__(self) -> None:
        self.time = 1_780_000_000.0
        self.waits: list[float] = []

    def now(self) -> float:
        return self.time

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds


class Web:
    """A transport that answers by address, whatever was last put there."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | FetchError] = {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []

    def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        self.asked.append((url, headers))
        answer = self.answers[url]
        if isinstance(answer, FetchError):
            raise answer
        if answer.headers.get("etag") and headers.get("If-None-Match") == answer.headers["etag"]:
            return Answer(304, {})
        return answer

    def put(self, url: str, *items: str, etag: str = "") -> None:
        body = f'<rss version="2.0"><channel><title>Fil</title>{"".join(items)}</channel></rss>'
        self.answers[url] = Answer(200, {"etag": etag}, body.encode())


def item(number: int, title: str = "Un titre", second: int = 0) -> str:
    return ITEM.format(number=number, title=title, second=second)


def fetcher(web: Web, clock: Clock, index: Path, *urls: str) -> Fetcher:
    feeds = [address_of(url) for url in urls or (URL,)]
    return Fetcher(feeds, index, Poller(web, lambda: 1.0), clock, INTERVAL)


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def titles(index: Path) -> list[str]:
    backend = LocalBackend(index)
    found = backend.search(SearchRequest())
    backend.close()
    return sorted(hit.headline for hit in found.hits)


def test_what_is_new_is_indexed_and_what_changed_updated(
    web: Web, clock: Clock, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    feeds = fetcher(web, clock, index)
    web.put(URL, item(1, "Un"), item(2, "Deux"), etag='"a"')
    first = feeds.round()
    assert first.outcomes == {Outcome.INDEXED: 2}
    assert first.count(Polled.CHANGED) == 1
    clock.wait(INTERVAL)
    second = feeds.round()
    assert not second.outcomes
    assert second.count(Polled.SAME) == 1
    clock.wait(INTERVAL)
    web.put(URL, item(1, "Un, corrigé", 5), item(3, "Trois"), item(2, "Deux"), etag='"b"')
    third = feeds.round()
    assert third.outcomes == {Outcome.INDEXED: 1, Outcome.UPDATED: 1, Outcome.UNCHANGED: 1}
    assert titles(index) == ["Deux", "Trois", "Un, corrigé"]


def test_an_older_copy_of_a_feed_undoes_nothing(web: Web, clock: Clock, tmp_path: Path) -> None:
    index = tmp_path / "index"
    feeds = fetcher(web, clock, index, URL, OTHER)
    web.put(URL, item(1, "Un, corrigé", 5))
    web.put(OTHER, item(1, "Un"))
    assert feeds.round().outcomes == {Outcome.INDEXED: 1, Outcome.OUTDATED: 1}
    assert titles(index) == ["Un, corrigé"]


def test_what_a_server_said_outlives_the_process(web: Web, clock: Clock, tmp_path: Path) -> None:
    web.put(URL, item(1), etag='"a"')
    fetcher(web, clock, tmp_path / "index").round()
    again = fetcher(web, clock, tmp_path / "index")
    assert again.round().count(Polled.WAITING) == 1
    clock.wait(INTERVAL)
    assert again.round().count(Polled.SAME) == 1
    assert [headers.get("If-None-Match") for _, headers in web.asked] == [None, '"a"']


def test_what_is_not_committed_is_polled_again_whole(
    web: Web, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    web.put(URL, item(1), etag='"a"')

    def die(writer: IndexWriter) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(IndexWriter, "commit", die)
        with pytest.raises(KeyboardInterrupt):
            fetcher(web, clock, index).round()
    assert fetcher(web, clock, index).round().outcomes == {Outcome.INDEXED: 1}
    assert "If-None-Match" not in web.asked[1][1]


def test_while_another_writes_the_feed_waits_its_turn(
    web: Web, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    monkeypatch.setattr(fetching, "IndexWriter", lambda folder: IndexWriter(folder, wait=0.0))
    web.put(URL, item(1), etag='"a"')
    feeds = fetcher(web, clock, index)
    with IndexWriter(index):
        (result,) = feeds.round().feeds
    assert result.polled is Polled.FAILED
    clock.wait(INTERVAL)
    assert feeds.round().outcomes == {Outcome.INDEXED: 1}


def test_polls_of_one_server_are_some_seconds_apart(web: Web, clock: Clock, tmp_path: Path) -> None:
    elsewhere = "https://ailleurs.example/rss"
    for url in (URL, OTHER, elsewhere):
        web.put(url)
    fetcher(web, clock, tmp_path / "index", URL, OTHER, elsewhere, URL).round()
    assert clock.waits == [LIMITS.fetch_host_seconds]
    assert [url for url, _ in web.asked] == [URL, OTHER, elsewhere]


def test_one_feed_that_fails_stops_no_other(web: Web, clock: Clock, tmp_path: Path) -> None:
    web.answers[URL] = Answer(500, {})
    web.put(OTHER, item(1))
    feeds = fetcher(web, clock, tmp_path / "index", URL, OTHER)
    found = feeds.round()
    assert [each.polled for each in found.feeds] == [Polled.FAILED, Polled.CHANGED]
    assert found.outcomes == {Outcome.INDEXED: 1}
    assert "500" in str(found.feeds[0].problem)


def test_a_server_that_asks_for_time_is_left_alone(web: Web, clock: Clock, tmp_path: Path) -> None:
    web.answers[URL] = Answer(429, {"retry-after": "3600"})
    feeds = fetcher(web, clock, tmp_path / "index")
    feeds.round()
    assert feeds.next_poll() == clock.now() + 3600
    clock.wait(3599)
    assert fetcher(web, clock, tmp_path / "index").round().count(Polled.WAITING) == 1
    clock.wait(1)
    web.put(URL, item(1))
    assert feeds.round().outcomes == {Outcome.INDEXED: 1}


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><title>Connexion</title>", b"<rss><channel><item><title>a", b"Un titre\n"],
    ids=["empty", "page", "cut", "text"],
)
def test_what_is_no_feed_is_a_failure(web: Web, clock: Clock, tmp_path: Path, body: bytes) -> None:
    web.answers[URL] = Answer(200, {"etag": '"a"'}, body)
    (result,) = fetcher(web, clock, tmp_path / "index").round().feeds
    assert result.polled is Polled.FAILED
    assert StateFile.beside(tmp_path / "index").load()[URL].etag == ""


def test_an_entry_that_is_refused_is_said_and_the_others_indexed(
    web: Web, clock: Clock, tmp_path: Path
) -> None:
    web.put(URL, "<item><link>https://fil.example/9</link></item>", item(1))
    found = fetcher(web, clock, tmp_path / "index").round()
    assert found.outcomes == {Outcome.INDEXED: 1}
    (refusal,) = found.refusals
    assert refusal.file == URL


def test_a_clock_that_was_set_back_stops_no_feed(web: Web, clock: Clock, tmp_path: Path) -> None:
    web.put(URL)
    fetcher(web, clock, tmp_path / "index").round()
    clock.time -= 10 * 365 * 86_400
    assert fetcher(web, clock, tmp_path / "index").round().count(Polled.CHANGED) == 1


def test_a_state_that_cannot_be_written_is_an_error_for_a_person(
    web: Web, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(StateFile, "save", fail)
    web.put(URL)
    with pytest.raises(IndexStateError, match="No space"):
        fetcher(web, clock, tmp_path / "index").round()
