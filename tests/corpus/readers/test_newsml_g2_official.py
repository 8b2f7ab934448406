"""Every official sample of NewsML-G2 and NITF is read or refused for what it is, and what
seventeen of them say, field by field."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from lxml import etree

from corpus.dispatch import Link, Status, Subject
from corpus.readers.draft import Draft, Refusal
from corpus.readers.registry import read_path
from tests.corpus.readers.official import official

pytestmark = pytest.mark.external

FOLDERS = ("newsml_g2", "nitf", "other_xml")
CONCEPT, VOCABULARY, CATALOG = "décrit une notion", "vocabulaire de notions", "déclare des"
PLAN, EMPTY, VIDEO = "couverture à venir", "Ni titre ni texte : rien", "Vidéo sans légende"
IDENTIFIERS, EVENTS = "ne nomme que des identifiants", "« events » n’est pas un texte"
REFUSED = {
    "LISTING_10_": [CONCEPT],
    "LISTING_11_": [CONCEPT],
    "LISTING_12_": [VOCABULARY],
    "LISTING_13_": [CATALOG],
    "LISTING_14_": [CONCEPT],
    "LISTING_15_": [VOCABULARY],
    "LISTING_16_": [EVENTS],
    "LISTING_17_": [PLAN],
    "LISTING_18_": [PLAN],
    "LISTING_19_": [PLAN],
    "LISTING_20_": [PLAN],
    "LISTING_24_": [IDENTIFIERS, EMPTY, EMPTY, EMPTY, EMPTY],
    "LISTING_28_": [EMPTY],
    "LISTING_29_": [EMPTY],
    "ap_metadata_example": [VIDEO],
    "facet-example.": [EMPTY],
    "facet-example-2.": [EMPTY],
    "001_simplest_file": [EMPTY],
    "002_knowledgeitem": [VOCABULARY],
    "003_conceptitem": [CONCEPT],
    "004_planningitem": [PLAN],
    "005_conceptitem": [CONCEPT],
    "006_conceptitem": [CONCEPT],
    "007_emptynewsmessage": [IDENTIFIERS, EMPTY],
}
"""Why a file is refused, item by item, by a part of its name."""
FED = {
    "uid": "urn:newsml:acmenews.com:20161018:US-FINANCE-FED",
    "version": 11,
    "status": Status.EMBARGOED,
    "embargo": "2018-10-23T12:00:00+00:00",
    "agency": "REUTERS",
    "place": "Berlin",
    "issued": "2018-10-21T16:25:32-05:00",
    "subjects": (
        Subject("medtop:04000000", "economy, business and finance"),
        Subject("medtop:20000523", "labour market"),
    ),
    "language": "en",
    "slugline": "US-Finance-Fed",
    "genre": "Interview",
    "signal": "sig:update",
    "service": "UK News Service",
    "copyright holder": "Example Enews LLP",
    "located": "Berlin ; Germany",
    "links": (Link("related", "http://www.example.com/video/20081222-PNN-1517-407624/index.html"),),
}
PHOTO = {
    "uid": "tag:gettyimages.com,2010:GYI0062134533",
    "version": 11,
    "agency": "Getty Images Inc.",
    "issued": "2018-10-12T06:42:04+00:00",
    "byline": "Spencer Platt",
    "contributor": "sp/lrc",
    "credit": "Getty Images",
    "keywords": ("business", "economic", "economy", "finance", "poor", "poverty", "gamble"),
    "subjects": (
        Subject("gyimeid:104530187"),
        Subject("medtop:20000523", "labour market"),
        Subject("medtop:20000533", "unemployment"),
        Subject("", "Las Vegas Boulevard"),
        Subject("gycon:89109", "Las Vegas"),
    ),
    "geoArea": "Las Vegas Boulevard ; Las Vegas",
    "item class": "picture",
    "notes": ("Image : faite de son titre et de sa légende.",),
    "paragraphs": 1,
}
TOP = {
    "uid": "tag:example.com,2008:UK-NEWS-TOPTEN:UK20081220098658",
    "headline": "UK",
    "title": "UK-TOPNEWS",
    "byline": "Maurice Dancer",
    "item class": "composite",
    "issued": "2018-11-17T12:30:00+00:00",
    "paragraphs": 4,
    "linked": 2,
}
TEAMS = (
    Subject("medtop:15000000", "sport"),
    Subject("subj:15007000", "Baseball"),
    Subject("league:l.mlb.com", "Major League Baseball"),
    Subject("conf:l.mlb.com-c.national", "National"),
    Subject("event:l.mlb.com-2016-e.19358"),
    Subject("team:l.mlb.com-t.19", "Philadelphia Phillies"),
    Subject("team:l.mlb.com-t.26", "Arizona Diamondbacks"),
)
EXPECTED: dict[str, dict[str, object]] = {
    "newsml-g2__LISTING_1_": {**FED, "byline": "Meredith Jameson", "paragraphs": 0},
    "python-newsmlg2__test_files_LISTING_1_": {**FED, "paragraphs": 0},
    "008_roundtrip_test": {
        **FED,
        "byline": "Sports Network",
        "creator": "Meredith Jameson",
        "paragraphs": 1,
    },
    "LISTING_2_": {
        "uid": "urn:newsml:acmenews.com:20161121:US-FINANCE-FED",
        "status": Status.USABLE,
        "agency": "acmenews.com",
        "place": "New York, NY",
        "issued": "2018-11-21T16:25:32-05:00",
        "byline": "By Meredith Jameson, Staff Reporter",
        "source": "Associated Press",
        "geo": "geoloc:NYC",
        "subjects": (
            Subject("medtop:04000000", "economy, business and finance"),
            Subject("medtop:20000350", "central bank"),
            Subject("medtop:20000379", "money and monetary policy"),
        ),
        "paragraphs": 2,
    },
    "Receiver_View": {
        "agency": "nag.com",
        "urgency": 5,
        "byline": "By Meredith Jameson, NAG Reporter",
        "copyright": "Copyright 2017-18 NAG",
        "paragraphs": 2,
    },
    "newsml-g2__LISTING_3_": PHOTO,
    "python-newsmlg2__test_files_LISTING_3_": PHOTO,
    "LISTING_3A_": PHOTO,
    "LISTING_4_": {
        "uid": "urn:newsml:afp.com:20140131:CNG.3424d3807bc.391@video_1359566",
        "headline": "",
        "agency": "AFP",
        "issued": "2018-10-31T11:37:23+01:00",
        "item class": "video",
        "notes": ("Vidéo : faite de son titre et de sa légende.",),
        "paragraphs": 2,
    },
    "LISTING_5_": {
        "uid": "tag:example.com,2008:407624",
        "headline": "Loriot retrospective",
        "agency": "European Broadcasting Union - EVN",
        "provider id": "providercode:EBU",
        "byline": "Zweites Deutsches Fernsehen, Reuters Television Ltd",
        "genre": "biographie",
        "subjects": (Subject("medtop:01000000", "Arts, culture, et spectacles"),),
        "note": "Originally broadcast in Germany",
        "remote content": "http://www.example.com/video/407624.avi",
    },
    "newsml-g2__LISTING_6_": {**TOP, "agency": "AcmeNews", "status": Status.USABLE},
    "python-newsmlg2__test_files_LISTING_6_": {**TOP, "agency": "IPTC"},
    "LISTING_7_": {"headline": "Obama annonce son équipe", "paragraphs": 4, "linked": 4},
    "LISTING_8_": {"headline": "Obama annonce son équipe", "paragraphs": 4, "linked": 8},
    "LISTING_9_": {"agency": "", "paragraphs": 16, "linked": 13},
    "LISTING_21_": {
        "agency": "XML Team Solutions, Inc.",
        "version": 1,
        "issued": "2015-06-06T00:59:42-04:00",
        "byline": "The Sports Network, Inc.",
        "notes": ("Contenu « sports-content » non lu : ce n’est pas un texte.",),
        "paragraphs": 0,
    },
    "LISTING_22_": {
        "uid": "tag:xmlteam.com,2016:xt.5932656-preview",
        "agency": "www.xmlteam.com",
        "issued": "2018-10-19T11:45:00-04:00",
        "byline": "Sports Network",
        "creator": "The Sports Network",
        "person": "Doug Davis ; Freddy Garcia",
        "slugline": "AAV!PREVIEW-ARI-PHI",
        "fileName": "xt.5932656-preview.xml",
        "paragraphs": 6,
    },
    "LISTING_23_": {
        "uid": "urn:iptc.org:20161019:sports1",
        "agency": "xmlteam.com",
        "issued": "2018-10-19T15:00:09+00:00",
        "subjects": TEAMS,
        "paragraphs": 3,
        "linked": 2,
    },
    "LISTING_25_": {"uid": "", "version": 1, "byline": "Sports Network", "paragraphs": 1},
    "LISTING_26_": {
        "uid": "tag:acmenews.com,2008:WORLD-NEWS:USA20081208098658",
        "agency": "acmenews",
        "urgency": 4,
        "byline": "John Smith",
        "keywords": ("us", "military", "aviation", "crash", "fire"),
        "credit": "Acme/John Smith",
        "altId": "SAD02",
        "usage terms": "NO ARCHIVAL OR WIRELESS USE",
        "subjects": (Subject("", "int001"),),
        "paragraphs": 1,
    },
    "LISTING_27_": {
        "agency": "acmenews.com",
        "subjects": (Subject("", "Acme Widget Sales Inc"),),
        "organisation": "Acme Widget Sales Inc",
        "notes": ("Sans texte : faite de son titre et de son résumé.",),
        "paragraphs": 1,
    },
    "facet-example-3.": {
        "headline": "",
        "agency": "AcmeNews",
        "subjects": (Subject("medtop:20001071", "swimming"),),
        "facet": "breaststroke ; 200m ; women ; 1",
        "paragraphs": 1,
    },
}
"""What a file says, by a part of its name: a draft's field, a kept field, or a count."""


def files() -> list[Path]:
    return [file for folder in FOLDERS for file in sorted(official(folder).iterdir())]


def file_named(part: str) -> Path:
    (file,) = (file for file in files() if part in file.name)
    return file


def why_refused(file: Path) -> list[str]:
    return next((reasons for part, reasons in REFUSED.items() if part in file.name), [])


def test_every_file_is_read_or_refused_for_what_it_is() -> None:
    for file in files():
        found = list(read_path(file))
        refusals = [str(each.reason) for each in found if isinstance(each, Refusal)]
        reasons = why_refused(file)
        assert len(refusals) == len(reasons), (file.name, refusals)
        assert all(map(str.__contains__, refusals, reasons)), (file.name, refusals)
        assert len(found) == max(1, len(reasons)), file.name


def test_no_file_is_left_out() -> None:
    for file in files():
        assert why_refused(file) or any(part in file.name for part in EXPECTED), file.name


@pytest.mark.parametrize("part", EXPECTED)
def test_what_a_file_says(part: str) -> None:
    (draft,) = read_path(file_named(part))
    assert isinstance(draft, Draft)
    counts = {"paragraphs": len(draft.paragraphs), "linked": len(draft.links)}
    said = {**draft.extra, **draft._asdict(), **counts}
    said["source"] = draft.extra.get("source", "")
    expected = {
        name: datetime.fromisoformat(str(value)) if name in ("issued", "embargo") else value
        for name, value in EXPECTED[part].items()
    }
    assert {name: said.get(name) for name in expected} == expected


def test_no_word_of_a_text_in_nitf_is_lost_or_moved() -> None:
    compared = 0
    for file in files():
        body = next(etree.parse(str(file)).iter("{*}body.content"), None)
        if body is None:
            continue
        (draft,) = read_path(file)
        assert isinstance(draft, Draft)
        words = "".join(map(str, body.itertext())).split()
        assert " ".join(draft.paragraphs).split() == words
        compared += 1
    assert compared == 5
