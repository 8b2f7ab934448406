"""`filon read`: what is understood of dispatches, without indexing them.

It reads just as `filon index` does, so that what it shows is what would be indexed.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import click
from rich.console import Console
from rich.text import Text

from corpus import record
from corpus.dispatch import Department, Dispatch, EventDate, Link, Status, Subject
from corpus.readers.draft import Refusal
from corpus.readers.registry import find_files, read_path, read_stream
from corpus.understand import understand_all
from index.embargo import held_until
from index.ingest import refusal_json
from web.cli_french import FrenchCommand
from web.cli_options import STANDARD_INPUT, json_option, standard_input
from web.languages import FRENCH
from web.numerals import NO_BREAK
from web.typography import day, days
from web.wording import STATUSES, wording

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What a terminal might obey: a dispatch's text is anybody's."""
LINES_SHOWN = 3
WIDTH = 14
WORDS = wording(FRENCH)


@click.command("read", cls=FrenchCommand)
@click.argument("paths", nargs=-1, required=True, metavar="FICHIER…")
@json_option
def read_command(paths: tuple[str, ...], as_json: bool) -> None:
    """Montre ce que Filon comprend de chaque dépêche, sans rien indexer.

    Lit des fichiers, des dossiers, des motifs, ou l’entrée standard (« - »). Ce qui ne peut pas
    être lu est dit avec le fichier, l’octet et la raison ; l’état de sortie est alors 1.

    Avec --json, une ligne par dépêche, telle qu’elle serait indexée, et une par refus,
    {"refused": …}.
    """
    console = Console(highlight=False, soft_wrap=True)
    refused = False
    for found in _found_in(paths):
        if isinstance(found, Refusal):
            refused = True
            _show_refusal(found, as_json=as_json)
        elif as_json:
            click.echo(record.dumps(found))
        else:
            _show(console, found)
    if refused:
        sys.exit(1)


def _found_in(paths: tuple[str, ...]) -> Iterator[Dispatch | Refusal]:
    files = list(find_files(path for path in paths if path != STANDARD_INPUT))
    for path in files:
        yield from understand_all(read_path(path))
    if STANDARD_INPUT in paths:
        yield from understand_all(read_stream(standard_input(), STANDARD_INPUT))


def _show_refusal(refusal: Refusal, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"refused": refusal_json(refusal)}, ensure_ascii=False))
        return
    line = f", ligne {refusal.line}" if refusal.line else ""
    said = f"{refusal.file}, octet {refusal.offset}{line} : {refusal.reason}"
    click.echo(f"Refusé : {harmless(said)}", err=True)


def _show(console: Console, dispatch: Dispatch) -> None:
    """The headline, then a line for each thing that is known, then the first lines of the text."""
    source = dispatch.source
    console.print(Text(harmless(dispatch.headline or "(sans titre)"), style="bold"))
    for name, value in _facts(dispatch):
        label = Text(f"  {name:<{WIDTH}}", style="dim")
        console.print(label.append_text(Text(harmless(value), style="not dim")))
    for paragraph in dispatch.paragraphs[:LINES_SHOWN]:
        console.print(Text(f"  {harmless(paragraph)}"))
    if len(dispatch.paragraphs) > LINES_SHOWN:
        console.print(Text("  …"))
    place = f"{source.file}, octet {source.offset}, {source.format}"
    console.print(Text(f"  {harmless(place)}", style="dim"))
    console.print()


def _facts(dispatch: Dispatch) -> Iterator[tuple[str, str]]:
    """What is known, name and value; what is not is left out."""
    facts = (
        ("identifiant", [dispatch.uid]),
        ("version", [_version(dispatch)]),
        ("statut", [_status(dispatch)]),
        ("agence", [dispatch.agency]),
        ("lieu", [dispatch.place]),
        ("émise", [_moment(dispatch.issued)]),
        ("embargo", [f"jusqu’au {_moment(dispatch.embargo)}" if dispatch.embargo else ""]),
        ("signature", [dispatch.byline]),
        ("langue", [dispatch.language]),
        ("urgence", ["" if dispatch.urgency is None else str(dispatch.urgency)]),
        ("départements", map(_department, dispatch.departments)),
        ("événements", map(_event, dispatch.events)),
        ("sujets", map(_subject, dispatch.subjects)),
        ("mots-clés", [", ".join(dispatch.keywords)]),
        ("liens", map(_link, dispatch.links)),
        ("notes", dispatch.notes),
        ("autres champs", (f"{name} : {value}" for name, value in dispatch.extra.items())),
    )
    for name, values in facts:
        for value in values:
            if value:
                yield name, value
                name = ""  # the lines after the first are of the same


def _version(dispatch: Dispatch) -> str:
    made = WORDS.version_moment(dispatch.version)
    return f"du {made}" if made else str(dispatch.version)


def _status(dispatch: Dispatch) -> str:
    if dispatch.status is Status.EMBARGOED and held_until(dispatch) > time.time():
        return "sous embargo"
    return STATUSES[dispatch.status]


def _moment(moment: datetime | None) -> str:
    return WORDS.moment(moment) if moment else ""


def _department(department: Department) -> str:
    about = ", ".join(filter(None, (department.kind.value, department.country)))
    return f"{department.label} ({about})"


def _event(event: EventDate) -> str:
    conflict = f", mais aussi {day(event.conflict)}" if event.conflict else ""
    last = event.end - timedelta(days=1)
    return f"{days(event.start, last)} («{NO_BREAK}{event.text}{NO_BREAK}»{conflict})"


def _subject(subject: Subject) -> str:
    if subject.code and subject.label:
        return f"{subject.label} ({subject.code})"
    return subject.label or subject.code


def _link(link: Link) -> str:
    version = f", version {link.version}" if link.version else ""
    title = f" ({link.title})" if link.title else ""
    return f"{link.relation} : {link.uid}{version}{title}"


def harmless(text: str) -> str:
    """A text without characters that a terminal would obey."""
    return CONTROLS.sub("\ufffd", text)
