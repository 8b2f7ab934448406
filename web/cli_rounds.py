"""The rounds of `filon fetch`: what ends them, and what is said of each."""

from __future__ import annotations

import json
import random
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import FrameType

import click

from corpus.fetching.addresses import address_of
from corpus.fetching.polling import Poller
from corpus.fetching.transport import Answer, HttpTransport
from index.comparison import Outcome
from index.fetching import FeedResult, Fetcher, Polled, Round
from index.ingest import refusal_json
from web.cli_outcomes import said_outcomes, say_refusals
from web.numerals import counted

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupted(BaseException):
    """The user or the system asked the command to end."""


class Interruption:
    """SIGINT and SIGTERM end what only waits (a clock, a server) at once, and what writes after it
    is done."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._waits = False

    def __enter__(self) -> Interruption:
        self._before = {number: signal.signal(number, self._ask) for number in SIGNALS}
        return self

    def __exit__(self, *error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked.set()
        if self._waits:
            raise Interrupted

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Where nothing is lost by ending."""
        self._waits = True
        try:
            if self._asked.is_set():
                raise Interrupted
            yield
        finally:
            self._waits = False


class SystemClock:
    """The system's clock, which an interruption ends the waiting of."""

    def __init__(self, interruption: Interruption) -> None:
        self._interruption = interruption

    def now(self) -> float:
        return time.time()

    def wait(self, seconds: float) -> None:
        with self._interruption.waiting():
            time.sleep(max(0.0, seconds))


class InterruptibleTransport:
    """Asks servers, which an interruption ends."""

    def __init__(self, interruption: Interruption) -> None:
        self._interruption = interruption
        self._transport = HttpTransport()

    def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        with self._interruption.waiting():
            return self._transport.get(url, headers)


def run_rounds(
    feeds: tuple[str, ...], index: Path, interval: float, *, once: bool, as_json: bool
) -> bool:
    """Poll feeds until a signal comes, or `once`. Gives whether all went well in the only round.

    Raises FetchError for what is no address, before anything is asked.
    """
    addresses = [address_of(feed) for feed in feeds]
    with Interruption() as interruption:
        clock = SystemClock(interruption)
        poller = Poller(InterruptibleTransport(interruption), random.random)
        fetcher = Fetcher(addresses, index, poller, clock, interval)
        try:
            found = _run(fetcher, clock, once, as_json)
        except Interrupted:
            return True
    return not (found.refusals or found.count(Polled.FAILED))


def _run(fetcher: Fetcher, clock: SystemClock, once: bool, as_json: bool) -> Round:
    """Rounds until an interruption; gives the only one of `--once`."""
    while True:
        found = fetcher.round()
        due = fetcher.next_poll()
        if as_json:
            click.echo(json.dumps(_json_of(found, clock.now()), ensure_ascii=False))
        else:
            _print(found, clock.now(), None if once else due)
        if once:
            return found
        clock.wait(due - clock.now())


def _print(found: Round, now: float, due: float | None) -> None:
    feeds = [
        counted(count, *words)
        for polled, words in (
            (Polled.CHANGED, ("fil a changé", "fils ont changé")),
            (Polled.SAME, ("fil est inchangé", "fils sont inchangés")),
            (Polled.FAILED, ("fil a échoué", "fils ont échoué")),
            (Polled.WAITING, ("fil attend", "fils attendent")),
        )
        if (count := found.count(polled))
    ]
    dispatches = said_outcomes(
        found.outcomes, len(found.refusals), indexed=("dépêche indexée", "dépêches indexées")
    )
    line = f"{_clock_time(now)} : {', '.join(feeds)}"
    line += f" ; {', '.join(dispatches)}" if dispatches else ""
    line += f" ; prochain relevé à {_clock_time(due)}" if due is not None else ""
    click.echo(f"{line}.")
    for feed in found.feeds:
        if feed.problem is not None:
            click.echo(
                f"Échec : {feed.url} : {feed.problem} Nouvel essai après {_clock_time(feed.due)}.",
                err=True,
            )
    say_refusals(found.refusals)


def _clock_time(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds):%H:%M:%S}"


def _json_of(found: Round, now: float) -> dict[str, object]:
    return {
        "event": "round",
        "time": _iso(now),
        "feeds": [_feed_json(feed) for feed in found.feeds],
        **{outcome.value: found.outcomes[outcome] for outcome in Outcome},
        "refused": [refusal_json(each) for each in found.refusals],
    }


def _feed_json(feed: FeedResult) -> dict[str, object]:
    problem = {"problem": str(feed.problem)} if feed.problem else {}
    return {"url": feed.url, "feed": feed.polled.value, **problem, "next": _iso(feed.due)}


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).astimezone().isoformat(timespec="seconds")
