"""Earlier versions are given back, withdrawn ones never quoted, and all backends say so alike."""

from __future__ import annotations

from datetime import datetime, timezone

from corpus.dispatch import EventDate, Status
from tests.making import dispatch
from tests.search.contract.asking import Make, ask, headlines

FIRST = dispatch("Le gaz", "Un accord.", uid="a", day="2021-01-01")
SECOND = dispatch("Le pétrole", "Un accord.", uid="a", version=2, day="2021-01-02")
OTHER = dispatch("Le charbon", "Un accord.", uid="a", version=2, day="2021-01-03")
KILL = dispatch("Annulation", uid="a", version=3, status=Status.CANCELLED, day="2021-01-04")


def test_searches_see_the_newest_and_every_version_can_be_read(backend_of: Make) -> None:
    backend = backend_of(OTHER, FIRST, dispatch("Autre"), SECOND)
    assert headlines(backend, "accord") == ["Le charbon"]
    assert ask(backend, "gaz").total == 0
    assert backend.get("a") == backend.get("a", 2) == OTHER
    assert backend.get("a", 1) == FIRST
    assert backend.get("a", 3) is None
    versions = backend.versions("a")
    assert [(each.number, each.issued) for each in versions] == [
        (2, OTHER.issued), (2, SECOND.issued), (1, FIRST.issued),
    ]  # fmt: skip
    assert backend.get("a", 2, versions[1].digest) == SECOND
    assert backend.get("a", 1, versions[1].digest) is None
    assert backend.versions("inconnu") == ()


def test_what_was_withdrawn_is_found_and_not_quoted(backend_of: Make) -> None:
    day = datetime(2021, 1, 1, tzinfo=timezone.utc).date()
    text = dispatch("Le gaz", "Un accord jeudi.", uid="a", events=(EventDate(day, day, "jeudi"),))
    backend = backend_of(KILL, text)
    for query in ("accord", "gaz", "statut:cancelled"):
        (hit,) = ask(backend, query).hits
        assert (hit.status, hit.version, hit.headline) == (Status.CANCELLED, 3, "Le gaz")
        assert [passage.part for passage in hit.highlights] == ["headline"]
        assert hit.events == ()
        said = str(ask(backend, query).to_json())
        assert "accord" not in said
        assert "jeudi" not in said
    assert backend.get("a", 1) == text
