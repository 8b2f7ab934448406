"""What the documents say of the product agrees with the product."""

from __future__ import annotations

import re
from importlib.metadata import requires, version
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_changelog_begins_with_the_version_of_the_code() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\d+\.\d+\.\d+)", changelog, re.MULTILINE)
    assert newest is not None
    assert newest[1] == version("filon")


def test_every_dependency_has_its_line_in_the_architecture() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    names = [re.split(r"[=<>; ]", line)[0] for line in requires("filon") or []]
    assert names
    assert [name for name in names if f"| {name} |" not in text] == []


def test_the_readme_shows_the_two_commands_first() -> None:
    first_screen = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:30]
    assert any("make demo" in line for line in first_screen)
    assert any("make test" in line for line in first_screen)
