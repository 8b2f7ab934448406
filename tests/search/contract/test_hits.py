"""What every backend shows of a dispatch."""

from __future__ import annotations

import pytest

from corpus.dispatch import Status
from search.backend import Backend
from tests.making import dispatch
from tests.search.contract.asking import Make, ask


def test_highlights_are_the_words_as_printed(backend_of: Make) -> None:
    backend = backend_of(dispatch("Les élections", "Les ÉLECTIONS et l’électeur : élection."))
    headline, passage = ask(backend, "elections").hits[0].highlights
    assert [headline.text[a:b] for a, b in headline.marks] == ["élections"]
    assert [passage.text[a:b] for a, b in passage.marks] == ["ÉLECTIONS", "élection"]


def test_a_cancelled_dispatch_is_found_and_never_quoted(ministries: Backend) -> None:
    (hit,) = ask(ministries, "eau").hits
    assert hit.status is Status.CANCELLED
    assert [passage.part for passage in hit.highlights] == ["headline"]


def test_get_gives_the_dispatch_whole(backend_of: Make) -> None:
    original = dispatch("Un", "deux", day="2020-01-01", body=("trois",), notes=("à voir",))
    backend = backend_of(dispatch("Autre"), original)
    assert backend.get(original.uid) == original
    assert backend.get("inconnu") is None


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ambasades~", ["ambassades"]),
        ("*bassade*", ["ambassades", "Ambassadeur"]),
        ("ambas*eur", ["Ambassadeur"]),
        ("réunoin~", ["réunion"]),
        ("port-parole~", ["porte-parole"]),
        ("ambas*eur réunions", ["Ambassadeur", "réunion"]),
    ],
)
def test_what_was_really_matched_is_marked(backend_of: Make, query: str, words: list[str]) -> None:
    text = "La réunion des ambassades et leur porte-parole : l'Ambassadeur parle."
    (hit,) = ask(backend_of(dispatch("Compte rendu", text)), query).hits
    marked = {passage.text[start:end] for passage in hit.highlights for start, end in passage.marks}
    assert marked == set(words)
