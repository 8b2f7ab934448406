"""What is no body of state, what is above one, what is one body, and of which country it is."""

from __future__ import annotations

import pytest

from corpus.dispatch import Kind
from tests.corpus.finding import found, labels


@pytest.mark.parametrize(
    "text",
    [
        "Le ministère a publié un avis.",
        "Le ministre est arrivé, la direction aussi; le département attend.",
        "Le ministère public a requis dix ans.",
        "Le Conseil des ministres s'est réuni; les ministres ont voté.",
        "Le ministre du culte a prié. Le ministre plénipotentiaire est reparti.",
        "Le train en direction de Lyon est parti; le départ est fixé.",
        "L'orchestre joue sous la direction de Riccardo Untel.",
        "Le département de mathématiques de l'université d'Alger fête ses vingt ans.",
        "Le directeur général de Renault et la direction de l'entreprise ont signé.",
        "La direction des ressources humaines a reçu les syndicats.",
        "La direction du parti, la direction de l'hôpital et le directeur de l'école.",
        "La route est coupée dans le département de l'Isère et dans la wilaya de Batna.",
        "Le secrétaire général de l'ONU et celui du syndicat ont écrit.",
        "Le gouverneur de la Banque centrale a baissé les taux.",
        "Le service de cardiologie de l'hôpital a rouvert.",
        "L'agence de voyages a fermé; l'Agence internationale de l'énergie s'inquiète.",
        "Le haut-commissariat des Nations unies aux réfugiés a alerté.",
        "Le département de Nasser Bourita a démenti.",
        "Le département à souligné l'urgence.",
        "Un directeur de la communication a démissionné.",
        "La conférence des directeurs de l'énergie a voté.",
        "Le parquet, la cour, l'Assemblée, la mairie et l'ambassade ont réagi.",
    ],
)
def test_what_is_no_body_of_state(text: str) -> None:
    assert labels(text) == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (
            "La direction des douanes, relevant du ministère des Finances, a saisi 3 kg.",
            "ministère des Finances › direction des Douanes",
        ),
        (
            "Le ministère de la Culture a parlé. Sa direction du Patrimoine tranchera.",
            "ministère de la Culture › direction du Patrimoine",
        ),
        (
            "Le ministère de la Culture a parlé. La direction du Livre du même ministère aussi.",
            "ministère de la Culture › direction du Livre",
        ),
        (
            "Le ministre des Finances a chargé la Direction générale des impôts, placée sous sa "
            "tutelle, du dossier.",
            "ministère des Finances › direction générale des Impôts",
        ),
        (
            "Le service des passeports de la direction générale de la Sûreté nationale a rouvert.",
            "direction générale de la Sûreté nationale › service des passeports",
        ),
        (
            "La direction régionale des douanes de Sfax, qui dépend du ministère des Finances,",
            "ministère des Finances › direction régionale des Douanes",
        ),
    ],
)
def test_a_parent_is_what_the_text_gives(text: str, path: str) -> None:
    assert path in labels(text)


def test_short_and_full_names_are_one_body() -> None:
    text = (
        "Le ministère de l'Intérieur, puis le ministre de l'Intérieur, des Collectivités locales "
        "et de l'Aménagement du territoire, enfin le ministère."
    )
    (body,) = found(text)
    assert body.name == (
        "ministère de l'Intérieur, des Collectivités locales et de l'Aménagement du territoire"
    )
    assert body.aliases == ("ministère de l'Intérieur",)


def test_a_name_without_its_first_subject_is_still_one_body() -> None:
    text = "Le ministre des Finances a parlé. Le ministère de l'Économie et des Finances confirme."
    assert labels(text) == ["ministère de l'Économie et des Finances"]


def test_a_closing_acronym_is_an_alias() -> None:
    (body,) = found("La Direction générale de la protection civile (DGPC) a secouru 12 marins.")
    assert body.name == "direction générale de la Protection civile"
    assert body.aliases == ("DGPC",)


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("le ministère russe de la Défense", "ministère de la Défense", "RU"),
        ("le ministère sud-africain des Finances", "ministère des Finances", "ZA"),
        ("le ministère de la Santé du Niger", "ministère de la Santé", "NE"),
        ("le ministre de la Justice de Côte d'Ivoire", "ministère de la Justice", "CI"),
        ("la ministre wallonne de l'Environnement", "ministère de l'Environnement", "BE"),
        ("le département américain du Trésor", "département du Trésor", "US"),
        ("le secrétaire américain à la Défense", "département de la Défense", "US"),
        ("le secrétaire d'État américain", "département d'État", "US"),
        (
            "le Département fédéral des affaires étrangères",
            "département fédéral des affaires étrangères",
            "CH",
        ),
        ("le Premier ministre tunisien", "Primature", "TN"),
        ("le chef de la diplomatie algérienne", "ministère des Affaires étrangères", "DZ"),
    ],
)
def test_a_nationality_gives_the_country(text: str, name: str, country: str) -> None:
    (body,) = found(f"Hier, {text} a réagi.")
    assert (body.name, body.country) == (name, country)


def test_homonyms_at_home_and_abroad_are_two() -> None:
    text = (
        "Le ministre italien de l'Intérieur, Marco Untel, a reçu à Rome le ministre de "
        "l'Intérieur, Khaled Untel."
    )
    assert [body.country for body in found(text, "LY")] == ["IT", "LY"]


def test_the_agency_gives_the_country_of_bodies_without_one() -> None:
    assert [body.country for body in found("Le ministère de la Santé", "TN")] == ["TN"]
    assert [body.country for body in found("Le ministère de la Santé")] == [""]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Bercy", "ministère de l'Économie et des Finances", "ministère"),
        ("le Quai d’Orsay", "ministère des Affaires étrangères", "ministère"),
        ("la place Beauvau", "ministère de l'Intérieur", "ministère"),
        ("le garde des sceaux", "ministère de la Justice", "ministère"),
        ("la Chancellerie", "ministère de la Justice", "ministère"),
        ("le Foreign Office", "Foreign Office", "étranger"),
        ("le Pentagone", "Pentagone", "étranger"),
        ("Matignon", "Primature", "gouvernement"),
        ("la DGSN", "direction générale de la Sûreté nationale", "direction"),
        ("le DFAE", "département fédéral des affaires étrangères", "ministère"),
    ],
)
def test_paraphrases_and_acronyms_count(text: str, name: str, kind: str) -> None:
    (body,) = found(f"Hier, {text} a réagi.")
    assert (body.name, body.kind) == (name, Kind(kind))


@pytest.mark.parametrize(
    "text",
    [
        "L'ancien ministre de la Justice est poursuivi.",
        "L'ex-ministre de la Justice est poursuivi.",
        "Celle qui fut ministre de la Justice témoigne.",
        "Ministre de la Justice de 1990 à 1994, il est mort lundi.",
    ],
)
def test_a_former_holder_has_a_kind_of_its_own(text: str) -> None:
    (body,) = found(text)
    assert (body.name, body.kind) == ("ministère de la Justice", Kind.FORMER)


def test_a_body_concerned_in_its_own_right_is_not_former() -> None:
    text = "L'ancien ministre de la Justice a tort, dit le ministère de la Justice."
    assert [body.kind for body in found(text)] == [Kind.MINISTRY]


def test_spans_are_in_order_and_prove_the_bodies() -> None:
    text = "Le ministre de l'Intérieur et la préfecture du Rhône ont saisi la DGSN."
    spans = [body.span for body in found(text) if body.span is not None]
    assert [text[slice(*span)] for span in spans] == [
        "ministre de l'Intérieur",
        "préfecture du Rhône",
        "DGSN",
    ]


def test_a_secretary_of_an_american_text_is_none_of_another() -> None:
    assert labels("Un élu américain et le secrétaire d'État parlent.") == ["département d'État"]
    assert labels("Un élu et le secrétaire d'État parlent.") == []


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("le ministère de la Santé de la République du Congo", "CG"),
        ("le ministère de la Santé de la République démocratique du Congo", "CD"),
        ("le ministère de la Santé de la République islamique d’Iran", "IR"),
        ("le ministère de la Santé du Nigeria", "NG"),
        ("le ministère de la Santé du Niger-Est", ""),
    ],
)
def test_the_longest_country_after_a_name_is_its_country(text: str, country: str) -> None:
    assert [body.country for body in found(text)] == [country]
