"""The commands that look after an index."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import TEXT, Filon


def test_a_sound_index_is_told_from_a_damaged_one(indexed: tuple[Filon, Path]) -> None:
    filon, folder = indexed
    sound = filon("check")
    assert (sound.returncode, sound.stdout) == (0, "L’index est intact.\n")
    (segment,) = (folder / "index").glob("segment-*")
    content = bytearray(segment.read_bytes())
    content[100] ^= 1
    segment.write_bytes(content)
    damaged = filon("check", "--json")
    assert damaged.returncode == 1
    (problem,) = json.loads(damaged.stdout)["problems"]
    assert problem["file"] == segment.name
    assert "octets 0 à" in problem["problem"]


def test_an_optimised_index_answers_as_before(indexed: tuple[Filon, Path]) -> None:
    filon, folder = indexed
    (folder / "b.txt").write_text(TEXT.replace("Misrata", "Derna"), encoding="utf-8")
    assert filon("index", "b.txt").returncode == 0
    before = filon("search", "port", "--json").stdout
    result = filon("optimize")
    assert result.returncode == 0
    assert "un seul segment" in result.stdout
    assert json.loads(filon("search", "port", "--json").stdout) == json.loads(before)
    assert json.loads(before)["total"] == 2


def test_a_copy_is_restored_whatever_became_of_the_index(indexed: tuple[Filon, Path]) -> None:
    filon, folder = indexed
    assert filon("backup", "copie").returncode == 0
    again = filon("backup", "copie")
    assert again.returncode == 2
    assert "choisissez un dossier vide" in again.stderr
    (folder / "index").rename(folder / "perdu")
    restored = filon("restore", "copie")
    assert restored.returncode == 0
    assert json.loads(filon("search", "pêcheurs", "--json").stdout)["total"] == 1


def test_there_is_nothing_to_check_without_an_index(indexed: tuple[Filon, Path]) -> None:
    filon, folder = indexed
    missing = filon("check", "--index", str(folder / "rien"))
    assert missing.returncode == 2
    assert "Il n’y a pas d’index" in missing.stderr
