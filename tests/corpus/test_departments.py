"""Where the name of a body of state ends, which offices stand for one, and coordination."""

from __future__ import annotations

import pytest

from corpus.dispatch import Kind
from tests.corpus.finding import found, labels

AFFAIRS = "ministère des Affaires étrangères et de la Coopération internationale"


def test_a_real_dispatch_gives_the_ministry_and_its_departement() -> None:
    text = (
        "Le ministère des Affaires étrangères réunit ses diplomates\n"
        "Le ministère des Affaires étrangères et de la Coopération internationale a organisé hier "
        "une réunion de travail.\n"
        "Le directeur du département des affaires arabes au ministère, Khalifa Al-Qaidi, a présidé "
        "les travaux."
    )
    ministry, department = found(text, "LY")
    assert ministry.path == (AFFAIRS,)
    assert ministry.aliases == ("ministère des Affaires étrangères",)
    assert ministry.span is not None
    assert text[slice(*ministry.span)] == "ministère des Affaires étrangères"
    assert department.path == (AFFAIRS, "département des affaires arabes")
    assert department.kind is Kind.DEPARTMENT
    assert {ministry.country, department.country} == {"LY"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Le ministère de l'Intérieur Jean Untel.", "ministère de l'Intérieur"),
        ("Le ministre de la Justice Martial Royal a parlé.", "ministère de la Justice"),
        ("Le ministère de la Santé indique une baisse.", "ministère de la Santé"),
        ("Le ministère de la Santé à Tunis recrute.", "ministère de la Santé"),
        ("Le ministère de la Santé et des entreprises ont signé.", "ministère de la Santé"),
        ("Le ministre de l'Intérieur et des élus sont venus.", "ministère de l'Intérieur"),
        (
            "Le ministère de l'Agriculture, de l'Élevage et de la Pêche maritime à Nouakchott.",
            "ministère de l'Agriculture, de l'Élevage et de la Pêche maritime",
        ),
        (
            "LE MINISTERE DE L'ENSEIGNEMENT SUPERIEUR ET DE LA RECHERCHE SCIENTIFIQUE RECRUTE",
            "ministère de l'Enseignement supérieur et de la Recherche scientifique",
        ),
        ("Le ministère de l’education nationale publie", "ministère de l'Éducation nationale"),
        ("Le ministére de l'Interieur dément", "ministère de l'Intérieur"),
        (
            "Le Ministre de la Formation et de l'Enseignement Professionnels, M. Yacine Merabi,",
            "ministère de la Formation et de l'Enseignement professionnels",
        ),
        (
            "le ministre de l'Inclusion économique, de la Petite entreprise et de l'Emploi",
            "ministère de l'Inclusion économique, de la Petite entreprise et de l'Emploi",
        ),
        (
            "Le ministère des Domaines de l'État et des Affaires foncières",
            "ministère des Domaines de l'État et des Affaires foncières",
        ),
        (
            "le ministère du Commerce et du Développement des exportations",
            "ministère du Commerce et du Développement des exportations",
        ),
        (
            "Le ministre de l'Europe et des Affaires étrangères, Jean Untel,",
            "ministère de l'Europe et des Affaires étrangères",
        ),
        ("Le SPF Finances a écrit.", "service public fédéral Finances"),
        ("La Direction générale Afrique a réuni", "direction générale Afrique"),
    ],
)
def test_where_a_name_ends(text: str, name: str) -> None:
    assert [body.name for body in found(text)] == [name]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("le ministre de l'Intérieur", "ministère de l'Intérieur", Kind.MINISTRY),
        ("le directeur général de la Santé", "direction générale de la Santé", Kind.DIRECTORATE),
        ("la secrétaire d'État aux Transports", "secrétariat d'État aux Transports", "secrétariat"),
        ("le porte-parole du ministère de la Défense", "ministère de la Défense", Kind.MINISTRY),
        ("le cabinet du ministre de la Culture", "ministère de la Culture", Kind.MINISTRY),
        ("le vice-ministre du Pétrole", "ministère du Pétrole", Kind.MINISTRY),
        (
            "le sous-secrétaire d'État aux Affaires étrangères",
            "ministère des Affaires étrangères",
            Kind.MINISTRY,
        ),
        ("le préfet de l'Isère", "préfecture de l'Isère", Kind.PREFECTURE),
        ("le wali d'Oran", "wilaya d'Oran", Kind.PREFECTURE),
        ("le gouverneur de Sfax", "gouvernorat de Sfax", Kind.PREFECTURE),
        ("le gouverneur de la province de Settat", "province de Settat", Kind.PREFECTURE),
        ("le conseil départemental du Nord", "conseil départemental du Nord", Kind.TERRITORY),
        (
            "le ministre chargé des Relations avec le Parlement",
            "ministère chargé des Relations avec le Parlement",
            Kind.MINISTRY,
        ),
        (
            "la sous-direction de l'antiterrorisme",
            "sous-direction de l'Antiterrorisme",
            Kind.DIRECTORATE,
        ),
        ("l'Office national des forêts", "office national des forêts", Kind.AGENCY),
        ("le haut-commissariat au Plan", "haut-commissariat au Plan", Kind.AGENCY),
        (
            "le secrétaire général du gouvernement",
            "secrétariat général du gouvernement",
            Kind.SECRETARIAT,
        ),
    ],
)
def test_an_office_stands_for_its_body(text: str, name: str, kind: Kind | str) -> None:
    (body,) = found(f"Hier, {text} a parlé.")
    assert (body.name, body.kind) == (name, Kind(kind))


def test_a_delegated_minister_keeps_the_own_body_and_names_the_other() -> None:
    text = "La ministre déléguée auprès du ministre de l'Économie, chargée de l'Industrie, a souri."
    assert labels(text) == ["ministère délégué chargé de l'Industrie", "ministère de l'Économie"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Les ministres de l'Intérieur et de la Justice",
            ["ministère de l'Intérieur", "ministère de la Justice"],
        ),
        ("Le ministère de l'Économie et du Commerce", ["ministère de l'Économie et du Commerce"]),
        (
            "Les ministères des Finances, de la Santé et de l'Eau",
            ["ministère des Finances", "ministère de la Santé", "ministère de l'Eau"],
        ),
        (
            "Les ministres de l'Intérieur, Jean Dupont, et de la Justice, Marie Durand, ont signé",
            ["ministère de l'Intérieur", "ministère de la Justice"],
        ),
        (
            "Le ministère des Finances et celui de la Planification",
            ["ministère des Finances", "ministère de la Planification"],
        ),
        (
            "La ministre de la Culture, Hayet Guettat, et celle de la Femme, Asma Jabri,",
            ["ministère de la Culture", "ministère de la Femme"],
        ),
        ("Les walis d'Oran et de Tlemcen", ["wilaya d'Oran", "wilaya de Tlemcen"]),
    ],
)
def test_coordination_makes_one_body_or_several(text: str, names: list[str]) -> None:
    assert labels(text) == names


def test_several_nationalities_make_several_ministries() -> None:
    bodies = found("Les ministres libyen, tunisien et algérien de l'Intérieur se réunissent.")
    assert [(body.name, body.country) for body in bodies] == [
        ("ministère de l'Intérieur", country) for country in ("LY", "TN", "DZ")
    ]
