"""The commands that look after an index: `filon check`, `optimize`, `backup` and `restore`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from index.backup import backup
from index.check import check
from index.store import Generation, Store
from index.writer import IndexWriter
from web.cli_french import FrenchCommand
from web.cli_options import folder_of, index_option, json_option
from web.numerals import counted

copy_argument = click.argument("copy", type=click.Path(path_type=Path), metavar="DOSSIER")


@click.command("check", cls=FrenchCommand)
@index_option
@json_option
def check_command(folder: Path | None, as_json: bool) -> None:
    """Vérifie tout l’index et dit ce qui est endommagé.

    L’état de sortie est 1 quand quelque chose l’est.
    """
    problems = [
        {"file": problem.file, "problem": str(problem.message)}
        for problem in check(folder_of(folder))
    ]
    if as_json:
        click.echo(json.dumps({"problems": problems}, ensure_ascii=False))
    else:
        for problem in problems:
            click.echo(f"{problem['file']} : {problem['problem']}")
        found = counted(len(problems), "dommage trouvé", "dommages trouvés")
        click.echo(f"{found}." if problems else "L’index est intact.")
    sys.exit(1 if problems else 0)


@click.command("optimize", cls=FrenchCommand)
@index_option
def optimize_command(folder: Path | None) -> None:
    """Réunit l’index en un seul segment : plus petit, plus rapide à chercher."""
    with IndexWriter(folder_of(folder)) as writer:
        generation = writer.optimise()
    size = counted(Store(folder_of(folder)).size(), "octet", "octets")
    click.echo(f"L’index est en un seul segment : {size}, génération {generation}.")


@click.command("backup", cls=FrenchCommand)
@copy_argument
@index_option
def backup_command(copy: Path, folder: Path | None) -> None:
    """Copie l’index dans un dossier vide, même pendant qu’on l’écrit."""
    generation = backup(Store(folder_of(folder)), copy)
    _warn(generation)
    click.echo(f"La génération {generation.number} est copiée dans « {copy} ».")


@click.command("restore", cls=FrenchCommand)
@copy_argument
@index_option
def restore_command(copy: Path, folder: Path | None) -> None:
    """Remet en place une copie de l’index, dans un dossier vide."""
    generation = backup(Store(copy), folder_of(folder))
    _warn(generation)
    click.echo(f"La génération {generation.number} est dans « {folder_of(folder)} ».")


def _warn(generation: Generation) -> None:
    for warning in generation.warnings:
        click.echo(str(warning), err=True)
