"""What was withdrawn is found in a terminal too, and not quoted there."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

Filon = Callable[..., "subprocess.CompletedProcess[str]"]


def test_a_withdrawn_dispatch_is_found_and_not_quoted(indexed: tuple[Filon, Path]) -> None:
    filon, folder = indexed
    lines = [
        {"id": "a", "headline": "Le barrage", "body": "La crue est là.", "date": "2021-05-01"},
        {"id": "a", "version": 2, "headline": "Annulation", "status": "cancelled"},
    ]
    text = "\n".join(json.dumps(line) for line in lines)
    (folder / "b.jsonl").write_text(text, encoding="utf-8")
    assert filon("index", "b.jsonl").returncode == 0
    for options in ([], ["--json"]):
        found = filon("search", "crue", *options).stdout
        assert "Le barrage" in found
        assert "crue est" not in found
    assert "ANNULÉE" in filon("search", "crue").stdout


def test_a_late_version_is_said_to_be_kept(indexed: tuple[Filon, Path]) -> None:
    filon, folder = indexed
    for number in (2, 1):
        line = json.dumps({"id": "a", "version": number, "headline": f"Titre {number}"})
        (folder / "b.jsonl").write_text(line, encoding="utf-8")
        said = filon("index", "b.jsonl").stdout
    assert "1 plus ancienne que l’index, gardée" in said
    assert "resté tel quel" not in said
