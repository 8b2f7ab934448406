"""Moves a file that was read out of a hot folder, with a note on what was refused in it.

The note comes first, so that a file that is moved has its note: whoever is killed between the two
writes the same note again. No file is ever overwritten.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path

from corpus.readers.draft import Refusal
from index.arrivals import NOTE, Arrival, Identity

DONE, REFUSED = "done", "refused"
NAME_BYTES = 255 - len(NOTE) - len("-99999")
"""The longest name that leaves room for a number and for the end of a note's."""
SUFFIX_BYTES = 20
"""A longer one is part of the name."""


@dataclass
class ReadFile:
    """A file that was read to its end, and what was found in it."""

    arrival: Arrival
    dispatches: int = 0
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def path(self) -> Path:
        return self.arrival.path


def put_away(file: ReadFile, day: date) -> Path | None:
    """Move a file to `done/DAY`, or to `refused` when no dispatch of it was read; gives its place.

    None when the file has changed since, or another one has its name: that one stays to be read.
    Raises OSError; the file is then where it was.
    """
    if not file.arrival.is_same():
        return None
    home = file.path.parent
    folder = _made(home, DONE, day.isoformat()) if file.dispatches else _made(home, REFUSED)
    place = _free(folder, file.path.name, noted=bool(file.refusals))
    if file.refusals:
        _note_of(place).write_text(_reasons(file.refusals), encoding="utf-8", errors="replace")
    file.path.rename(place)
    if Identity.of(place) != file.arrival.identity:
        # Another took its name in that very moment: it was not read.
        place.rename(_free(home, file.path.name, noted=True))
        return None
    return place


def _made(home: Path, *names: str) -> Path:
    """A folder in the hot one, made where it is missing. The hot folder itself never is: what has
    gone may come back."""
    for name in names:
        home = home / name
        home.mkdir(exist_ok=True)
    return home


def _free(folder: Path, name: str, *, noted: bool) -> Path:
    """A place for a file of this name: with a number where the name is taken, or has a note that
    would be taken for its own."""
    return next(
        place
        for place in _places(folder, name)
        if not os.path.lexists(place) and (noted or not os.path.lexists(_note_of(place)))
    )


def _places(folder: Path, name: str) -> Iterator[Path]:
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 (a name, not a path)
    if len(os.fsencode(suffix)) > SUFFIX_BYTES:
        stem, suffix = name, ""
    stem = os.fsdecode(os.fsencode(stem)[: NAME_BYTES - len(os.fsencode(suffix))])
    yield folder / f"{stem}{suffix}"
    yield from (folder / f"{stem}-{number}{suffix}" for number in count(2))


def _note_of(place: Path) -> Path:
    return place.with_name(place.name + NOTE)


def _reasons(refusals: Sequence[Refusal]) -> str:
    """A line for each refusal, in French."""
    return "".join(f"{_place_of(each)} : {each.reason}\n" for each in refusals)


def _place_of(refusal: Refusal) -> str:
    line = f", ligne {refusal.line}" if refusal.line else ""
    return f"{refusal.file}, octet {refusal.offset}{line}"
