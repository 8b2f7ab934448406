"""The samples of ninjs, field by field."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from corpus.dispatch import Dispatch, Link, Status, Subject
from tests.corpus.readers.reading import FORMATS, dispatches_of

FILES = {
    "1.3-latin-1.json": 1,
    "1.4-assainissement.json": 1,
    "2.1-tramway-rectificatif.json": 2,
    "3.0-annulation.json": 1,
    "3.0-embargo-et-suite.jsonl": 3,
    "3.0-fil-du-jour.json": 2,
}


@cache
def dispatches(file: str) -> list[Dispatch]:
    return dispatches_of(f"ninjs/{file}")


def test_every_sample_is_read_whole() -> None:
    assert {path.name for path in (FORMATS / "ninjs").iterdir()} == FILES.keys()
    for file, count in FILES.items():
        assert [found.source.format for found in dispatches(file)] == ["ninjs"] * count


def test_a_text_of_1_4() -> None:
    (found,) = dispatches("1.4-assainissement.json")
    assert found.uid == "urn:newsml:aps.example:20210614:eau-0231"
    assert (found.version, found.status, found.urgency) == (2, Status.USABLE, 4)
    assert (found.agency, found.place, found.language) == ("APS", "Mostaganem", "fr")
    assert found.issued == datetime.fromisoformat("2021-06-14T17:25:00+01:00")
    assert found.byline == "Nadia Ferhat"
    assert found.headline.startswith("Mostaganem : la station d’épuration")
    assert "112\u00a0000\u00a0m³ par jour" in found.lead
    assert len(found.body) == 2
    assert "dès le 1er octobre" in found.body[1]
    assert found.subjects == (
        Subject("medtop:20000441", "eau"),
        Subject("medtop:06000000", "environnement"),
        Subject("", "régions"),
    )
    assert found.links == (Link("previous", "urn:newsml:aps.example:20210614:eau-0198"),)
    assert found.extra == {
        "slugline": "eau-mostaganem",
        "rights": "Reprise libre avec mention de la source.",
        "copyright": "© APS 2021",
        "note": "Précise le calendrier au troisième paragraphe.",
        "genre": "actualité",
        "organisations": "Office national de l’assainissement",
        "places": "Mostaganem ; Algérie",
        "contentcreated": "2021-06-14T14:40:00+01:00",
        "firstcreated": "2021-06-14T15:02:00+01:00",
    }
    assert any("ministère" in each.name for each in found.departments)


def test_a_correction_of_2_1_with_its_picture() -> None:
    text, picture = dispatches("2.1-tramway-rectificatif.json")
    assert (text.version, text.status) == (3, Status.CORRECTED)
    assert text.headline == "Lausanne : 76 millions pour un nouveau dépôt de tramways"
    assert text.lead.startswith("Le Conseil communal de Lausanne a voté")
    assert [each[:10] for each in text.body] == ["Le chantie", "Quarante r"]
    assert (text.agency, text.byline, text.language) == ("ATS", "ats/mk", "fr")
    assert text.subjects[0] == Subject("medtop:20000337", "transports")
    assert text.subjects[1] == Subject("subj:11006000", "collectivités locales")
    assert text.subjects[2].code == "http://depeches.ats.example/rubriques/romandie"
    assert text.extra["credit"] == "Keystone-ATS"
    assert text.extra["title"] == "tram-rectificatif"
    assert text.extra["altids"] == "transmission bsf061"
    assert [(each.relation, each.uid.rpartition("/")[2]) for each in text.links] == [
        ("related", "tram-0417"),
        ("related", "logo"),
    ]
    assert picture.uid == "http://photos.ats.example/2022/tram-0417"
    assert picture.headline == "Le dépôt de la Borde, à Lausanne"
    assert picture.lead.startswith("Une rame de 1964")
    assert (picture.agency, picture.language, picture.issued) == ("ATS", "fr", text.issued)
    assert picture.extra["type"] == "picture"
    assert picture.extra["renditions"].endswith("tram-0417.jpg")


def test_a_kill() -> None:
    (found,) = dispatches("3.0-annulation.json")
    assert (found.version, found.status) == (2, Status.CANCELLED)
    assert found.extra["note"].startswith("ANNULATION")
    assert found.lead.startswith("Le port atlantique")


def test_an_embargo_what_is_withheld_and_a_headline_alone_one_a_line() -> None:
    embargoed, withheld, alone = dispatches("3.0-embargo-et-suite.jsonl")
    assert embargoed.status is Status.EMBARGOED
    assert embargoed.embargo == datetime.fromisoformat("2024-03-11T18:00:00+01:00")
    assert embargoed.subjects == (Subject("medtop:05000000", "éducation"),)
    assert (withheld.status, withheld.embargo) == (Status.EMBARGOED, None)
    assert withheld.paragraphs[1] == "La campagne s’est terminée samedi."
    assert (alone.version, alone.paragraphs) == (4, ())
    offsets = [each.source.offset for each in (embargoed, withheld, alone)]
    data = (FORMATS / "ninjs" / "3.0-embargo-et-suite.jsonl").read_bytes()
    assert [data[offset : offset + 2] for offset in offsets] == [b'{"'] * 3


def test_a_list_with_nitf_and_an_event() -> None:
    text, event = dispatches("3.0-fil-du-jour.json")
    assert text.headline == "Charleroi : le procès des écoutes renvoyé à janvier"
    assert text.paragraphs[1].endswith("du Service public fédéral Justice.")
    assert text.extra == {"foret": "édition de Namur", "people": "Sabine Delvaux"}
    assert event.headline == "Liège : assises de la navigation fluviale"
    assert event.extra["organiser"] == "Service public de Wallonie"
    assert event.extra["event dates"].startswith("startDate 2022-11-21T09:00:00+01:00")
    data = (FORMATS / "ninjs" / "3.0-fil-du-jour.json").read_bytes()
    assert data[event.source.offset :].startswith(
        b'{\n    "uri": "urn:newsml:belga.example:20221121'
    )


def test_bad_html_in_latin_1_is_read_as_a_browser_does() -> None:
    (found,) = dispatches("1.3-latin-1.json")
    assert found.headline == "Zliten : le four à chaux remis en marche"
    assert found.paragraphs == (
        "Le four à chaux de Zliten, éteint depuis 2014, a été rallumé lundi.",
        "Douze ouvriers y travaillent.",
        "Le ministère de l'Industrie & du Commerce y veille ; le détail.",
    )
