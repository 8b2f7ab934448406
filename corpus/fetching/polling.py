"""Polls one feed politely: asks only for what has changed, and leaves a server alone that says so.

Conditional requests and 304 are RFC 9110's, as are Retry-After and the statuses; a redirection is
remembered where all that led there are for good (301, 308). After a failure a feed is left alone
for twice as long each time, less a random part, so that many that failed together come apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timezone
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

from corpus.errors import FetchError
from corpus.fetching.addresses import Address, redirected, same_origin
from corpus.fetching.state import FeedState
from corpus.fetching.transport import Answer, Transport
from corpus.limits import LIMITS
from corpus.messages import Message, message

OK, NOT_MODIFIED, NOT_FOUND, GONE, TOO_MANY, UNAVAILABLE = 200, 304, 404, 410, 429, 503
FOR_GOOD = frozenset((301, 308))
FOR_NOW = frozenset((302, 303, 307))
ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.1"
DOUBLINGS = 20
"""After so many failures the wait is as long as it gets, whatever the numbers."""


class Poll(NamedTuple):
    """What one poll gave: a `body` where the feed has changed, a `problem` where it failed, neither
    where it has not changed. `state` is to be kept once what the body holds is safe."""

    state: FeedState
    body: bytes | None = None
    problem: Message | None = None


@dataclass(frozen=True)
class Poller:
    """`random` gives numbers in [0, 1)."""

    transport: Transport
    random: Callable[[], float]

    def poll(self, feed: Address, before: FeedState, now: float) -> Poll:
        """Poll a feed once; `now` is the time in seconds since 1970. Raises nothing."""
        url, moved = before.moved or feed.url, before.moved
        is_for_good = True
        try:
            for _ in range(LIMITS.fetch_redirects + 1):
                answer = self.transport.get(url, self._headers(feed, before, url))
                if answer.status not in FOR_GOOD | FOR_NOW:
                    break
                is_for_good = is_for_good and answer.status in FOR_GOOD
                url = redirected(url, answer.headers.get("location", ""))
                moved = url if is_for_good else moved
            else:
                limit = LIMITS.fetch_redirects
                raise FetchError(message("Plus de {limit} redirections.", limit=limit))
        except FetchError as error:
            return self.failed(before, now, error.message)
        if answer.status == OK:
            return Poll(_validated(answer, url, moved, now), body=answer.body)
        if answer.status == NOT_MODIFIED:
            return Poll(replace(before, moved=moved, polled=now, failures=0, not_before=0.0))
        return self._refused(before, answer, now)

    def failed(
        self, before: FeedState, now: float, problem: Message, at_least: float = 0.0
    ) -> Poll:
        """A poll that gave nothing: the feed waits `at_least` so many seconds."""
        failures = before.failures + 1
        longest = LIMITS.fetch_wait_seconds
        wait = LIMITS.fetch_backoff_seconds * 2 ** min(failures - 1, DOUBLINGS)
        wait = min(wait, longest) * (1 + self.random()) / 2
        not_before = now + min(max(wait, at_least), longest)
        return Poll(
            replace(before, polled=now, failures=failures, not_before=not_before), problem=problem
        )

    def _refused(self, before: FeedState, answer: Answer, now: float) -> Poll:
        status = answer.status
        wait = retry_after(answer.headers.get("retry-after", ""), now)
        if status == GONE:
            wait = LIMITS.fetch_wait_seconds
        if status in (NOT_FOUND, GONE):
            before = replace(before, moved="")  # the address that the user gave may be better
        problem = {
            NOT_FOUND: message("Il n’y a rien à cette adresse (404)."),
            GONE: message("Ce fil n’existe plus (410)."),
            TOO_MANY: message("Le serveur demande d’attendre ({status}).", status=status),
            UNAVAILABLE: message("Le serveur demande d’attendre ({status}).", status=status),
        }.get(status, message("Le serveur répond {status}.", status=status))
        return self.failed(before, now, problem, wait)

    def _headers(self, feed: Address, before: FeedState, url: str) -> Mapping[str, str]:
        headers = {"User-Agent": user_agent(), "Accept": ACCEPT, "Accept-Encoding": "gzip"}
        if feed.authorization and same_origin(feed.url, url):
            headers["Authorization"] = feed.authorization
        if before.validated == url:
            if before.etag:
                headers["If-None-Match"] = before.etag
            if before.last_modified:
                headers["If-Modified-Since"] = before.last_modified
        return headers


def retry_after(value: str, now: float) -> float:
    """The seconds that a header Retry-After asks for, given as such or as a date; 0 for neither."""
    value = value.strip()
    if value.isdecimal() and len(value) < 10:
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError, OverflowError):
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return max(0.0, moment.timestamp() - now)


def user_agent() -> str:
    """How Filon names itself to servers."""
    try:
        number = version("filon")
    except PackageNotFoundError:  # run from its sources
        number = "0"
    return f"Filon/{number} (lecteur de fils RSS et Atom)"


def _validated(answer: Answer, url: str, moved: str, now: float) -> FeedState:
    return FeedState(
        etag=_kept(answer.headers.get("etag", "")),
        last_modified=_kept(answer.headers.get("last-modified", "")),
        validated=url,
        moved=moved,
        polled=now,
    )


def _kept(value: str) -> str:
    """A validator, unless it is too long to be sent back, or would not pass as a header."""
    is_good = len(value) <= LIMITS.fetch_validator_characters and value.isprintable()
    return value if is_good and value.isascii() else ""
