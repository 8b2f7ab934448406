"""ninjs that is cut, malformed, hostile or unusual: refused with a true reason, or read all the
same."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dispatch import Link, Status, Subject
from corpus.readers.draft import Draft, Refusal
from corpus.readers.ninjs import TOKEN, NinjsReader
from corpus.understand import understand_all


def read(data: bytes | str) -> list[Draft | Refusal]:
    raw = data.encode() if isinstance(data, str) else data
    return list(NinjsReader().read(io.BytesIO(raw), "f.json"))


def draft(**item: Any) -> Draft:
    (found,) = read(json.dumps({"uri": "urn:x", "headline": "Titre", **item}))
    assert isinstance(found, Draft), found
    return found


def refusal(data: bytes | str) -> Refusal:
    (found,) = read(data)
    assert isinstance(found, Refusal), found
    return found


@pytest.mark.parametrize(
    ("head", "is_ninjs"),
    [
        ('{"uri": "urn:x", "versioncreated": "2020-01-01T00:00:00Z"}', True),
        ('[\n {"URI": "urn:x", "Headlines": []}]', True),
        ('{"bodies": [{"value": "' + "é" * 40_000, False),
        ('{"uri": "urn:x", "bodies": [{"value": "' + "é" * 40_000, True),
        ('{"$standard": {"name": "ninjs"}, "headline": "T"}', True),
        ('{"standard": {"name": "TTninjs"}, "title": "T"}', True),
        ('{"id": "1", "headline": "T", "body": "B"}', False),
        ('{"uri": "urn:x", "headline": "T", "text": "B"}', False),
        ('{"id": "1", "data": {"uri": "urn:x", "versioncreated": ""}}', False),
        ('{"id": "1", "headline": "le \\"uri\\": du \\"pubstatus\\": 1"}', False),
        ("[1, 2]", False),
        ("uri versioncreated", False),
        ("", False),
    ],
)
def test_what_is_taken_for_ninjs(head: str, is_ninjs: bool) -> None:
    assert NinjsReader().sniff(head.encode()) is is_ninjs


def test_a_cut_object_is_refused_and_not_half_read() -> None:
    whole = json.dumps({"uri": "urn:x", "headline": "T", "body_text": "Un texte."}, indent=1)
    for end in range(1, len(whole)):
        found = refusal(whole[:end])
        assert "JSON mal formé" in str(found.reason)


def test_a_cut_list_gives_what_stood_whole() -> None:
    items = [{"uri": f"urn:{n}", "headline": f"Titre {n}"} for n in range(3)]
    text = json.dumps(items, indent=1)
    first, second, broken = read(text[: text.index("Titre 2")])
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert isinstance(broken, Refusal)
    assert text[broken.offset :].startswith('{\n  "uri": "urn:2"')
    assert broken.line == text.count("\n", 0, broken.offset) + 1
    missing_bracket = read(text.rstrip("]"))
    assert [type(each) for each in missing_bracket] == [Draft, Draft, Draft, Refusal]
    assert isinstance(read(text + " et puis quoi")[-1], Refusal)


def test_a_bad_line_does_not_stop_the_next() -> None:
    good = json.dumps({"uri": "urn:x", "versioncreated": "2020-01-01", "headline": "T"})
    for lines in ([good, '{"uri": ', good], ['{"uri": "urn:y", ', good, good]):
        found = read("\n".join(lines))
        assert sorted(type(each).__name__ for each in found) == ["Draft", "Draft", "Refusal"]
        (bad,) = (each for each in found if isinstance(each, Refusal))
        assert bad.line == next(n for n, line in enumerate(lines, 1) if line != good)


@pytest.mark.parametrize("kind", ["picture", "video", "audio", "graphic", "event", "planning"])
def test_media_without_a_description_is_refused_as_such(kind: str) -> None:
    found = refusal(json.dumps({"uri": "urn:x", "type": kind, "headline": "Titre"}))
    assert f"« {kind} » sans titre ou sans description" in str(found.reason)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ('{"uri": "urn:x", "pubstatus": "usable"}', "Ni titre ni texte"),
        ('{"pubstatus": "usable"}', "Ce n’est pas un objet ninjs"),
        ("[" * 100_000, "trop imbriqué"),
        ('{"uri": ' + "[" * 100_000, "trop imbriqué"),
        ("[1]", "Ce n’est pas un objet ninjs"),
        ('{"uri": "urn:x", "version": ' + "9" * 5_000 + "}", "JSON mal formé"),
        (b'{"uri": "\0"}', "octet nul"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes | str, reason: str) -> None:
    assert reason in str(refusal(data).reason)


def test_bad_fields_are_notes_and_the_rest_is_read() -> None:
    found = draft(
        versioncreated="2021-02-30T10:00:00Z", version="v2", urgency="haute", embargoed="jeudi"
    )
    assert (found.issued, found.version, found.urgency, found.embargo) == (None, 1, None, None)
    assert len(found.notes) == 4


def test_where_nobody_counts_a_version_is_its_moment() -> None:
    assert draft(version="7", versioncreated="2021-02-03T10:00:00+01:00").version == 7
    assert draft(version=0).version == 0
    assert draft(versioncreated="2021-02-03T10:00:00+01:00").version == 20210203090000
    assert draft().version == 1


def test_a_status_that_nobody_knows_is_held_back() -> None:
    found = draft(pubstatus="http://example.org/status/strange")
    assert found.status is Status.EMBARGOED
    assert "Statut inconnu" in found.notes[0]


@pytest.mark.parametrize(
    ("note", "status"),
    [
        ("CORRECTION: name of the minister", Status.CORRECTED),
        ("KILL", Status.CANCELLED),
        ("Version développée.", Status.USABLE),
    ],
)
def test_the_note_to_editors_tells_a_state(note: str, status: Status) -> None:
    assert draft(ednote=note).status is status
    assert draft(pubstatus="canceled", ednote=note).status is Status.CANCELLED


def test_headlines_by_their_role() -> None:
    roles = [{"role": "short", "value": "Court"}, {"role": "main", "value": "Entier"}]
    assert draft(headline=None, headlines=roles).headline == "Entier"
    assert draft(headline=None, headlines=roles[:1]).headline == "Court"
    assert draft(headline=None, headlines="Seul").headline == "Seul"
    assert draft(headline=None, title="Titre court").headline == "Titre court"
    html = [{"contenttype": "text/html", "value": "<p>Gaz&nbsp;: <b>accord</b></p>"}]
    assert draft(headline=None, headlines=html).headline == "Gaz\u00a0: accord"


def test_a_lead_stands_above_the_body_unless_the_body_says_it() -> None:
    lead = {"role": "lead", "value": "Le chapô."}
    assert draft(descriptions=[lead], body_text="Le corps.").paragraphs == (
        "Le chapô.",
        "Le corps.",
    )
    said = draft(descriptions=[lead], body_text="Le chapô.\nLe corps.")
    assert said.paragraphs == ("Le chapô.", "Le corps.")
    other = draft(descriptions=[{"role": "caption", "value": "La légende."}], body_text="Le corps.")
    assert other.paragraphs == ("Le corps.",)
    assert other.extra["description"] == "La légende."
    assert draft(descriptions=[lead]).paragraphs == ("Le chapô.",)


def test_a_body_of_markup_is_preferred_to_a_plain_one() -> None:
    bodies = [
        {"contenttype": "text/plain", "value": "Un. Deux."},
        {"contenttype": "application/xml", "value": "<AUTRE>Rien</AUTRE>"},
        {"contenttype": "text/html", "value": "<p>Un.</p><p>Deux.</p>"},
    ]
    assert draft(bodies=bodies).paragraphs == ("Un.", "Deux.")
    assert draft(bodies=bodies[:2]).paragraphs == ("Un. Deux.",)
    assert draft(bodies=bodies[1:2]).paragraphs == ()


def test_entities_of_its_own_are_not_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "bombe"><!ENTITY f SYSTEM "file:///etc/passwd">]><p>&a;&f;!</p>'
    (found,) = read(json.dumps({"uri": "urn:x", "headline": "T", "body_xhtml": bomb}))
    assert not isinstance(found, Draft) or not any("root:" in line for line in found.paragraphs)


def test_subjects_however_they_are_written() -> None:
    topic = "http://cv.iptc.org/newscodes/mediatopic/"
    found = draft(
        subject=[
            {"name": "un", "uri": topic + "20000337"},
            {"name": "deux", "scheme": topic, "code": "20000338"},
            {"name": "trois", "literal": "medtop:20000339"},
            {"name": "quatre", "code": "16000000"},
            {"name": "cinq", "uri": "http://a.example/x"},
            {"name": "six", "literal": "abc"},
            {"uri": topic + "20000340"},
            {"name": "mot", "rel": "keyword"},
            "libre",
            7.5,
            None,
            {},
        ],
        keywords=["gaz", {"value": "pétrole"}, "gaz"],
    )
    assert found.subjects == (
        Subject("medtop:20000337", "un"),
        Subject("medtop:20000338", "deux"),
        Subject("medtop:20000339", "trois"),
        Subject("medtop:16000000", "quatre"),
        Subject("http://a.example/x", "cinq"),
        Subject("", "six"),
        Subject("medtop:20000340", ""),
    )
    assert found.keywords == ("gaz", "pétrole", "mot", "libre", "7.5")


def test_earlier_versions_are_links() -> None:
    earlier = [{"uri": "urn:a"}, "urn:b", "urn:a"]
    found = draft(evolvedfrom=earlier)
    assert found.links == (Link("previous", "urn:a"), Link("previous", "urn:b"))


def test_what_is_associated_is_held_back_with_what_is_around_it() -> None:
    item = {
        "uri": "urn:x", "headline": "T", "embargoed": "2030-01-01T00:00:00Z",
        "associations": {"a": {"uri": "urn:y", "headline": "Photo", "description_text": "Légende"}},
    }  # fmt: skip
    _, photo = understand_all(iter(read(json.dumps(item))))
    assert not isinstance(photo, Refusal)
    assert (photo.uid, photo.status) == ("urn:y", Status.EMBARGOED)
    assert photo.embargo is not None


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
NAMES = st.sampled_from(
    (
        *("uri", "type", "version", "versionCreated", "embargoed", "pubStatus", "urgency"),
        *("headlines", "bodies", "descriptions", "subjects", "people", "places", "infoSources"),
        *("associations", "renditions", "eventDetails", "rightsInfo", "altIds", "body_xhtml"),
        *("headline", "keywords", "evolvedfrom", "genres", "language", "by", "located", "edNote"),
    )
)


@given(st.lists(st.dictionaries(NAMES, VALUES, max_size=8), max_size=3))
def test_no_value_of_any_property_breaks_the_reader(items: list[dict[str, Any]]) -> None:
    for found in understand_all(iter(read(json.dumps(items)))):
        assert str(found)


def test_a_string_without_an_end_is_looked_at_once() -> None:
    assert len(TOKEN.findall('{"uri": "' + '\\"' * 5_000)) == 3
    assert len(TOKEN.findall('"' + "\\" * 5_001)) == 1
