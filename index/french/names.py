"""Finds one name under its many transliterations: Kadhafi, Gaddafi, Qadhafi.

A curated table comes first (`data/names.txt`). A word that is not in it has a key of consonants,
which merges too much to be trusted with ordinary words: it is given only to a capitalised word that
has a trait French spelling does not know («kh», «dh», «q» without «u»…), and never to the name of a
country. A key belongs in a field of its own, with a lower weight than the spelling that was typed.
"""

from __future__ import annotations

import re

from corpus.data_files import read_entries
from corpus.errors import DataFileError
from corpus.messages import message
from index.french.countries import COUNTRIES
from index.french.normalise import fold
from index.french.stopwords import STOP_WORDS

DATA_FILE = "names.txt"
SHORTEST_KEY = 3
"""Two consonants are too few: Moussa would be «masse»."""
CONSONANT_MARK = "~"
"""Begins a key made of consonants, so that it equals none of the table."""

_ARTICLE = re.compile(r"(?:al|el)-?(?=[a-z]{4})")
_FOREIGN = re.compile(
    "kh|dh|gh(?![ei])|sh|dj|[jw]|k(?!ilo)|q(?!u)|aa|ee|oo|ou[aei]|h[dmnbr]|[bdfgjklmnrvz]h|y[aeiou]"
    "|[^aeiou][ai]$"
)
_SOUNDS = (
    (re.compile("dj|dg"), "j"),
    (re.compile("sch|sh|ch"), "x"),
    (re.compile("kh|gh|qu|[qgc]"), "k"),
    (re.compile("ph"), "f"),
    (re.compile("([dtzrlbmn])h"), r"\1"),
    (re.compile("ou|[aeiouyw']"), ""),
    (re.compile("h$"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


def name_key(surface: str, *, query: bool = False) -> str | None:
    """The key that all spellings of a name share, None for what is no name.

    In a text a name begins with a capital; a query may leave it out.
    """
    if not query and not surface[:1].isupper():
        return None
    folded = _bare(surface)
    return TABLE.get(folded) or TABLE.get(_ARTICLE.sub("", folded, count=1)) or _guessed(folded)


def _guessed(folded: str) -> str | None:
    """The table's key where one name alone has these consonants, else the consonants."""
    if not folded.isalpha() or folded in COUNTRIES or folded in STOP_WORDS:
        return None
    if _FOREIGN.search(folded) is None:
        return None
    key = consonants(folded)
    if len(key) < SHORTEST_KEY:
        return None
    known = BY_CONSONANTS.get(key, ())
    return known[0] if len(known) == 1 else CONSONANT_MARK + key


def consonants(folded: str) -> str:
    """The consonants of a folded word by their sound in Arabic names; a first vowel counts."""
    vowel = "a" if folded[:1] in tuple("aeiou") else ""
    for pattern, sound in _SOUNDS:
        folded = pattern.sub(sound, folded)
    return vowel + folded


def _bare(spelling: str) -> str:
    return "".join(filter(str.isalnum, fold(spelling)))


def _table() -> dict[str, str]:
    """Spelling, folded → the name's first spelling, folded."""
    table: dict[str, str] = {}
    for entry in read_entries(DATA_FILE, "index.french"):
        spellings = [_bare(spelling) for spelling in entry.split(",")]
        for spelling in spellings:
            if table.setdefault(spelling, spellings[0]) != spellings[0]:
                raise DataFileError(
                    message(
                        "{file} : « {spelling} » est sur deux lignes.",
                        file=DATA_FILE,
                        spelling=spelling,
                    )
                )
    return table


def _by_consonants() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for spelling, name in TABLE.items():
        key = consonants(spelling)
        if name not in found.get(key, ()):
            found[key] = (*found.get(key, ()), name)
    return found


TABLE = _table()
BY_CONSONANTS = _by_consonants()
