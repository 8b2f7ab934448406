"""`filon read` and `filon formats`: what is understood, and what can be."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from corpus import record
from corpus.readers.registry import READERS
from tests.cli.conftest import Filon
from web.cli_formats import TOLD
from web.cli_read import harmless

FULL = {
    "id": "u1",
    "version": 2,
    "headline": "Le port rouvre",
    "body": "\n\n".join(f"Paragraphe {number}." for number in range(1, 6)),
    "date": "2021-05-04T10:00:00+02:00",
    "agency": "LANA",
    "place": "Misrata",
    "departments": ["ministère de la Pêche"],
    "subjects": ["pêche"],
    "status": "corrected",
    "slug": "port\u001b[31m",
}


FEED = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Fil</title><id>f</id>
<updated>2026-06-03T10:15:00Z</updated><entry><title>Le port</title><id>e</id>
<updated>2026-06-03T10:15:00Z</updated><summary>Le port rouvre.</summary></entry></feed>
"""


def test_what_is_understood_is_shown_and_not_indexed(indexed: tuple[Filon, Path]) -> None:
    filon, folder = indexed
    (folder / "b.jsonl").write_text(json.dumps(FULL) + '\n{"headline": \n', encoding="utf-8")
    result = filon("read", "b.jsonl")
    assert result.returncode == 1
    lines = result.stdout.splitlines()
    assert lines[0] == "Le port rouvre"
    said = {line[2:16].strip(): line[16:] for line in lines if line.startswith("  ")}
    assert said["identifiant"] == "u1"
    assert said["version"] == "2"
    assert said["statut"] == "corrigée"
    assert said["émise"] == "4 mai 2021, 10 h 00 (UTC+2)"
    assert said["départements"] == "ministère de la Pêche (ministère)"
    assert said["sujets"] == "pêche"
    assert "  Paragraphe 3." in lines
    assert "  Paragraphe 4." not in lines
    assert "\x1b" not in result.stdout
    assert re.search(r"Refusé : b\.jsonl, octet \d+, ligne 2 : JSON mal formé", result.stderr)
    assert json.loads(filon("search", "rouvre", "--json").stdout)["total"] == 1


@pytest.mark.parametrize(
    ("embargo", "said"),
    [("2021-05-04", "embargo levé"), ("9999-01-01", "sous embargo"), ("", "sous embargo")],
)
def test_an_embargo_that_has_ended_is_told_from_one_that_has_not(
    indexed: tuple[Filon, Path], embargo: str, said: str
) -> None:
    filon, folder = indexed
    line = {"id": "u1", "headline": "Le port", "status": "embargoed", "embargo": embargo}
    (folder / "b.jsonl").write_text(json.dumps(line), encoding="utf-8")
    assert re.search(rf"^  statut +{said}$", filon("read", "b.jsonl").stdout, re.MULTILINE)


def test_a_version_that_is_a_moment_is_called_by_it(indexed: tuple[Filon, Path]) -> None:
    filon, folder = indexed
    (folder / "b.xml").write_text(FEED, encoding="utf-8")
    said = filon("read", "b.xml").stdout
    assert re.search(r"^  version +du 3 juin 2026, 10 h 15 \(UTC\)$", said, re.MULTILINE)


def test_the_record_is_what_would_be_indexed(indexed: tuple[Filon, Path]) -> None:
    filon, folder = indexed
    (folder / "b.jsonl").write_text(json.dumps(FULL) + '\n{"headline": \n', encoding="utf-8")
    result = filon("read", "--json", "a.txt", "b.jsonl")
    assert result.returncode == 1
    first, second, third = result.stdout.splitlines()
    assert record.loads(first).events
    assert record.loads(second).uid == "u1"
    refused = json.loads(third)["refused"]
    assert (refused["file"], refused["line"]) == ("b.jsonl", 2)
    assert refused["offset"] > 0
    assert refused["reason"].startswith("JSON mal formé")


def test_standard_input_is_read() -> None:
    command = [sys.executable, "-c", "from web.cli import main; main()", "read", "-", "--json"]
    text = json.dumps({"id": "x", "headline": "Du tuyau"})
    result = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    assert record.loads(result.stdout).headline == "Du tuyau"


def test_all_that_was_read_well_is_no_failure(indexed: tuple[Filon, Path]) -> None:
    filon, _ = indexed
    assert filon("read", "a.txt").returncode == 0
    assert filon("read", "none.txt").returncode == 2


@pytest.mark.parametrize("text", ["\x1b]0;titre\x07", "a\x9bb", "\r", "\x7f"])
def test_nothing_that_a_terminal_obeys_is_shown(text: str) -> None:
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", harmless(text))
    assert harmless("Déjà vu — «œuf»\n") == "Déjà vu — «œuf»\n"


def test_every_format_is_listed(indexed: tuple[Filon, Path]) -> None:
    filon, _ = indexed
    text = filon("formats").stdout
    formats = json.loads(filon("formats", "--json").stdout)
    assert [each["name"] for each in formats] == [reader.name for reader in READERS]
    for reader, each in zip(READERS, formats, strict=True):
        assert f"{reader.title} ({reader.name})" in text
        assert each["extensions"] == list(reader.extensions)
        assert each["told_by"]


def test_it_is_said_of_every_reader_what_it_looks_at() -> None:
    assert {reader.name for reader in READERS} == TOLD.keys()
