"""`filon formats`: what Filon reads, and what it knows each format by."""

from __future__ import annotations

import json

import click
from rich.console import Console

from corpus.readers.registry import READERS
from web.cli_french import FrenchCommand
from web.cli_options import json_option

TOLD = {
    "newsml-g2": "la racine XML d’un newsItem, d’un packageItem ou d’un newsMessage de l’IPTC",
    "newsml-1": "la racine XML NewsML",
    "nitf": "la racine XML nitf",
    "ninjs": "du JSON avec « uri » et d’autres champs de ninjs, ou qui nomme ce standard",
    "feed": "la racine XML d’un flux : rss, feed, ou RDF de RSS 1.0",
    "page": "une page HTML",
    "iptc-7901": "l’en-tête de la norme, entre les caractères de contrôle d’un fil",
    "anpa-1312": "l’en-tête de la norme, entre les caractères de contrôle d’un fil",
    "zip": "les premiers octets (PK) ; chaque fichier de l’archive est lu selon son format",
    "gzip": "les premiers octets ; le contenu est lu selon son format",
    "tar": "la somme de contrôle du premier en-tête ; chaque fichier est lu selon son format",
    "mail": "des en-têtes de courriel, puis une ligne vide ; les pièces jointes sont lues aussi",
    "mbox": "une ligne « From », puis les en-têtes du premier courriel",
    "json-lines": "un objet JSON par ligne",
    "csv": "une première ligne qui nomme des champs connus, dont un titre ou un texte",
    "text": "tout ce qui est du texte et n’est rien d’autre",
}
"""What each reader's `sniff` looks at, in words, by the reader's name."""
NO_EXTENSION = "sans extension"


@click.command("formats", cls=FrenchCommand)
@json_option
def formats_command(as_json: bool) -> None:
    """Dit quels formats Filon lit, et à quoi il les reconnaît.

    C’est toujours au contenu ; l’extension dit seulement quels fichiers d’un dossier ouvrir.
    """
    if as_json:
        formats = [
            {
                "name": reader.name,
                "title": reader.title,
                "extensions": reader.extensions,
                "told_by": TOLD.get(reader.name, ""),
            }
            for reader in READERS
        ]
        click.echo(json.dumps(formats, ensure_ascii=False))
        return
    console = Console(highlight=False)
    for reader in READERS:
        console.print(f"{reader.title} ({reader.name})", style="bold", markup=False)
        extensions = ", ".join(extension or NO_EXTENSION for extension in reader.extensions)
        console.print(f"  {extensions}", markup=False)
        if reader.name in TOLD:
            console.print(f"  Reconnu à : {TOLD[reader.name]}.", markup=False)
