"""Polls feeds in rounds and brings what has changed into an index.

What a feed's server said is remembered only once what it sent is committed, so that a kill between
the two repeats a poll and loses nothing. The index is locked only while something is written.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import NamedTuple, Protocol

from corpus.errors import IndexLocked, IndexStateError
from corpus.fetching.addresses import Address
from corpus.fetching.polling import Poll, Poller
from corpus.fetching.state import FeedState, StateFile
from corpus.limits import LIMITS
from corpus.messages import Message, message
from corpus.readers.draft import Refusal
from corpus.readers.feeds import FeedReader
from corpus.readers.registry import HEAD_BYTES
from index.comparison import Outcome
from index.ingest import Ingestion
from index.writer import IndexWriter


class Clock(Protocol):
    """`now` is in seconds since 1970."""

    def now(self) -> float: ...

    def wait(self, seconds: float) -> None: ...


class Polled(Enum):
    """What became of a feed in a round; one that waits was not asked."""

    CHANGED = "changed"
    SAME = "unchanged"
    FAILED = "failed"
    WAITING = "waiting"


class FeedResult(NamedTuple):
    """`due` is when the feed may next be polled, in seconds since 1970."""

    url: str
    polled: Polled
    due: float
    problem: Message | None = None


@dataclass
class Round:
    """What one round over all feeds gave."""

    feeds: list[FeedResult] = field(default_factory=list)
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    refusals: list[Refusal] = field(default_factory=list)

    def count(self, polled: Polled) -> int:
        return sum(each.polled is polled for each in self.feeds)


class Fetcher:
    """The feeds of one index. `interval` is in seconds, from one poll of a feed to the next."""

    def __init__(
        self, feeds: Iterable[Address], index: Path, poller: Poller, clock: Clock, interval: float
    ) -> None:
        self._feeds = list({feed.url: feed for feed in feeds}.values())
        self._index = index
        self._poller = poller
        self._clock = clock
        self._interval = interval
        self._file = StateFile.beside(index)
        known = self._file.load()
        self._states = {feed.url: known.get(feed.url, FeedState()) for feed in self._feeds}
        self._asked: dict[str, float] = {}
        self._reader = FeedReader()

    def round(self) -> Round:
        """Poll each feed that is due, one after the other.

        Raises IndexStateError where the index, or what is known of the feeds, cannot be written.
        """
        found = Round()
        try:
            for feed in self._feeds:
                found.feeds.append(self._take(feed, found))
        finally:
            self._save()
        return found

    def next_poll(self) -> float:
        """When the first feed is due, in seconds since 1970."""
        return min(map(self._due, self._states.values()))

    def _take(self, feed: Address, found: Round) -> FeedResult:
        before = self._states[feed.url]
        if (due := self._due(before)) > self._clock.now():
            return FeedResult(feed.url, Polled.WAITING, due)
        self._wait_for(feed.host)
        poll = self._poller.poll(feed, before, self._clock.now())
        self._asked[feed.host] = self._clock.now()
        if poll.body is not None:
            poll = self._bring_in(feed, before, poll.body, poll, found)
        self._states[feed.url] = poll.state
        polled = (
            Polled.FAILED if poll.problem else Polled.SAME if poll.body is None else Polled.CHANGED
        )
        return FeedResult(feed.url, polled, self._due(poll.state), poll.problem)

    def _due(self, state: FeedState) -> float:
        """When a feed may be polled. A clock that was set back must not stop it for years."""
        now = self._clock.now()
        polled = state.polled if state.polled <= now else 0.0
        return max(polled + self._interval, min(state.not_before, now + LIMITS.fetch_wait_seconds))

    def _wait_for(self, host: str) -> None:
        """Leave a server some seconds from one request to the next."""
        if host in self._asked:
            left = self._asked[host] + LIMITS.fetch_host_seconds - self._clock.now()
            if left > 0:
                self._clock.wait(min(left, LIMITS.fetch_host_seconds))

    def _bring_in(
        self, feed: Address, before: FeedState, body: bytes, poll: Poll, found: Round
    ) -> Poll:
        """Index what a feed holds; a feed that cannot be read, or not now, has failed."""
        now = poll.state.polled
        if not self._reader.sniff(body[:HEAD_BYTES]):
            return self._poller.failed(before, now, message("Ce n’est pas un fil RSS ou Atom."))
        drafts = list(self._reader.read(io.BytesIO(body), feed.url))
        refusals = [each for each in drafts if isinstance(each, Refusal)]
        if refusals and len(refusals) == len(drafts):
            return self._poller.failed(before, now, refusals[0].reason)
        if not drafts:
            return poll
        try:
            with IndexWriter(self._index) as writer:
                summary = Ingestion(writer).deliver(iter(drafts), feed.url)
        except IndexLocked as error:
            return self._poller.failed(before, now, error.message)
        found.outcomes += summary.outcomes
        found.refusals += summary.refusals
        return poll

    def _save(self) -> None:
        try:
            self._file.save(self._states)
        except OSError as error:
            raise IndexStateError(
                message(
                    "L’état des fils n’a pas pu être enregistré : {detail}.",
                    detail=error.strerror or str(error),
                )
            ) from None
