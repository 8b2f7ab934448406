"""Reads the mention of a body around each head, and decides whether it is one at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

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
from corpus.bodies.territories import PLACES_THAT_ACT, TERRITORIES, TerritoryReader
from corpus.bodies.units import AFTER, Style, Unit
from corpus.bodies.words import COMMON, flat
from corpus.dispatch import Kind
from corpus.triggers import Hit

ANOTHER = re.compile(
    r"(?:, [^,.;:()]{4,40})?,? *(?:et|ou|que|a|avec|,|ainsi que) *(?:a )?(?:celui|celle|ceux)(?= d)"
)
MAY_BE_ANOTHER = re.compile(r" (?:celui|celle|ceux) d")
CONJUNCTION = re.compile(r"^(?:,| et| &| ainsi que)(?= )")
AT = {"à la": "de la", "à l'": "de l'", "au": "du", "aux": "des"}
"""«secrétaire à la Défense» is of the «département de la Défense»."""
SPORT = re.compile(r"\b(?:sporti|olympi|athleti|football)")
"""«direction de l'Espérance sportive»: a club."""
MEMORY = NameMemory()
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
        self.names = NameReader(text, flat_text)
        self.has_another = " ce" in flat_text and MAY_BE_ANOTHER.search(flat_text) is not None

    def mentions(self, hit: Hit) -> list[Mention]:
        """What a head names: nothing, one body, or several («ministres de A et de B»)."""
        if hit.word not in HEADS or self.flat.endswith(NOT_BEFORE, 0, hit.start):
            return []
        head = HEADS[hit.word]
        if stands_alone(self.flat, self.text, hit.end):
            return [] if head.kind is Kind.AGENCY else [_bare_mention(hit, head)]
        if head.is_plural or self.has_another or head.organ in PLACES_THAT_ACT:
            return self._placed(hit, self._read(hit, head))
        readings = MEMORY.recall(self.text, self.flat, hit.start, hit.end)
        if readings is None:
            readings = self._read(hit, head)
            MEMORY.learn(self.text, self.flat, hit.start, hit.end, readings)
        return self._placed(hit, readings)

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
        if reading.kind in (Kind.AGENCY, Kind.SERVICE) and is_international(self.flat, start, end):
            return True
        if reading.kind not in (Kind.DEPARTMENT, Kind.DIRECTORATE, Kind.SERVICE):
            return False
        is_department = reading.kind is Kind.DEPARTMENT
        return is_private(self.flat, start, end, is_department=is_department)

    def _read(self, hit: Hit, head: Head) -> tuple[Reading, ...]:
        if head.kind is Kind.AGENCY and self._is_common(hit, head):
            return ()
        found = qualified(head, self.text, self.flat, hit.start, hit.end)
        if head.kind in (Kind.PREFECTURE, Kind.TERRITORY, Kind.DEPARTMENT):
            territories = TerritoryReader(self.text, self.flat).read(hit.start, found)
            if territories is not None:
                return territories
        name = self.names.name(found.end, _style(found))
        if name is None:
            return self._bare(hit, found)
        if head.kind is Kind.SECRETARIAT and not found.is_of_state:
            return self._secretary(hit, found, name)
        if head.organ == "sous-secrétariat":
            return self._under_secretary(hit, found, name)
        if not _is_body(found, name, self.text[hit.start].isupper()):
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
            self._reading(hit, found, _alone(name, unit, country))
            for unit in name.units
            for country in countries
        )

    def _others(self, hit: Hit, found: Qualified, end: int) -> Iterator[Reading]:
        """«le ministère des Finances et celui de la Planification»."""
        if not self.has_another or found.head.kind not in (Kind.MINISTRY, Kind.DIRECTORATE):
            return
        plain = Qualified(found.head, found.head.organ, hit.start, end)
        while another := ANOTHER.match(self.flat, end):
            name = self.names.name(another.end(), _style(plain))
            if name is None:
                return
            reading = self._reading(hit, plain, name)
            yield reading._replace(offset=another.end() - hit.start)
            end = name.end

    def _reading(self, hit: Hit, found: Qualified, name: Name) -> Reading:
        country = found.country or (name.countries[0] if name.countries else "")
        kind = _kind(found.head, found.organ, country)
        if kind is Kind.MINISTRY and found.head.organ != "ministère":
            country = country or ("BE" if found.head.is_federal_service else "CH")
        end = name.end if found.stop < 0 else found.stop
        reading = reading_of(found.organ, kind, end - hit.start, name.words, name.subjects, country)
        return reading._replace(
            acronym=name.acronym,
            is_office=found.head.is_office,
            is_doubtful=self._is_doubtful(found, name, is_capital=self.text[hit.start].isupper()),
        )

    def _is_doubtful(self, found: Qualified, name: Name, *, is_capital: bool) -> bool:
        """Whether it is a body of state only below another one."""
        head, first = found.head, name.units[0]
        if head.kind is Kind.SERVICE:
            return not (is_capital and (first.is_known or name.acronym))
        if head.kind is Kind.DEPARTMENT:
            # «le département de Jean Untel», «le département Voyages»
            return not first.is_known and first.link in (" de ", " d'", " ")
        if head.organ != "direction" or name.acronym:
            return False
        if found.is_general:
            return first.link == " " and not is_capital
        if first.is_known and (first.flat not in COMMON or len(name.units) > 1):
            return False
        is_title = self.text[first.end - len(first.words)].isupper()
        is_named = is_capital or first.is_known or " " in first.words
        return not (is_title and is_named) or SPORT.search(first.flat) is not None

    def _bare(self, hit: Hit, found: Qualified) -> tuple[Reading, ...]:
        """«le ministère» points back; so does «la direction». «le secrétaire d'État Jean X», where
        the United States are spoken of, is at the head of the département d'État."""
        head, width = found.head, found.end - hit.start
        is_american = "US" in found.countries or "americain" in self.flat
        if head.kind is Kind.SECRETARIAT and found.is_of_state and is_american:
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


def _bare_mention(hit: Hit, head: Head) -> Mention:
    reading = Reading(head.organ, head.kind, hit.end - hit.start)
    return Mention(hit.start, hit.end, reading, head.kind)


def _state_department(width: int) -> Reading:
    return reading_of("département", Kind.FOREIGN, width, " d'État", ("etat",), "US")


def _style(found: Qualified) -> Style:
    """A ministry's subjects are known or capitals; a directorate may be of any noun."""
    head = found.head
    is_ministry = head.kind in (Kind.MINISTRY, Kind.SECRETARIAT)
    return Style(
        is_loose=not is_ministry and (not head.is_office or found.is_general),
        as_written=head.kind in (Kind.DEPARTMENT, Kind.SERVICE, Kind.AGENCY),
        is_linked=not head.is_federal_service,
        is_plural=head.is_plural,
        is_office=head.is_office,
        is_ministry=is_ministry,
        is_agency=head.kind is Kind.AGENCY,
    )


def _is_body(found: Qualified, name: Name, is_capital: bool) -> bool:
    head, first = found.head, name.units[0]
    if head.kind is Kind.DEPARTMENT:
        return flat(first.words) not in TERRITORIES
    if head.kind is Kind.MINISTRY:
        return first.words.lower() != "culte"
    if head.kind is Kind.AGENCY:
        return is_capital or found.is_general or head.organ.startswith("haut")
    if head.kind is Kind.DIRECTORATE and head.is_office and not first.is_known:
        return found.is_general and _is_subject(first, name)
    return True


def _is_subject(first: Unit, name: Name) -> bool:
    """Whether unknown words after «directeur général» are a subject and no firm: they take an
    article and go on («de l'Offre de soins»)."""
    has_article = first.link.strip() in ("de la", "de l'", "des", "du")
    return has_article and (len(name.units) > 1 or " " in first.words)


def _alone(name: Name, unit: Unit, country: str) -> Name:
    unit = unit._replace(link=CONJUNCTION.sub("", unit.link))
    acronym = name.acronym if len(name.units) == 1 else ""
    return Name([unit], (country,) if country else (), acronym, name.end)


def _kind(head: Head, organ: str, country: str) -> Kind:
    if head.kind is Kind.DEPARTMENT and organ.endswith("fédéral"):
        return Kind.MINISTRY
    if head.kind is Kind.DEPARTMENT and country not in ("", "CH"):
        return Kind.FOREIGN
    return head.kind
