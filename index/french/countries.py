"""Which words are names of countries and continents, and which adjectives belong to them.

The names are those of `corpus/data/demonyms.txt` with their adjectives, and in `data/countries.txt`
the others. They are files of ours and not a library's table, since an index holds what was stemmed
by them: another release of a library may not change that. Nor does a start load such a library.
"""

from __future__ import annotations

from collections.abc import Iterator

from corpus.data_files import read_entries
from index.french.normalise import fold

DATA_FILE = "countries.txt"
DEMONYMS_FILE = "demonyms.txt"


def _demonyms() -> tuple[dict[str, str], frozenset[str]]:
    """Adjective in its four forms, folded → country, folded; and all countries."""
    countries: dict[str, str] = {}
    names: set[str] = set()
    for entry in read_entries(DEMONYMS_FILE):
        country, _, adjectives = fold(entry).partition(":")
        names.add(country)
        for adjective in adjectives.split():
            countries.update(dict.fromkeys(_inflected(adjective), country))
    return countries, frozenset(names)


def _inflected(masculine: str) -> Iterator[str]:
    feminine = masculine
    if masculine.endswith(("en", "on")):
        feminine += "ne"
    elif not masculine.endswith("e"):
        feminine += "e"
    yield from (masculine, feminine, feminine + "s")
    if not masculine.endswith("s"):
        yield masculine + "s"


def _countries(named: frozenset[str]) -> frozenset[str]:
    """The names that are one word, folded."""
    others = (
        fold(name) for entry in read_entries(DATA_FILE, "index.french") for name in entry.split()
    )
    return frozenset(name for name in (*named, *others) if name.isalpha())


DEMONYMS, _NAMED = _demonyms()
COUNTRIES = _countries(_NAMED)
