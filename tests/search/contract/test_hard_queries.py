"""What every backend makes of bad and hard queries."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corpus.errors import IndexMissing, RequestError
from search.backend import Backend
from search.local import LocalBackend
from search.request import SearchRequest
from tests.making import dispatch
from tests.search.contract.asking import Make, ask, counts


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ('"gaz', "Guillemet non fermé, position 1"),
        ("(gaz", "Parenthèse non fermée"),
        ("gaz)", "Parenthèse fermante de trop"),
        ("gaz ET", "« ET »"),
        ("OU gaz", "« OU »"),
        ("inconnu:gaz", "n’existe pas"),
        ("titre: gaz", "n’a pas de valeur"),
        ("g* gaz", "2 lettres"),
        ("gaz~2", "3 lettres par faute"),
        ("gaz ~", "tilde"),
        ("date:jamais gaz", "n’est pas une date"),
        ('date:"31 novembre 2021" gaz', "n’existe pas"),
    ],
)
def test_a_malformed_query_is_mended_and_the_mending_said(
    ministries: Backend, query: str, note: str
) -> None:
    result = ask(ministries, query)
    assert any(note in str(each) for each in result.notes), result.notes


@pytest.mark.parametrize(
    "query",
    ["", " ", '"', '""', "()", "*", "**", "ET", "SAUF", "-", ":", "titre:", "(((", ")))", "a" * 900,
     "(" * 900, "- - -", "SAUF SAUF gaz", "l'", "d’", "…", "«»", "~", "~2", "*~", "a~",
     "+gaz", "gaz/eau", "\x00", "😀"],
)  # fmt: skip
def test_any_query_has_an_answer(ministries: Backend, query: str) -> None:
    assert ask(ministries, query).total >= 0


@pytest.mark.parametrize(
    ("query", "why"),
    [("a " * 400, "termes"), ("*gaz " * 100, "astérisque initial"), ("pétrole~2 " * 90, "fautes")],
)
def test_a_query_that_costs_too_much_is_refused(ministries: Backend, query: str, why: str) -> None:
    with pytest.raises(RequestError, match=why):
        ask(ministries, query)


def test_a_word_that_stands_for_too_many_is_refused(backend_of: Make) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = [f"zo{first}{second}" for first in letters for second in letters]
    longer = [f"{word}x" for word in words]
    backend = backend_of(dispatch("Un", " ".join(words)), dispatch("Deux", " ".join(longer)))
    assert ask(backend, "zoa*").total == 2
    assert ask(backend, "zo*x").total == 2
    for query in ("zo*", "*zo*", "-zo*", "gaz OU zo*"):
        with pytest.raises(RequestError, match="plus de 1024 mots"):
            ask(backend, query)


def test_an_empty_index_answers(backend_of: Make) -> None:
    backend = backend_of()
    assert ask(backend, "gaz").total == 0
    assert backend.statistics().dispatches == 0
    assert backend.get("x") is None


def test_a_missing_index_says_so(tmp_path: Path) -> None:
    backend = LocalBackend(tmp_path / "rien")
    with pytest.raises(IndexMissing, match="rien"):
        backend.search(SearchRequest("gaz"))


PIECES = st.sampled_from(
    ["gaz", "eau", '"gaz', '"', "(", ")", "ET", "OU", "SAUF", "-", "ga*", "titre:gaz", "date:hier",
     "agence:APS", "evenement:2021", "l'eau", "porte-parole", "dans", "le", "nom:kadhafi", "3 000",
     "g*z", "*az", "gas~", "gzaeux~2", "~", "*",
     "titre:g*z", "lieu:gaz~", "nom:ka*", "date:2*", "?[*", "œu*"]
)  # fmt: skip


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=10_000 if os.environ.get("FILON_TORTURE") == "1" else 300,
)
@given(st.lists(PIECES, max_size=12).map(" ".join) | st.text(max_size=60))
@example("gaz gaz eau ga* ga* ga*")  # two sums that differ in their last bit
def test_random_queries_have_consistent_answers(ministries: Backend, query: str) -> None:
    try:
        result = ask(ministries, query)
    except RequestError as refusal:
        # Anything else that is raised fails the test.
        assert refusal.field == "query"  # noqa: PT017
        return
    assert len(result.hits) == result.total
    assert sum(counts(result, "status").values()) == result.total
    assert [hit.score for hit in result.hits] == sorted(
        (hit.score for hit in result.hits), reverse=True
    )
