"""Which words are names of countries, and which adjectives belong to them.

The names are those of the Unicode CLDR in French; the adjectives are in `corpus/data/demonyms.txt`.
"""

from __future__ import annotations

from collections.abc import Iterator

from babel import Locale

from corpus.data_files import read_entries
from index.french.normalise import fold

DATA_FILE = "demonyms.txt"


def _countries() -> frozenset[str]:
    """The names that are one word, folded. CLDR gives regions of the world a number for a code."""
    territories = Locale.parse("fr").territories
    return frozenset(
        fold(name) for code, name in territories.items() if len(code) == 2 and name.isalpha()
    )


def _demonyms() -> dict[str, str]:
    """Adjective in its four forms, folded → country, folded."""
    countries: dict[str, str] = {}
    for entry in read_entries(DATA_FILE):
        country, _, adjectives = entry.partition(":")
        for adjective in adjectives.split():
            for form in _inflected(fold(adjective)):
                countries[form] = fold(country)
    return countries


def _inflected(masculine: str) -> Iterator[str]:
    feminine = masculine
    if masculine.endswith(("en", "on")):
        feminine += "ne"
    elif not masculine.endswith("e"):
        feminine += "e"
    yield from (masculine, feminine, feminine + "s")
    if not masculine.endswith("s"):
        yield masculine + "s"


COUNTRIES = _countries()
DEMONYMS = _demonyms()
