"""The command as a person and as a program runs it: a process, its output, its exit status."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from web.config import load_settings

TEXT = """Le port de Misrata rouvre aux pêcheurs.
Misrata, 4 mai 2021 (Lana) - Le ministère de la Pêche a rouvert le port hier lundi.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "fil").mkdir()
    (tmp_path / "fil" / "a.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def filon(
    folder: Path, *arguments: str, stdin: str | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "FILON_INDEX": str(folder / "index"), "COLUMNS": "200"}
    result = subprocess.run(
        [sys.executable, "-c", "from web.cli import main; main()", *arguments],
        input=stdin, capture_output=True, text=True, env=environment, cwd=folder, check=False,
    )  # fmt: skip
    # French numbers have spaces that do not break; tests are written with plain ones.
    result.stdout = result.stdout.replace("\u00a0", " ").replace("\u202f", " ")
    return result


def test_indexing_twice_leaves_the_index_as_it_was_and_says_so(folder: Path) -> None:
    first = filon(folder, "index", "fil")
    assert first.returncode == 0
    assert "1 indexée" in first.stdout
    second = filon(folder, "index", "fil")
    assert second.returncode == 0
    assert "1 inchangée" in second.stdout
    assert "L’index est resté tel quel." in second.stdout


def test_what_is_refused_is_told_and_the_rest_indexed(folder: Path) -> None:
    (folder / "fil" / "b.jsonl").write_text(
        '{"headline": "Bon"}\n{"headline": \n{"headline": "Bon aussi"}\n', encoding="utf-8"
    )
    result = filon(folder, "index", "fil")
    assert result.returncode == 1
    assert "3 indexées" in result.stdout
    assert "1 refusée" in result.stdout
    assert re.search(r"Refusé : fil/b\.jsonl:2 : JSON mal formé", result.stderr)


def test_json_of_index(folder: Path) -> None:
    events = [
        json.loads(line) for line in filon(folder, "index", "fil", "--json").stdout.splitlines()
    ]
    assert [event["event"] for event in events] == ["commit", "summary"]
    assert list(events[0]["outcomes"].values()) == ["indexed"]
    assert events[1]["indexed"] == 1
    assert events[1]["refused"] == []


def test_several_processes_say_what_one_says(folder: Path) -> None:
    lines = [json.dumps({"id": f"u{n % 90}", "headline": f"Titre {n}"}) for n in range(100)]
    lines[70] = '{"headline": '
    (folder / "fil" / "b.jsonl").write_text("\n".join(lines), encoding="utf-8")
    said = []
    for jobs in ("1", "2"):
        result = filon(folder, "index", "fil", "--json", "--batch", "40", "--jobs", jobs,
                       "--index", f"index-{jobs}")  # fmt: skip
        assert result.returncode == 1
        said.append([json.loads(line) for line in result.stdout.splitlines()])
    assert said[0] == said[1]
    assert [event["event"] for event in said[0]] == ["commit", "commit", "commit", "summary"]
    assert said[0][-1]["refused"][0]["line"] == 71
    assert filon(folder, "index", "fil", "--jobs", "0").returncode == 2


def test_standard_input(folder: Path) -> None:
    result = filon(folder, "index", "-", stdin='{"headline": "Du tuyau", "id": "x1"}\n')
    assert result.returncode == 0
    assert "Du tuyau" in filon(folder, "search", "tuyau").stdout


def test_search_for_a_person(folder: Path) -> None:
    filon(folder, "index", "fil")
    output = filon(folder, "search", "pecheurs").stdout
    assert "1 dépêche trouvée" in output
    assert "LANA · Misrata · 04/05/2021" in output
    assert "0 dépêche trouvée" in filon(folder, "search", "volcan").stdout


def test_search_for_a_program(folder: Path) -> None:
    filon(folder, "index", "fil")
    answer = json.loads(filon(folder, "search", "pecheurs", "--json").stdout)
    assert answer["total"] == 1
    (hit,) = answer["hits"]
    assert hit["issued"].startswith("2021-05-04")
    assert hit["event_dates"] == ["2021-05-03"]
    assert hit["departments"] == [["ministère de la Pêche"]]
    assert hit["source"]["file"].endswith("a.txt")
    assert {"uid", "version", "score", "headline", "agency", "place", "highlights"} <= set(hit)
    value = {"value": "ministère de la Pêche", "path": ["ministère de la Pêche"], "count": 1}
    assert answer["facets"]["departments"] == [value]


def test_filters_of_search(folder: Path) -> None:
    filon(folder, "index", "fil")

    def total(*options: str) -> int:
        return int(json.loads(filon(folder, "search", "--json", *options).stdout)["total"])

    assert total("--du", "2021-05-04", "--au", "04/05/2021") == 1
    assert total("--au", "2021-05-03") == 0
    assert total("--agence", "LANA", "--departement", "ministère de la Pêche") == 1
    assert total("--sauf-agence", "LANA") == 0


def test_stats(folder: Path) -> None:
    filon(folder, "index", "fil")
    assert "1 dépêche" in filon(folder, "stats").stdout
    assert json.loads(filon(folder, "stats", "--json").stdout)["dispatches"] == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["search", "gaz"], "Créez-le avec : filon index DOSSIER"),
        (["stats"], "Il n’y a pas d’index"),
        (["index", "absent"], "« absent » n’existe pas"),
        (["index"], "il manque"),
        (["chercher"], "la commande chercher n’existe pas ; il y a index, search"),
        (["search", "--rien"], "n’existe pas"),
        (["search", "--du", "hier"], "n’est pas un jour"),
        (["search", "--page", "0"], "Les pages vont de 1"),
        (["search", "--du", "2021-05-04", "--au", "2021-05-03"], "La période est vide"),
        (["serve", "--port", "99999"], "--port"),
    ],
)
def test_a_wrong_call_is_explained_in_french(
    folder: Path, arguments: list[str], complaint: str
) -> None:
    result = filon(folder, *arguments)
    assert result.returncode == 2
    assert complaint in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", [[], ["index"], ["search"], ["serve"], ["stats"]])
def test_help_is_in_french(folder: Path, command: list[str]) -> None:
    output = filon(folder, *command, "--help").stdout
    assert "Usage : filon" in output
    assert "Affiche cette aide." in output
    assert "Show this" not in output


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    settings = load_settings({"FILON_INDEX": str(tmp_path), "PORT": "8123"})
    assert (settings.index, settings.port) == (tmp_path, 8123)
    assert load_settings({}).port == 8000


def test_serve_answers_and_sees_what_is_indexed_while_it_runs(folder: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "FILON_INDEX": str(folder / "index")}
    command = [
        sys.executable,
        "-c",
        "from web.cli import main; main()",
        "serve",
        "--port",
        str(port),
    ]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert f"http://127.0.0.1:{port}/" in process.stdout.readline()
            page = _fetch(f"http://127.0.0.1:{port}/")
            assert "filon index" in page
            filon(folder, "index", "fil")
            assert "Misrata" in _fetch(f"http://127.0.0.1:{port}/?q=pecheurs")
        finally:
            process.send_signal(signal.SIGTERM)


def _fetch(address: str) -> str:
    for _ in range(100):
        try:
            with urllib.request.urlopen(address) as response:
                return str(response.read().decode())
        except urllib.error.HTTPError as error:
            return str(error.read().decode())
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"{address} does not answer")
