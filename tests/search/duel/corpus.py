"""The dispatches that are searched in a duel: invented ones, and small ones full of what is hard.

The small ones share a few dozen words, so that random queries find something; among them are
accents, compounds, elisions, transliterated names, equal moments, several time zones, dispatches
without a date, and one word that stands in a dispatch more often than a byte can count.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from random import Random

from corpus import synthetic
from corpus.dispatch import Department, Dispatch, EventDate, Kind, Status

WORDS = re.findall(
    r"\S+",
    "pétrole gaz pêche péché pécher réunion réunions ministre ministère ministères santé élection "
    "élections électeur ambassade ambassades libyenne libyennes étranger étrangères président "
    "directeur directeurs départements département budget crise grève marché marche œuvre oeuvre "
    "porte-parole porteparole arc-en-ciel Al-Qaidi Kadhafi Gaddafi Qadhafi Bouteflika N'Djamena "
    "O.N.U. ONU 3000 3,5 2021 l’étranger l'Algérie Algérie Alger d'État Tripoli Tunis eau vent",
)
FUNCTION = re.findall(r"\S+", "le la les de des du et à dans pour avec sur un une que qui l’ d’")
ZONES = (0, 1, -5, 9, 14, -11)
AGENCIES = ("APS", "LANA", "TAP", "AFP", "Reuters", "")
PLACES = ("Alger", "Tripoli", "Tunis", "Paris", "N'Djamena", "")
BODIES = (
    Department(("ministère de la Santé",), Kind.MINISTRY, "DZ"),
    Department(("ministère de la Santé", "direction des hôpitaux"), Kind.DIRECTORATE, "DZ"),
    Department(("ministère des Affaires étrangères",), Kind.MINISTRY, "LY"),
    Department(
        ("ministère des Affaires étrangères", "département des affaires arabes"),
        Kind.DEPARTMENT,
        "LY",
        ("affaires arabes",),
    ),
    Department(("Primature",), Kind.GOVERNMENT, "TN"),
)
START = datetime(2020, 12, 20, 12, tzinfo=timezone.utc)


def dispatches(seed: int, small: int = 240, large: int = 40) -> list[Dispatch]:
    """Dispatches of one version each."""
    random = Random(seed)
    made = [_small(random, number) for number in range(small)]
    made += [_excessive(random, number) for number in range(3)]
    made += synthetic.dispatches(large, seed=seed % 1_000)
    random.shuffle(made)
    return made


def revised(dispatch: Dispatch, random: Random) -> Dispatch:
    """A higher version of a dispatch, which says something else."""
    body = (*dispatch.body, _text(random, random.randint(1, 12)))
    return replace(dispatch, version=dispatch.version + 1, body=body, status=Status.CORRECTED)


def _small(random: Random, number: int) -> Dispatch:
    issued = _moment(random) if random.random() < 0.9 else None
    made = Dispatch(
        uid=f"u{random.randrange(10**6):06}é{number}",
        headline=_text(random, random.randint(1, 5)).capitalize(),
        lead=_text(random, random.randint(0, 20)),
        body=tuple(
            _text(random, random.randint(1, 25)) for _ in range(random.choice((0, 0, 1, 3)))
        ),
        status=random.choice((Status.USABLE, Status.USABLE, Status.CANCELLED, Status.EMBARGOED)),
        agency=random.choice(AGENCIES),
        place=random.choice(PLACES),
        issued=issued,
        events=_events(random, issued),
        departments=tuple(random.sample(BODIES, random.choice((0, 0, 1, 1, 2)))),
        language=random.choice(("fr", "fr", "fr", "ar", "")),
    )
    # One that has ended: without an end it would be in no answer.
    return replace(made, embargo=START) if made.status is Status.EMBARGOED else made


def _excessive(random: Random, number: int) -> Dispatch:
    """One word very often in a text so long that a byte's worth of it would count for little."""
    times = 260 + 170 * number
    text = f"pétrole {_text(random, 4 * number)} " * times
    return Dispatch(uid=f"x{number}", headline="Gaz", lead=text, issued=_moment(random))


def _moment(random: Random) -> datetime:
    """One of few moments, at hours where time zones part days, months and years."""
    zone = timezone(timedelta(hours=random.choice(ZONES)))
    days = random.choice((11, 11, 12, random.randrange(700)))
    return (START + timedelta(days=days, hours=random.choice((0, 11, 12)))).astimezone(zone)


def _events(random: Random, issued: datetime | None) -> tuple[EventDate, ...]:
    if issued is None or random.random() < 0.6:
        return ()
    first = issued.date() + timedelta(days=random.randint(-3, 3))
    return (EventDate(first, first + timedelta(days=random.randint(1, 4)), "alors"),)


def _text(random: Random, count: int) -> str:
    """Words, the first of the list the most frequent, function words between them."""
    found: list[str] = []
    for _ in range(count):
        if random.random() < 0.4:
            found.append(random.choice(FUNCTION))
        found.append(WORDS[min(int(random.expovariate(0.09)), len(WORDS) - 1)])
    return " ".join(found)
