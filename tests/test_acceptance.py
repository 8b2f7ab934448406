"""The dispatch from which the product started, from the file to the answer.

The file is LANA's own and not part of the repository; a sample of the same shape stands in for it
in every other test. FILON_MATERIAL names the folder that holds it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.ingest import Ingestion
from index.writer import IndexWriter
from search.local import LocalBackend
from search.request import SearchRequest
from search.result import Hit

MATERIAL = Path(os.environ.get("FILON_MATERIAL", Path(__file__).parents[2] / "shared"))
DISPATCH = MATERIAL / "samples" / "lana-2021-09-16.txt"

pytestmark = [
    pytest.mark.external,
    pytest.mark.skipif(
        not DISPATCH.exists(),
        reason="LANA's own dispatch is not here; FILON_MATERIAL names its folder",
    ),
]

MINISTRY = "ministère des Affaires étrangères et de la Coopération internationale"


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalBackend]:
    folder = tmp_path_factory.mktemp("lana") / "index"
    with IndexWriter(folder) as writer:
        summary = Ingestion(writer).files([DISPATCH])
    assert (summary.dispatches, summary.refusals) == (1, [])
    backend = LocalBackend(folder)
    yield backend
    backend.close()


def hits(backend: LocalBackend, query: str) -> tuple[Hit, ...]:
    return backend.search(SearchRequest(query)).hits


def test_what_is_understood(backend: LocalBackend) -> None:
    (hit,) = hits(backend, "")
    assert (hit.agency, hit.place) == ("LANA", "Tripoli")
    assert hit.issued is not None
    assert hit.issued.date() == date(2021, 9, 16)
    assert [(event.start, event.text) for event in hit.events] == [
        (date(2021, 9, 15), "hier mercredi")
    ]
    assert [department.path for department in hit.departments] == [
        (MINISTRY,),
        (MINISTRY, "département des affaires arabes"),
    ]


@pytest.mark.parametrize(
    "query",
    [
        "ambassade",
        "ambassades libyennes",
        '"missions libyennes"',
        "reunion",
        "l’étranger",
        'departement:"affaires arabes"',
    ],
)
def test_what_finds_it(backend: LocalBackend, query: str) -> None:
    assert len(hits(backend, query)) == 1


def test_what_does_not(backend: LocalBackend) -> None:
    assert hits(backend, "arabie") == ()
