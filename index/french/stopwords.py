"""Which words say nothing by themselves. A number, a lone capital in a name or «or» never does.

The list is data (`data/stopwords.txt`). A stop word is not indexed by a stem but keeps its position
and its form, so that a phrase across it is exact.
"""

from __future__ import annotations

from corpus.data_files import read_entries
from index.french.normalise import fold, lower

DATA_FILE = "stopwords.txt"


def _read() -> tuple[frozenset[str], frozenset[str]]:
    """The stop words in lower case, and the spellings that are none after all."""
    words: set[str] = set()
    exceptions: set[str] = set()
    for entry in read_entries(DATA_FILE, "index.french"):
        word, _, spellings = entry.partition(":")
        words |= {lower(word.strip()), fold(word.strip())}
        exceptions.update(spellings.split())
    return frozenset(words), frozenset(exceptions)


STOP_WORDS, EXCEPTIONS = _read()


def is_stop_word(surface: str) -> bool:
    """Whether a word is a stop word as it is written: «est» is one, «Est» is a region."""
    return lower(surface) in STOP_WORDS and surface not in EXCEPTIONS
