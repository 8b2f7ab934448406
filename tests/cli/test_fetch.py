"""`filon fetch` as a person and as a program run it: a process, a server, and signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.corpus.fetching.server import Reply, ScriptedServer, hang, serving

FEED = (
    b'<rss version="2.0"><channel><title>Fil</title>'
    b"<item><title>Le port rouvre</title><guid>https://fil.example/1</guid></item>"
    b"<item><title>Le tunnel ferme</title><guid>https://fil.example/2</guid></item>"
    b"</channel></rss>"
)
BAD = FEED.replace(b"<title>Le port rouvre</title>", b"")


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with serving() as running:
        yield running


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "FILON_INDEX": str(folder / "index"), "PYTHONUTF8": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", "from web.cli import main; main()", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env=environment,
    )  # fmt: skip


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    process = start(folder, *arguments)
    output, errors = process.communicate()
    plain = output.replace("\u00a0", " ").replace("\u202f", " ")
    return process.returncode, plain, errors


def test_a_feed_is_indexed_once(server: ScriptedServer, tmp_path: Path) -> None:
    url = server.on("/fil", Reply(200, FEED))
    status, output, errors = run(tmp_path, "fetch", url, "--once")
    assert (status, errors) == (0, "")
    assert "1 fil a changé ; 2 dépêches indexées." in output
    status, output, _ = run(tmp_path, "fetch", url, "--once")
    assert status == 0
    assert "1 fil attend." in output
    assert len(server.requests) == 1
    status, output, _ = run(tmp_path, "search", "port", "--json")
    assert json.loads(output)["total"] == 1


def test_a_program_gets_json(server: ScriptedServer, tmp_path: Path) -> None:
    with serving() as other:
        bad, gone = server.on("/fil", Reply(200, BAD)), other.on("/rien", Reply(404))
        status, output, _ = run(tmp_path, "fetch", bad, gone, "--once", "--json")
    assert status == 1
    found = json.loads(output)
    assert (found["event"], found["indexed"], len(found["refused"])) == ("round", 1, 1)
    assert [feed["feed"] for feed in found["feeds"]] == ["changed", "failed"]
    assert "404" in found["feeds"][1]["problem"]


def test_what_is_no_address_is_refused_before_anything_is_asked(
    server: ScriptedServer, tmp_path: Path
) -> None:
    status, _, errors = run(tmp_path, "fetch", server.on("/fil", Reply()), "fil.rss")
    assert status == 2
    assert "« fil.rss » n’est pas une adresse" in errors
    assert not server.requests


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_waiting_for_the_next_round(
    server: ScriptedServer, tmp_path: Path, number: signal.Signals
) -> None:
    process = start(tmp_path, "fetch", server.on("/fil", Reply(200, FEED)), "--interval", "3600")
    assert process.stdout is not None
    assert "prochain relevé à" in process.stdout.readline()
    process.send_signal(number)
    output, errors = process.communicate()
    assert (process.returncode, output, errors) == (0, "", "")


def test_a_signal_ends_the_waiting_for_a_server(server: ScriptedServer, tmp_path: Path) -> None:
    process = start(tmp_path, "fetch", server.on("/fil", hang))
    server.asked.wait()
    process.send_signal(signal.SIGTERM)
    output, errors = process.communicate()
    assert (process.returncode, output, errors) == (0, "", "")


def test_the_help_is_in_french(tmp_path: Path) -> None:
    status, output, _ = run(tmp_path, "fetch", "--help")
    assert status == 0
    assert "--interval SECONDES" in output
    assert "Relève des fils RSS et Atom" in output
