"""A bar for long work: what is read, how fast, how long it will still take."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from index.ingest import Progress as Reached
from index.ingest import Watch
from web.numerals import number


class RateColumn(ProgressColumn):
    """Dispatches read, and how many a second."""

    def render(self, task: Task) -> Text:
        count = task.fields["dispatches"]
        elapsed = task.elapsed or 0.0
        rate = count / elapsed if elapsed > 0 else 0.0
        return Text(f"{number(count)} dépêches, {number(round(rate))}/s")


@contextmanager
def watching(files: list[Path], *, quiet: bool) -> Iterator[Watch]:
    """A callback that moves a bar over the bytes of some files, on the standard error.

    Nothing is drawn when the standard error is not a terminal.
    """
    console = Console(stderr=True, quiet=quiet)
    starts, total = _starts(files)
    with Progress(
        TextColumn("Indexation"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        RateColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    ) as bar:
        task = bar.add_task("index", total=total or None, dispatches=0)

        def watch(reached: Reached) -> None:
            done = starts.get(reached.file, 0) + reached.offset
            bar.update(task, completed=done, dispatches=reached.dispatches)

        yield watch


def _starts(files: list[Path]) -> tuple[dict[str, int], int]:
    """How many bytes come before each file, and how many there are in all."""
    starts: dict[str, int] = {}
    total = 0
    for file in files:
        starts[str(file)] = total
        total += file.stat().st_size
    return starts, total
