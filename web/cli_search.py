"""`filon search`: the questions and answers of the page, in a terminal or as JSON.

Its options have the names of the page's parameters.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from corpus.dispatch import PATH_SEPARATOR, Status
from search.local import LocalBackend
from search.request import SearchRequest
from search.result import Hit, Passage, SearchResult
from web.cli_french import FrenchCommand
from web.cli_options import folder_of
from web.numerals import counted
from web.urls import FACET_PARAMETERS, SORTS

FACET_HELP = {
    "departement": "De ce département, écrit « ministère › direction ».",
    "nature": "Concernant un organe de cette nature (ministère, direction…).",
    "agence": "De cette agence.",
    "lieu": "De ce lieu.",
    "annee": "De cette année (2021).",
    "mois": "De ce mois (2021-09).",
    "statut": "De ce statut (usable, corrected, embargoed, cancelled).",
    "langue": "Dans cette langue (fr).",
}
INDENT = "   "
STATUS_MARKS = {
    Status.CANCELLED: "ANNULÉE",
    Status.CORRECTED: "corrigée",
    Status.EMBARGOED: "embargo levé",
}


class Day(click.ParamType[date]):
    """A day as 2021-09-16 or 16/09/2021."""

    name = "jour"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            parts = [int(part) for part in value.replace("/", "-").split("-")]
            year, month, day = parts if len(value.split("-")[0]) == 4 else parts[::-1]
            return date(year, month, day)
        except ValueError:
            self.fail(
                f"« {value} » n’est pas un jour ; écrivez 2021-09-16 ou 16/09/2021.", param, ctx
            )


def facet_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of `FACET_PARAMETERS`, each with its contrary."""
    for name in reversed(list(FACET_PARAMETERS)):
        text = f"Le contraire de --{name}."
        for option, help_text in ((f"--sauf-{name}", text), (f"--{name}", FACET_HELP[name])):
            add = click.option(option, multiple=True, metavar="VALEUR", help=help_text)
            command = add(command)
    return command


@click.command("search", cls=FrenchCommand)
@click.argument("words", nargs=-1, metavar="[REQUÊTE]…")
@click.option(
    "--index", "folder", type=click.Path(path_type=Path), metavar="DOSSIER", help="Index."
)
@click.option("--du", type=Day(), metavar="JOUR", help="À partir de ce jour.")
@click.option("--au", type=Day(), metavar="JOUR", help="Jusqu’à ce jour compris.")
@facet_options
@click.option("--tri", type=click.Choice(list(SORTS)), help="Ordre des dépêches.")
@click.option("--page", type=int, default=1, metavar="N", help="Page.")
@click.option("--taille", type=int, default=10, metavar="N", help="Dépêches par page.")
@click.option("--sans-variantes", is_flag=True, help="Sans les autres graphies des noms.")
@click.option(
    "--sans-doublons",
    is_flag=True,
    help="Une seule dépêche pour un même texte, à peu de mots près.",
)
@click.option("--comme", default="", metavar="UID", help="Les quasi-doublons de cette dépêche.")
@click.option("--json", "as_json", is_flag=True, help="Écrit du JSON.")
def search_command(
    words: tuple[str, ...], folder: Path | None, as_json: bool, **options: Any
) -> None:
    """Cherche des dépêches.

    Une expression exacte se met entre guillemets : filon search '"missions libyennes"'.
    Un filtre donné plusieurs fois accepte chacune de ses valeurs.
    """
    request = SearchRequest(
        query=" ".join(words),
        since=options["du"],
        until=options["au"] + timedelta(days=1) if options["au"] else None,
        include=choices(options, ""),
        exclude=choices(options, "sauf_"),
        sort=SORTS[options["tri"]] if options["tri"] else None,
        page=options["page"],
        size=options["taille"],
        variants=not options["sans_variantes"],
        collapse=options["sans_doublons"],
        alike=options["comme"],
    )
    backend = LocalBackend(folder_of(folder))
    try:
        result = backend.search(request)
    finally:
        backend.close()
    if as_json:
        click.echo(json.dumps(result.to_json(), ensure_ascii=False))
    else:
        _print(result, request)


def choices(options: dict[str, Any], before: str) -> dict[str, tuple[str, ...]]:
    """The values given for each facet; with «sauf_», those that it must not have."""
    return {
        facet: options[before + name]
        for name, facet in FACET_PARAMETERS.items()
        if options[before + name]
    }


def _print(result: SearchResult, request: SearchRequest) -> None:
    console = Console(highlight=False)
    for note in result.notes:
        console.print(f"Note : {note}")
    console.print(counted(result.total, "dépêche trouvée", "dépêches trouvées"))
    for rank, hit in enumerate(result.hits, request.offset + 1):
        console.print()
        _print_hit(console, rank, hit)


def _print_hit(console: Console, rank: int, hit: Hit) -> None:
    headline, *passages = hit.highlights
    console.print(Text(f"{rank}. ").append_text(_marked(headline)))
    facts = [hit.agency, hit.place, f"{hit.issued:%d/%m/%Y}" if hit.issued else "sans date"]
    if hit.status in STATUS_MARKS:
        facts.append(STATUS_MARKS[hit.status])
    console.print(INDENT + " · ".join(fact for fact in facts if fact), style="dim")
    for passage in passages:
        for line in _marked(passage).wrap(console, console.width - len(INDENT)):
            console.print(Text(INDENT).append_text(line))
    for department in hit.departments:
        console.print(
            f"{INDENT}[{PATH_SEPARATOR.join(department.path)}]", style="dim", markup=False
        )
    if hit.duplicates:
        said = counted(hit.duplicates, "quasi-doublon", "quasi-doublons")
        console.print(f"{INDENT}+{said}", style="dim")
    console.print(f"{INDENT}{hit.uid}", style="dim")


def _marked(passage: Passage) -> Text:
    text = Text(passage.text)
    for start, end in passage.marks:
        text.stylize("bold underline", start, end)
    before, after = "… " if passage.cut_before else "", " …" if passage.cut_after else ""
    return Text(before).append_text(text).append(after)
