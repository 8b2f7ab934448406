"""`filon export`: dispatches of the index, or all that a search finds, in an agency format."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import click

from corpus.dispatch import Dispatch
from corpus.writers.formats import FORMATS, Format
from search.local import LocalBackend
from search.request import SearchRequest
from web.cli_french import FrenchCommand
from web.cli_options import folder_of, index_option
from web.cli_search import Day, choices, facet_options
from web.numerals import counted

NOTHING_FOUND = 1


@click.command("export", cls=FrenchCommand)
@click.argument("uids", nargs=-1, metavar="[UID]…")
@click.option("--query", metavar="REQUÊTE", help="Tout ce que trouve cette recherche.")
@click.option("--since", type=Day(), metavar="JOUR", help="Émises à partir de ce jour.")
@click.option("--until", type=Day(), metavar="JOUR", help="Émises jusqu’à ce jour compris.")
@facet_options
@click.option(
    "--format",
    "name",
    type=click.Choice(list(FORMATS)),
    default="ninjs",
    help="ninjs 3.0 (par défaut) ou NewsML-G2.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FICHIER",
    help="Fichier à écrire (sinon la sortie standard).",
)
@index_option
def export_command(
    uids: tuple[str, ...], name: str, out: Path | None, folder: Path | None, **options: Any
) -> None:
    """Écrit des dépêches dans un format d’agence, que Filon relit sans rien perdre.

    Une dépêche par UID, ou tout ce que trouve une recherche, de la plus ancienne à la plus
    récente : en ninjs un objet JSON par ligne, en NewsML-G2 un seul newsMessage.

    L’état de sortie est 1 quand la recherche ne trouve rien ; rien n’est alors écrit.
    """
    request = _request(options)
    if bool(uids) is (request is not None):
        raise click.UsageError("donnez des UID ou une recherche (--query, --since…), pas les deux.")
    backend = LocalBackend(folder_of(folder))
    try:
        found = iter(_named(backend, uids) if request is None else _found(backend, request))
        first = next(found, None)
        if first is None:
            click.echo("Aucune dépêche trouvée : rien n’est écrit.", err=True)
            sys.exit(NOTHING_FOUND)
        count = _write(FORMATS[name], chain((first,), found), out, alone=len(uids) == 1)
    finally:
        backend.close()
    if out is not None:
        written = counted(count, "dépêche écrite", "dépêches écrites")
        click.echo(f"{written} dans « {out} ».")


def _request(options: dict[str, Any]) -> SearchRequest | None:
    """The search that the options ask for, if they ask for one."""
    include, exclude = choices(options, ""), choices(options, "sauf_")
    query, since, until = options["query"], options["since"], options["until"]
    if query is None and not (since or until or include or exclude):
        return None
    return SearchRequest(
        query=query or "",
        since=since,
        until=until + timedelta(days=1) if until else None,
        include=include,
        exclude=exclude,
    )


def _named(backend: LocalBackend, uids: tuple[str, ...]) -> list[Dispatch]:
    found = {uid: backend.get(uid) for uid in uids}
    missing = [uid for uid, dispatch in found.items() if dispatch is None]
    if missing:
        names = ", ".join(f"« {uid} »" for uid in missing)
        raise click.ClickException(f"l’index n’a pas de dépêche {names} ; rien n’est écrit.")
    return [dispatch for dispatch in found.values() if dispatch is not None]


def _found(backend: LocalBackend, request: SearchRequest) -> Iterator[Dispatch]:
    notes, found = backend.every(request)
    for note in notes:
        click.echo(f"Note : {note}", err=True)
    return found


def _write(form: Format, dispatches: Iterable[Dispatch], out: Path | None, *, alone: bool) -> int:
    """Write dispatches, and say how many. A file appears whole or not at all."""
    counter = _Counter(dispatches)
    pieces = (f"{form.one(each).rstrip()}\n" for each in counter) if alone else form.many(counter)
    if out is None:
        for piece in pieces:
            click.echo(piece, nl=False)
        return counter.count
    partial = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as stream:
            for piece in pieces:
                stream.write(piece)
        partial.replace(out)
    except OSError as error:
        raise click.ClickException(
            f"impossible d’écrire « {out} » : {error.strerror or error}."
        ) from None
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()
    return counter.count


class _Counter:
    """Dispatches, counted as they pass."""

    def __init__(self, dispatches: Iterable[Dispatch]) -> None:
        self._dispatches = dispatches
        self.count = 0

    def __iter__(self) -> Iterator[Dispatch]:
        for dispatch in self._dispatches:
            self.count += 1
            yield dispatch
