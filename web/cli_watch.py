"""`filon watch`: takes the files that agencies deliver into folders, as they land.

What it says is for a person, a line for each commit, or JSON for a program.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from types import FrameType

import click

from corpus.messages import Message
from corpus.readers.registry import name_of
from index.comparison import Outcome
from index.hot_folders import CommitReport, FileReport, HotFolders, Listener
from index.ingest import refusal_json
from index.notifier import Stop
from index.writer import IndexWriter
from web.cli_french import FrenchCommand
from web.cli_options import folder_of, index_option, json_option
from web.cli_outcomes import said_outcomes, say_refusals
from web.numerals import counted


@click.command("watch", cls=FrenchCommand)
@click.argument(
    "folders",
    nargs=-1,
    required=True,
    metavar="DOSSIER…",
    type=click.Path(path_type=Path),
)
@index_option
@json_option
def watch_command(folders: tuple[Path, ...], folder: Path | None, as_json: bool) -> None:
    """Indexe les fichiers qui arrivent dans des dossiers, jusqu’à ce qu’on l’arrête.

    Un fichier est lu quand il est entier, puis rangé dans « done/JOUR » de son dossier, ou dans
    « refused » si rien n’a pu y être lu ; une note « NOM.raison.txt » dit ce qui est refusé et
    pourquoi. Les sous-dossiers, les noms cachés et ceux en .part, .partial, .filepart, .crdownload
    et .tmp sont laissés.

    Ce qui est là au départ est lu d’abord. Ctrl+C ou SIGTERM arrêtent après un dernier
    enregistrement. Avec --json, une ligne par enregistrement.
    """
    for each in folders:
        if not each.is_dir():
            raise click.UsageError(f"« {name_of(each)} » n’est pas un dossier.")
    open_writer = partial(IndexWriter, folder_of(folder), wait=0, in_background=True)
    teller = _JsonTeller() if as_json else _Teller()
    with _stopping() as stop:
        listener = Listener(teller.committed, teller.troubled)
        watched = HotFolders(tuple(dict.fromkeys(folders)), open_writer, listener, stop)
        teller.started(folders)
        watched.run()
    teller.stopped()


@contextmanager
def _stopping() -> Iterator[Stop]:
    """What SIGINT and SIGTERM set; a second one ends the process as ever."""
    stop = Stop()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def ask(number: int, frame: FrameType | None) -> None:
        signal.signal(number, before[signal.Signals(number)])
        stop.set()

    for number in before:
        signal.signal(number, ask)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        stop.close()


class _Teller:
    """Says for a person what happens."""

    def started(self, folders: tuple[Path, ...]) -> None:
        named = ", ".join(f"« {name_of(folder)} »" for folder in folders)
        click.echo(f"Filon surveille {named} (Ctrl+C pour arrêter).")

    def committed(self, report: CommitReport) -> None:
        files = len(report.files)
        parts = [counted(files, "fichier", "fichiers")] if files else []
        refusals = [refusal for each in report.files for refusal in each.file.refusals]
        parts += said_outcomes(report.outcomes, len(refusals))
        click.echo(f"{_now()} Génération {report.generation} : {', '.join(parts)}")
        say_refusals(refusals)

    def troubled(self, said: Message) -> None:
        click.echo(f"{_now()} {said}", err=True)

    def stopped(self) -> None:
        click.echo("Arrêté : tout ce qui a été lu est enregistré.")


class _JsonTeller(_Teller):
    """Says the same for a program: an object a line, its «event» first."""

    def started(self, folders: tuple[Path, ...]) -> None:
        _say("watching", folders=[name_of(folder) for folder in folders])

    def committed(self, report: CommitReport) -> None:
        _say(
            "commit",
            generation=report.generation,
            **{outcome.value: report.outcomes[outcome] for outcome in Outcome},
            files=[_file_json(each) for each in report.files],
        )

    def troubled(self, said: Message) -> None:
        _say("trouble", reason=str(said))

    def stopped(self) -> None:
        _say("stopped")


def _say(event: str, **values: object) -> None:
    click.echo(json.dumps({"event": event, **values}, ensure_ascii=False))


def _file_json(report: FileReport) -> dict[str, object]:
    return {
        "file": name_of(report.file.path),
        "moved": name_of(report.place) if report.place else "",
        "dispatches": report.file.dispatches,
        "refused": [refusal_json(refusal) for refusal in report.file.refusals],
    }


def _now() -> str:
    return f"{datetime.now():%H:%M:%S}"
