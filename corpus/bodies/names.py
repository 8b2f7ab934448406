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

from corpus.bodies.words import (
    COUNTRIES,
    FIRST_WORD,
    NATIONALITIES,
    OTHER_NOUNS,
    PLACES,
    SUBJECTS,
    WORD,
    any_of,
    flat,
    is_adjective,
)

_LINKS = r"de la |de l ?' ?|du |des |de |d' ?|aux |au |a la |a l' ?"
LINK = re.compile(
    rf" +(?:{_LINKS}|pour (?:la |le |les |l')|contre (?:la |le |les |l')|sur (?:la |le |les |l'))"
)
AND = re.compile(rf" +et +(?P<link>{_LINKS})?")
COMMA = re.compile(rf" ?, *(?P<link>{_LINKS})")
COMPLEMENT = re.compile(rf" +(?:{_LINKS}|en |pour (?:la |le |les |l')|contre (?:la |le |les |l'))")
ACRONYM = re.compile(r" *\( ?([A-ZÉ][A-ZÉ0-9.&-]{1,11}) ?\)")
AFTER = re.compile(r" +(\w+(?:[-']\w+)*)")
OF_COUNTRY = re.compile(
    rf" +(?:{_LINKS})(?:republique (?:islamique |arabe )?(?:{_LINKS})?)?(\w+(?:[-' ]\w+)?)"
)
PAIR = re.compile(r" +et +(\w+)(?= |,|\.|$)")
ABROAD = re.compile(r" (?:residant a|etablis a|a|de) l'(?:etranger|exterieur)")
BLANK = re.compile(r" +")
MOST_UNITS = 8


_SUBJECT = rf"{any_of([phrase for group in SUBJECTS.values() for phrase, _ in group])}(?![\w'-])"
KNOWN_NAME = re.compile(
    rf" (?:{_LINKS}){_SUBJECT}(?:(?:, (?:{_LINKS}){_SUBJECT})* et (?:{_LINKS}){_SUBJECT})?"
)
"""A name of known subjects alone, as most are; `NameReader` reads all others word by word."""
GOES_ON = frozenset(("et", "de", "du", "des", "d", "au", "aux", "en", "pour", "contre", "sur"))
NEXT_WORD = re.compile(r" (\w+)")
REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Unit:
    """One subject of a name: where it ends, its words as they are shown and flat, its link."""

    end: int
    words: str
    is_known: bool
    link: str = ""

    @property
    def flat(self) -> str:
        return flat(self.words)


def _words_of(units: list[Unit]) -> str:
    return "".join(unit.link + unit.words for unit in units)


@dataclass(frozen=True, slots=True)
class KnownName:
    """What is remembered of a name of known subjects."""

    units: list[Unit]
    words: str
    subjects: tuple[str, ...]


@dataclass
class Name:
    """The units of a name, and what follows it: a country and an acronym."""

    units: list[Unit] = field(default_factory=list)
    country: str = ""
    acronym: str = ""
    end: int = 0
    known: KnownName | None = None

    @property
    def words(self) -> str:
        return self.known.words if self.known else _words_of(self.units)

    @property
    def subjects(self) -> tuple[str, ...]:
        return self.known.subjects if self.known else tuple(unit.flat for unit in self.units)

    @property
    def is_known(self) -> bool:
        return self.units[0].is_known


_remembered: dict[tuple[str, bool], KnownName] = {}
"""Names of known subjects, by their text; bounded, and made twice at worst."""


class NameReader:
    """Reads names in one text; `flat` is its flat copy."""

    def __init__(self, text: str, flat: str) -> None:
        self.text = text
        self.flat = flat

    def name(self, at: int, *, lower: bool, is_linked: bool = True) -> Name | None:
        """The name after a head that ends at an offset, None when the head stands alone.

        `lower` says that any noun may name the body, in lower case too.
        """
        known = KNOWN_NAME.match(self.flat, at)
        if known is None or self._goes_on(known.end()):
            return self._read(at, lower, is_linked)
        key = self.text[at : known.end()], lower
        remembered = _remembered.get(key)
        if remembered is not None:
            return Name(remembered.units, end=known.end(), known=remembered)
        name = self._read(at, lower, is_linked)
        if name is not None and name.end == known.end():
            if len(_remembered) >= REMEMBERED:
                _remembered.clear()
            _remembered[key] = KnownName(name.units, name.words, name.subjects)
        return name

    def _goes_on(self, end: int) -> bool:
        """Whether what follows could belong to the name, a country or an acronym included."""
        after = self.flat[end : end + 3]
        if not after.startswith(" "):
            return after.startswith((", d", ", a"))
        word = NEXT_WORD.match(self.flat, end)
        if word is None:
            return after.startswith(" (")
        if word[1] == "a":
            return self.flat.startswith((" a la ", " a l'"), end)
        return word[1] in GOES_ON or word[1] in NATIONALITIES or is_adjective(word[1])

    def _read(self, at: int, lower: bool, is_linked: bool) -> Name | None:
        link = (LINK if is_linked else BLANK).match(self.flat, at)
        first = self._linked(link, lower)
        if first is None:
            return None
        name = Name([first], end=first.end)
        while len(name.units) < MOST_UNITS and (more := self._more(name, lower)):
            name.units.extend(more)
            name.end = more[-1].end
        self.read_country(name)
        acronym = ACRONYM.match(self.text, name.end)
        if acronym:
            name.acronym, name.end = acronym[1], acronym.end()
            self.read_country(name)
        return name

    def _linked(self, link: re.Match[str] | None, lower: bool) -> Unit | None:
        """The unit after a link, with it."""
        if link is None:
            return None
        unit = self.unit(link.end(), lower=lower)
        if unit is None:
            return None
        words = " ".join(self._link_words(link.start(), link.end()).split())
        before = words if words.startswith(",") else f" {words}"
        after = "" if words.endswith("'") or not words else " "
        return Unit(unit.end, unit.words, unit.is_known, before + after)

    def _link_words(self, start: int, end: int) -> str:
        """A link as it is shown: in lower case, with a straight apostrophe and its accent."""
        words = re.sub(r" ?' ?", "'", self.flat[start:end])
        return words.replace("a la", "à la").replace("a l'", "à l'")

    def unit(self, at: int, *, lower: bool) -> Unit | None:
        """The subject at an offset."""
        first = FIRST_WORD.match(self.flat, at)
        if first is None:
            return None
        for phrase, shown in SUBJECTS.get(first[0], ()):
            end = at + len(phrase)
            if self.flat.startswith(phrase, at) and not self.flat[end : end + 1].isalnum():
                return self._with_adjectives(at, end, self._shown(at, end, shown, lower), True)
        whole = WORD.match(self.flat, at)
        assert whole is not None
        word = whole[0]
        if word in NATIONALITIES and (abroad := ABROAD.match(self.flat, whole.end())):
            return Unit(abroad.end(), self.text[at : abroad.end()], True)
        if word in OTHER_NOUNS or word in NATIONALITIES or self._is_place(at):
            return None
        if self.text[at : whole.end()].isupper() and not self.text.isupper() and len(word) < 6:
            return None
        if not lower and not self.text[at].isupper():
            return None
        return self._with_adjectives(at, whole.end(), self.text[at : whole.end()], False)

    def _shown(self, at: int, end: int, shown: str, lower: bool) -> str:
        """A known subject with its accents; for a directorate and the like, in the text's case."""
        if lower and self.text[at].islower():
            return shown[0].lower() + shown[1:]
        return shown

    def _with_adjectives(self, start: int, end: int, words: str, is_known: bool) -> Unit:
        in_capitals = self.text[start:end].isupper() and end - start > 1
        while (after := AFTER.match(self.flat, end)) is not None:
            word = self.text[after.start(1) : after.end()]
            if not (word.islower() or in_capitals) or not is_adjective(after[1]):
                break
            end, words = after.end(), f"{words} {word.lower()}"
        pair = PAIR.match(self.flat, end)
        if pair and " " in words and is_adjective(pair[1]) and self.text[pair.start(1)].islower():
            end, words = pair.end(), f"{words} et {self.text[pair.start(1) : pair.end()]}"
        return Unit(end, words, is_known)

    def _is_place(self, at: int) -> bool:
        if not self.text[at].isupper():
            return False
        one = WORD.match(self.flat, at)
        assert one is not None
        two = AFTER.match(self.flat, one.end())
        names = [one[0]] + ([f"{one[0]} {two[1]}"] if two else [])
        return any(name in PLACES or name in COUNTRIES for name in names)

    def _more(self, name: Name, lower: bool) -> list[Unit]:
        return (
            self._after_and(name.end, lower)
            or self._list(name.end, lower)
            or self._complement(name.end, lower)
        )

    def _after_and(self, end: int, lower: bool) -> list[Unit]:
        match = AND.match(self.flat, end)
        unit = self._linked(match, lower)
        if match is None or unit is None:
            return []
        if match["link"] is None and not unit.is_known and not ACRONYM.match(self.text, unit.end):
            return []
        return [unit]

    def _list(self, end: int, lower: bool) -> list[Unit]:
        """«, de l'Élevage et de la Pêche»: commas count only in a list that «et» closes."""
        found: list[Unit] = []
        while len(found) < MOST_UNITS:
            unit = self._linked(COMMA.match(self.flat, end), lower)
            if unit is None:
                break
            found.append(unit)
            while complement := self._complement(found[-1].end, lower):
                found.extend(complement)
            end = found[-1].end
            if closing := self._after_and(end, lower):
                return [*found, *closing]
        return []

    def _complement(self, end: int, lower: bool) -> list[Unit]:
        """«de l'environnement» after «Protection»: a noun in lower case or, loosely, any."""
        match = COMPLEMENT.match(self.flat, end)
        if match is None:
            return []
        is_lower = self.text[match.end() : match.end() + 1].islower()
        if not lower and not is_lower:
            return []
        unit = self._linked(match, lower=lower)
        # A capital that no subject has is a place, which only locates.
        return [unit] if unit and (unit.is_known or (lower and is_lower)) else []

    def read_country(self, name: Name) -> None:
        """«de la Santé libyen», «de l'Intérieur du Niger»."""
        after = AFTER.match(self.flat, name.end)
        if after and after[1] in NATIONALITIES:
            name.country = name.country or NATIONALITIES[after[1]]
            name.end = after.end()
            return
        of_country = OF_COUNTRY.match(self.flat, name.end)
        if of_country:
            for words in (of_country[1], of_country[1].split(" ")[0]):
                name.country = name.country or COUNTRIES.get(words, "")
