"""Reads the name of a body from where its head ends.

    name  := link unit more*
    more  := "et" [link] unit | "," link unit (when an «et» closes the list) | link unit
    unit  := a known subject | a capitalised noun | for directorates and the like any noun,
             with the adjectives that follow it

A name so ends by itself before a person's name, a verb or a place that only locates: none of them
can go on with it. A nationality is left out of the name and gives the country.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.bodies.units import COMPLEMENT, LINKS, Style, Unit, UnitReader
from corpus.bodies.words import COUNTRY_PHRASES, FIRST_WORD, NATIONALITIES

_PLACE_LINKS = r"pour (?:la |le |les |l')|contre (?:la |le |les |l')|sur (?:la |le |les |l')"
LINK = re.compile(rf" +(?:{LINKS}|{_PLACE_LINKS})")
AND = re.compile(rf" +(?:et|&|ainsi que) +(?P<link>{LINKS})?")
AND_ARTICLE = re.compile(r" +et +(?:la |le |les |l')")
COMMA = re.compile(rf" ?, *(?P<link>{LINKS})")
UNLINKED_COMMA = re.compile(r", (?P<link>)(?=\w)")
ACRONYM = re.compile(r" *\( ?([A-ZÉ][\w&.-]*[A-ZÉ0-9][\w&.-]*|[A-Z][a-z]{2,7}) ?\)")
AFTER = re.compile(r" +(\w+(?:[-']\w+)*)")
NEXT_COUNTRY = re.compile(r"(?:,| et)? +(\w+(?:[-']\w+)*)")
OF_PLACE = re.compile(rf" +(?:{LINKS}|en )")
AND_OF_PLACE = re.compile(rf"(?:,| et) +(?:{LINKS})")
STATE = re.compile(rf"(?:republique|royaume)(?: islamique| arabe)? (?:{LINKS})")
"""«de la république islamique d'Iran»."""
COUNTRY_END = re.compile(r"(?![\w'-])")
SITE = re.compile(r"\b(?:parc|port|barrage|musee|delta|lac|bassin|projet|reserve)s?(?: \w+)?$")
"""What the place after is part of: «office du parc culturel de l'Ahaggar»."""
AT = frozenset(("a", "au", "aux"))
"""What links no unknown noun in lower case: «le département à souligné» is a slip."""
BLANK = re.compile(r" +")
PERSON = re.compile(r",? (?:M\. |Mme )?[A-ZÀ-Ý][^,.;:()]{3,40},?(?= et | ainsi que |, d)")
"""In the text itself: «de l'Intérieur, Jean X, et de la Justice» after a plural head."""
MOST_UNITS = 8


@dataclass(slots=True)
class Name:
    """The units of a name, and what follows it: countries and an acronym."""

    units: list[Unit] = field(default_factory=list)
    countries: tuple[str, ...] = ()
    acronym: str = ""
    end: int = 0

    @property
    def words(self) -> str:
        return "".join(unit.link + unit.words for unit in self.units)

    @property
    def subjects(self) -> tuple[str, ...]:
        return tuple(unit.flat for unit in self.units)


class NameReader:
    """Reads names in one text; `flat` is its flat copy."""

    def __init__(self, text: str, flat: str) -> None:
        self.text = text
        self.flat = flat
        self.units = UnitReader(text, flat)

    def name(self, at: int, style: Style) -> Name | None:
        """The name after a head that ends at an offset, None when the head stands alone."""
        link = (LINK if style.is_linked else BLANK).match(self.flat, at)
        first = self.units.linked(link, style)
        if style.is_loose and first and link and not first.is_known and link[0].split()[0] in AT:
            return None
        if first is None and style.is_loose and not (style.is_office or style.is_agency):
            first = self.units.proper(BLANK.match(self.flat, at))
        if first is None:
            return None
        name = Name([first], end=first.end)
        while len(name.units) < MOST_UNITS and (more := self._more(name, style)):
            name.units.extend(more)
            name.end = more[-1].end
        self.read_countries(name, many=style.is_plural)
        acronym = ACRONYM.match(self.text, name.end)
        if acronym:
            name.acronym, name.end = acronym[1], acronym.end()
            self.read_countries(name, many=style.is_plural)
        return name

    def _more(self, name: Name, style: Style) -> list[Unit]:
        return (
            self._after_and(name.end, style)
            or self._after_and_article(name)
            or self._list(name.end, style)
            or self._complement(name.end, style)
            or self._after_person(name.end, style)
        )

    def _after_and(self, end: int, style: Style) -> list[Unit]:
        match = AND.match(self.flat, end)
        unit = self.units.linked(match, style)
        if match is None or unit is None:
            return []
        is_named = unit.is_known or ACRONYM.match(self.text, unit.end) or not style.is_linked
        if match["link"] is None and not is_named:
            return []
        if style.is_ministry and self.units.is_crowd(match, unit, end):
            return []
        return [unit]

    def _after_and_article(self, name: Name) -> list[Unit]:
        """«secrétaire d'État à l'Asile et la Migration»."""
        is_task = name.units[0].link.strip() in ("à la", "à l'", "au", "aux")
        match = AND_ARTICLE.match(self.flat, name.end) if is_task else None
        if match is None or not self.text[match.end() : match.end() + 1].isupper():
            return []
        unit = self.units.linked(match, Style())
        return [unit] if unit and unit.is_known else []

    def _list(self, end: int, style: Style) -> list[Unit]:
        """«, de l'Élevage et de la Pêche»: commas count only in a list that «et» closes, unless
        several bodies share the head."""
        found: list[Unit] = []
        comma = COMMA if style.is_linked else UNLINKED_COMMA
        while len(found) < MOST_UNITS:
            unit = self.units.linked(comma.match(self.flat, end), style)
            if unit is None:
                break
            found.append(unit)
            while complement := self._complement(found[-1].end, style):
                found.extend(complement)
            end = found[-1].end
            if closing := self._after_and(end, style):
                return [*found, *closing]
        return found if style.is_plural else []

    def _complement(self, end: int, style: Style) -> list[Unit]:
        """«de l'environnement» after «Protection»: a noun in lower case or, loosely, any."""
        match = COMPLEMENT.match(self.flat, end)
        if match is None:
            return []
        is_lower = self.text[match.end() : match.end() + 1].islower()
        if style.is_loose:
            unit = self.units.linked(match, style, is_complement=True)
            if not is_lower and SITE.search(self.flat, max(0, end - 40), end):
                unit = self.units.proper(match)
                return [unit] if unit else []
            # A capital that no subject has is a place, which only locates.
            is_said = is_lower and not self.flat.startswith(" en ", end)
            return [unit] if unit and (unit.is_known or is_said) else []
        if match["away"] or (style.is_linked and not is_lower):
            return []
        unit = self.units.linked(match, style, is_complement=True)
        return [unit] if unit and (unit.is_known or not style.is_linked) else []

    def _after_person(self, end: int, style: Style) -> list[Unit]:
        person = PERSON.match(self.text, end) if style.is_plural else None
        if person is None:
            return []
        return self._after_and(person.end(), style) or self._list(person.end(), style)

    def read_countries(self, name: Name, *, many: bool = False) -> None:
        """«de la Santé libyen», «de l'Intérieur du Niger»; several after a plural head."""
        following = AFTER
        while (after := following.match(self.flat, name.end)) and after[1] in NATIONALITIES:
            name.countries += (NATIONALITIES[after[1]],)
            name.end, following = after.end(), NEXT_COUNTRY
            if not many:
                return
        link = OF_PLACE
        while country := self._country(link.match(self.flat, name.end)):
            end, code = country
            name.countries += (code,)
            if not many:
                return
            name.end, link = end, AND_OF_PLACE

    def _country(self, link: re.Match[str] | None) -> tuple[int, str] | None:
        """Where the country after a link ends, and its code."""
        if link is None:
            return None
        state = STATE.match(self.flat, link.end()) if link.re is OF_PLACE else None
        return (state and self._country_at(state.end())) or self._country_at(link.end())

    def _country_at(self, at: int) -> tuple[int, str] | None:
        first = FIRST_WORD.match(self.flat, at)
        for phrase, code in COUNTRY_PHRASES.get(first[0], ()) if first else ():
            end = at + len(phrase)
            if self.flat.startswith(phrase, at) and COUNTRY_END.match(self.flat, end):
                return end, code
        return None
