"""The options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from web.config import load_settings

INDEX_HELP = "Dossier de l’index (sinon FILON_INDEX, sinon le dossier de données de l’utilisateur)."

index_option = click.option(
    "--index", "folder", type=click.Path(path_type=Path), metavar="DOSSIER", help=INDEX_HELP
)
json_option = click.option("--json", "as_json", is_flag=True, help="Écrit du JSON.")


def folder_of(folder: Path | None) -> Path:
    """The folder that was named, else the configured one."""
    return folder or load_settings().index
