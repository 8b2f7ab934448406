"""What is written is valid: by the schemas' rules, and by the schemas where they are at hand."""

from __future__ import annotations

import json
import os
import warnings
from collections import Counter
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from lxml import etree

from corpus.dispatch import Dispatch, Status
from corpus.writers import newsml_g2, ninjs
from corpus.writers.values import moment_of, uid_of, uri_of
from tests.corpus.writers import newsml_g2_rules, ninjs_rules
from tests.corpus.writers.making import FULL, dispatches, samples

BARE = Dispatch(uid="x", headline="Un titre")


def parsed(text: str) -> etree._Element:
    return etree.fromstring(text.encode())


def test_what_is_written_follows_the_rules_of_ninjs() -> None:
    for dispatch in (*samples(), FULL, BARE):
        item = json.loads(ninjs.dumps(dispatch))
        assert [*ninjs_rules.faults(item)] == [], dispatch.uid


def test_what_is_written_follows_the_rules_of_newsml_g2() -> None:
    for dispatch in (*samples(), FULL, BARE):
        root = parsed(newsml_g2.dumps(dispatch))
        assert [*newsml_g2_rules.faults(root)] == [], dispatch.uid
    message = parsed("".join(newsml_g2.message(samples())))
    assert [*newsml_g2_rules.faults(message)] == []
    assert len(message[1]) == len(samples())


@given(dispatches())
@settings(deadline=None)
def test_any_dispatch_is_written_by_the_rules(dispatch: Dispatch) -> None:
    assert [*ninjs_rules.faults(json.loads(ninjs.dumps(dispatch)))] == []
    assert [*newsml_g2_rules.faults(parsed(newsml_g2.dumps(dispatch)))] == []


def test_the_rules_find_faults() -> None:
    item = ninjs.item_of(FULL)
    for name, value in (
        ("uri", "sans schéma"),
        ("filon", {}),
        ("pubStatus", "annulée"),
        ("versionCreated", "2024-03-11"),
        ("subjects", [{"nom": "eau"}]),
        ("bodies", [{"role": "main"}]),
    ):
        assert [*ninjs_rules.faults({**item, name: value})], name
    text = newsml_g2.dumps(FULL)
    for old, new in (
        ("<pubStatus", "<status"),
        ('version="3"', 'version="0"'),
        ("<urgency>2", "<urgency>10"),
        ("<provider>", "<provider rang='1'>"),
        ("</itemMeta>", "<provider/></itemMeta>"),
        ('xml:lang="fr"', 'xml:lang="français"'),
    ):
        assert old in text
        assert [*newsml_g2_rules.faults(parsed(text.replace(old, new)))], new


def test_what_ninjs_says_of_a_dispatch() -> None:
    item = ninjs.item_of(FULL)
    assert item["uri"] == "filon:tap-2024%2F0311%20%3C%C3%A9%3E"
    assert (item["version"], item["type"], item["pubStatus"]) == ("3", "text", "usable")
    assert item["versionCreated"] == "2024-03-11T18:30:00+01:00"
    assert item["embargoed"] == "2024-03-11T20:00:00+01:00"
    assert item["bodies"][0]["value"].splitlines()[1] == "<p>Deuxième paragraphe, 3 &lt; 4.</p>"
    topic = "http://cv.iptc.org/newscodes/mediatopic/20000441"
    assert item["subjects"] == [
        {"name": "eau", "uri": topic},
        {"name": "régions"},
        {"name": "maison", "literal": "maison:12"},
        {"uri": "http://a.example/x"},
        {"name": "eau", "rel": "keyword"},
        {"name": "barrages", "rel": "keyword"},
    ]
    assert item["organisations"][-1]["name"].startswith("ministère de l’Agriculture › ")
    assert [each["name"] for each in item["genres"]] == ["actualité", "analyse"]
    assert (item["by"], item["located"], item["infoSources"]) == (
        "Leïla Ben Amor", "Tunis", [{"name": "TAP"}],
    )  # fmt: skip
    assert (item["edNote"], item["slugline"]) == ("Corrige le lieu.", "eau-accord")


def test_what_newsml_g2_says_of_a_dispatch() -> None:
    root = parsed(newsml_g2.dumps(FULL))
    assert root.get("guid") == "filon:tap-2024%2F0311%20%3C%C3%A9%3E"

    def texts(path: str) -> list[str]:
        return [str(found) for found in root.xpath(path, namespaces={"n": newsml_g2.NAR})]

    assert texts("n:itemMeta/n:provider/n:name/text()") == ["TAP"]
    assert texts("n:itemMeta/n:signal/@qcode") == ["sig:correction"]
    assert texts("n:itemMeta/n:link[1]/@rel") == ["irel:previousVersion"]
    assert texts("n:itemMeta/n:link[1]/@version") == ["2"]
    assert texts("n:contentMeta/n:keyword/text()") == ["eau", "barrages"]
    assert texts("n:contentMeta/n:subject/@qcode") == ["medtop:20000441"]
    assert texts("n:contentMeta/n:subject/@literal") == ["maison:12"]
    assert texts("n:rightsInfo/n:copyrightNotice/text()") == ["© TAP"]
    assert texts("n:contentMeta/n:dateline/text()") == ["TUNIS, 11 mars (TAP) -"]


@pytest.mark.parametrize(
    ("status", "embargo", "expected"),
    [
        (Status.USABLE, None, "usable"),
        (Status.CORRECTED, None, "usable"),
        (Status.CANCELLED, FULL.embargo, "canceled"),
        (Status.EMBARGOED, FULL.embargo, "usable"),
        (Status.EMBARGOED, None, "withheld"),
    ],
)
def test_publishing_statuses(status: Status, embargo: datetime | None, expected: str) -> None:
    dispatch = replace(FULL, status=status, embargo=embargo)
    assert ninjs.item_of(dispatch)["pubStatus"] == expected
    assert f'<pubStatus qcode="stat:{expected}"/>' in newsml_g2.dumps(dispatch)


def test_an_old_local_time_is_written_in_whole_minutes() -> None:
    old = datetime(1890, 5, 1, 12, tzinfo=ZoneInfo("Europe/Paris"))
    assert moment_of(old) == "1890-05-01T11:50:39+00:00"
    assert moment_of(datetime(2020, 1, 1, tzinfo=timezone.utc)) == "2020-01-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("uid", "uri"),
    [
        ("urn:newsml:afp.com:20200101:1", "urn:newsml:afp.com:20200101:1"),
        ("http://a.example/x?y=1#z", "http://a.example/x?y=1#z"),
        ("d1c146e9", "filon:d1c146e9"),
        ("filon:x", "filon:filon%3Ax"),
        ("a b", "filon:a%20b"),
        ("urn:100%", "filon:urn%3A100%25"),
        ("x:[", "filon:x%3A%5B"),
    ],
)
def test_identifiers_are_uris(uid: str, uri: str) -> None:
    assert uri_of(uid) == uri
    assert uid_of(uri) == uid


def schema(pattern: str) -> Path:
    folder = os.environ.get("FILON_SCHEMAS")
    if not folder:
        pytest.skip("FILON_SCHEMAS names no folder of the IPTC's schemas")
    found = sorted(Path(folder).rglob(pattern))
    if not found:
        pytest.skip(f"there is no {pattern} in {folder}")
    return found[-1]


@pytest.mark.external
def test_ninjs_is_valid_against_the_schema_itself() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(
        json.loads(schema("ninjs-schema_3.0.json").read_text(encoding="utf-8"))
    )
    for dispatch in (*samples(), FULL, BARE):
        validator.validate(json.loads(ninjs.dumps(dispatch)))


@pytest.mark.external
def test_newsml_g2_is_valid_against_the_schema_itself() -> None:
    validator = etree.XMLSchema(file=str(schema("NewsML-G2_*-spec-All-Power.xsd")))
    for dispatch in (*samples(), FULL, BARE):
        validator.assertValid(parsed(newsml_g2.dumps(dispatch)))
    validator.assertValid(parsed("".join(newsml_g2.message(samples()))))


@pytest.mark.external
def test_the_iptc_s_own_library_takes_every_element() -> None:
    """The package `newsmlg2` reads what is written, and writes the same elements again."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        library = pytest.importorskip("NewsMLG2.document")
        for dispatch in (*samples(), FULL, BARE):
            data = newsml_g2.dumps(dispatch).encode()
            again = library.NewsMLG2Document(data).to_xml()
            assert elements(again) == elements(etree.fromstring(data)), dispatch.uid


def elements(root: etree._Element) -> Counter[str]:
    return Counter(str(each.tag) for each in root.iter(f"{{{newsml_g2.NAR}}}*"))
