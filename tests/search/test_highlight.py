"""Marks cover words as they are printed; passages show the best of a dispatch."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.limits import LIMITS
from search.grammar import parse
from search.highlight import Highlighter, mark_query
from search.query import compile_query
from search.result import Passage
from tests.making import dispatch


def marked(text: str, query: str) -> list[str]:
    return [text[start:end] for start, end in mark_query(text, query)]


def highlighter(query: str) -> Highlighter:
    compiled = compile_query(parse(query).clause, expand=lambda _: (), today=date(2024, 1, 1))
    return Highlighter(compiled)


@pytest.mark.parametrize(
    ("text", "query", "words"),
    [
        ("L’Étranger et les étrangères", "etranger", ["Étranger", "étrangères"]),
        ("l'œuvre d'ŒUVRE", "oeuvre", ["œuvre", "ŒUVRE"]),
        ("établissement et établi", "etabliss*", ["établissement"]),
        ("établissement et rétabli", "*tabl*", ["établissement", "rétabli"]),
        ("établissement et rétabli", "rétabil~", ["rétabli"]),
        ("établissement et rétabli", "étab* SAUF rétabil~", ["établissement"]),
        ("Le porte-parole parle", "porteparole", ["porte-parole"]),
        ("un porteparole", "porte-parole", ["porteparole"]),
        ("3\u202f000 morts", "3000", ["3\u202f000"]),
        ("Gaddafi, dit Kadhafi", "Kadhafi", ["Gaddafi", "Kadhafi"]),
        ("les missions libyennes, les missions", '"missions libyennes"', ["missions libyennes"]),
        ("le directeur des ports", '"directeur des ports"', ["directeur des ports"]),
        ("le directeur du port", '"directeur des ports"', []),
        ("gaz et eau", "gaz SAUF eau", ["gaz"]),
        ("gaz et eau", "gaz OU eau", ["gaz", "eau"]),
        ("gaz", "", []),
        ("En 2010\n3 % de gaz", "3 %", ["3 %"]),
        ("Le directeur\ndes ports", '"directeur des ports"', []),
        ("Un 3 000\nLe directeur\ndu port\nport de\nBrest", '"port de"', ["port de"]),
        ("le gaz de l'or", "le gaz", ["gaz"]),
    ],
)
def test_what_is_marked(text: str, query: str, words: list[str]) -> None:
    assert marked(text, query) == words


def test_a_passage_is_near_the_words_and_says_where_it_is_cut() -> None:
    filler = "Des mots qui ne disent rien du sujet. " * 30
    found = dispatch("Titre", filler + "Le pétrole et le gaz montent. " + filler)
    ((_, passage),) = highlighter("gaz pétrole").passages([found])
    assert [passage.text[a:b] for a, b in passage.marks] == ["pétrole", "gaz"]
    assert len(passage.text) <= LIMITS.passage_characters
    assert passage.text.startswith("Le pétrole")
    assert (passage.cut_before, passage.cut_after) == (True, True)


def test_two_passages_in_the_order_of_the_text() -> None:
    filler = "Des mots qui ne disent rien du sujet. " * 30
    found = dispatch("Titre", f"Le gaz. {filler}", body=(f"{filler} Le pétrole.",))
    ((_, first, second),) = highlighter("pétrole OU gaz").passages([found])
    assert "gaz" in first.text
    assert "pétrole" in second.text


def test_without_a_word_to_mark_the_beginning_is_shown() -> None:
    found = dispatch("Titre", "Le début du texte.", body=("La suite.",))
    ((headline, passage),) = highlighter("").passages([found])
    assert headline == Passage("headline", "Titre")
    assert passage == Passage("body", "Le début du texte.")


def test_a_dispatch_without_a_body_has_its_headline() -> None:
    (passages,) = highlighter("gaz").passages([dispatch("Le gaz")])
    assert passages == (Passage("headline", "Le gaz", ((3, 6),)),)


@given(st.text(max_size=600), st.text(max_size=600), st.text(max_size=30))
def test_marks_are_inside_their_passage_and_never_overlap(
    lead: str, second: str, query: str
) -> None:
    found = dispatch("Un titre", lead.replace("\n", " "), body=(second.replace("\n", " "),))
    for passage in highlighter(f"{lead[:10]} {query}").passages([found])[0]:
        edges = [edge for mark in passage.marks for edge in mark]
        assert edges == sorted(edges)
        assert all(0 <= edge <= len(passage.text) for edge in edges)
        assert passage.text in found.text
