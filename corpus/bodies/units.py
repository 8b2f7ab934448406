"""Reads one subject of a body's name: known words, or words that look like a name.

What a subject may look like depends on what the head is (`Style`): a ministry is of known subjects
or capitalised nouns, a directorate of any noun. Where a name goes on is `corpus.bodies.names`.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import NamedTuple

from corpus.bodies.words import (
    BEFORE_NOUN,
    COUNTRIES,
    CROWDS,
    FIRST_WORD,
    NATIONALITIES,
    OTHER_NOUNS,
    PLACES,
    SUBJECTS,
    WORD,
    is_adjective,
    is_title_adjective,
)
from corpus.flat import flat

LINKS = r"de la |de l ?' ?|du |des |de |d' ?|aux |au |a la |a l' ?|a "
COMPLEMENT = re.compile(
    r" +(?:de la |de l ?' ?|du |des |de |d' ?|"
    r"(?P<away>aux |au |a la |a l' ?|en |pour (?:la |le |les |l')|contre (?:la |le |les |l')))"
)
AFTER = re.compile(r" +(\w+(?:[-']\w+)*)")
PAIR = re.compile(r" +et +(\w+)(?= |,|\.|$)")
ABROAD = re.compile(r" (?:residant a|etablis a|a|de) l'(?:etranger|exterieur)")
OFFICES = frozenset(("ministre", "ministres", "ministere", "president", "secretaire", "magistrat"))
_PROPER = r"[A-ZÀ-Ý][\w'’]*(?:-[\w'’]+)*"
PROPER_NAME = re.compile(rf"{_PROPER}(?: (?:(?:et|du|de l['’]|des) ?)?{_PROPER}){{0,3}}")


class Style(NamedTuple):
    """What a head allows its name. `is_loose`: any noun, in lower case too; `as_written`: shown in
    the text's own case; `is_linked`: «de», «des», «à» must come before it."""

    is_loose: bool = False
    as_written: bool = False
    is_linked: bool = True
    is_plural: bool = False
    is_office: bool = False
    is_ministry: bool = False
    is_agency: bool = False


class Unit(NamedTuple):
    """One subject of a name: where it ends, its words as they are shown and flat, its link."""

    end: int
    words: str
    is_known: bool
    link: str = ""

    @property
    def flat(self) -> str:
        return flat(self.words)


@lru_cache(maxsize=512)
def link_words(link: str) -> str:
    """A link as it is shown: in lower case, with a straight apostrophe and its accent."""
    words = " ".join(re.sub(r" ?' ?", "'", link).split())
    words = re.sub(r"(?<![\w'])a(?= |$)", "à", words)
    before = words if words.startswith(",") else f" {words}"
    return before if words.endswith("'") or not words else f"{before} "


def as_written(shown: str, written: str) -> str:
    """A known subject with its accents, in the text's own case unless that is all capitals."""
    if written.isupper() or len(written) != len(shown):
        return shown
    return "".join(
        char.lower() if mark.islower() else char for char, mark in zip(shown, written, strict=True)
    )


class UnitReader:
    """Reads subjects in one text; `flat` is its flat copy."""

    def __init__(self, text: str, flat: str) -> None:
        self.text = text
        self.flat = flat

    @cached_property
    def is_in_capitals(self) -> bool:
        """Whether the whole text is: else a short word in capitals is an acronym."""
        return self.text.isupper()

    def linked(
        self, link: re.Match[str] | None, style: Style, *, is_complement: bool = False
    ) -> Unit | None:
        """The unit after a link, with it; a complement keeps its case."""
        if link is None:
            return None
        unit = self.unit(link.end(), style, is_complement=is_complement)
        if unit is None:
            return None
        return Unit(unit.end, unit.words, unit.is_known, link_words(link[0]))

    def unit(self, at: int, style: Style, *, is_complement: bool = False) -> Unit | None:
        """The subject at an offset."""
        first = FIRST_WORD.match(self.flat, at)
        if first is None:
            return None
        keeps_case = style.as_written or is_complement
        for phrase, shown in SUBJECTS.get(first[0], ()):
            end = at + len(phrase)
            if self.flat.startswith(phrase, at) and not self.flat[end : end + 1].isalnum():
                if keeps_case:
                    shown = as_written(shown, self.text[at:end])
                return self._with_adjectives(at, end, shown, is_known=True)
        whole = WORD.match(self.flat, at)
        if whole is None or self._is_other(at, whole, style):
            return self._abroad(at, whole)
        end = self._noun_end(whole)
        words = self.text[at:end]
        if not keeps_case:
            words = words[0].upper() + words[1:]
        return self._with_adjectives(at, end, words, is_known=False)

    def _is_other(self, at: int, whole: re.Match[str], style: Style) -> bool:
        """Whether the noun at an offset is none that a body is of: a place, a firm, a verb."""
        word = whole[0]
        if word in NATIONALITIES or word.isdigit() or self.is_place(at):
            return True
        if word in OTHER_NOUNS and not (style.is_agency or word in BEFORE_NOUN):
            return True
        if word in BEFORE_NOUN:
            noun = AFTER.match(self.flat, whole.end())
            if noun is None or noun[1] in OFFICES:
                return True
        written = self.text[at : whole.end()]
        if written.isupper() and not self.is_in_capitals and len(word) < 6:
            return True
        return not style.is_loose and not written[0].isupper()

    def _abroad(self, at: int, whole: re.Match[str] | None) -> Unit | None:
        """«Tunisiens à l'étranger»."""
        if whole is None or whole[0] not in NATIONALITIES:
            return None
        abroad = ABROAD.match(self.flat, whole.end())
        return Unit(abroad.end(), self.text[at : abroad.end()], is_known=True) if abroad else None

    def _noun_end(self, whole: re.Match[str]) -> int:
        """Where the noun ends that a first word begins: «grands projets»."""
        noun = AFTER.match(self.flat, whole.end()) if whole[0] in BEFORE_NOUN else None
        return noun.end() if noun else whole.end()

    def proper(self, link: re.Match[str] | None) -> Unit | None:
        """A proper name: «direction générale Afrique», «parc culturel de l'Ahaggar»."""
        match = PROPER_NAME.match(self.text, link.end()) if link else None
        if link is None or match is None:
            return None
        return Unit(match.end(), match[0], is_known=False, link=link_words(link[0]))

    def _with_adjectives(self, start: int, end: int, words: str, *, is_known: bool) -> Unit:
        in_capitals = self.text[start:end].isupper() and end - start > 1
        while (after := AFTER.match(self.flat, end)) is not None:
            is_lower = in_capitals or self.text[after.start(1)].islower()
            if not (is_adjective if is_lower else is_title_adjective)(after[1]):
                break
            end, words = after.end(), f"{words} {self.text[after.start(1) : after.end()].lower()}"
        pair = PAIR.match(self.flat, end)
        if pair and " " in words and is_adjective(pair[1]) and self.text[pair.start(1)].islower():
            end, words = pair.end(), f"{words} et {self.text[pair.start(1) : pair.end()]}"
        return Unit(end, words, is_known)

    def is_place(self, at: int) -> bool:
        """Whether the words at an offset are a capital and name a place."""
        if not self.text[at].isupper():
            return False
        one = WORD.match(self.flat, at)
        if one is None:
            return False
        if one[0] in PLACES or one[0] in COUNTRIES:
            return True
        two = AFTER.match(self.flat, one.end())
        names = f"{one[0]} {two[1]}" if two else ""
        return names in PLACES or names in COUNTRIES

    def is_crowd(self, link: re.Match[str], unit: Unit, end: int) -> bool:
        """«entre le ministère de la Santé et des entreprises»: many of a kind, not a subject."""
        if not self.flat.startswith("des ", link.end() - 4) or unit.flat not in CROWDS:
            return False
        return (
            self.text[link.end()].islower()
            and self.text[end - 1].islower()
            and any(char.isupper() for char in self.text[max(0, end - 24) : end])
        )
