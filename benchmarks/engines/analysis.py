"""The plain French analysis that peers share where they let one: lower case, stop words, Snowball,
no accents. It is what tantivy's own filters do, so that their totals can be compared.

Filon's analysis does more on purpose (`index.french`); SQLite FTS5 stems nothing.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import Stemmer
from unidecode import unidecode

STOP_LIST = Path(__file__).parents[2] / "index" / "french" / "data" / "stopwords.txt"
WORD = re.compile(r"[^\W_]+")

_snowball = Stemmer.Stemmer("french", 0)


@cache
def term(word: str) -> str:
    """The term of a word in lower case; "" for a stop word. Its position is kept all the same."""
    return "" if word in stop_words() else folded(_snowball.stemWord(word))


def folded(word: str) -> str:
    return word if word.isascii() else unidecode(word).lower()


@cache
def stop_words() -> frozenset[str]:
    """Filon's stop list, with and without accents. Its file is read, not its module imported: that
    would be the greater part of a peer's cold start."""
    entries = (line.partition("#")[0].partition(":")[0] for line in _stop_lines())
    words = {entry.strip().lower() for entry in entries} - {""}
    return frozenset(words | set(map(folded, words)))


def _stop_lines() -> list[str]:
    return STOP_LIST.read_text(encoding="utf-8").splitlines()
