"""Which words find each other by their stems."""

import pytest
from babel import Locale

from index.french import fold, stems
from index.french.countries import COUNTRIES, DEMONYMS
from index.french.stem import BARE_OVERRIDES, OVERRIDES

FAMILIES = [
    "étranger étrangère étrangers étrangères",
    "élève élèves",
    "événement événements",
    "premier première premiers premières",
    "sécurité sécurités",
    "régional régionale régionaux régionales",
    "président présidente présidents",
    "décidé décidée décidés",
    "médaille médailles",
    "développé développement développements",
    "général générale généraux générales",
    "européen européenne européens",
    "négociation négociations",
    "réfugié réfugiés réfugiée",
    "dernier dernière derniers",
    "département départements",
    "frontière frontières",
    "directeur directrice directeurs",
]
FORMS = [form for family in FAMILIES for form in family.split()]


def meet(first: str, second: str) -> bool:
    """Whether a query for the first word finds the second in a text."""
    return not set(stems(first, bare=True)).isdisjoint(stems(second))


def test_the_families_are_eighteen_and_their_forms_fifty_one() -> None:
    assert (len(FAMILIES), len(set(FORMS))) == (18, 51)


@pytest.mark.parametrize("family", FAMILIES)
def test_an_inflection_family_stays_together(family: str) -> None:
    first, *others = family.split()
    assert [form for form in others if not (meet(first, form) and meet(form, first))] == []


@pytest.mark.parametrize("form", FORMS)
def test_a_spelling_without_accents_finds_the_word(form: str) -> None:
    assert meet(fold(form), form)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("département", "départ"),
        ("Algérie", "Alger"),
        ("conseil", "conseiller"),
        ("marché", "marche"),
        ("Arabie", "arabes"),
        ("collectivité", "collection"),
        ("élevé", "élèves"),
        ("parti", "partie"),
        ("commune", "communiste"),
        ("communiqué", "commune"),
        ("environnement", "environ"),
        ("direction", "directement"),
        ("parlement", "parler"),
        ("équipe", "équipement"),
        ("protestant", "protester"),
        ("importation", "importance"),
        ("opéra", "opération"),
        ("islamiste", "islamique"),
        ("traité", "traitement"),
        ("armée", "arme"),
        ("mère", "mer"),
        ("étranger", "étrange"),
        ("fils", "fil"),
        ("fonds", "fond"),
        ("hier", "hiver"),
        ("mois", "moi"),
        ("Liberia", "libération"),
    ],
)
def test_words_that_only_look_alike_are_kept_apart(one: str, other: str) -> None:
    assert not meet(one, other)
    assert set(stems(one)).isdisjoint(stems(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("loi", "lois"),
        ("jeu", "jeux"),
        ("travail", "travaux"),
        ("petit", "petites"),
        ("conflit", "conflits"),
        ("danger", "dangers"),
        ("opinion", "opinions"),
        ("élu", "élus"),
        ("euro", "euros"),
        ("public", "publiques"),
        ("sportif", "sportive"),
        ("sénateur", "sénatrices"),
        ("commission", "commissions"),
        ("entier", "entière"),
    ],
)
def test_inflections_that_a_stemmer_would_part(one: str, other: str) -> None:
    assert meet(one, other)
    assert meet(other, one)


@pytest.mark.parametrize("word", ["marche", "eleve", "peche", "cote", "departement"])
def test_a_query_without_accents_finds_every_word_it_may_stand_for(word: str) -> None:
    meant = [listed for listed in OVERRIDES if fold(listed) == word]
    assert meant
    assert all(meet(word, listed) for listed in meant)


@pytest.mark.parametrize("country", ["Algérie", "Libye", "Égypte", "Niger", "Chine", "Mali"])
def test_the_name_of_a_country_is_never_stemmed(country: str) -> None:
    assert stems(country) == (fold(country),)


def test_countries_of_one_word_are_those_of_cldr() -> None:
    territories = Locale.parse("fr").territories.items()
    names = {fold(name) for code, name in territories if len(code) == 2 and name.isalpha()}
    assert names <= COUNTRIES
    assert "monde" not in COUNTRIES


@pytest.mark.parametrize("name", sorted({*DEMONYMS.values()} & COUNTRIES))
def test_what_an_adjective_finds_is_what_the_name_is_indexed_by(name: str) -> None:
    """«africain» did not find «Afrique», which was stemmed."""
    assert stems(name) == (name,)


@pytest.mark.parametrize(
    ("country", "adjective"),
    [
        ("Canada", "canadienne"),
        ("Libye", "libyens"),
        ("Yémen", "yéménite"),
        ("Turquie", "turques"),
        ("France", "françaises"),
        ("Liban", "libanaise"),
    ],
)
def test_a_country_finds_its_adjective(country: str, adjective: str) -> None:
    assert meet(country, adjective)
    assert meet(adjective, country)


def test_adjectives_of_two_countries_are_not_each_other() -> None:
    assert not meet("Niger", "nigérian")
    assert not meet("Nigeria", "nigérienne")


def test_no_override_stem_is_the_stem_of_a_word_outside_its_line() -> None:
    """A figure marks a stem that Snowball would give to other words as well."""
    for bare, made in BARE_OVERRIDES.items():
        assert bare.isascii(), bare
        assert all(stem.isascii() and stem.isalnum() for stem in made), bare
