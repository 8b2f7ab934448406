"""Finds one name under its many transliterations: Kadhafi, Gaddafi, Qadhafi.

A curated table comes first (`data/names.txt`). A word that is not in it is compared by its sound:
consonants that Arabic letters share, vowels in three classes. Consonants alone would merge Mahmoud
with Mohamed and Moussa with «masse». Only a capitalised word with a trait that French spelling does
not know («kh», «dh», «q» without «u»…) has a sound, and never the name of a country. A key belongs
in a field of its own, with a lower weight than the spelling that was typed.
"""

from __future__ import annotations

import re
from functools import cache

from corpus.data_files import read_entries
from corpus.errors import DataFileError
from corpus.messages import message
from index.french.countries import COUNTRIES, DEMONYMS
from index.french.normalise import fold, lower
from index.french.stopwords import STOP_WORDS

DATA_FILE = "names.txt"
SHORTEST_SOUND = 5
"""Shorter ones agree by chance: «Omar», «amer»."""
SOUND_MARK = "~"
"""Begins a key that is a sound, so that it equals none of the table."""

_ARTICLE = re.compile("(?:al|el)(?=[a-z]{4})")
_FOREIGN = re.compile(
    "kh|dh|gh(?![ei])|sh|dj|[jkw]|q(?!u)|aa|ee|oo|h[dmnbrs]|[bfgjlmnrvz]h|[^aeiou][ai]$"
)
_SOUNDS = (
    (re.compile("dj|dg"), "j"),
    (re.compile("sch|sh|ch"), "x"),
    (re.compile("c(?=[eiy])"), "s"),
    (re.compile("kh|gh|qu?|[gc]"), "k"),
    (re.compile("ph"), "f"),
    (re.compile("(?<=[bdlmnrtz])h|(?<=[^aeiouy])e$|h$"), ""),
    (re.compile("ee|[iy]"), "i"),
    (re.compile("o[ou]|[ouw]"), "u"),
    (re.compile("e"), "a"),
    (re.compile(r"(.)\1+"), r"\1"),
)


def name_key(surface: str, *, query: bool = False) -> str | None:
    """The key that all spellings of a name share, None for what is no name.

    In a text a name begins with a capital; a query may leave it out.
    """
    if not query and not surface[:1].isupper():
        return None
    bare = _letters(fold(surface))
    if bare in TABLE:
        return TABLE[bare]
    without_article = TABLE.get(_ARTICLE.sub("", bare, count=1))
    return without_article or _by_sound(lower(surface), bare)


def _by_sound(exact: str, bare: str) -> str | None:
    """The table's key where one name alone sounds so, else the sound."""
    if not bare.isalpha() or bare in STOP_WORDS or bare in COUNTRIES or bare in DEMONYMS:
        return None
    if _FOREIGN.search(exact) is None:
        return None
    heard = sound(bare)
    if len(heard) < SHORTEST_SOUND:
        return None
    known = names_by_sound().get(heard, ())
    return known[0] if len(known) == 1 else SOUND_MARK + heard


def sound(word: str) -> str:
    """What the spellings of a name have in common to the ear; `word` is folded."""
    for pattern, heard in _SOUNDS:
        word = pattern.sub(heard, word)
    return word


def _letters(folded: str) -> str:
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))


def _table() -> dict[str, str]:
    """Spelling, folded → the name's first spelling, folded."""
    table: dict[str, str] = {}
    for entry in read_entries(DATA_FILE, "index.french"):
        spellings = [_letters(spelling) for spelling in fold(entry).split(",")]
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


@cache
def names_by_sound() -> dict[str, tuple[str, ...]]:
    """Sound → the names of the table that sound so: made for the first word that is foreign."""
    found: dict[str, tuple[str, ...]] = {}
    for spelling, name in TABLE.items():
        heard = sound(spelling)
        if name not in found.get(heard, ()):
            found[heard] = (*found.get(heard, ()), name)
    return found


TABLE = _table()
