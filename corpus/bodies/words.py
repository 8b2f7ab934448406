"""The words that names of bodies are made of: subjects, adjectives, nationalities.

Patterns read a flat copy of the text: lower case, without accents, of the same length, so that one
rule serves «Intérieur», «interieur» and «INTERIEUR» and every offset is the text's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from babel import Locale

from corpus.data_files import read_entries
from corpus.flat import flat
from corpus.places import CITIES

WORD = re.compile(r"\w+(?:[-']\w+)*")
FIRST_WORD = re.compile(r"\w+")

ADJECTIVE = re.compile(
    r"\w{2,}(?:iques?|als?|ales?|aux|elles?|els?|ives?|ifs?|aires?|ieres?|iers?|ables?|ibles?|euses?"
    r"|eennes?|iennes?|iens?|eures?|ins?|ines?)"
)
"""The endings of most adjectives; the others are in `body_adjectives.txt`."""


def _words(name: str) -> frozenset[str]:
    """The flat entries of a data file."""
    return frozenset(flat(entry) for entry in read_entries(name))


def by_first_word(shown: Mapping[str, str]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """First word of flat phrases → the phrases and what each stands for, the longest first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for phrase in sorted(shown, key=len, reverse=True):
        first = FIRST_WORD.match(phrase)
        assert first is not None
        found.setdefault(first[0], []).append((phrase, shown[phrase]))
    return {first: tuple(phrases) for first, phrases in found.items()}


def _countries() -> dict[str, str]:
    """Flat French name of a country → its ISO 3166 code, from CLDR and from what it calls else."""
    territories = Locale.parse("fr").territories.items()
    names = {flat(name): code for code, name in territories if len(code) == 2 and code.isalpha()}
    for entry in read_entries("country_names.txt"):
        code, _, others = entry.partition(":")
        names |= dict.fromkeys((flat(other.strip()) for other in others.split(";")), code)
    return names


def _inflected(masculine: str) -> Iterator[str]:
    yield from (masculine, f"{masculine}s")
    if not masculine.endswith("e"):
        feminine = f"{masculine}ne" if masculine.endswith(("en", "on")) else f"{masculine}e"
        yield from (feminine, f"{feminine}s")


def _nationalities() -> dict[str, str]:
    """Flat adjective of a country, in any inflection → its ISO 3166 code."""
    found: dict[str, str] = {}
    for name in ("demonyms.txt", "nationalities.txt"):
        for entry in read_entries(name):
            country, _, adjectives = entry.partition(":")
            code = country if len(country) == 2 else COUNTRIES.get(flat(country), "")
            for adjective in adjectives.split():
                found |= dict.fromkeys(_inflected(flat(adjective)), code)
    return {word: code for word, code in found.items() if code}


KNOWN_SUBJECTS: Mapping[str, str] = {
    flat(entry): entry for entry in read_entries("body_subjects.txt")
}
"""Flat phrase → as it is shown."""
SUBJECTS = by_first_word(KNOWN_SUBJECTS)
COUNTRIES = _countries()
COUNTRY_PHRASES = by_first_word(COUNTRIES)
NATIONALITIES = _nationalities()
OTHER_NOUNS = _words("body_nouns.txt")
NOT_ADJECTIVES = _words("body_verbs.txt")
OTHER_ADJECTIVES = _words("body_adjectives.txt")
CROWDS = _words("body_crowds.txt")
COMMON = _words("body_common.txt")
BEFORE_NOUN = _words("body_prenouns.txt")
PLACES = frozenset(flat(city) for city in CITIES.values()) | _words("french_departments.txt")


def is_adjective(word: str) -> bool:
    """Whether a flat word may go on with the name before it."""
    return (
        (word in OTHER_ADJECTIVES or ADJECTIVE.fullmatch(word) is not None)
        and word not in NOT_ADJECTIVES
        and word not in NATIONALITIES
    )


def _stem(adjective: str) -> str:
    return adjective.rstrip("s").removesuffix("le").removesuffix("e")


def is_title_adjective(word: str) -> bool:
    """Whether a flat word with a capital may: it must be one of known subjects, for it could be a
    person's name («Martial»)."""
    return _stem(word) in _OF_SUBJECTS and is_adjective(word)


_OF_SUBJECTS = frozenset(
    _stem(word) for phrase in KNOWN_SUBJECTS for word in phrase.split()[1:] if is_adjective(word)
)
