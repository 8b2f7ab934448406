"""What the words of a name say wherever they stand.

What the rest of the text decides (former holders, parents, the country at home) is no part of a
reading: so one serves every place of the same words; see `corpus.bodies.memory`.
"""

from __future__ import annotations

from typing import NamedTuple

from corpus.dispatch import Kind


class Reading(NamedTuple):
    """What a name says. `name` is None when the head stands alone; `offset` and `width` are where
    it stands from its head; `is_doubtful` when it is a body only below another one. `family` is
    the organ without what it is charged with: «ministre chargé de X» and «ministre de X» are one.
    `stems` are the first words of its subjects: two that share none cannot be one body.
    """

    organ: str
    kind: Kind
    width: int
    name: str | None = None
    units: tuple[str, ...] = ()
    country: str = ""
    full: str = ""
    key: str = ""
    family: str = ""
    stems: frozenset[str] = frozenset()
    acronym: str = ""
    is_office: bool = False
    is_doubtful: bool = False
    offset: int = 0


def reading_of(
    organ: str, kind: Kind, width: int, name: str, units: tuple[str, ...], country: str
) -> Reading:
    """The reading of a name of which no more than its words is known."""
    full = f"{organ}{name}"
    family = organ.removesuffix(" chargé").removesuffix(" en charge")
    stems = frozenset(unit.partition(" ")[0].rstrip("s") for unit in units)
    return Reading(organ, kind, width, name, units, country, full, full.lower(), family, stems)
