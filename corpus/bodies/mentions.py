"""Reads the mention of a body around each head, and decides whether it is one at all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from corpus.bodies.heads import FEDERAL_SERVICE, HEADS, Head, Qualified, qualified
from corpus.bodies.names import Name, NameReader, Unit
from corpus.bodies.words import COUNTRIES, flat
from corpus.data_files import read_entries
from corpus.dispatch import Kind
from corpus.triggers import Hit

FORMER = ("ancien ", "ancienne ", "anciens ", "anciennes ", "ancien vice-", "ex-", "ex ")
NOT_BEFORE = (" en ", "'en ", "sous la ", "sous sa ", "changer de ", "de la meme ")
PARENT = re.compile(
    r",? *(?:(?:qui )?(?:relevant|dependant|releve|depend)(?: directement)? |rattachee? |"
    r"placee? sous l'autorite |sous (?:la )?tutelle |au sein )?"
    r"(?:du|de la|de l'|au|a la|a l'|des|aupres du) *(?:meme )?"
)
CONJUNCTION = re.compile(r"^(?:,| et)(?= )")
OWN = (" sa ", " son ", " ses ", "dont la ", "dont le ")
INTRODUCED = re.compile(r",? [A-ZÀ-Ý][\w'’-]+ [A-ZÀ-Ý]")
"""A person's name after an office: the office is a new one, not one spoken of before."""
LOCATES = (" dans le ", " dans ce ", " du ", " au ", " de ce ", " des ", " les ")
SCHOOL = re.compile(r"universit|facult|\becole|lycee|\bcampus")
OF_FIRM = re.compile(
    r" +(?:de la|de l'|du|des|de|d') ?(?:entreprise|universite|faculte|hopital|compagnie|societe|"
    r"groupe|parti|banque|club|federation|usine|ecole|lycee|institut|constructeur|chu|firme)"
)
ANOTHER = re.compile(r",? +(?:et|ou|que|a|avec) +(?:celui|celle|ceux)(?= )")
TERRITORY_LINK = re.compile(r" +(?:de la |de l'|du |des |de |d')")
_PROPER = r"[A-ZÀ-Ý][\w'’]*(?:-[\w'’]+)*"
TERRITORY_NAME = re.compile(rf"{_PROPER}(?: (?:(?:et|de|du|la) )?{_PROPER})*")
TERRITORIES = frozenset(flat(entry) for entry in read_entries("french_departments.txt"))


@dataclass
class Mention:
    """A body as one place of the text names it. `name` is None when the head stands alone."""

    start: int
    end: int
    head: Head
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

    def mentions(self, hit: Hit) -> list[Mention]:
        """What a head names: nothing, one body, or several («ministres de A et de B»)."""
        head = HEADS.get(hit.word)
        if head is None:
            return []
        if self.flat.endswith(NOT_BEFORE, 0, hit.start):
            return []
        found = qualified(head, self.text, self.flat, hit.end)
        if head.kind in (Kind.PREFECTURE, Kind.TERRITORY):
            return self._territory(hit, head, found)
        if head.kind is Kind.DEPARTMENT and (territory := self._territory(hit, head, found)):
            return self._if_authority(hit, territory[0])
        name = self.names.name(
            found.end, lower=_is_loose(head, found), is_linked=head is not FEDERAL_SERVICE
        )
        if name is None:
            return self._bare(hit, head, found)
        if not _is_body(head, found, name, self.text[hit.start].isupper()):
            return []
        if head.is_plural:
            return [self._mention(hit, head, found, _alone(name, unit)) for unit in name.units]
        mention = self._mention(hit, head, found, name)
        if self._is_private(mention):
            return []
        return [mention, *self._others(hit, head, found, name.end)]

    def _is_private(self, mention: Mention) -> bool:
        """A university and a firm have départements and directorates too."""
        if mention.kind not in (Kind.DEPARTMENT, Kind.DIRECTORATE, Kind.SERVICE):
            return False
        if OF_FIRM.match(self.flat, mention.end):
            return True
        before = self.flat[max(0, mention.start - 160) : mention.start]
        return mention.kind is Kind.DEPARTMENT and SCHOOL.search(before) is not None

    def _others(self, hit: Hit, head: Head, found: Qualified, end: int) -> list[Mention]:
        """«le ministère des Finances et celui de la Planification»."""
        others: list[Mention] = []
        while head.kind is Kind.MINISTRY and (another := ANOTHER.match(self.flat, end)):
            name = self.names.name(another.end(), lower=False)
            if name is None:
                break
            others.append(self._mention(hit, head, found, name))
            end = name.end
        return others

    def _mention(self, hit: Hit, head: Head, found: Qualified, name: Name) -> Mention:
        return Mention(
            start=hit.start,
            end=name.end,
            head=head,
            organ=found.organ,
            kind=_kind(head, found),
            name=name.words,
            units=name.subjects,
            country=found.country or name.country,
            acronym=name.acronym,
            is_former=self.is_former(hit),
            is_introduced=INTRODUCED.match(self.text, name.end) is not None,
            is_owned=self.flat.endswith(OWN, 0, hit.start),
            is_doubtful=head.kind is Kind.SERVICE and not self.text[hit.start].isupper(),
        )

    def is_former(self, hit: Hit) -> bool:
        return hit.word.startswith("ex-") or self.flat.endswith(FORMER, 0, hit.start)

    def _bare(self, hit: Hit, head: Head, found: Qualified) -> list[Mention]:
        """«le ministère» points back; so does «la direction»."""
        return [Mention(hit.start, found.end, head, found.organ, head.kind, country=found.country)]

    def _if_authority(self, hit: Hit, territory: Mention) -> list[Mention]:
        """«le département de l'Isère a voté», not «dans le département de l'Isère»."""
        if self.flat.endswith(LOCATES, 0, hit.start):
            return []
        return [replace(territory, kind=Kind.TERRITORY)]

    def _territory(self, hit: Hit, head: Head, found: Qualified) -> list[Mention]:
        """«préfet de l'Isère», «wali d'Oran», «conseil départemental du Nord»."""
        link = TERRITORY_LINK.match(self.flat, found.end)
        name = TERRITORY_NAME.match(self.text, link.end()) if link else None
        if link is None or name is None:
            return []
        place = flat(name[0])
        if place in COUNTRIES or place.startswith("banque"):
            return []
        if head.kind is Kind.DEPARTMENT and place not in TERRITORIES:
            return []
        words = f" {' '.join(self.flat[link.start() : link.end()].split())}"
        return [
            Mention(
                hit.start,
                name.end(),
                head,
                head.organ,
                head.kind,
                f"{words}{'' if words.endswith(chr(39)) else ' '}{name[0]}",
                (place,),
                found.country or ("FR" if place in TERRITORIES else ""),
                is_former=self.is_former(hit),
            )
        ]


def _is_loose(head: Head, found: Qualified) -> bool:
    """Whether any noun may name the body: not a ministry, whose subjects are known or capitals."""
    if head.kind is Kind.MINISTRY or head.kind is Kind.SECRETARIAT:
        return False
    return not head.is_office or found.is_general


def _is_body(head: Head, found: Qualified, name: Name, is_capital: bool) -> bool:
    first = name.units[0]
    if head.kind is Kind.SECRETARIAT:
        return found.is_of_state
    if head.organ == "sous-direction":
        return True
    if head.kind is Kind.DIRECTORATE and not found.is_general:
        return first.is_known or (not head.is_office and first.words[0].isupper())
    if head.is_office and head.kind is Kind.DIRECTORATE:
        return first.is_known
    if head.kind is Kind.DEPARTMENT:
        return flat(first.words) not in TERRITORIES
    if head.kind is Kind.MINISTRY:
        return name.units[0].words.lower() != "culte"
    if head.kind is Kind.AGENCY:
        return is_capital or found.is_general
    return True


def _alone(name: Name, unit: Unit) -> Name:
    unit = replace(unit, link=CONJUNCTION.sub("", unit.link))
    return Name([unit], name.country, name.acronym if len(name.units) == 1 else "", name.end)


def _kind(head: Head, found: Qualified) -> Kind:
    if head.kind is Kind.DEPARTMENT and found.organ.endswith("fédéral"):
        return Kind.MINISTRY
    if head.kind is Kind.DEPARTMENT and found.country:
        return Kind.FOREIGN
    return head.kind
