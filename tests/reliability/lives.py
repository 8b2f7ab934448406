"""Events in the lives of dispatches: what agencies send of each, in the order in which they do.

New versions and corrections, the same again, another text of one version, kills with their words
and without, embargoes that have ended, will end or have no end. No two texts of one uid are equal
by version and moment: which of such stands is said by the order in which they come.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from random import Random

from corpus.dispatch import Department, Dispatch, Kind, Status

WORDS = re.findall(
    r"\w+",
    "gaz pétrole ministre libyen port grève école budget loi Tripoli Alger route eau blé usine "
    "accord vote crise santé hôpital pêche juge prix banque orage train barrage récolte",
)
AGENCIES = ("APS", "LANA", "TAP", "AFP")
PLACES = ("Alger", "Tripoli", "Tunis", "Paris")
NOW = datetime(2024, 6, 1, 12, tzinfo=timezone.utc)
"""Some embargoes have ended by then, others not."""


def events(count: int, seed: int) -> list[Dispatch]:
    random = Random(seed)
    sent: list[Dispatch] = []
    while len(sent) < count:
        sent += _life(random, len(sent))
    return sent[:count]


def _life(random: Random, number: int) -> list[Dispatch]:
    """All that is sent of one dispatch."""
    clock = _Clock(random)
    first = Dispatch(
        uid=f"urn:{number}",
        headline=_text(random, 4),
        lead=_text(random, 12),
        body=(_text(random, 20),),
        agency=random.choice(AGENCIES),
        place=random.choice(PLACES),
        issued=clock.next(),
        departments=random.choice(((), (Department(("Primature",), Kind.GOVERNMENT),))),
        embargo=_embargo(random),
        status=random.choice((Status.USABLE,) * 9 + (Status.EMBARGOED,)),
    )
    sent = [first]
    for version in range(2, random.choice((2, 2, 3, 4, 5))):
        corrected = replace(sent[-1], version=version, issued=clock.next(), status=Status.CORRECTED)
        sent.append(replace(corrected, lead=_text(random, 12), embargo=_embargo(random)))
    if random.random() < 0.3:
        again = random.choice(sent)
        sent.append(replace(again, headline=_text(random, 5), issued=clock.next()))
    if random.random() < 0.1:
        sent.append(replace(random.choice(sent), headline=_text(random, 5), issued=None))
    if random.random() < 0.3:
        sent += _kills(random, sent[-1], clock)
    return sent + random.choices(sent, k=random.choice((0, 0, 1, 3)))


def _kills(random: Random, last: Dispatch, clock: _Clock) -> list[Dispatch]:
    version = last.version + random.choice((0, 1, 1, 2))
    kill = replace(last, version=version, issued=clock.next(), status=Status.CANCELLED)
    bare = Dispatch(
        last.uid, "Annulation", version=version, status=Status.CANCELLED, issued=kill.issued
    )
    sent = [random.choice((kill, bare, bare, replace(bare, issued=None)))]
    if random.random() < 0.2:
        sent.append(replace(last, version=version + 1, issued=clock.next()))
    return sent


class _Clock:
    """Moments that never come twice, and do not always go on."""

    def __init__(self, random: Random) -> None:
        minutes = random.sample(range(600_000), 12)
        self._moments = iter([NOW - timedelta(minutes=each) for each in minutes])

    def next(self) -> datetime:
        return next(self._moments)


def _embargo(random: Random) -> datetime | None:
    """Mostly none; else one that has ended, or that has not."""
    hours = random.choice((None,) * 8 + (-100, 100))
    return None if hours is None else NOW + timedelta(hours=hours + random.randrange(50))


def _text(random: Random, count: int) -> str:
    return " ".join(random.choices(WORDS, k=count))
