"""NITF: its samples field by field, and odd documents."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from corpus.dispatch import Link, Status, Subject
from tests.corpus.readers.reading import FORMATS, dispatches_of, drafts_of, read_one, reasons

FILES = (
    "2021-11-lac-afp.xml",
    "2021-11-lac-correction.xml",
    "2022-02-annulation-tap.xml",
    "2023-10-embargo-ats.xml",
)


def nitf(docdata: str = "", head: str = "", body: str = "<p>Un texte.</p>") -> str:
    return (
        f"<nitf><head>{head}<docdata>{docdata}</docdata></head><body><body.head>"
        "<hedline><hl1>Un titre</hl1></hedline></body.head>"
        f"<body.content>{body}</body.content></body></nitf>"
    )


def test_every_sample_is_read_whole() -> None:
    assert {path.name for path in (FORMATS / "nitf").iterdir()} == set(FILES)
    for file in FILES:
        (draft,) = drafts_of(f"nitf/{file}")
        assert draft.source.format == "nitf"
        (dispatch,) = dispatches_of(f"nitf/{file}")
        assert dispatch.headline
        assert dispatch.issued is not None


def test_a_document_with_all_its_metadata() -> None:
    (draft,) = drafts_of("nitf/2021-11-lac-afp.xml")
    assert (draft.uid, draft.version, draft.status) == ("afp-20211104-0917", 2, Status.USABLE)
    assert draft.headline == "Le niveau du lac remonte de douze centimètres"
    assert draft.paragraphs == (
        "Le niveau du lac est remonté de douze centimètres en dix jours, a annoncé jeudi le "
        "ministère de la Transition écologique.",
        "Restrictions allégées",
        "La préfecture de la Haute-Savoie autorise de nouveau l’arrosage, de 20 heures à 8 heures.",
        "Date Niveau",
        "25 octobre 0,31 m",
        "4 novembre 0,43 m",
        "Prévisions",
        "5 nov. 0,44 m",
        "6 nov. 0,45 m",
    )
    assert (draft.agency, draft.place, draft.language) == ("Agence France-Presse", "Annecy", "fr")
    assert draft.issued == datetime(2021, 11, 4, 9, 17, tzinfo=timezone.utc)
    assert draft.embargo is None
    assert (draft.byline, draft.urgency) == ("Par Camille Roche envoyée spéciale", 4)
    assert draft.keywords == ("eau", "lacs")
    assert draft.subjects == (
        Subject("medtop:06000000", "Environnement"),
        Subject("subj:06006006", "Eau"),
        Subject("medtop:20000430", "ressources en eau"),
        Subject("", "POL"),
        Subject("", "Nature"),
    )
    assert draft.links == ()
    assert draft.notes == ()
    assert dict(draft.extra) == {
        "title": "Lac asséché : le niveau remonte",
        "rubrique": "ENV",
        "tobject.type": "news",
        "tobject.property": "current",
        "evloc": "Annecy, Haute-Savoie, FR",
        "provider id": "AFP",
        "from-src": "desk-lyon",
        "fixture": "suivi-lac",
        "date.expire": "20211111T000000Z",
        "doc-scope": "Rhône-Alpes",
        "note": "Papier général à suivre vers 12h00. ; Infographie à venir.",
        "du-key": "lac-niveau",
        "du-key part": "lead",
        "copyright": "AFP 2021",
        "person": "Camille Roche",
        "org": "Office du lac",
        "publication": "AFP France",
        "revision-history": "Chiffres revus",
        "hl2": "Le ministère de la Transition écologique lève une partie des restrictions",
        "rights": "Tous droits réservés.",
        "dateline": "Annecy, France, 4 novembre 2021 (AFP)",
        "abstract": "Après trois mois de baisse, le niveau du lac est remonté de douze "
        "centimètres.",
        "media-caption": "Le lac vu du quai, le 3 novembre 2021.",
        "tagline": "cr/ag/bfm",
        "bibliography": "Relevés de l’Office du lac",
    }


def test_a_correction_names_what_it_corrects() -> None:
    (draft,) = drafts_of("nitf/2021-11-lac-correction.xml")
    assert (draft.uid, draft.status) == ("afp-20211104-1130", Status.CORRECTED)
    assert draft.links == (Link("previous", "afp-20211104-0917"),)
    assert draft.extra["correction"].startswith("Corrige la date")
    assert (draft.agency, draft.place, draft.language) == ("AFP", "Annecy", "fr")
    assert draft.issued == datetime.fromisoformat("2021-11-04T12:30:00+01:00")


def test_a_kill_needs_no_words() -> None:
    (draft,) = drafts_of("nitf/2022-02-annulation-tap.xml")
    assert (draft.uid, draft.status) == ("tap-20220209-230", Status.CANCELLED)
    assert (draft.headline, draft.paragraphs) == ("Dépêche annulée", ())
    assert draft.links == (Link("previous", "tap-20220209-221"),)
    assert draft.agency == "TAP"
    assert draft.issued == datetime.fromisoformat("2022-02-09T18:15:00+01:00")
    assert draft.extra["management-idref-status"] == "canceled"
    assert draft.extra["note"].startswith("ANNULATION")


def test_a_release_after_the_issue_is_an_embargo() -> None:
    (draft,) = drafts_of("nitf/2023-10-embargo-ats.xml")
    assert draft.status is Status.EMBARGOED
    assert draft.issued == datetime.fromisoformat("2023-10-03T08:00:00+02:00")
    assert draft.embargo == datetime.fromisoformat("2023-10-03T11:00:00+02:00")
    assert draft.headline == "Les primes augmenteront de 6 % en moyenne"
    assert draft.paragraphs[0] == (
        "Berne, 3 oct 2023 (ats) Les primes d'assurance maladie augmenteront de 6 %\u00a0en "
        "moyenne l'an prochain, a indiqué l'Office fédéral de la santé publique."
    )
    assert (draft.version, draft.urgency, draft.place) == (3, None, "Berne")
    assert draft.notes == ("« urgency » illisible : « élevée ».",)
    (dispatch,) = dispatches_of("nitf/2023-10-embargo-ats.xml")
    assert dispatch.agency == "ATS"


@pytest.mark.parametrize(
    ("docdata", "status"),
    [
        ("", Status.USABLE),
        ('<ed-msg info="KILL"/>', Status.CANCELLED),
        ('<ed-msg info="ANNULE ET REMPLACE la version de 10h00"/>', Status.CORRECTED),
        ('<ed-msg info="Corrects name in 2nd graf"/>', Status.CORRECTED),
        ('<ed-msg info="Photos to come"/>', Status.USABLE),
        ("<correction/>", Status.CORRECTED),
        ('<correction/><ed-msg info="Mandatory kill"/>', Status.CANCELLED),
    ],
)
def test_states(docdata: str, status: Status) -> None:
    assert read_one(nitf(docdata)).status is status


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("usable", Status.USABLE),
        ("withheld", Status.EMBARGOED),
        ("embargoed", Status.EMBARGOED),
        ("canceled", Status.CANCELLED),
        ("?", Status.USABLE),
    ],
)
def test_the_status_of_management(said: str, status: Status) -> None:
    document = nitf().replace("<docdata>", f'<docdata management-status="{said}">')
    assert read_one(document).status is status


def test_a_correction_by_the_property_of_the_subject() -> None:
    head = '<tobject><tobject.property tobject.property.type="correction"/></tobject>'
    assert read_one(nitf(head=head)).status is Status.CORRECTED


@pytest.mark.parametrize(
    ("docdata", "issued"),
    [
        ('<date.issue norm="20110303T142233Z"/>', "2011-03-03T14:22:33+00:00"),
        ('<date.issue norm="20110303T1422+0100"/>', "2011-03-03T14:22:00+01:00"),
        ('<date.issue norm="20110303T142233"/>', "2011-03-03T14:22:33"),
        ('<date.issue norm="20110303"/>', "2011-03-03T00:00:00"),
        ('<date.issue norm="2011-03-03 14:22"/>', "2011-03-03T14:22:00"),
    ],
)
def test_dates_of_many_makes(docdata: str, issued: str) -> None:
    draft = read_one(nitf(docdata))
    assert draft.issued == datetime.fromisoformat(issued)
    assert draft.notes == ()


def test_the_date_of_the_dtd_is_not_the_document_s() -> None:
    document = nitf().replace("<nitf>", '<nitf change.date="October 18, 2006">')
    assert read_one(document).issued is None


def test_a_day_that_does_not_exist_is_noted() -> None:
    draft = read_one(nitf('<date.issue norm="20110230T101500Z"/><date.release norm="x"/>'))
    assert (draft.issued, draft.embargo, draft.status) == (None, None, Status.USABLE)
    assert len(draft.notes) == 2


def test_without_a_hedline_the_title_is_the_headline() -> None:
    document = nitf(head="<title>Le titre</title>").replace("<hl1>Un titre</hl1>", "")
    assert read_one(document).headline == "Le titre"


def test_without_a_text_the_abstract_is_the_text() -> None:
    document = nitf(body="").replace(
        "</body.head>", "<abstract><p>En bref.</p></abstract></body.head>"
    )
    assert read_one(document).paragraphs == ("En bref.",)


def test_the_key_is_the_uid_where_the_document_has_none() -> None:
    draft = read_one(nitf('<du-key key="crue" version="4"/>'))
    assert (draft.uid, draft.version) == ("crue", 4)


def test_where_nobody_counts_the_version_is_the_moment_of_issue() -> None:
    docdata = '<doc-id id-string="a"/><date.issue norm="20110303T142233+0100"/>'
    assert read_one(nitf(docdata)).version == 20110303132233
    assert read_one(nitf(docdata + '<du-key version="2"/>')).version == 2
    assert read_one(nitf('<date.issue norm="20110303T142233Z"/>')).version == 1


def test_a_document_without_words_is_refused() -> None:
    assert reasons("<nitf><head/><body/></nitf>") == ["Ni titre ni texte : rien à indexer."]


def test_a_document_that_is_cut_off_is_refused() -> None:
    (reason,) = reasons(nitf()[:-20])
    assert "XML mal formé" in reason


def test_an_entity_that_nobody_declared_is_not_lost_in_silence() -> None:
    document = "<!DOCTYPE nitf SYSTEM 'nitf.dtd'>" + nitf(body="<p>Un &inconnue; mot.</p>")
    assert read_one(document).paragraphs == ("Un &inconnue; mot.",)
