"""`filon export`: dispatches by uid, and all that a search finds, on the standard output or in a
file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import etree

from index.writer import IndexWriter
from tests.making import dispatch
from web.cli import main

NAR = "{http://iptc.org/std/nar/2006-10-01/}"
DAYS = 25


class Result(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


Filon = Callable[..., Result]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index of several dispatches, in two segments."""
    folder = tmp_path_factory.mktemp("export")
    with IndexWriter(folder / "index") as writer:
        writer.add(dispatch("Le port de Misrata", "Un texte.", day="2021-05-04", uid="autre"))
        for n in range(1, DAYS + 1):
            agency = "APS" if n % 2 else "TAP"
            day = f"2020-03-{n:02}T10:00:00"
            writer.add(
                dispatch(f"Le gaz, jour {n}", "Un texte.", day=day, uid=f"u/{n}", agency=agency)
            )
            if n == DAYS // 2:
                writer.commit()
        writer.commit()
    return folder


@pytest.fixture
def filon(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Filon:
    """The command, in this process and that folder."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("FILON_INDEX", str(folder / "index"))

    def run(*arguments: str) -> Result:
        monkeypatch.setattr(sys, "argv", ["filon", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        # French numbers have spaces that do not break; tests are written with plain ones.
        out = said.out.replace("\u00a0", " ").replace("\u202f", " ")
        return Result(int(ended.value.code or 0), out, said.err)

    return run


def test_a_dispatch_by_its_uid(filon: Filon) -> None:
    result = filon("export", "u/3")
    assert result.returncode == 0
    item = json.loads(result.stdout)
    assert (item["uri"], item["headlines"][0]["value"]) == ("filon:u%2F3", "Le gaz, jour 3")
    assert result.stdout.endswith("}\n")
    text = filon("export", "u/3", "--format", "newsml-g2").stdout
    assert etree.fromstring(text.encode()).tag == f"{NAR}newsItem"


def test_several_uids_in_the_order_given(filon: Filon) -> None:
    lines = filon("export", "u/3", "u/1").stdout.splitlines()
    assert [json.loads(line)["uri"] for line in lines] == ["filon:u%2F3", "filon:u%2F1"]
    text = filon("export", "u/3", "u/1", "--format", "newsml-g2").stdout
    message = etree.fromstring(text.encode())
    assert [item.get("guid") for item in message[1]] == ["filon:u%2F3", "filon:u%2F1"]


def test_all_that_a_search_finds_oldest_first(filon: Filon, folder: Path) -> None:
    result = filon("export", "--query", "gaz", "--out", "gaz.jsonl")
    assert result.stdout == f"{DAYS} dépêches écrites dans « gaz.jsonl ».\n"
    lines = (folder / "gaz.jsonl").read_text(encoding="utf-8").splitlines()
    uris = [json.loads(line)["uri"] for line in lines]
    assert uris == [f"filon:u%2F{n}" for n in range(1, DAYS + 1)]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--query", "gaz", "--since", "2020-03-24"], ["24", "25"]),
        (["--since", "2020-03-02", "--until", "03/03/2020"], ["2", "3"]),
        (["--until", "2020-03-04", "--agence", "APS"], ["1", "3"]),
        (["--query", "gaz -jour"], []),
        (["--query", "", "--sauf-agence", "APS", "--since", "2020-03-23"], ["24", None]),
    ],
)
def test_a_search_with_filters(
    filon: Filon, options: list[str], expected: list[str | None]
) -> None:
    result = filon("export", *options)
    found = [json.loads(line)["uri"] for line in result.stdout.splitlines()]
    assert len(found) == len(expected)
    assert all(uri.endswith(f"%2F{n}") for uri, n in zip(found, expected, strict=True) if n)
    assert result.returncode == (0 if expected else 1)
    assert ("Aucune dépêche trouvée" in result.stderr) is not bool(expected)


@pytest.mark.parametrize("name", ["ninjs", "newsml-g2"])
def test_an_export_that_is_indexed_again_changes_nothing(
    filon: Filon, folder: Path, name: str
) -> None:
    assert filon("export", "--query", "", "--format", name, "--out", "tout.export").returncode == 0
    again = filon("index", "tout.export")
    assert f"{DAYS + 1} inchangées" in again.stdout
    elsewhere = filon("index", "tout.export", "--index", f"autre-{name}", "--json")
    assert json.loads(elsewhere.stdout.splitlines()[-1])["indexed"] == DAYS + 1
    assert not list(folder.glob(".tout*"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "donnez des UID ou une recherche"),
        (["u/1", "--query", "gaz"], "pas les deux"),
        (["u/1", "inconnu"], "l’index n’a pas de dépêche « inconnu »"),
        (["u/1", "--out", "absent/x.json"], "impossible d’écrire « absent/x.json »"),
        (["u/1", "--format", "pdf"], "valeur refusée pour --format"),
        (["--since", "demain"], "« demain » n’est pas un jour"),
        (
            ["--query", "gaz", "--since", "2020-03-02", "--until", "2020-03-01"],
            "La période est vide",
        ),
        (["u/1", "--index", "rien"], "filon index DOSSIER"),
    ],
)
def test_what_is_wrong_is_said_in_french(
    filon: Filon, folder: Path, arguments: list[str], said: str
) -> None:
    before = sorted(folder.iterdir())
    result = filon("export", *arguments)
    assert result.returncode == 2
    assert said in result.stderr
    assert result.stdout == ""
    assert sorted(folder.iterdir()) == before


def test_what_was_mended_in_the_question_is_told(filon: Filon) -> None:
    result = filon("export", "--query", '"gaz', "--since", "2020-03-25")
    assert "Note : Guillemet non fermé" in result.stderr
    assert len(result.stdout.splitlines()) == 1


def test_the_help_is_in_french(filon: Filon) -> None:
    text = filon("export", "--help").stdout
    assert "Écrit des dépêches dans un format d’agence" in text
    assert "Affiche cette aide." in text


def test_a_reader_that_goes_away_is_no_error(folder: Path) -> None:
    command: Callable[..., subprocess.Popen[bytes]] = subprocess.Popen
    process = command(
        [sys.executable, "-c", "from web.cli import main; main()", "export", "--query", "gaz"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder,
        env={**os.environ, "FILON_INDEX": str(folder / "index")},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait()
