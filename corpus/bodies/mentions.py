"""Reads the mention of a body around each head, and decides whether it is one at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from corpus.bodies.context import (
    INTRODUCED,
    NOT_BEFORE,
    OWN,
    is_former,
    is_international,
    is_private,
)
from corpus.bodies.heads import HEADS, OF_AGENCIES, Head, Qualified, qualified
from corpus.bodies.memory import NameMemory, stands_alone
from corpus.bodies.names import Name, NameReader
from corpus.bodies.readings import Reading, reading_of
from corpus.bodies.rules import is_body, is_doubtful, kind_of, style_of
from corpus.bodies.territories import PLACES_THAT_ACT, TerritoryReader
from corpus.bodies.units import AFTER, Unit
from corpus.dispatch import Kind
from corpus.triggers import Hit

ANOTHER = re.compile(
    r"(?:, [^,.;:()]{4,40})?,? *(?:et|ou|que|a|avec|,|ainsi que) *(?:a )?(?:celui|celle|ceux)(?= d)"
)
ANOTHER_REACH = 80
CONJUNCTION = re.compile(r"^(?:,| et| &| ainsi que)(?= )")
AT = {"à la": "de la", "à l'": "de l'", "au": "du", "aux": "des"}
"""«secrétaire à la Défense» is of the «département de la Défense»."""
MEMORY = NameMemory()
BARE_READINGS = {word: Reading(head.organ, head.kind, len(word)) for word, head in HEADS.items()}
"""What each head says without a name."""
UNITED_STATES = frozenset(("defense", "tresor"))
"""The secretaries that only the United States have."""


@dataclass(slots=True)
class Mention:
    """A body as one place of the text names it."""

    start: int
    end: int
    reading: Reading
    kind: Kind
    country: str = ""
    is_former: bool = False
    is_owned: bool = False
    is_introduced: bool = False
    aliases: list[str] = field(default_factory=list)
    parent: Mention | None = None
    merged: Mention | None = None


class MentionReader:
    """Reads mentions in one text."""

    def __init__(self, text: str, flat_text: str) -> None:
        self.text = text
        self.flat = flat_text

    @cached_property
    def names(self) -> NameReader:
        return NameReader(self.text, self.flat)

    @cached_property
    def is_about_america(self) -> bool:
        return "americain" in self.flat

    def mentions(self, hit: Hit) -> list[Mention]:
        """What a head names: nothing, one body, or several («ministres de A et de B»)."""
        head = HEADS.get(hit.word)
        if head is None or self.flat.endswith(NOT_BEFORE, 0, hit.start):
            return []
        if stands_alone(self.flat, self.text, hit.end):
            if head.kind is Kind.AGENCY:
                return []
            reading = BARE_READINGS[hit.word]
            return [Mention(hit.start, hit.end, reading, head.kind)]
        if head.is_plural:
            return self._placed(hit, self._read(hit, head))
        readings = MEMORY.recall(self.text, self.flat, hit.start, hit.end)
        if readings is None or any(self._another(hit.start + each.width) for each in readings):
            readings = self._read(hit, head)
            if not _is_by_context(head, readings):
                MEMORY.learn(self.text, self.flat, hit.start, hit.end, readings)
        return self._placed(hit, readings)

    def _another(self, end: int) -> re.Match[str] | None:
        """What joins another name to the one that ends there: «et celui de»."""
        if " ce" not in self.flat[end : end + ANOTHER_REACH]:
            return None
        return ANOTHER.match(self.flat, end)

    def _placed(self, hit: Hit, readings: tuple[Reading, ...]) -> list[Mention]:
        """The readings as mentions of the text; none of a firm's or an international body's."""
        mentions: list[Mention] = []
        for reading in readings:
            start, end = hit.start + reading.offset, hit.start + reading.width
            if reading.name is not None and self._is_of_no_state(reading, start, end):
                return []
            mentions.append(
                Mention(
                    start,
                    end,
                    reading,
                    reading.kind,
                    reading.country,
                    reading.is_office and is_former(self.flat, hit.start, end),
                    self.flat.endswith(OWN, 0, hit.start),
                    reading.is_office and INTRODUCED.match(self.text, end) is not None,
                )
            )
        return mentions

    def _is_of_no_state(self, reading: Reading, start: int, end: int) -> bool:
        kind = reading.kind
        if kind is Kind.MINISTRY:
            return False
        if kind in (Kind.AGENCY, Kind.SERVICE) and is_international(self.flat, start, end):
            return True
        if kind not in (Kind.DEPARTMENT, Kind.DIRECTORATE, Kind.SERVICE):
            return False
        return is_private(self.flat, start, end, is_department=kind is Kind.DEPARTMENT)

    def _read(self, hit: Hit, head: Head) -> tuple[Reading, ...]:
        if head.kind is Kind.AGENCY and self._is_common(hit, head):
            return ()
        found = qualified(head, self.text, self.flat, hit.start, hit.end)
        if head.kind in (Kind.PREFECTURE, Kind.TERRITORY, Kind.DEPARTMENT):
            territories = TerritoryReader(self.text, self.flat).read(hit.start, found)
            if territories is not None:
                return territories
        name = self.names.name(found.end, style_of(found))
        if name is None:
            return self._bare(hit, found)
        if head.kind is Kind.SECRETARIAT and not found.is_of_state:
            return self._secretary(hit, found, name)
        if head.organ == "sous-secrétariat":
            return self._under_secretary(hit, found, name)
        if not is_body(found, name, self.text):
            return ()
        if head.is_plural:
            return self._several(hit, found, name)
        return (self._reading(hit, found, name), *self._others(hit, found, name.end))

    def _is_common(self, hit: Hit, head: Head) -> bool:
        """«au centre de la ville», «l'autorité de l'État»: a noun in lower case."""
        if self.text[hit.start].isupper() or head.organ.startswith("haut"):
            return False
        following = AFTER.match(self.flat, hit.end)
        return following is None or following[1] not in OF_AGENCIES

    def _several(self, hit: Hit, found: Qualified, name: Name) -> tuple[Reading, ...]:
        """«ministres de l'Intérieur et de la Justice», «ministres libyen et tunisien de …»."""
        countries = found.countries or name.countries or ("",)
        found = replace(found, countries=())
        return tuple(
            self._reading(hit, found, _alone(name, units, country))
            for units in _bodies(name.units)
            for country in countries
        )

    def _others(self, hit: Hit, found: Qualified, end: int) -> Iterator[Reading]:
        """«le ministère des Finances et celui de la Planification»."""
        if found.head.kind not in (Kind.MINISTRY, Kind.DIRECTORATE):
            return
        plain = Qualified(found.head, found.head.organ, hit.start, end)
        while another := self._another(end):
            name = self.names.name(another.end(), style_of(plain))
            if name is None:
                return
            reading = self._reading(hit, plain, name)
            yield reading._replace(offset=another.end() - hit.start)
            end = name.end

    def _reading(self, hit: Hit, found: Qualified, name: Name) -> Reading:
        country = found.country or (name.countries[0] if name.countries else "")
        kind = kind_of(found.head, found.organ, country)
        if kind is Kind.MINISTRY and found.head.organ != "ministère":
            country = country or ("BE" if found.head.is_federal_service else "CH")
        end = name.end if found.stop < 0 else found.stop
        reading = reading_of(found.organ, kind, end - hit.start, name.words, name.subjects, country)
        return reading._replace(
            acronym=name.acronym,
            is_office=found.head.is_office,
            is_doubtful=is_doubtful(found, name, self.text),
        )

    def _bare(self, hit: Hit, found: Qualified) -> tuple[Reading, ...]:
        """«le ministère» points back; so does «la direction». «le secrétaire d'État Jean X», where
        the United States are spoken of, is at the head of the département d'État."""
        head, width = found.head, found.end - hit.start
        is_secretary = head.kind is Kind.SECRETARIAT and found.is_of_state
        if is_secretary and ("US" in found.countries or self.is_about_america):
            return (_state_department(width),)
        return (Reading(head.organ, head.kind, width, country=found.country),)

    def _secretary(self, hit: Hit, found: Qualified, name: Name) -> tuple[Reading, ...]:
        """«secrétaire américain à la Défense» → «département de la Défense»; «secrétariat général
        à la Planification»."""
        first = name.units[0]
        if first.link.strip() not in AT or not first.is_known:
            return ()
        if found.is_general:
            return (self._reading(hit, found, name),)
        country = found.country or (name.countries[0] if name.countries else "")
        if not found.head.is_office or not (country or first.flat in UNITED_STATES):
            return ()
        is_american = country in ("", "US")
        organ, kind = ("département", Kind.FOREIGN) if is_american else ("ministère", Kind.MINISTRY)
        return (self._office_of(hit, name, organ, kind, country or "US"),)

    def _under_secretary(self, hit: Hit, found: Qualified, name: Name) -> tuple[Reading, ...]:
        """«sous-secrétaire d'État aux Affaires étrangères» → the ministry."""
        country = found.country or (name.countries[0] if name.countries else "")
        if country == "US":
            return (_state_department(name.end - hit.start),)
        return (self._office_of(hit, name, "ministère", Kind.MINISTRY, country),)

    def _office_of(self, hit: Hit, name: Name, organ: str, kind: Kind, country: str) -> Reading:
        """The body of an office «à» its subjects."""
        words = Name([_of_state(unit) for unit in name.units]).words
        return reading_of(organ, kind, name.end - hit.start, words, name.subjects, country)


def _of_state(unit: Unit) -> Unit:
    """A unit that an office is «à», linked as its body is: «aux Finances» → «des Finances»."""
    linked = unit.link.strip()
    for at, of in AT.items():
        if linked == at or linked.endswith(f" {at}"):
            link = f" {linked.removesuffix(at)}{of}"
            return unit._replace(link=link if link.endswith("'") else f"{link} ")
    return unit


def _is_by_context(head: Head, readings: tuple[Reading, ...]) -> bool:
    """Whether the text around decides: that a territory is a body here, whose secretary it is."""
    if head.kind is Kind.SECRETARIAT:
        return any(reading.kind is Kind.FOREIGN for reading in readings)
    if head.is_office or head.organ not in PLACES_THAT_ACT:
        return False
    return any(reading.kind in (Kind.TERRITORY, Kind.PREFECTURE) for reading in readings)


def _state_department(width: int) -> Reading:
    return reading_of("département", Kind.FOREIGN, width, " d'État", ("etat",), "US")


def _bodies(units: list[Unit]) -> list[list[Unit]]:
    """The units of each body that shares a plural head; of two «et» one is within a name:
    «ministères de la Justice et de l'Économie et des Finances»."""
    bodies: list[list[Unit]] = []
    for unit in units:
        is_second = unit.link.startswith(" et") and len(bodies) > 0
        if is_second and bodies[-1][0].link.startswith(" et") and len(bodies[-1]) == 1:
            bodies[-1].append(unit)
        elif unit.link.startswith((",", " et", " &", " ainsi")) or not bodies:
            bodies.append([unit])
        else:
            bodies[-1].append(unit)
    return bodies


def _alone(name: Name, units: list[Unit], country: str) -> Name:
    first = units[0]._replace(link=CONJUNCTION.sub("", units[0].link))
    acronym = name.acronym if len(name.units) == len(units) else ""
    return Name([first, *units[1:]], (country,) if country else (), acronym, name.end)
