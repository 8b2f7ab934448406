"""Reads the mention of a body around each head, and decides whether it is one at all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from corpus.bodies.context import (
    INTRODUCED,
    NOT_BEFORE,
    OWN,
    is_former,
    is_international,
    is_private,
)
from corpus.bodies.heads import HEADS, Head, Qualified, qualified
from corpus.bodies.names import Name, NameReader
from corpus.bodies.territories import TERRITORIES, TerritoryReader
from corpus.bodies.units import Style, Unit
from corpus.bodies.words import COMMON, flat
from corpus.dispatch import Kind
from corpus.triggers import Hit

ANOTHER = re.compile(
    r"(?:, [^,.;:()]{4,40})?,? *(?:et|ou|que|a|avec|,|ainsi que) *(?:a )?(?:celui|celle|ceux)(?= d)"
)
CONJUNCTION = re.compile(r"^(?:,| et| &| ainsi que)(?= )")
AT = {"à la": "de la", "à l'": "de l'", "au": "du", "aux": "des"}
"""«secrétaire à la Défense» is of the «département de la Défense»."""
UNITED_STATES = frozenset(("defense", "tresor"))
"""The secretaries that only the United States have."""


@dataclass
class Mention:
    """A body as one place of the text names it. `name` is None when the head stands alone."""

    start: int
    end: int
    organ: str
    kind: Kind
    name: str | None = None
    units: tuple[str, ...] = ()
    country: str = ""
    acronym: str = ""
    is_former: bool = False
    is_doubtful: bool = False
    is_owned: bool = False
    is_introduced: bool = False
    parent: Mention | None = None
    aliases: list[str] = field(default_factory=list)
    merged: Mention | None = None

    @property
    def full(self) -> str:
        return f"{self.organ}{self.name or ''}"


class MentionReader:
    """Reads mentions in one text."""

    def __init__(self, text: str, flat_text: str) -> None:
        self.text = text
        self.flat = flat_text
        self.names = NameReader(text, flat_text)
        self.territories = TerritoryReader(text, flat_text)

    def mentions(self, hit: Hit) -> list[Mention]:
        """What a head names: nothing, one body, or several («ministres de A et de B»)."""
        head = HEADS.get(hit.word)
        if head is None or self.flat.endswith(NOT_BEFORE, 0, hit.start):
            return []
        found = qualified(head, self.text, self.flat, hit.start, hit.end)
        if head.kind in (Kind.PREFECTURE, Kind.TERRITORY, Kind.DEPARTMENT):
            territories = self.territories.read(hit.start, found)
            if territories is not None:
                return [
                    Mention(
                        hit.start,
                        territory.end,
                        territory.organ,
                        territory.kind,
                        territory.words,
                        (territory.place,),
                        found.country or territory.country,
                        is_former=head.is_office and is_former(self.flat, hit.start, territory.end),
                    )
                    for territory in territories
                ]
        return self._named(hit, found)

    def _named(self, hit: Hit, found: Qualified) -> list[Mention]:
        head = found.head
        name = self.names.name(found.end, _style(found))
        if name is None:
            return self._bare(hit, found)
        is_capital = self.text[hit.start].isupper()
        if head.kind is Kind.SECRETARIAT and not found.is_of_state:
            return self._secretary(hit, found, name)
        if head.organ == "sous-secrétariat":
            return self._under_secretary(hit, found, name)
        if not _is_body(found, name, is_capital):
            return []
        if head.kind is Kind.AGENCY and is_international(self.flat, found.end, name.end):
            return []
        if is_private_kind(head.kind) and is_private(
            self.flat, hit.start, name.end, is_department=head.kind is Kind.DEPARTMENT
        ):
            return []
        if head.is_plural:
            return self._several(hit, found, name)
        return [self._mention(hit, found, name), *self._others(hit, found, name.end)]

    def _several(self, hit: Hit, found: Qualified, name: Name) -> list[Mention]:
        """«ministres de l'Intérieur et de la Justice», «ministres libyen et tunisien de …»."""
        countries = found.countries or name.countries or ("",)
        found = replace(found, countries=())
        return [
            self._mention(hit, found, _alone(name, unit, country))
            for unit in name.units
            for country in countries
        ]

    def _others(self, hit: Hit, found: Qualified, end: int) -> list[Mention]:
        """«le ministère des Finances et celui de la Planification»."""
        others: list[Mention] = []
        if found.head.kind not in (Kind.MINISTRY, Kind.DIRECTORATE):
            return others
        plain = Qualified(found.head, found.head.organ, hit.start, end)
        while another := ANOTHER.match(self.flat, end):
            name = self.names.name(another.end(), _style(plain))
            if name is None:
                break
            mention = self._mention(hit, plain, name)
            others.append(replace(mention, start=another.end()))
            end = name.end
        return others

    def _mention(self, hit: Hit, found: Qualified, name: Name) -> Mention:
        country = found.country or (name.countries[0] if name.countries else "")
        kind = _kind(found.head, found.organ, country)
        if kind is Kind.MINISTRY and found.head.organ != "ministère":
            country = country or ("BE" if found.head.is_federal_service else "CH")
        return Mention(
            start=hit.start,
            end=name.end if found.stop < 0 else found.stop,
            organ=found.organ,
            kind=kind,
            name=name.words,
            units=name.subjects,
            country=country,
            acronym=name.acronym,
            is_former=found.head.is_office and is_former(self.flat, hit.start, name.end),
            is_introduced=INTRODUCED.match(self.text, name.end) is not None,
            is_owned=self.flat.endswith(OWN, 0, hit.start),
            is_doubtful=self._is_doubtful(found, name, is_capital=self.text[hit.start].isupper()),
        )

    def _is_doubtful(self, found: Qualified, name: Name, *, is_capital: bool) -> bool:
        """Whether it is a body of state only below another one."""
        head, first = found.head, name.units[0]
        if head.kind is Kind.SERVICE:
            return not is_capital
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
        return not (is_title and (is_capital or first.is_known))

    def _bare(self, hit: Hit, found: Qualified) -> list[Mention]:
        """«le ministère» points back; so does «la direction». «le secrétaire d'État Jean X», where
        the United States are spoken of, is at the head of the département d'État."""
        head = found.head
        is_american = "US" in found.countries or "americain" in self.flat
        if head.kind is Kind.SECRETARIAT and found.is_of_state and is_american:
            return [_state_department(hit.start, found.end)]
        return [Mention(hit.start, found.end, head.organ, head.kind, country=found.country)]

    def _secretary(self, hit: Hit, found: Qualified, name: Name) -> list[Mention]:
        """«secrétaire américain à la Défense» → «département de la Défense»; «secrétariat général
        à la Planification»."""
        first = name.units[0]
        if first.link.strip() not in AT or not first.is_known:
            return []
        if found.is_general:
            return [self._mention(hit, found, name)]
        country = found.country or (name.countries[0] if name.countries else "")
        is_named = country or first.flat in UNITED_STATES
        if not (found.head.is_office and is_named):
            return []
        name.units[0] = _of_state(first)
        mention = self._mention(hit, found, name)
        is_american = country in ("", "US")
        organ, kind = ("département", Kind.FOREIGN) if is_american else ("ministère", Kind.MINISTRY)
        return [replace(mention, organ=organ, kind=kind, country=country or "US")]

    def _under_secretary(self, hit: Hit, found: Qualified, name: Name) -> list[Mention]:
        """«sous-secrétaire d'État aux Affaires étrangères» → the ministry."""
        units = [_of_state(unit) for unit in name.units]
        mention = self._mention(hit, found, Name(units, name.countries, name.acronym, name.end))
        if mention.country == "US":
            return [_state_department(hit.start, name.end)]
        return [replace(mention, organ="ministère", kind=Kind.MINISTRY)]


def _of_state(unit: Unit) -> Unit:
    """A unit that an office is «à», linked as its body is: «aux Finances» → «des Finances»."""
    linked = unit.link.strip()
    for at, of in AT.items():
        if linked == at or linked.endswith(f" {at}"):
            link = f" {linked.removesuffix(at)}{of}"
            return replace(unit, link=link if link.endswith("'") else f"{link} ")
    return unit


def _state_department(start: int, end: int) -> Mention:
    return Mention(start, end, "département", Kind.FOREIGN, " d'État", ("etat",), "US")


def is_private_kind(kind: Kind) -> bool:
    """The kinds of bodies that firms and universities have too."""
    return kind in (Kind.DEPARTMENT, Kind.DIRECTORATE, Kind.SERVICE)


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
    unit = replace(unit, link=CONJUNCTION.sub("", unit.link))
    acronym = name.acronym if len(name.units) == 1 else ""
    return Name([unit], (country,) if country else (), acronym, name.end)


def _kind(head: Head, organ: str, country: str) -> Kind:
    if head.kind is Kind.DEPARTMENT and organ.endswith("fédéral"):
        return Kind.MINISTRY
    if head.kind is Kind.DEPARTMENT and country not in ("", "CH"):
        return Kind.FOREIGN
    return head.kind
