"""Which dispatches repeat each other: none that differ in what their first paragraph states."""

from __future__ import annotations

import pytest

from tests.index.similar_texts import BODY, groups_of, report
from tests.index.test_segment_builder import made

DIFFERENT = [
    # A toll
    ("Douze personnes ont été tuées.", "Treize personnes ont été tuées."),
    ("Le séisme a fait 12 morts.", "Le séisme a fait 14 morts."),
    ("Le séisme a fait 1 200 morts.", "Le séisme a fait 12 000 morts."),
    ("Le séisme a fait deux morts.", "Le séisme a fait un mort."),
    ("Le séisme a fait vingt-deux morts.", "Le séisme a fait vingt-trois morts."),
    ("Le bilan est de plus de 100 morts.", "Le bilan est de moins de 100 morts."),
    ("Une dizaine de blessés ont été soignés.", "Une centaine de blessés ont été soignés."),
    # A date
    ("L’accord sera signé mardi.", "L’accord sera signé mercredi."),
    ("L’accord sera signé le 3 mars.", "L’accord sera signé le 4 mars."),
    ("L’accord sera signé le 3 mars.", "L’accord sera signé le 3 avril."),
    ("L’accord sera signé le 03/03/2011.", "L’accord sera signé le 03/03/2012."),
    ("L’accord a été signé hier.", "L’accord sera signé demain."),
    # A person, a place, a country
    ("Le ministre Karim Haddad a démissionné.", "Le ministre Samir Haddad a démissionné."),
    ("Karim Haddad a démissionné.", "Samir Haddad a démissionné."),
    ("L’immeuble s’est effondré à Tripoli.", "L’immeuble s’est effondré à Benghazi."),
    ("La crise en Égypte s’aggrave.", "La crise en Éthiopie s’aggrave."),
    ("Le président égyptien est malade.", "Le président éthiopien est malade."),
    ("L’Iran a rappelé l’ambassadeur.", "L’Irak a rappelé l’ambassadeur."),
    ("Jean Petit a battu Paul Grand.", "Paul Grand a battu Jean Petit."),
    # An amount
    ("Le prêt est de 2,5 millions d’euros.", "Le prêt est de 3,5 millions d’euros."),
    ("Le prêt est de 2,5 millions d’euros.", "Le prêt est de 2,5 milliards d’euros."),
    ("Le taux passe à 5 %.", "Le taux passe à 15 %."),
    ("Le taux passe à 2,25 %.", "Le taux passe à 2,75 %."),
    ("L’équipe a gagné 2 à 1.", "L’équipe a gagné 1 à 2."),
    ("L’équipe a gagné 3-1.", "L’équipe a gagné 1-3."),
    # A negation
    ("Le ministre a démissionné.", "Le ministre n’a pas démissionné."),
    ("Le ministre a été libéré avec caution.", "Le ministre a été libéré sans caution."),
    ("Un accord a été trouvé.", "Aucun accord n’a été trouvé."),
    ("Le ministre a toujours menti.", "Le ministre n’a jamais menti."),
]

SAME = [
    ("Le séisme a fait 1 200 morts.", "Le séisme a fait 1\u202f200 morts."),
    ("Le séisme a fait 1 200 morts.", "Le séisme a fait 1.200 morts."),
    ("L’Égypte a rappelé l’ambassadeur.", "L'EGYPTE a rappelé l'ambassadeur."),
    ("L’accord est signé, a dit M. Haddad.", "L’accord est signé, dit M. Haddad (AFP)."),
    ("L’accord est signé, dit l’AFP.", "L’accord est signé, dit Reuters."),
    ("Douze personnes ont été tuées à Tripoli.", "Douze personnes ont péri à Tripoli."),
    ("À Tripoli, douze morts.", "À Tripoli : douze morts"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_states_something_else_is_no_duplicate(one: str, other: str) -> None:
    assert groups_of([made([report(one), report(other)])]) == set()


@pytest.mark.parametrize(("one", "other"), SAME)
def test_another_spelling_agency_or_verb_makes_no_other_text(one: str, other: str) -> None:
    assert groups_of([made([report(one, uid="a"), report(other, uid="b")])]) == {frozenset("ab")}


def test_the_headline_may_be_another() -> None:
    lead = "Douze personnes ont été tuées mardi à Tripoli."
    given = [report(lead, uid="a"), report(lead, headline="Drame en Libye : un bilan", uid="b")]
    assert groups_of([made(given)]) == {frozenset("ab")}


def test_a_paragraph_may_be_moved() -> None:
    lead = "Douze personnes ont été tuées mardi à Tripoli."
    given = [report(lead, uid="a"), report(lead, body=(BODY[1], BODY[0], BODY[2]), uid="b")]
    assert groups_of([made(given)]) == {frozenset("ab")}


def test_another_text_is_no_duplicate_though_it_states_the_same() -> None:
    lead = "Douze personnes ont été tuées mardi à Tripoli."
    other = report(lead, body=tuple(paragraph[::-1] for paragraph in BODY))
    assert groups_of([made([report(lead), other])]) == set()


def test_a_short_first_paragraph_is_not_all_that_is_read() -> None:
    given = [
        report("Par Jean Petit", body=(f"Le séisme a fait {count} morts.", *BODY))
        for count in ("douze", "treize")
    ]
    assert groups_of([made(given)]) == set()


def test_a_headline_alone_is_a_text() -> None:
    given = [
        report("", headline=headline, body=(), uid=uid)
        for headline, uid in (
            ("Séisme au Chili : 12 morts", "a"),
            ("Séisme au Chili: 12 morts", "b"),
            ("Séisme au Chili : 14 morts", "c"),
            ("", "d"),
            ("…", "e"),
        )
    ]
    assert groups_of([made(given)]) == {frozenset("ab")}


def test_what_is_joined_by_a_third_is_one_group() -> None:
    """A group is all that is connected, whether or not each repeats each."""
    lead = "Douze personnes ont été tuées mardi à Tripoli."
    letters = "abcdefghijkl"
    text = [f"mot{letter}x{n}" for n in range(20) for letter in letters]
    given = []
    for step in range(8):
        text[step * 12 : step * 12 + 12] = [f"autre{step}x{n}" for n in range(12)]
        given.append(report(lead, body=(" ".join(text),), uid=letters[step]))
    assert groups_of([made(given[::7])]) == set()
    assert groups_of([made(given)]) == {frozenset(letters[:8])}
