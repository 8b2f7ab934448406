"""What a command does not need is not loaded when it starts."""

from __future__ import annotations

import subprocess
import sys

import pytest

from web.cli import COMMANDS, filon

HEAVY = {"feedparser", "trafilatura", "urllib3", "watchfiles"}
"""What speaks to servers, reads feeds and pages, and watches folders: most commands do neither."""
SERVING = {"flask", "waitress", "werkzeug"}
READING = {"corpus.departments", "corpus.readers.registry", "lxml"}


def loaded_by(module: str) -> set[str]:
    command = f"import sys, {module}; print(*sys.modules)"
    started = subprocess.run(
        [sys.executable, "-c", command], capture_output=True, check=True, text=True
    )
    return set(started.stdout.split())


@pytest.mark.parametrize(
    ("module", "needed", "unneeded"),
    [
        (
            "cli",
            "click",
            HEAVY | SERVING | READING | {"babel", "numpy", "rich", "search", "whoosh"},
        ),
        ("cli_search", "search.local", HEAVY | SERVING | READING),
        ("cli_index", "corpus.readers.registry", HEAVY | SERVING | {"search"}),
        ("cli_read", "corpus.readers.registry", HEAVY | SERVING | {"search"}),
        ("cli_export", "corpus.writers.formats", HEAVY | SERVING | {"corpus.readers.registry"}),
        ("cli_serve", "flask", HEAVY),
    ],
)
def test_a_start_loads_nothing_that_only_some_commands_need(
    module: str, needed: str, unneeded: set[str]
) -> None:
    loaded = loaded_by(f"web.{module}")
    assert needed in loaded
    assert not unneeded & loaded


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_where_the_group_says(name: str) -> None:
    with filon.make_context("filon", [name], resilient_parsing=True) as context:
        command = filon.get_command(context, name)
    assert command is not None
    assert command.name == name
    assert command.help
    assert len(COMMANDS[name].summary) <= 60
