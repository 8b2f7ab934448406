"""The options and the input that several commands share."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any, cast

import click

from web.config import load_settings

STANDARD_INPUT = "-"
INDEX_HELP = "Dossier de l’index (sinon FILON_INDEX, sinon le dossier de données de l’utilisateur)."

index_option = click.option(
    "--index", "folder", type=click.Path(path_type=Path), metavar="DOSSIER", help=INDEX_HELP
)
json_option = click.option("--json", "as_json", is_flag=True, help="Écrit du JSON.")


def folder_of(folder: Path | None) -> Path:
    """The folder that was named, else the configured one."""
    return folder or load_settings().index


def standard_input() -> io.BufferedReader[Any]:
    """What `STANDARD_INPUT` stands for."""
    return cast("io.BufferedReader[Any]", sys.stdin.buffer)
