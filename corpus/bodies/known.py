"""Bodies that go by another name than their own: Bercy, the Quai d'Orsay, the DGSN, Matignon."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.bodies.words import flat
from corpus.data_files import read_entries
from corpus.dispatch import Kind

KINDS = {kind.value: kind for kind in Kind}


@dataclass(frozen=True, slots=True)
class KnownBody:
    """A body of `data/bodies.txt`; its country is empty where the spelling does not give it."""

    name: str
    kind: Kind
    country: str


def _read() -> dict[str, tuple[KnownBody, str]]:
    """Flat spelling → the body, and the spelling as it is written."""
    found: dict[str, tuple[KnownBody, str]] = {}
    for entry in read_entries("bodies.txt"):
        name, kind, country, spellings = (part.strip() for part in entry.split("|"))
        body = KnownBody(name, KINDS[kind], country)
        for spelling in spellings.split(";"):
            found[flat(spelling.strip())] = body, spelling.strip()
    return found


_KNOWN = _read()
SPELLINGS = tuple(dict.fromkeys((*(spelling for _, spelling in _KNOWN.values()), *_KNOWN)))
"""As they are written, and without accents."""
_BY_WORD = {spelling.lower(): _KNOWN[flat(spelling)] for spelling in SPELLINGS}


def known_body(word: str, written: str) -> KnownBody | None:
    """The body of a spelling in lower case; an acronym counts only in its own capitals."""
    found = _BY_WORD.get(word)
    if found is None:
        return None
    body, spelling = found
    is_acronym = spelling.replace("-", "").isupper() and len(spelling) < 9
    return body if not is_acronym or written == spelling else None
