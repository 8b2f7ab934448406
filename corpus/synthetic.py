"""Invents dispatches at any scale, so that benchmarks need no archive of a press agency.

Dispatch number i of a seed is the same whatever the count asked for (with one version of NumPy).
The texts mean nothing, but their words are as frequent, as many and as long as those of French
(`corpus.synthetic_text`): nothing here may serve to judge relevance or understanding.

    python -m corpus.synthetic COUNT [--seed N]
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from functools import cache
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from corpus.agencies import AGENCIES
from corpus.data_files import read_entries
from corpus.dispatch import PATH_SEPARATOR, Department, Dispatch, EventDate, Kind, Source, Span
from corpus.places import CITIES
from corpus.synthetic_text import VOWELS, Floats, texts, zipf, zipf_draws

BLOCK = 256
FIRST_MOMENT = int(datetime(2010, 1, 1, 12, tzinfo=timezone.utc).timestamp())
LAST_MOMENT = int(datetime(2024, 12, 31, 12, tzinfo=timezone.utc).timestamp())
HEADLINE_TOKENS = (5, 12)
BODY_TOKENS = (72, 560)
BODY_MEDIAN, BODY_SPREAD = 235, 0.4
DEPARTMENTS_SHARES = (0.3, 0.4, 0.2, 0.1)
VERSION_SHARES = (0.97, 0.02, 0.01)
HOME_SHARE = 0.7
EVENT_SHARE = 0.5
EVENT_DAYS = 7

MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
FEMININE_HEADS = ("direction", "Primature")


class _Draws(NamedTuple):
    """What is drawn for one dispatch besides its words. `city` is None at the agency's home."""

    moment: int
    agency: int
    city: str | None
    departments: tuple[int, ...]
    event_days: int | None
    version: int


def dispatches(count: int, *, seed: int = 1) -> Iterator[Dispatch]:
    """`count` dispatches, made one block at a time. `seed` is not negative."""
    blocks = range(-(-count // BLOCK))
    return islice((made for number in blocks for made in _block(seed, number)), count)


def write_json_lines(count: int, target: str | Path | BinaryIO, *, seed: int = 1) -> None:
    """Write dispatches as the JSON Lines that the product reads, to a file or a binary stream."""
    if isinstance(target, (str, Path)):
        with Path(target).open("wb") as stream:
            write_json_lines(count, stream, seed=seed)
        return
    for dispatch in dispatches(count, seed=seed):
        target.write(json.dumps(_record(dispatch), ensure_ascii=False).encode() + b"\n")


def _record(dispatch: Dispatch) -> dict[str, object]:
    return {
        "id": dispatch.uid,
        "version": dispatch.version,
        "headline": dispatch.headline,
        "body": "\n".join(dispatch.paragraphs),
        "date": dispatch.issued.isoformat() if dispatch.issued else "",
        "agency": dispatch.agency,
        "place": dispatch.place,
        "departments": [department.label for department in dispatch.departments],
    }


def _block(seed: int, number: int) -> Iterator[Dispatch]:
    """A whole block is always drawn: so a dispatch does not depend on how many are wanted."""
    draw = np.random.default_rng((seed, number))
    lengths = np.exp(draw.normal(np.log(BODY_MEDIAN), BODY_SPREAD, BLOCK)).astype(np.int64)
    bodies = texts(draw, lengths.clip(*BODY_TOKENS), sentences=True)
    headlines = texts(draw, draw.integers(*HEADLINE_TOKENS, BLOCK), sentences=False)
    parts = zip(list(bodies), list(headlines), _block_draws(draw), strict=True)
    for position, (body, headline, draws) in enumerate(parts, number * BLOCK):
        yield _dispatch(f"synthetic-{seed}-{position:08}", headline, body, draws)


def _block_draws(draw: np.random.Generator) -> Iterator[_Draws]:
    cities = tuple(CITIES.values())
    departments = zipf_draws(draw, _ranks(len(_bodies())), 3 * BLOCK).reshape(BLOCK, 3)
    counts = draw.choice(len(DEPARTMENTS_SHARES), BLOCK, p=DEPARTMENTS_SHARES)
    columns = (
        draw.integers(FIRST_MOMENT, LAST_MOMENT, BLOCK),
        zipf_draws(draw, _ranks(len(AGENCIES)), BLOCK),
        draw.random(BLOCK) < HOME_SHARE,
        draw.integers(0, len(cities), BLOCK),
        draw.random(BLOCK) < EVENT_SHARE,
        draw.integers(-EVENT_DAYS, EVENT_DAYS + 1, BLOCK),
        draw.choice(len(VERSION_SHARES), BLOCK, p=VERSION_SHARES),
    )
    rows = zip(*(column.tolist() for column in (*columns, departments, counts)), strict=True)
    for moment, agency, home, city, dated, days, revisions, chosen, count in rows:
        yield _Draws(
            moment,
            agency,
            None if home else cities[city],
            tuple(dict.fromkeys(chosen[:count])),
            days if dated else None,
            1 + revisions,
        )


def _dispatch(uid: str, headline: str, body: str, draws: _Draws) -> Dispatch:
    agency = AGENCIES[draws.agency]
    issued = datetime.fromtimestamp(draws.moment, tz=agency.zone)
    place = draws.city or agency.city
    opening = _Opening(len(headline) + 1)
    departments = opening.concern(draws.departments, agency.country)
    events = opening.tell(issued.date(), draws.event_days)
    lead, *paragraphs = _capitalised(f"{opening.text}{body}.").split("\n")
    return Dispatch(
        uid=uid,
        headline=_capitalised(headline),
        lead=lead,
        body=tuple(paragraphs),
        version=draws.version,
        agency=agency.name,
        place=place,
        issued=issued,
        dateline=f"{place}, {_written(issued.date())} ({agency.name})",
        events=events,
        departments=departments,
        source=Source(format="synthetic"),
    )


class _Opening:
    """The words before a body that name the departments and the event's day, with their spans."""

    def __init__(self, start: int) -> None:
        self.text = ""
        self._start = start

    def concern(self, numbers: tuple[int, ...], country: str) -> tuple[Department, ...]:
        found = []
        for number in numbers:
            kind, path = _bodies()[number]
            self.text += f" et {_article(path[-1])}" if self.text else f"selon {_article(path[-1])}"
            found.append(Department(path, kind, country, span=self._append(path[-1])))
        self._close()
        return tuple(found)

    def tell(self, issued: date, days: int | None) -> tuple[EventDate, ...]:
        if days is None:
            return ()
        day = issued + timedelta(days)
        written = _written(day)
        self.text += "le "
        event = EventDate(day, day + timedelta(1), written, self._append(written))
        self._close()
        return (event,)

    def _append(self, words: str) -> Span:
        start = self._start + len(self.text)
        self.text += words
        return Span(start, start + len(words))

    def _close(self) -> None:
        self.text += ", " if self.text else ""


@cache
def _bodies() -> tuple[tuple[Kind, tuple[str, ...]], ...]:
    entries = (entry.partition(" | ") for entry in read_entries("synthetic_departments.txt"))
    return tuple((Kind(kind), tuple(path.split(PATH_SEPARATOR))) for kind, _, path in entries)


@cache
def _ranks(count: int) -> Floats:
    return np.cumsum(zipf(count))


def _article(name: str) -> str:
    if name.startswith(VOWELS):
        return "l'"
    return "la " if name.startswith(FEMININE_HEADS) else "le "


def _written(day: date) -> str:
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {MONTHS.split()[day.month - 1]} {day.year}"


def _capitalised(text: str) -> str:
    return text[0].upper() + text[1:]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m corpus.synthetic", description="Invente des dépêches, une par ligne JSON."
    )
    parser.add_argument("count", type=int, metavar="NOMBRE", help="nombre de dépêches")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="graine du tirage")
    arguments = parser.parse_args()
    try:
        write_json_lines(arguments.count, sys.stdout.buffer, seed=arguments.seed)
    except BrokenPipeError:
        # Whoever reads has enough; without this, Python complains when it closes the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
