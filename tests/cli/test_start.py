"""What a command does not need is not loaded when it starts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Filon
from web.cli import COMMANDS, filon

HEAVY = {"feedparser", "trafilatura", "urllib3", "watchfiles"}
"""What speaks to servers, reads feeds and pages, and watches folders: most commands do neither."""
SERVING = {"flask", "waitress", "werkzeug"}
WRITING = {"index.writer", "index.merging", "index.segment_builder", "index.french.bulk"}
WHOOSH_INDEX = {"whoosh.searching", "whoosh.writing", "index.codec.whoosh_codec"}
"""What only a query that has no kernel needs."""
READING = {"corpus.departments", "corpus.readers.registry", "lxml"}


def loaded_by(module: str) -> set[str]:
    return modules_after(f"import sys, {module}; print(*sys.modules)")


def modules_after(command: str) -> set[str]:
    """The modules that a program prints."""
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
        (
            "cli_search",
            "search.local",
            HEAVY | SERVING | READING | WRITING | WHOOSH_INDEX | {"babel", "multiprocessing"},
        ),
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


def test_a_search_for_a_word_loads_nothing_more(indexed: tuple[Filon, Path]) -> None:
    """What a start leaves to the first query is not what every query needs."""
    folder = indexed[1] / "index"
    script = (
        "import sys; from pathlib import Path; from search.local import LocalBackend; "
        "from search.request import SearchRequest; "
        f"LocalBackend(Path({str(folder)!r})).search(SearchRequest('gouvernement')); "
        "print(*sys.modules)"
    )
    loaded = modules_after(script)
    assert not loaded & (HEAVY | READING | WRITING | WHOOSH_INDEX | {"babel"})


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_where_the_group_says(name: str) -> None:
    with filon.make_context("filon", [name], resilient_parsing=True) as context:
        command = filon.get_command(context, name)
    assert command is not None
    assert command.name == name
    assert command.help
    assert len(COMMANDS[name].summary) <= 60
