"""The command line: `filon` and its commands, each in a module of its own.

Commands print for a person, in French, or JSON for a program; what went wrong goes to the standard
error, and the exit status says whether all went well (0), something was refused (1) or the command
itself was wrong (2).
"""

from __future__ import annotations

import sys

import click

from corpus.errors import FilonError, IndexMissing
from web.cli_french import FrenchGroup, Place, run

COMMANDS = {
    "index": Place("web.cli_index", "Indexe des dépêches."),
    "search": Place("web.cli_search", "Cherche des dépêches."),
    "read": Place("web.cli_read", "Montre ce qui est compris de dépêches."),
    "formats": Place("web.cli_formats", "Dit quels formats Filon lit, et à quoi il les reconnaît."),
    "watch": Place("web.cli_watch", "Indexe ce qui arrive dans des dossiers."),
    "fetch": Place("web.cli_fetch", "Relève des fils RSS et Atom."),
    "export": Place("web.cli_export", "Écrit des dépêches en ninjs ou NewsML-G2."),
    "stats": Place("web.cli_stats", "Dit ce que contient l’index."),
    "serve": Place("web.cli_serve", "Sert la page de recherche dans un navigateur."),
    "check": Place("web.cli_care", "Vérifie tout l’index et dit ce qui est endommagé."),
    "optimize": Place("web.cli_care", "Réunit l’index en un seul segment."),
    "backup": Place("web.cli_care", "Copie l’index, même pendant qu’on l’écrit."),
    "restore": Place("web.cli_care", "Remet en place une copie de l’index, dans un dossier vide."),
}
"""What is used most comes first."""


@click.group(cls=FrenchGroup, places=COMMANDS)
@click.version_option(package_name="filon", message="filon %(version)s", help="Affiche la version.")
def filon() -> None:
    """Recherche plein texte dans des dépêches d’agences de presse."""


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
