"""Which reader takes a file, and which files a path stands for."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import ReaderError
from corpus.readers.draft import Draft, Refusal
from corpus.readers.registry import READERS, find_files, read_path


@pytest.mark.parametrize(
    ("content", "reader"),
    [
        ('{"headline": "Un titre"}', "json-lines"),
        ("titre;texte\nun;deux", "csv"),
        ("Un titre\nUn texte.", "text"),
        ("<AFP> Un titre\nUn texte.", "text"),
        ("From: a@b.fr\nSubject: Un titre\n\nUn texte.", "mail"),
        ("From a@b.fr Tue Mar  3 10:00:00 2020\nSubject: Un titre\n\nUn texte.", "mbox"),
        ("Date: 3 mars 2020\nSubject: ceci\n\nUn texte.", "text"),
    ],
)
def test_a_reader_is_chosen_by_content_whatever_the_name(
    tmp_path: Path, content: str, reader: str
) -> None:
    file = tmp_path / "fichier.dat"
    file.write_text(content, encoding="utf-8")
    (found,) = read_path(file)
    assert isinstance(found, Draft)
    assert found.source.format == reader


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "vide"),
        (b"\x89PNG\0\0", "Format inconnu"),
        (b"<?xml version='1.0'?><recette>sel</recette>", "XML « recette »"),
        ("<?xml version='1.0'?><a>sel</a>".encode("utf-16"), "XML « a »"),
        (b"<r:recette xmlns:r='urn:cuisine'>sel</r:recette>", "XML « recette »"),
        (b"<!DOCTYPE a [" + b" " * 100_000 + b"]><a/>", "XML « ? »"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "x.txt"
    file.write_bytes(content)
    (found,) = read_path(file)
    assert isinstance(found, Refusal)
    assert reason in str(found.reason)
    assert found.file == str(file)


def test_a_file_that_is_gone_is_a_refusal(tmp_path: Path) -> None:
    (found,) = read_path(tmp_path / "absent.txt")
    assert isinstance(found, Refusal)


def test_folders_files_and_patterns_each_file_once(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.jsonl", "a.csv", "README.txt", ".caché.txt", "photo.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    paths = [str(tmp_path), str(tmp_path / "b" / "*.txt"), str(tmp_path / "a.csv")]
    found = [str(path.relative_to(tmp_path)) for path in find_files(paths)]
    assert found == ["a.csv", "b/1.jsonl", "b/2.txt"]


def test_a_file_named_outright_is_taken_whatever_its_name(tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_text("x", encoding="utf-8")
    assert list(find_files([str(file)])) == [file]


def test_a_path_that_leads_nowhere_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match="n’existe pas"):
        list(find_files([str(tmp_path / "rien-*")]))


def test_every_reader_has_a_name_and_a_title_of_its_own() -> None:
    assert len({reader.name for reader in READERS}) == len(READERS)
    assert len({reader.title for reader in READERS}) == len(READERS)


def test_a_folder_s_files_of_every_format_are_found(tmp_path: Path) -> None:
    names = {f"x{extension}" for reader in READERS for extension in reader.extensions}
    assert {"x.eml", "x.mbox", "x.zip", "x.tar", "x.tgz", "x.gz", "x.bz2", "x.xz"} <= names
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    assert {path.name for path in find_files([str(tmp_path)])} == names
