"""How every backend orders what it finds."""

from __future__ import annotations

from search.request import Sort
from tests.making import dispatch
from tests.search.contract.asking import Make, ask, headlines


def test_the_headline_weighs_more(backend_of: Make) -> None:
    body = dispatch("Compte rendu", "le pétrole a été cité une fois parmi bien des sujets du jour")
    title = dispatch("Le pétrole", "compte rendu d'une réunion qui a duré toute la journée d'hier")
    assert headlines(backend_of(body, title), "pétrole") == ["Le pétrole", "Compte rendu"]


def test_the_exact_accent_ranks_first(backend_of: Make) -> None:
    sin = dispatch("Sermon", "un péché est un péché")
    fishing = dispatch("Port", "la pêche est ouverte")
    backend = backend_of(sin, fishing)
    assert headlines(backend, "pêche")[0] == "Port"
    assert headlines(backend, "péché")[0] == "Sermon"


def test_variants_of_a_name_rank_below_the_spelling_typed_and_can_be_switched_off(
    backend_of: Make,
) -> None:
    backend = backend_of(
        dispatch("Un", "le colonel Kadhafi a parlé"), dispatch("Deux", "le colonel Gaddafi a parlé")
    )
    assert headlines(backend, "Gaddafi") == ["Deux", "Un"]
    assert headlines(backend, "Gaddafi", variants=False) == ["Deux"]


def test_order_and_its_default(backend_of: Make) -> None:
    backend = backend_of(
        dispatch("Vieux", "pétrole", day="2019-01-01"),
        dispatch("Neuf", "pétrole pétrole", day="2022-01-01"),
        dispatch("Sans date", "pétrole"),
        dispatch("Moyen", "pétrole pétrole pétrole", day="2020-01-01"),
    )
    assert headlines(backend) == ["Neuf", "Moyen", "Vieux", "Sans date"]
    assert headlines(backend, sort=Sort.OLDEST) == ["Vieux", "Moyen", "Neuf", "Sans date"]
    assert headlines(backend, "pétrole", sort=Sort.NEWEST)[0] == "Neuf"
    assert headlines(backend, "pétrole")[:2] == ["Moyen", "Neuf"]


def test_ties_are_broken_by_date_then_uid(backend_of: Make) -> None:
    same = [dispatch(f"T{n}", "gaz", uid=f"u{n}", day="2020-01-01") for n in (3, 1, 2)]
    newer = dispatch("T0", "gaz", uid="u9", day="2021-01-01")
    backend = backend_of(*same, newer)
    assert [hit.uid for hit in ask(backend, "gaz").hits] == ["u9", "u1", "u2", "u3"]


def test_pages_part_the_hits_without_gap_or_overlap(backend_of: Make) -> None:
    backend = backend_of(*(dispatch(f"T{n}", "gaz", day=f"2020-01-{n:02}") for n in range(1, 12)))
    pages = [headlines(backend, "gaz", page=page, size=4) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [4, 4, 3, 0]
    assert len({headline for page in pages for headline in page}) == 11
    assert ask(backend, "gaz", page=2, size=4).total == 11


def test_a_misspelling_scores_as_the_words_it_stands_for(backend_of: Make) -> None:
    backend = backend_of(
        dispatch("Un", "le pétrole et le gaz"),
        dispatch("Deux", "le pétrole, encore le pétrole, toujours le pétrole"),
        dispatch("Trois", "le petrolex et tant de mots qui font que le texte est bien plus long"),
    )
    assert headlines(backend, "pétrloe~")[0] == "Deux"
    assert set(headlines(backend, "petrole~")) == {"Un", "Deux", "Trois"}
