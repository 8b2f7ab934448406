"""`filon index`: brings dispatches into the index."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from rich.console import Console

from corpus.limits import LIMITS
from corpus.readers.registry import find_files
from index.comparison import Outcome
from index.ingest import Ingestion, Summary
from index.parallel import ingest_files, suitable_jobs
from index.writer import Commit, IndexWriter
from web.cli_french import FrenchCommand
from web.cli_options import STANDARD_INPUT, folder_of, index_option, json_option, standard_input
from web.cli_outcomes import said_outcomes, say_refusals
from web.cli_progress import watching
from web.numerals import counted


@click.command("index", cls=FrenchCommand)
@click.argument("paths", nargs=-1, required=True, metavar="CHEMIN…")
@index_option
@click.option(
    "--batch",
    type=click.IntRange(1, LIMITS.batch_dispatches),
    default=LIMITS.batch_dispatches,
    metavar="N",
    help="Dépêches par lot ; chaque lot enregistré est acquis.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, LIMITS.jobs),
    metavar="N",
    help="Processus qui indexent (sinon autant que de cœurs, ou un seul pour peu d’octets).",
)
@json_option
def index_command(
    paths: tuple[str, ...], folder: Path | None, batch: int, jobs: int | None, as_json: bool
) -> None:
    """Indexe des fichiers, des dossiers, des motifs, ou l’entrée standard (« - »).

    Indexer deux fois la même dépêche ne change rien. Ce qui ne peut pas être lu est refusé, avec
    le lieu et la raison, et le reste est indexé.

    Avec --json, une ligne pour chaque lot enregistré, puis une pour le bilan.
    """
    files = list(find_files(path for path in paths if path != STANDARD_INPUT))
    with IndexWriter(folder_of(folder)) as writer:
        summary = _ingest(
            writer, files, batch, jobs or suitable_jobs(files), as_json, STANDARD_INPUT in paths
        )
    if as_json:
        click.echo(json.dumps({"event": "summary", **summary.to_json()}, ensure_ascii=False))
    else:
        _print_summary(summary)
    if summary.refusals:
        sys.exit(1)


def _ingest(
    writer: IndexWriter,
    files: list[Path],
    batch: int,
    jobs: int,
    as_json: bool,
    with_input: bool,
) -> Summary:
    with watching(files, quiet=as_json) as watch:
        acknowledge = _print_commit if as_json else _ignore_commit
        ingestion = Ingestion(writer, batch, watch, acknowledge)
        summary = ingest_files(ingestion, files, jobs)
        if with_input:
            summary = summary + ingestion.stream(standard_input(), STANDARD_INPUT)
    return summary


def _print_commit(commit: Commit, summary: Summary) -> None:
    """One line for each commit: what it names is on the disk and will not be lost."""
    event = {
        "event": "commit",
        "generation": commit.generation,
        "outcomes": {uid: outcome.value for uid, outcome in commit.outcomes},
    }
    click.echo(json.dumps(event, ensure_ascii=False))


def _ignore_commit(commit: Commit, summary: Summary) -> None:
    pass


def _print_summary(summary: Summary) -> None:
    outcomes = summary.outcomes
    console = Console(highlight=False)
    console.print(
        f"{counted(summary.files, 'fichier lu', 'fichiers lus')}, "
        f"{counted(summary.dispatches, 'dépêche', 'dépêches')} :"
    )
    for said in said_outcomes(outcomes, len(summary.refusals)):
        console.print(f"  {said}")
    if not any(outcomes[each] for each in Outcome if each is not Outcome.UNCHANGED):
        console.print("L’index est resté tel quel.")
    say_refusals(summary.refusals)
