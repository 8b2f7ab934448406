"""Every official sample of ninjs is read, and what sixteen of them say, field by field."""

from __future__ import annotations

from datetime import datetime

import pytest

from corpus.dispatch import Dispatch, Status, Subject
from corpus.readers.registry import read_path
from corpus.understand import understand_all
from tests.corpus.readers.official import official

pytestmark = pytest.mark.external

SHIP = "Captain of wrecked cruise ship on trial in Italy"
RIDER = "MotoGP - Spain - Valentino Rossi"
EXPECTED: dict[str, dict[str, object]] = {
    "1.4_ninjs-1-4-examples": {
        "headline": "Test of three new properties",
        "lead": "Extensible description test",
        "issued": "2022-04-21T12:34:56+00:00",
    },
    "1.4_ninjsExComplex1": {
        "headline": SHIP,
        "agency": "AP",
        "place": "Grossetto, Italy",
        "issued": "2013-07-09T10:37:00+00:00",
        "language": "en",
        "byline": "Paulo Santalucia and Frances d'Emilio",
        "paragraphs": 4,
        "people": "Francesco Schettino",
        "places": "Grossetto ; Tuscany ; Italy",
        "links": ["related http://ninjs.example.com/newsitems/20130709simpPh123"],
    },
    "1.4_ninjsExSimplePhoto1": {
        "headline": "Costa Concordia cruise ship",
        "byline": "Paulo Santalucia",
        "type": "picture",
        "paragraphs": 1,
    },
    "1.4_ninjsExSimpleText1": {"headline": SHIP, "agency": "AP", "place": "Grosseto"},
    "1.4_businesswire-newsml-20130515006361": {
        "uid": "http://www.businesswire.com/news/home/20130515006361/en",
        "subjects": [":United States", ":Technology", ":Data Management"],
        "paragraphs": 1,
        "type": "composite",
    },
    "1.4_businesswire-newsml-20130605006126": {
        "headline": "Cambrios被Gartner評選為「最酷供應商」",
        "language": "zh",
        "issued": "2013-06-05T21:00:00+00:00",
    },
    "2.1_SIPA_image_2": {
        "agency": "SIPA USA",
        "byline": "Insidefoto",
        "rights": "*** World Rights Except Italy ***",
        "copyright": "SIPA USA/PA Images",
        "credit": "www.insidefoto.com",
        "places": "Rome",
    },
    "2.1_ap_audio": {
        "agency": "AP",
        "place": "CAPITOL HILL",
        "urgency": 4,
        "version": 0,
        "type": "audio",
        "people": "Nancy Pelosi",
        "subjects": [
            ":Political News",
            "http://cv.ap.org/id/86aad5207dac100488ecba7fa5283c3e:Government and politics",
        ],
    },
    "2.1_ap_image": {
        "agency": "DHA",
        "headline": "Turkey Islamic State",
        "note": "TURKEY OUT NOV. 11, 2019 FILE PHOTO",
        "issued": "2019-11-15T14:39:44+00:00",
        "firstcreated": "2019-11-15T13:39:59+00:00",
    },
    "2.1_ap_video": {"slugline": "US Pelosi McCarthy (CR)", "place": "Washington"},
    "2.1_imageLinkedRights": {
        "headline": RIDER,
        "rightsinfo": "http://example.agency.com/rights/editorialUseOnly",
    },
    "2.1_ntb_text": {
        "uid": "urn:8d19cf88-b3ab-4972-8fec-1207599f2872",
        "version": 6,
        "urgency": 5,
        "agency": "NTB",
        "language": "nb",
        "note": "Noe utvidet.",
        "slugline": "skien-google",
        "subjects": [":Innenriks", "subj:13010000:Teknologi", "subj:04011000:Industri"],
    },
    "3.0_dpa_text": {
        "uid": "urn:newsml:dpa.com:20090101:190510-99-167362",
        "version": 2,
        "agency": "dpa",
        "language": "de",
        "byline": "Von Christian Hollmann, dpa",
        "paragraphs": 9,
        "issued": "2019-05-10T16:02:28+02:00",
    },
    "3.0_20231008-anti-doping-measures-at-the-tour-down-under-will-be-the-toughest-ever-addb-"
    "ninjs-nitf": {
        "place": "Oslo, Norway",
        "version": 2,
        "genre": "http://cv.iptc.org/newscodes/genre/Actuality",
        "paragraphs": 18,
        "subjects": ["medtop:15000000:Sport", "medtop:20001105:drug abuse in sport"],
    },
    "3.0_simpleEvent": {
        "headline": "Tackling Doping in Sport Conference",
        "type": "event",
        "event dates": "expectedStartDate 2011-03-16 ; expectedEndDate 2011-03-17",
        "places": "Twickenham Stadium",
    },
    "3.0_tt_event_pressconference_3.0": {
        "headline": "Pk med finansminister Elisabeth Svantesson kl 16",
        "agency": "TT",
        "version": 3,
        "urgency": 1,
        "organiser": "Niklas Gillström",
        "organisations": "Sveriges riksdag",
    },
    "3.0_tt_text_image_3": {
        "headline": "Militärövning i jätteformat hålls 2023",
        "language": "sv",
        "urgency": 3,
        "expires": "2023-05-31T00:00:00+02:00",
        "subjects": ["http://tt.se/spec/subref/1.0/16000000:Krig, konflikter och oroligheter"],
        "links": ["related http://tt.se/media/image/sdlk2sirkPaauM"],
    },
}


def dispatches(name: str) -> list[Dispatch]:
    found = list(understand_all(read_path(official(f"ninjs_json/newsinjson__{name}.json"))))
    assert all(isinstance(each, Dispatch) for each in found), found
    return found  # type: ignore[return-value]


def said(dispatch: Dispatch, field: str, expected: object) -> object:
    """A field as the expectations write it; as many of a list as they have."""
    if field == "paragraphs":
        return len(dispatch.paragraphs)
    if isinstance(expected, list):
        shown = {
            "subjects": [f"{each.code}:{each.label}" for each in dispatch.subjects],
            "links": [f"{each.relation} {each.uid}" for each in dispatch.links],
        }
        return shown[field][: len(expected)]
    value = getattr(dispatch, field) if hasattr(dispatch, field) else dispatch.extra.get(field)
    return value.isoformat() if isinstance(value, datetime) else value


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_says_what_it_holds(name: str) -> None:
    first = dispatches(name)[0]
    expected = EXPECTED[name]
    assert {field: said(first, field, value) for field, value in expected.items()} == expected
    assert first.status is Status.USABLE


def test_every_sample_is_read() -> None:
    folder = official("ninjs_json")
    counts = {
        path.stem.partition("__")[2]: len(dispatches(path.stem.partition("__")[2]))
        for path in sorted(folder.iterdir())
    }
    assert len(counts) == 42
    several = {name: count for name, count in counts.items() if count != 1}
    assert several == {
        "1.4_ninjsExComplex1": 2,
        "1.4_ninjsExComplex2": 3,
        "3.0_collection_20231016-event-timeline-sample": 14,
    }


def test_a_collection_is_read_object_by_object() -> None:
    found = dispatches("3.0_collection_20231016-event-timeline-sample")
    assert [each.uid.rpartition("/")[2] for each in found] == [str(n) for n in range(1, 15)]
    assert found[2].extra["events"] == "Test report"
    assert found[2].extra["event dates"].startswith("estimatedStartDate 2016-09-30")
    assert found[0].subjects == tuple[Subject, ...]()
