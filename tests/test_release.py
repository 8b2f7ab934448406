"""What the documents say of the product agrees with the product."""

from __future__ import annotations

import re
from importlib.metadata import requires, version
from pathlib import Path

from corpus.readers.draft import Draft
from corpus.readers.registry import find_files, read_path

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


def test_the_samples_are_as_many_as_their_readme_says() -> None:
    samples = ROOT / "corpus" / "samples"
    text = (samples / "README.md").read_text(encoding="utf-8")
    said = {folder: int(count) for folder, count in re.findall(r"\| `(\w+)` \| (\d+) \|", text)}
    found = {
        folder: sum(
            isinstance(each, Draft)
            for file in find_files([str(samples / folder)])
            for each in read_path(file)
        )
        for folder in said
    }
    assert len(said) == 9
    assert found == said


def test_each_module_that_the_architecture_names_is_there() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w/]+\.py)`", text))
    folders = ("corpus", "index", "search", "web", "tests", "benchmarks")
    there = [
        f"/{each.relative_to(ROOT)}" for name in folders for each in (ROOT / name).rglob("*.py")
    ]
    assert named
    assert [name for name in named if not any(path.endswith(f"/{name}") for path in there)] == []
