"""The stems of a word: Snowball's French, mended by a table, countries left whole.

Stemming before folding keeps inflections together; folding before stemming finds what is typed
without accents. A word has the stems of both orders, so that either spelling finds the other.
"""

from __future__ import annotations

import re
from threading import Lock

import Stemmer

from corpus.data_files import read_entries
from corpus.errors import DataFileError
from corpus.messages import message
from index.french.countries import COUNTRIES, DEMONYMS
from index.french.normalise import fold, lower

DATA_FILE = "overrides.txt"

PLURAL = re.compile(r"(?<=\w(?:er|it))s$|(?<=\wion)s$|(?<=\w\w[ou])s$")
"""An «s» that the stemmer takes for a part of the stem, or for a verb's: «dangers», «opinions»."""
FEMININE = re.compile(r"trices?$")

_snowball = Stemmer.Stemmer("french", 0)
_lock = Lock()
"""A stemmer keeps state while it works."""


def _overrides() -> dict[str, str]:
    """Word in lower case → stem."""
    stems: dict[str, str] = {}
    for entry in read_entries(DATA_FILE, "index.french"):
        stem, colon, words = entry.partition(":")
        if not colon or not words.split():
            raise DataFileError(
                message("{file} : ligne illisible « {line} ».", file=DATA_FILE, line=entry)
            )
        stems.update((lower(word), stem.strip()) for word in words.split())
    return stems


def _by_bare_spelling(overrides: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Word without accents → the stems of every word that is spelt so but for its accents."""
    found: dict[str, tuple[str, ...]] = {}
    for word, stem in overrides.items():
        bare = fold(word)
        found[bare] = tuple(dict.fromkeys((*found.get(bare, ()), stem)))
    return found


OVERRIDES = _overrides()
BARE_OVERRIDES = _by_bare_spelling(OVERRIDES)


def stems(word: str, *, bare: bool = False) -> tuple[str, ...]:
    """The stems of a word, its own first.

    `bare` says that its accents may have been left out, as in a query or in capitals: it then has
    the stems of «marché» besides those of «marche». The adjective of a country has the country's
    name for another stem.
    """
    exact, folded = lower(word), fold(word)
    found = _stems(exact, folded, bare)
    country = DEMONYMS.get(folded)
    return found if country is None else tuple(dict.fromkeys((*found, country)))


def _stems(exact: str, folded: str, bare: bool) -> tuple[str, ...]:
    if folded in BARE_OVERRIDES:
        return _overridden(exact, folded, bare)
    if folded in COUNTRIES or not folded.isalpha():
        return (folded,)
    regular = PLURAL.sub("", exact) if exact.endswith("s") else exact
    if "trice" in regular:
        regular = FEMININE.sub("teur", regular)
    with _lock:
        unaccented: str = _snowball.stemWord(fold(regular))
        if regular.isascii():
            return (unaccented,)
        own = fold(_snowball.stemWord(regular))
    return (own,) if own == unaccented else (own, unaccented)


def _overridden(exact: str, folded: str, bare: bool) -> tuple[str, ...]:
    own = OVERRIDES.get(exact)
    if own is None:
        return BARE_OVERRIDES[folded]
    if bare and exact == folded:
        return tuple(dict.fromkeys((own, *BARE_OVERRIDES[folded])))
    return (own,)
