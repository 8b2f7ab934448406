"""The samples of NewsML 1, field by field."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from corpus.dispatch import Dispatch, Link, Status, Subject
from tests.corpus.readers.reading import FORMATS, dispatches_of

FILES = {
    "afp-greve.xml": 1,
    "afp-greve-correction.xml": 1,
    "ats-annulation.xml": 1,
    "ats-budget-embargo.xml": 1,
    "belga-tunnel.xml": 2,
    "map-dessalement.xml": 1,
}
AFP_UID = "urn:newsml:afp.com:20220308T091203Z:TX-PAR-QZX17"
ATS_UID = "urn:newsml:www.sda-ats.ch:20230926:bsf041"
BELGA_UID = "urn:newsml:belga.be:88120411"


@cache
def dispatches(file: str) -> list[Dispatch]:
    return dispatches_of(f"newsml-1/{file}")


def test_every_sample_is_read_whole() -> None:
    assert {path.name for path in (FORMATS / "newsml-1").iterdir()} == FILES.keys()
    for file, count in FILES.items():
        assert [found.source.format for found in dispatches(file)] == ["newsml-1"] * count


def test_afp_with_its_text_in_nitf() -> None:
    (found,) = dispatches("afp-greve.xml")
    assert (found.uid, found.version, found.status) == (AFP_UID, 1, Status.USABLE)
    assert (found.agency, found.place, found.language) == ("AFP", "Nantes", "fr")
    assert found.issued == datetime.fromisoformat("2022-03-08T09:12:04+00:00")
    assert (found.byline, found.urgency) == ("Par Solène Kervadec", 4)
    assert found.headline == "Les bacs de la Loire à quai après un vote des équipages"
    assert found.lead.startswith("Les deux bacs qui relient")
    assert found.lead.endswith("le conseil départemental.")
    assert len(found.body) == 2
    assert "«\u00a0Nous demandons deux marins de plus la nuit\u00a0»" in found.body[0]
    assert found.subjects == tuple(
        Subject(f"subj:{code}") for code in ("09003000", "09000000", "04015004")
    )
    assert found.keywords == ("France", "transports", "grève")
    assert found.links == (Link("related", "urn:newsml:afp.com:20220308T090000Z:doc-9zq0aa", 1),)
    assert found.extra == {
        "provider id": "afp.com",
        "type": "News",
        "slugline": "France-transports-grève",
        "dateline": "Nantes, 8 mars 2022 (AFP) -",
        "ProductLine": "(Photo)",
        "country": "FRA",
    }
    assert found.notes == ()
    assert [each.name for each in found.departments] == ["ministère des Transports"]


def test_afp_with_bare_paragraphs_corrects_a_revision() -> None:
    (found,) = dispatches("afp-greve-correction.xml")
    assert (found.uid, found.version, found.status) == (AFP_UID, 2, Status.CORRECTED)
    assert found.urgency == 3
    assert found.issued == datetime.fromisoformat("2022-03-08T10:15:43+00:00")
    assert found.links == (
        Link("previous", AFP_UID, 1),
        Link("derived", "urn:newsml:afp.com:20220307T180000Z:TX-PAR-QZW02", 3),
    )
    assert found.body[0].startswith("La grève, décidée lundi soir par trente-deux voix")
    assert "contre dix-neuf" in found.body[0]
    assert len(found.body) == 2, "a picture's caption is no paragraph"
    assert found.extra["AdvisoryLine"] == "Corrige le nombre de voix au deuxième paragraphe"
    assert found.extra["first created"] == "20220308T091203+0000"


def test_ats_names_the_dtd_of_its_nitf_and_holds_back() -> None:
    (found,) = dispatches("ats-budget-embargo.xml")
    assert (found.uid, found.version, found.status) == (ATS_UID, 1, Status.EMBARGOED)
    assert found.embargo == datetime.fromisoformat("2023-09-26T10:30:00+02:00")
    assert (found.agency, found.place, found.language) == ("ATS", "Neuchâtel", "fr")
    assert "– surtout pour les écoles –" in found.body[0]
    assert "«L'œuvre de plusieurs années»" in found.body[0]
    assert found.subjects == (Subject("subj:04000000"), Subject("subj:04008000"))
    assert found.extra["author"] == "rg ; mo"
    assert found.extra["CatchWord"] == "Budget"
    assert found.extra["genre"] == "Current"


def test_ats_kills_what_it_held_back_without_a_text() -> None:
    (found,) = dispatches("ats-annulation.xml")
    assert (found.uid, found.version, found.status) == (ATS_UID, 2, Status.CANCELLED)
    assert found.headline.startswith("Annulation: Neuchâtel vise")
    assert found.paragraphs == ()
    assert found.links == (Link("previous", ATS_UID, 1),)
    assert found.urgency == 2


def test_belga_in_two_languages() -> None:
    french, dutch = dispatches("belga-tunnel.xml")
    assert (french.uid, french.version) == (BELGA_UID, 3)
    assert (dutch.uid, dutch.version) == (f"{BELGA_UID}#nl", 3)
    assert (french.language, dutch.language) == ("fr", "nl")
    assert (french.place, dutch.place) == ("Bruxelles", "Brussel")
    assert french.agency == dutch.agency == "Belga"
    assert french.issued == datetime.fromisoformat("2021-06-15T15:14:00+02:00")
    assert french.headline == "Le tunnel des Collines rouvrira avec trois mois de retard"
    assert french.lead.startswith("Le tunnel des Collines, à Bruxelles, rouvrira")
    assert french.body == (
        "L'amiante trouvé sous la chaussée a retardé le chantier, commencé en mars.",
        "Le coût passe de 18 à 21 millions d'euros & sera partagé.",
    )
    assert dutch.body == (
        "Onder het wegdek is asbest gevonden.",
        "De kosten stijgen naar 21 miljoen euro.",
    )
    assert french.keywords == ("MOBILITE", "BRUXELLES", "TUNNEL")
    assert french.urgency == 3
    assert french.extra["copyright"] == "Belga"
    assert french.links == ()
    assert dutch.links == (Link("translation", BELGA_UID, 3),)


def test_xhtml_with_a_plain_equivalent_and_an_impossible_day() -> None:
    (found,) = dispatches("map-dessalement.xml")
    assert found.uid == "urn:newsml:map.ma:20191112:eau-0093"
    assert found.notes == ("Le 31 novembre 2019 n’existe pas.",)
    assert found.issued is not None
    assert found.issued.date().isoformat() == "2019-11-12"
    assert found.place == "Safi"
    assert found.lead.startswith("Le ministère de l'Équipement et de l'Eau a signé mardi")
    assert found.body == ("coût : 1,2 milliard de dirhams ;", "mise en service : 2022.")
    assert found.subjects == (Subject("", "Environnement"),)
    assert found.urgency == 5, "the envelope's, where the item is silent"
    assert found.extra["subheadline"] == "Le marché a été signé mardi"
    assert found.extra["rights"] == "Usage réservé aux abonnés"
    assert found.extra["slugline"] == "eau-Safi"
    assert found.extra["source"] == "Office national de l'eau"
