"""One poll after another: conditional requests, redirections, and leaving a server alone."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from corpus.errors import FetchError
from corpus.fetching.addresses import address_of
from corpus.fetching.polling import Poll, Poller, retry_after
from corpus.fetching.state import FeedState
from corpus.fetching.transport import Answer, HttpTransport
from corpus.limits import LIMITS
from tests.corpus.fetching.server import Reply, ScriptedServer

FEED = address_of("https://fil.example/rss")
NOW = 1_780_000_000.0
NEW = FeedState()


class Script:
    """A transport that gives answers in turn, and keeps what it was asked."""

    def __init__(self, *answers: Answer | FetchError) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, Mapping[str, str]]] = []

    def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        self.asked.append((url, headers))
        answer = self.answers.pop(0)
        if isinstance(answer, FetchError):
            raise answer
        return answer


def poll(script: Script, before: FeedState = NEW, random: float = 1.0) -> Poll:
    return Poller(script, lambda: random).poll(FEED, before, NOW)


def to(location: str, status: int = 301) -> Answer:
    return Answer(status, {"location": location})


def test_the_second_poll_asks_only_for_what_has_changed() -> None:
    headers = {"etag": '"a"', "last-modified": "Wed, 03 Jun 2026 08:00:00 GMT"}
    script = Script(Answer(200, headers, b"<rss/>"), Answer(304, {}))
    first = poll(script)
    assert (first.body, first.problem) == (b"<rss/>", None)
    second = poll(script, first.state)
    assert (second.body, second.problem) == (None, None)
    _, asked = script.asked[0]
    assert "If-None-Match" not in asked
    assert asked["User-Agent"].startswith("Filon/")
    assert asked["Accept-Encoding"] == "gzip"
    _, asked = script.asked[1]
    assert asked["If-None-Match"] == '"a"'
    assert asked["If-Modified-Since"] == "Wed, 03 Jun 2026 08:00:00 GMT"
    assert (second.state.etag, second.state.failures) == ('"a"', 0)


def test_a_redirection_for_good_is_remembered() -> None:
    script = Script(
        to("/un"),
        to("https://b.example/", 308),
        Answer(200, {"etag": '"b"'}, b"b"),
        Answer(304, {}),
    )
    first = poll(script)
    assert first.state.moved == first.state.validated == "https://b.example/"
    poll(script, first.state)
    assert [url for url, _ in script.asked] == [
        "https://fil.example/rss",
        "https://fil.example/un",
        "https://b.example/",
        "https://b.example/",
    ]
    assert script.asked[-1][1]["If-None-Match"] == '"b"'


def test_a_redirection_for_now_is_not_nor_what_follows_it() -> None:
    script = Script(to("/un"), to("/deux", 302), to("/trois"), Answer(200, {}, b"a"))
    assert poll(script).state.moved == "https://fil.example/un"


def test_validators_are_sent_to_no_other_address() -> None:
    before = FeedState(etag='"a"', validated="https://fil.example/rss")
    script = Script(to("/un", 302), Answer(200, {"etag": '"b"'}, b"a"), Answer(200, {}, b"b"))
    first = poll(script, before)
    assert "If-None-Match" in script.asked[0][1]
    assert "If-None-Match" not in script.asked[1][1]
    poll(script, first.state)
    assert "If-None-Match" not in script.asked[2][1]


def test_a_password_is_sent_to_its_own_server_alone() -> None:
    feed = address_of("https://jeanne:secret@fil.example/rss")
    script = Script(to("/un"), to("https://b.example/"), Answer(200, {}, b"a"))
    Poller(script, lambda: 0.0).poll(feed, NEW, NOW)
    assert ["Authorization" in headers for _, headers in script.asked] == [True, True, False]


@pytest.mark.parametrize(
    "location", ["http://fil.example/rss", "file:///etc/passwd", "", "http://"]
)
def test_a_redirection_out_of_encryption_or_to_nowhere_fails(location: str) -> None:
    answers = [to(location)] * (LIMITS.fetch_redirects + 1)
    found = poll(Script(*answers))
    assert found.body is None
    assert found.problem is not None
    assert found.state.moved == ""


def test_a_loop_of_redirections_ends() -> None:
    script = Script(*[to("/rss")] * (LIMITS.fetch_redirects + 1))
    assert "redirections" in str(poll(script).problem)
    assert not script.answers


def test_each_failure_doubles_the_wait_up_to_a_day() -> None:
    state, waits = NEW, []
    for _ in range(40):
        state = poll(Script(Answer(500, {})), state).state
        waits.append(state.not_before - NOW)
    assert waits[:4] == [60, 120, 240, 480]
    assert max(waits) == LIMITS.fetch_wait_seconds == waits[-1]
    assert state.failures == 40
    assert poll(Script(Answer(200, {}, b"a")), state).state.failures == 0


def test_a_random_part_of_the_wait_is_left_out() -> None:
    answers = [poll(Script(Answer(500, {})), random=part).state.not_before for part in (0.0, 0.5)]
    assert answers == [NOW + 30, NOW + 45]


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_asks_for_time_gets_it(status: int) -> None:
    found = poll(Script(Answer(status, {"retry-after": "7200"})))
    assert found.state.not_before == NOW + 7200
    assert str(status) in str(found.problem)
    assert poll(Script(Answer(status, {"retry-after": "1"}))).state.not_before == NOW + 60
    assert poll(Script(Answer(status, {"retry-after": "999999999"}))).state.not_before == (
        NOW + LIMITS.fetch_wait_seconds
    )


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Thu, 28 May 2026 20:28:20 GMT", 1_780_000_100.0 - NOW),
        ("Wed, 03 Jun 2015 08:00:00 GMT", 0.0),
        ("-5", 0.0),
        ("bientôt", 0.0),
        ("9" * 5000, 0.0),
        ("", 0.0),
    ],
)
def test_a_retry_after_is_seconds_or_a_date(value: str, seconds: float) -> None:
    assert retry_after(value, NOW) == seconds


def test_a_failure_keeps_what_was_known() -> None:
    before = FeedState(etag='"a"', validated="https://b.example/", moved="https://b.example/")
    failed = poll(Script(FetchError("rien")), before).state
    assert (failed.etag, failed.moved, failed.failures) == ('"a"', "https://b.example/", 1)


@pytest.mark.parametrize("status", [404, 410])
def test_where_a_feed_is_no_longer_the_first_address_is_tried_again(status: int) -> None:
    before = FeedState(moved="https://b.example/")
    script = Script(Answer(status, {}), Answer(200, {}, b"a"))
    failed = poll(script, before)
    assert failed.problem is not None
    poll(script, failed.state)
    assert [url for url, _ in script.asked] == ["https://b.example/", "https://fil.example/rss"]


def test_a_validator_that_cannot_be_sent_back_is_not_kept() -> None:
    for etag in ("é", "a\x00", "a" * (LIMITS.fetch_validator_characters + 1)):
        assert poll(Script(Answer(200, {"etag": etag}, b"a"))).state.etag == ""


def test_over_a_real_connection(server: ScriptedServer) -> None:
    new = server.on("/nouveau", Reply(200, b"<rss/>", {"ETag": '"a"'}), Reply(304))
    feed = address_of(server.on("/ancien", Reply(301, b"", {"Location": "/nouveau"})))
    poller = Poller(HttpTransport(), lambda: 0.0)
    first = poller.poll(feed, NEW, NOW)
    assert (first.body, first.state.moved) == (b"<rss/>", new)
    assert poller.poll(feed, first.state, NOW).body is None
    assert [each.path for each in server.requests] == ["/ancien", "/nouveau", "/nouveau"]
    assert server.requests[-1].headers["if-none-match"] == '"a"'


def test_a_loop_over_a_real_connection(server: ScriptedServer) -> None:
    feed = address_of(server.on("/a", Reply(302, b"", {"Location": "/b"})))
    server.on("/b", Reply(302, b"", {"Location": "/a"}))
    found = Poller(HttpTransport(), lambda: 0.0).poll(feed, NEW, NOW)
    assert found.problem is not None
    assert len(server.requests) == LIMITS.fetch_redirects + 1
