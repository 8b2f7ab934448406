"""JSON Lines and CSV: one record, one dispatch; a bad record is refused and the rest is read."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dispatch import Status, Subject
from corpus.readers.draft import Draft, Refusal
from corpus.readers.jsonlines import JsonLinesReader
from corpus.readers.table import TableReader

RECORD = {
    "id": "lana-1",
    "version": 2,
    "headline": "Un titre",
    "body": "Un paragraphe.\nUn autre.",
    "date": "2021-09-16T10:30:00+02:00",
    "agency": "LANA",
    "place": "Tripoli",
    "departments": ["ministère de la Santé", "ministère de la Santé › direction des hôpitaux"],
    "keywords": ["santé", "hôpital"],
    "language": "FR",
    "urgency": 3,
    "status": "corrected",
    "bureau": {"ville": "Tripoli"},
}


def read_json(*lines: str | bytes) -> list[Draft | Refusal]:
    data = b"\n".join(line.encode() if isinstance(line, str) else line for line in lines)
    return list(JsonLinesReader().read(io.BytesIO(data), "f.jsonl"))


def read_csv(text: str, encoding: str = "utf-8") -> list[Draft | Refusal]:
    return list(TableReader().read(io.BytesIO(text.encode(encoding)), "f.csv"))


def test_every_field_of_a_json_record() -> None:
    (draft,) = read_json(json.dumps(RECORD))
    assert isinstance(draft, Draft)
    assert (draft.uid, draft.version, draft.status) == ("lana-1", 2, Status.CORRECTED)
    assert draft.paragraphs == ("Un paragraphe.", "Un autre.")
    assert draft.issued == datetime(2021, 9, 16, 10, 30, tzinfo=timezone(timedelta(hours=2)))
    assert draft.departments == tuple(RECORD["departments"])
    assert draft.keywords == ("santé", "hôpital")
    assert (draft.language, draft.urgency) == ("fr", 3)
    assert json.loads(draft.extra["bureau"]) == {"ville": "Tripoli"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "JSON mal formé"),
        ("[1]", "objet JSON"),
        ('{"id": "x"}', "Ni titre ni texte"),
        ('{"headline": "x", "date": "31 novembre 2020"}', "novembre"),
        ('{"headline": "x", "date": "bientôt"}', "bientôt"),
        ('{"headline": "x", "version": "deux"}', "deux"),
        ('{"headline": "x", "status": "perdu"}', "perdu"),
        ('{"headline": ["x"]}', "headline"),
        ("[" * 100_000, "imbriqué"),
    ],
)
def test_a_bad_line_is_refused_with_its_number_and_the_rest_is_read(line: str, reason: str) -> None:
    found = read_json(json.dumps(RECORD), line, json.dumps(RECORD))
    assert [type(each) for each in found] == [Draft, Refusal, Draft]
    refusal = found[1]
    assert isinstance(refusal, Refusal)
    assert refusal.line == 2
    assert reason in str(refusal.reason)


def test_the_offset_of_a_line_is_in_bytes() -> None:
    first = json.dumps(RECORD, ensure_ascii=False)
    _, second = read_json(first, json.dumps(RECORD))
    assert isinstance(second, Draft)
    assert second.source.offset == len(first.encode()) + 1


def test_lines_in_windows_1252_and_with_a_byte_order_mark() -> None:
    line = json.dumps({"titre": "Été à Sfax"}, ensure_ascii=False)
    found = read_json(b"\xef\xbb\xbf" + line.encode(), line.encode("cp1252"))
    assert [each.headline for each in found if isinstance(each, Draft)] == ["Été à Sfax"] * 2


def test_half_a_surrogate_pair_does_no_harm() -> None:
    (draft,) = read_json(
        r'{"id": "\ud800", "headline": "a\udc00", "body": "\ud83d\ude00", "x": "\ud800"}'
    )
    assert isinstance(draft, Draft)
    for text in (draft.uid, draft.headline, *draft.paragraphs, *draft.extra.values()):
        text.encode()
    assert draft.paragraphs == ("😀",)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_of_any_delimiter_and_encoding(delimiter: str, encoding: str) -> None:
    rows = [
        ["Identifiant", "Titre", "Texte", "Date", "Agence", "Départements", "Rubrique", "Bureau"],
        ["a1", "Été", '"Un\ntexte"', "16/09/2021", "TAP", "", "Économie", "Sfax"],
        ["a2", "Hiver", "Un autre", "17/09/2021", "TAP", "ministère de la Santé", "", ""],
    ]
    first, second = read_csv("\n".join(delimiter.join(row) for row in rows), encoding)
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert first.paragraphs == ("Un", "texte")
    assert first.issued is not None
    assert first.issued.date().isoformat() == "2021-09-16"
    assert first.subjects == (Subject(label="Économie"),)
    assert dict(first.extra) == {"Bureau": "Sfax"}
    assert second.departments == ("ministère de la Santé",)
    assert second.uid == "a2"


def test_a_bad_row_is_refused_with_its_line() -> None:
    found = read_csv('titre;texte\nun;deux\ntrois;quatre;cinq\n"six;sept')
    assert isinstance(found[0], Draft)
    assert [each.line for each in found[1:] if isinstance(each, Refusal)] == [3, 4]


@pytest.mark.parametrize(
    ("head", "is_table"),
    [
        (b"titre;texte\n", True),
        (b"id,headline,foo\n", True),
        (b"Le titre, le texte\n", False),
        (b"{}", False),
    ],
)
def test_a_table_is_known_by_its_columns(head: bytes, is_table: bool) -> None:
    assert TableReader().sniff(head) is is_table


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for reader in (JsonLinesReader(), TableReader()):
        for found in reader.read(io.BytesIO(b"titre;texte\n" + data), "x"):
            assert isinstance(found, Draft | Refusal)


def test_a_csv_whose_header_is_broken_is_refused() -> None:
    (found,) = read_csv('titre;"texte"x;date\nUn titre;Un texte;2021-09-16')
    assert isinstance(found, Refusal)
    assert found.line == 1
    assert "CSV mal formé" in str(found.reason)
    (empty,) = read_csv("")
    assert isinstance(empty, Refusal)
