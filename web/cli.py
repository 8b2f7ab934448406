"""The command line: `filon index`, `search`, `export`, `serve`, `stats`, and those of `cli_care`.

Commands print for a person, in French, or JSON for a program; what went wrong goes to the standard
error, and the exit status says whether all went well (0), something was refused (1) or the command
itself was wrong (2).
"""

from __future__ import annotations

import io
import json
import sys
from functools import partial
from pathlib import Path
from typing import Any, cast

import click
from rich.console import Console
from waitress import serve as serve_wsgi

from corpus.errors import FilonError, IndexMissing
from corpus.limits import LIMITS
from corpus.readers.registry import find_files
from index.comparison import Outcome
from index.ingest import Ingestion, Summary, deliver
from index.parallel import ingest_files, suitable_jobs
from index.writer import Commit, IndexWriter
from search.highlight import mark_query
from search.local import LocalBackend
from web.app import WebConfig, create_app
from web.cli_care import CARE_COMMANDS
from web.cli_export import export_command
from web.cli_fetch import fetch_command
from web.cli_formats import formats_command
from web.cli_french import FrenchCommand, FrenchGroup, run
from web.cli_options import folder_of, index_option, json_option
from web.cli_progress import watching
from web.cli_read import read_command
from web.cli_search import search_command
from web.cli_watch import watch_command
from web.config import LAST_PORT, load_settings
from web.context import Delivery
from web.security import LOOPBACK_HOSTS
from web.typography import counted, number

STANDARD_INPUT = "-"
THREADS = 4
UNWANTED_BYTES = 64 * 1024
"""The longest body that is taken only to say that none is."""


@click.group(cls=FrenchGroup)
@click.version_option(package_name="filon", message="filon %(version)s", help="Affiche la version.")
def filon() -> None:
    """Recherche plein texte dans des dépêches d’agences de presse."""


@filon.command("index", cls=FrenchCommand, short_help="Indexe des dépêches.")
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
            summary = summary + ingestion.stream(
                cast("io.BufferedReader[Any]", sys.stdin.buffer), STANDARD_INPUT
            )
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
    for count, one, many in (
        (outcomes[Outcome.INDEXED], "indexée", "indexées"),
        (outcomes[Outcome.UPDATED], "mise à jour", "mises à jour"),
        (outcomes[Outcome.UNCHANGED], "inchangée", "inchangées"),
        (
            outcomes[Outcome.OUTDATED],
            "plus ancienne que l’index, gardée",
            "plus anciennes que l’index, gardées",
        ),
        (len(summary.refusals), "refusée", "refusées"),
    ):
        if count:
            console.print(f"  {counted(count, one, many)}")
    if not any(outcomes[each] for each in Outcome if each is not Outcome.UNCHANGED):
        console.print("L’index est resté tel quel.")
    for refusal in summary.refusals:
        click.echo(f"Refusé : {refusal}", err=True)


filon.add_command(search_command)
filon.add_command(read_command)
filon.add_command(formats_command)
filon.add_command(watch_command)
filon.add_command(fetch_command)
filon.add_command(export_command)


@filon.command("stats", cls=FrenchCommand)
@index_option
@json_option
def stats_command(folder: Path | None, as_json: bool) -> None:
    """Dit ce que contient l’index."""
    backend = LocalBackend(folder_of(folder))
    statistics = backend.statistics()
    backend.close()
    if as_json:
        click.echo(json.dumps(statistics.to_json(), ensure_ascii=False))
        return
    console = Console(highlight=False)
    console.print(f"Index : {folder_of(folder)}", soft_wrap=True)
    console.print(
        f"{counted(statistics.dispatches, 'dépêche', 'dépêches')}, "
        f"{counted(statistics.bytes, 'octet', 'octets')}, génération {statistics.generation}"
    )
    if statistics.first_day and statistics.last_day:
        console.print(f"Du {statistics.first_day:%d/%m/%Y} au {statistics.last_day:%d/%m/%Y}")
    for agency, count in sorted(statistics.agencies.items(), key=lambda item: (-item[1], item[0])):
        console.print(f"  {agency} : {number(count)}")
    console.print(f"Sans département : {number(statistics.without_department)}")


@filon.command("serve", cls=FrenchCommand)
@index_option
@click.option("--host", default="127.0.0.1", metavar="ADRESSE", help="Adresse d’écoute.")
@click.option(
    "--port",
    type=click.IntRange(1, LAST_PORT),
    metavar="PORT",
    help="Port (sinon PORT, sinon 8000).",
)
@click.option(
    "--public",
    default="",
    metavar="URL",
    help="Adresse sous laquelle les lecteurs trouvent la page, s’ils passent par un autre nom.",
)
def serve_command(folder: Path | None, host: str, port: int | None, public: str) -> None:
    """Sert la page de recherche dans un navigateur.

    Si FILON_TOKEN donne un jeton, les programmes qui le présentent peuvent aussi envoyer des
    dépêches à /api/dispatches.
    """
    settings = load_settings()
    port = port or settings.port
    folder = folder_of(folder)
    backend = LocalBackend(folder)
    delivery = Delivery(settings.token, partial(deliver, folder)) if settings.token else None
    config = WebConfig(
        public_address=public, allowed_hosts={*LOOPBACK_HOSTS, host}, delivery=delivery
    )
    longest = LIMITS.posted_bytes if delivery else UNWANTED_BYTES
    app = create_app(backend, config, mark=mark_query)
    click.echo(f"Filon est sur http://{host}:{port}/ (Ctrl+C pour arrêter)")
    try:
        serve_wsgi(
            app,
            host=host,
            port=port,
            threads=THREADS,
            ident="Filon",
            max_request_body_size=longest,
        )
    except OSError as error:
        raise click.ClickException(
            f"Impossible d’écouter sur {host}:{port} ({error.strerror}) ; essayez un autre --port."
        ) from None
    finally:
        backend.close()


for command in CARE_COMMANDS:
    filon.add_command(command)


def main() -> None:
    """The `filon` command."""
    try:
        status = run(filon)
    except IndexMissing as error:
        click.echo(f"{error}\nCréez-le avec : filon index DOSSIER", err=True)
        status = 2
    except FilonError as error:
        click.echo(f"Erreur : {error}", err=True)
        status = 2
    sys.exit(status)
