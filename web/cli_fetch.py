"""The command that polls feeds: `filon fetch`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from corpus.limits import LIMITS
from web.cli_french import FrenchCommand
from web.cli_options import folder_of, index_option, json_option

INTERVAL = 300
LONGEST_INTERVAL = 86_400


@click.command("fetch", cls=FrenchCommand)
@click.argument("feeds", nargs=-1, required=True, metavar="FIL…")
@index_option
@click.option(
    "--interval",
    type=click.IntRange(LIMITS.fetch_interval_seconds, LONGEST_INTERVAL),
    default=INTERVAL,
    metavar="SECONDES",
    help=f"D’un relevé d’un fil au suivant ({INTERVAL} sinon).",
)
@click.option("--once", is_flag=True, help="Relève une fois les fils qui le peuvent, puis finit.")
@json_option
def fetch_command(
    feeds: tuple[str, ...], folder: Path | None, interval: int, once: bool, as_json: bool
) -> None:
    """Relève des fils RSS et Atom aux adresses données et indexe ce qui est nouveau.

    Seules ces adresses sont demandées, jamais celles qu’un document contient. Un serveur qui
    demande d’attendre est attendu ; ce qui n’a pas changé n’est pas transmis de nouveau.

    Une ligne pour chaque relevé ; Ctrl+C pour arrêter. Avec --once, l’état de sortie est 1 quand
    un fil n’a pas répondu ou qu’une entrée est refusée.
    """
    if len(feeds) > LIMITS.fetch_feeds:
        raise click.UsageError(f"plus de {LIMITS.fetch_feeds} fils.")
    # Those who run another command need not wait for what speaks HTTP.
    from web.cli_rounds import run_rounds

    interval = LIMITS.fetch_interval_seconds if once else interval
    if not run_rounds(feeds, folder_of(folder), interval, once=once, as_json=as_json):
        sys.exit(1)
