"""The unstemmed forms of a word: what prefixes, completion and exact accents go by.

Every word has its folded form («etabl» finds «établissement»). One with accents or ligatures has
its exact spelling too, which no folded form can equal, so that «pêche» may rank before «péché».
"""

from __future__ import annotations

from index.french.normalise import fold, lower


def forms(word: str) -> tuple[str, ...]:
    """The folded form, then the exact one where it differs."""
    folded, exact = fold(word), lower(word)
    return (folded or exact,) if exact == folded or not folded else (folded, exact)
