"""The backends that the contract holds for, and dispatches that many of its tests ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from corpus.dispatch import Dispatch, Kind, Status
from index.writer import IndexWriter
from search.backend import Backend
from search.local import LocalBackend
from tests.making import department, dispatch
from tests.search.contract.asking import Make

TODAY = date(2021, 9, 16)


def _local(folder: Path, dispatches: tuple[Dispatch, ...]) -> Backend:
    with IndexWriter(folder) as writer:
        # Several generations, hence several segments: most mistakes need two.
        for number, each in enumerate(dispatches):
            writer.add(each)
            if number % 3 == 2:
                writer.commit()
        writer.commit()
    return LocalBackend(folder, today=lambda: TODAY)


BACKENDS: dict[str, Callable[[Path, tuple[Dispatch, ...]], Backend]] = {"local": _local}


@pytest.fixture(params=sorted(BACKENDS))
def backend_of(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    opened: list[Backend] = []

    def make(*dispatches: Dispatch) -> Backend:
        opened.append(BACKENDS[request.param](tmp_path / str(len(opened)), dispatches))
        return opened[-1]

    yield make
    for backend in opened:
        backend.close()


@pytest.fixture
def ministries(backend_of: Make) -> Backend:
    health = department("ministère de la Santé")
    hospitals = department("ministère de la Santé", "direction des hôpitaux", kind=Kind.DIRECTORATE)
    interior = department("ministère de l'Intérieur")
    # Both of these are of the last hour of 2020 in UTC, and of different local days.
    last = "2020-12-31T23:30:00+01:00"
    first = "2021-01-01T00:30:00+02:00"
    return backend_of(
        dispatch("Un", "gaz", day="2020-03-01", agency="APS", departments=(health, hospitals)),
        dispatch("Deux", "gaz", day=last, agency="APS", departments=(interior,)),
        dispatch("Trois", "gaz", day=first, agency="LANA", departments=(health,)),
        dispatch("Quatre", "gaz", day="2021-09-16", agency="TAP"),
        dispatch("Cinq", "eau", day="2021-09-16", agency="TAP", status=Status.CANCELLED),
    )
