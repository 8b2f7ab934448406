"""`filon stats`: what the index holds."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console

from search.local import LocalBackend
from web.cli_french import FrenchCommand
from web.cli_options import folder_of, index_option, json_option
from web.numerals import counted, number


@click.command("stats", cls=FrenchCommand)
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
