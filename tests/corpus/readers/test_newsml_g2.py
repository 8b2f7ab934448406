"""The samples of NewsML-G2, field by field."""

from __future__ import annotations

from datetime import datetime

import pytest

from corpus.dispatch import Link, Status, Subject
from tests.corpus.readers.reading import FORMATS, dispatches_of, drafts_of

FILES = {
    "2022-09-photo-alger.xml": 1,
    "2023-05-barrage-tunis-v2.xml": 1,
    "2023-05-barrage-tunis.xml": 1,
    "2023-06-annulation-ats.xml": 1,
    "2024-01-embargo-belga.xml": 1,
    "2024-03-message-map.xml": 3,
}


def test_every_sample_is_read_whole() -> None:
    folder = FORMATS / "newsml-g2"
    assert {path.name for path in folder.iterdir()} == FILES.keys()
    for file, count in FILES.items():
        drafts = drafts_of(f"newsml-g2/{file}")
        assert len(drafts) == count
        assert {draft.source.format for draft in drafts} == {"newsml-g2"}


def test_a_text_in_nitf_with_all_its_metadata() -> None:
    (draft,) = drafts_of("newsml-g2/2023-05-barrage-tunis.xml")
    assert draft.uid == "urn:newsml:tap.example:20230516:barrages-nord"
    assert (draft.version, draft.status, draft.urgency) == (1, Status.USABLE, 4)
    assert draft.headline == (
        "Les barrages du nord remplis à 38 %, annonce le ministère de l’Agriculture"
    )
    assert draft.paragraphs == (
        "Tunis, 16 mai 2023 (TAP) - Le taux de remplissage des barrages du nord a atteint "
        "38\u00a0% lundi, a annoncé le ministère de l’Agriculture, des Ressources hydrauliques "
        "et de la Pêche.",
        "Il s’établissait à 34\u00a0% une semaine plus tôt. La direction générale des barrages "
        "attribue cette hausse aux pluies tombées du 9 au 13 mai sur le bassin de la Medjerda.",
        "Restrictions maintenues",
        "Les coupures nocturnes restent en vigueur jusqu’au 30 septembre dans le Grand Tunis, "
        "a précisé le ministère.",
    )
    assert (draft.agency, draft.place, draft.language) == ("Tunis Afrique Presse", "Tunis", "fr")
    assert draft.issued == datetime.fromisoformat("2023-05-16T11:42:10+01:00")
    assert draft.byline == "Par Samia Ferchiou"
    assert draft.keywords == ("eau", "barrages")
    assert draft.subjects == (
        Subject("medtop:20000430", "ressources en eau"),
        Subject("medtop:06000000", "environnement"),
        Subject("http://tap.example/rubriques/12", "Régions"),
        Subject("", "Office du barrage de l’Ichkeul"),
    )
    assert draft.links == (
        Link(
            "related",
            "urn:newsml:tap.example:20230509:pluviometrie",
            3,
            "Pluviométrie : le nord-ouest reste en déficit",
        ),
    )
    assert draft.notes == ()
    assert draft.embargo is None
    assert dict(draft.extra) == {
        "copyright holder": "Agence Tunis Afrique Presse",
        "copyright": "© TAP 2023",
        "usage terms": "Reproduction réservée aux abonnés.",
        "provider id": "nprov:TAP",
        "firstCreated": "2023-05-16T11:40:00+01:00",
        "service": "Service général",
        "note": "Chiffres complétés dans la journée.",
        "contentCreated": "2023-05-16T11:05:00+01:00",
        "located": "Tunis ; Tunisie",
        "geo": "geo:TN-TUN",
        "creator": "Samia Ferchiou",
        "contributor": "R. Ghanmi",
        "genre": "Actualité",
        "organisation": "Office du barrage de l’Ichkeul",
        "slugline": "TUNISIE-EAU-BARRAGES",
        "credit": "TAP",
        "description": "Le taux de remplissage des barrages du nord gagne quatre points en une "
        "semaine.",
        "hl2": "Le niveau remonte après les pluies de mai",
        "tagline": "sf/rgh",
    }


def test_it_is_understood_as_the_agency_writes() -> None:
    (dispatch,) = dispatches_of("newsml-g2/2023-05-barrage-tunis.xml")
    assert (dispatch.agency, dispatch.place) == ("TAP", "Tunis")
    assert dispatch.dateline == "Tunis, 16 mai 2023 (TAP) -"
    assert dispatch.lead.startswith("Le taux de remplissage")
    assert dispatch.issued == datetime.fromisoformat("2023-05-16T11:42:10+01:00")
    assert dispatch.departments


def test_a_correction_in_xhtml_with_addresses_for_codes() -> None:
    (draft,) = drafts_of("newsml-g2/2023-05-barrage-tunis-v2.xml")
    assert draft.uid == "urn:newsml:tap.example:20230516:barrages-nord"
    assert (draft.version, draft.status) == (2, Status.CORRECTED)
    assert draft.paragraphs == (
        "Le taux de remplissage des barrages du nord a atteint 28\u00a0% lundi, et non 38\u00a0% "
        "comme indiqué par erreur, a annoncé le ministère de l’Agriculture.",
        "Sidi Salem : 19\u00a0%",
        "Sidi El Barrak : 61\u00a0%",
        "Bassin Taux",
        "Medjerda 22\u00a0%",
        "Les coupures nocturnes restent en vigueur",
        "jusqu’au 30 septembre.",
    )
    assert (draft.agency, draft.place) == ("TAP", "Tunis")
    assert draft.subjects == (
        Subject("medtop:20000430", "ressources en eau"),
        Subject("medtop:17000000", "météo"),
        Subject("subj:17002000", "bulletins"),
    )
    assert draft.links == (
        Link("previous", "urn:newsml:tap.example:20230516:barrages-nord", 1),
        Link("translation", "urn:newsml:tap.example:20230516:dams-north"),
    )
    assert draft.notes == ()
    assert draft.extra["provider id"] == "nprov:TAP"
    assert draft.extra["signal"] == "sig:correction"
    assert draft.extra["note"].startswith("Corrige le taux")
    assert draft.extra["dateline"] == "TUNIS, 16 mai 2023 (TAP)"
    assert draft.extra["remote content"] == "http://tap.example/2023/05/16/barrages.html"


def test_a_kill_needs_no_words() -> None:
    (draft,) = drafts_of("newsml-g2/2023-06-annulation-ats.xml")
    assert draft.uid == "urn:newsml:ats.example:20230621:tunnel-ferme"
    assert (draft.version, draft.status, draft.agency) == (3, Status.CANCELLED, "ATS")
    assert (draft.headline, draft.paragraphs, draft.language) == ("Dépêche annulée", (), "fr")
    assert draft.extra["note"].startswith("Prière d’annuler la dépêche")
    assert draft.extra["slugline"] == "TUNNEL"


def test_an_embargo_on_plain_text_in_latin_1() -> None:
    (draft,) = drafts_of("newsml-g2/2024-01-embargo-belga.xml")
    assert draft.status is Status.EMBARGOED
    assert draft.embargo == datetime.fromisoformat("2024-01-18T05:00:00+01:00")
    assert draft.headline == "Moins de vols de nuit à partir d'avril, selon le SPF Mobilité"
    assert draft.paragraphs == (
        "BRUXELLES 17/01 (BELGA) = Le nombre de vols de nuit sera réduit d'un dixième à partir "
        "du 1er avril, selon un projet du SPF Mobilité et Transports.",
        "Les communes riveraines ont été informées mercredi, a indiqué le cabinet du ministre. "
        "Une enquête publique s'ouvrira le 5 février.",
        "JDW",
    )
    assert (draft.agency, draft.place, draft.urgency) == ("Belga", "Bruxelles", 3)
    assert draft.extra["title"] == "BRUIT-AEROPORT"


def test_a_picture_is_its_headline_and_caption() -> None:
    (draft,) = drafts_of("newsml-g2/2022-09-photo-alger.xml")
    assert draft.headline == "Rentrée scolaire à Alger"
    assert draft.paragraphs == (
        "Des élèves entrent dans une école primaire d’Alger, le 11 septembre 2022, jour de la "
        "rentrée.",
    )
    assert draft.notes == ("Image : faite de son titre et de sa légende.",)
    assert draft.byline == "Nadir Boukhalfa"
    assert draft.subjects == (Subject("pers:881", "Lamia Zerrouki"),)
    assert draft.extra["item class"] == "picture"
    assert draft.extra["remote content"] == "aps-4417.jpg aps-4417-vignette.jpg"
    assert draft.extra["credit"] == "APS/Nadir Boukhalfa"
    assert draft.extra["fileName"] == "aps-4417.jpg"


def test_a_message_holds_a_package_and_its_items() -> None:
    package, alert, text = drafts_of("newsml-g2/2024-03-message-map.xml")
    assert package.headline == "Les titres de midi"
    assert package.paragraphs == (
        "Oliveraies : un plan de 40 millions de dirhams",
        "Le ministère de l’Agriculture veut replanter 3.000 hectares.",
        "Marathon de Rabat : 6.000 inscrits",
    )
    assert package.links == (
        Link(
            "package",
            "urn:newsml:map.example:20240308:oliveraies",
            0,
            "Oliveraies : un plan de 40 millions de dirhams",
        ),
        Link(
            "package",
            "urn:newsml:map.example:20240308:marathon",
            2,
            "Marathon de Rabat : 6.000 inscrits",
        ),
    )
    assert package.extra["item class"] == "composite"
    assert (alert.headline[:9], alert.paragraphs, alert.urgency) == ("ALERTE - ", (), 1)
    assert (alert.notes, alert.agency) == ((), "MAP")
    assert (text.uid, text.version) == ("urn:newsml:map.example:20240308:marathon", 2)
    assert text.paragraphs == (
        "Rabat, 08 mars 2024 (MAP) - Le marathon de Rabat attend 6.000 coureurs dimanche.",
        "Le départ sera donné à 8 heures, ont indiqué les organisateurs.",
    )


@pytest.mark.parametrize("file", FILES)
def test_every_sample_is_understood(file: str) -> None:
    for dispatch in dispatches_of(f"newsml-g2/{file}"):
        assert dispatch.headline
        assert dispatch.issued is not None
        assert dispatch.issued.tzinfo is not None
