"""What became of dispatches, as the commands that index say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import click

from corpus.readers.draft import Refusal
from index.comparison import Outcome
from web.numerals import counted

OTHERS = {
    Outcome.UPDATED: ("mise à jour", "mises à jour"),
    Outcome.UNCHANGED: ("inchangée", "inchangées"),
    Outcome.OUTDATED: ("plus ancienne que l’index, gardée", "plus anciennes que l’index, gardées"),
}


def said_outcomes(
    outcomes: Mapping[Outcome, int],
    refused: int,
    indexed: tuple[str, str] = ("indexée", "indexées"),
) -> list[str]:
    """«2 indexées», «1 refusée»; what there is none of is left out."""
    counts = [(outcomes[Outcome.INDEXED], *indexed)]
    counts += [(outcomes[outcome], *words) for outcome, words in OTHERS.items()]
    counts.append((refused, "refusée", "refusées"))
    return [counted(count, one, many) for count, one, many in counts if count]


def say_refusals(refusals: Iterable[Refusal]) -> None:
    """A line for each, on the standard error."""
    for refusal in refusals:
        click.echo(f"Refusé : {refusal}", err=True)
