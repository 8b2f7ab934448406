"""Reads the territory that a préfecture, a wilaya or a territorial council is of.

A territory mostly locates («dans le département de l'Isère») and is a body only where it acts
(«le département de l'Isère a voté»); an office and a council always are.
"""

from __future__ import annotations

import re

from corpus.bodies.context import decides
from corpus.bodies.heads import Qualified
from corpus.bodies.readings import Reading, reading_of
from corpus.bodies.words import COUNTRIES
from corpus.data_files import read_entries
from corpus.dispatch import Kind
from corpus.flat import flat

LINK = re.compile(
    r" +(?:(?:maritime|delegue) )?"
    r"(?:(?:de la |de )?(?:region|province|departement|district)(?: academique)? )?"
    r"(?:de la |de l'|du |des |de |d')?"
)
AND = re.compile(r"(?: et|,)(?P<link> (?:de la |de l'|du |des |de |d'))")
_PROPER = r"[A-ZÀ-Ý][\w'’]*(?:-[\w'’]+)*"
NAME = re.compile(rf"{_PROPER}(?: (?:(?:et|de|du|des|la|les) )?{_PROPER})*")
ONE_NAME = re.compile(rf"{_PROPER}(?: (?:(?:de|du|des|la|les) )?{_PROPER})*")
NOT_TERRITORIES = ("banque", "fonds", "republique", "etat", "police")
TERRITORIES = frozenset(flat(entry) for entry in read_entries("french_departments.txt"))
"""The départements of France."""
PLACES_THAT_ACT = ("département", "wilaya", "gouvernorat", "province")
PROVINCE = re.compile(r" de la (?P<organ>province|region)(?= )")
"""What a governor may be of: «gouverneur de la province de Khénifra» → «province de Khénifra»."""


class TerritoryReader:
    """Reads territories in one text; `flat` is its flat copy."""

    def __init__(self, text: str, flat_text: str) -> None:
        self.text = text
        self.flat = flat_text

    def read(self, start: int, found: Qualified) -> tuple[Reading, ...] | None:
        """The territories after a head, none when they only locate; None when none is named."""
        head = found.head
        link = LINK.match(self.flat, found.end)
        pattern = ONE_NAME if head.is_plural else NAME
        name = pattern.match(self.text, link.end()) if link else None
        if link is None or name is None:
            return None if head.kind is Kind.DEPARTMENT else ()
        if head.kind is Kind.DEPARTMENT and flat(name[0]) not in TERRITORIES:
            return None
        if not link[0].strip() or flat(name[0]).startswith(NOT_TERRITORIES):
            return ()
        if flat(name[0]) in COUNTRIES and flat(name[0]) not in TERRITORIES:
            return ()
        is_place = head.organ in PLACES_THAT_ACT and not head.is_office
        if is_place and not decides(self.flat, start, name.end()):
            return ()
        readings = [self._reading(found, self.flat[link.start() : link.end()], name)]
        while head.is_plural and (another := AND.match(self.flat, name.end())):
            name = ONE_NAME.match(self.text, another.end())
            if name is None:
                break
            readings.append(self._reading(found, another["link"], name))
        return tuple(readings)

    def _reading(self, found: Qualified, link: str, name: re.Match[str]) -> Reading:
        kind, organ = found.head.kind, found.head.organ
        province = PROVINCE.match(link) if organ == "gouvernorat" else None
        if province:
            organ, link = province["organ"].replace("region", "région"), link[province.end() :]
        words = " ".join(link.split()).replace("region", "région")
        place = flat(name[0])
        reading = reading_of(
            organ,
            Kind.TERRITORY if kind is Kind.DEPARTMENT else kind,
            name.end() - found.start,
            f" {words}{'' if words.endswith(chr(39)) else ' '}{name[0]}",
            (place,),
            found.country or ("FR" if place in TERRITORIES else ""),
        )
        return reading._replace(is_office=found.head.is_office)
