"""The one analysis of French text: indexing, queries and highlighting all read their tokens here.

Pieces of text and distinct words are analysed once and remembered; a text is then one regular
expression and a look-up for each piece. The memory is bounded and may be shared between threads:
each entry is made whole before it is stored, and made twice at worst.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain, repeat
from typing import NamedTuple, TypeVar

from corpus.limits import LIMITS
from index.french import tokenise
from index.french.forms import forms
from index.french.names import name_key
from index.french.stem import stems
from index.french.stopwords import is_stop_word
from index.french.tokenise import PIECE, Kind, Part


class Token(NamedTuple):
    """A word of a text: `text[start:end] == surface`.

    A stop word has no stems; nor has one within a compound, where it may not be left out of a query
    and `is_stop` is false. `joined` marks the whole of a compound, given at its first word's
    position besides its words. A term is at most `LIMITS.term_characters` long.
    """

    position: int
    start: int
    end: int
    surface: str
    stems: tuple[str, ...]
    forms: tuple[str, ...]
    name: str | None
    is_stop: bool
    joined: bool = False


class Terms(NamedTuple):
    """What a word is indexed by, wherever it stands."""

    stems: tuple[str, ...]
    forms: tuple[str, ...]
    name: str | None
    is_stop: bool


class Piece(NamedTuple):
    """What a piece of text is read as, wherever it stands: `width` positions, and tokens whose
    places are counted from its own beginning. `terms` are those of all tokens, of all kinds. A
    chunk is read as one too, though it may hold several pieces or none."""

    width: int
    tokens: tuple[Token, ...]
    terms: frozenset[str]


class _Chunks(NamedTuple):
    """Chunks that were read, and by each term which of them have it."""

    pieces: dict[str, Piece]
    having: dict[str, list[str]]


Value = TypeVar("Value")
LONGEST = LIMITS.term_characters


class FrenchAnalyser:
    """Reads French. Safe to share between threads; `capacity` bounds each of its memories."""

    def __init__(self, capacity: int = LIMITS.cached_surfaces) -> None:
        self._capacity = capacity
        self._pieces: tuple[dict[str, Piece], dict[str, Piece]] = ({}, {})
        self._chunks = _Chunks({}, {})
        self._terms: tuple[dict[str, Terms], dict[str, Terms]] = ({}, {})

    def tokens(self, text: str, *, query: bool = False) -> list[Token]:
        """The tokens of a text in order; `query` says that a person typed it to search."""
        pieces = self._pieces[query]
        known = pieces.get
        found: list[Token] = []
        append, make = found.append, tuple.__new__
        position = start = 0
        alternating = iter(PIECE.split(text))
        for gap, piece in zip(alternating, alternating, strict=False):
            start += len(gap)
            width, parts, _ = known(piece) or self.piece(piece, query=query)
            for offset, begin, end, *rest in parts:
                append(make(Token, (position + offset, start + begin, start + end, *rest)))
            position += width
            start += len(piece)
        return found

    def piece(self, text: str, *, query: bool = False) -> Piece:
        """A piece of `tokenise.PIECE`, from memory where it was met before."""
        piece = self._pieces[query].get(text)
        if piece is None:
            piece = self.read(text, query=query)
            self._store(self._pieces[query], text, piece)
        return piece

    def chunks(self, texts: Collection[str]) -> list[Piece]:
        """Chunks of `tokenise.chunks`, from memory where they were met before."""
        known = list(map(self._chunks.pieces.get, texts))
        if None not in known:
            return known  # type: ignore[return-value]
        return [
            self._new_chunk(text) if chunk is None else chunk
            for text, chunk in zip(texts, known, strict=True)
        ]

    def chunks_with(self, terms: frozenset[str], texts: set[str]) -> dict[str, Piece]:
        """Those of some chunks that have any of some terms. Chunks that were met before are found
        by the terms: to look at what each of them has would take several times as long."""
        pieces, having = self._chunks
        new = {text: self._new_chunk(text) for text in texts.difference(pieces)}
        met = texts.intersection(chain.from_iterable(map(having.get, terms, repeat(()))))
        found = {text: piece for text, piece in new.items() if not terms.isdisjoint(piece.terms)}
        return found | {text: pieces[text] for text in met if text not in new}

    def _new_chunk(self, text: str) -> Piece:
        chunk = self._read_chunk(text)
        if len(text) > LONGEST:
            return chunk
        if len(self._chunks.pieces) >= self._capacity:
            # Not emptied: another thread may be reading there.
            self._chunks = _Chunks({}, {})
        pieces, having = self._chunks
        for term in chunk.terms:
            having.setdefault(term, []).append(text)
        pieces[text] = chunk
        return chunk

    def _read_chunk(self, text: str) -> Piece:
        pieces = PIECE.split(text)
        if len(pieces) == 3 and not pieces[0]:
            return self.piece(pieces[1])
        found = [self.piece(piece) for piece in pieces[1::2]]
        terms = frozenset().union(*(piece.terms for piece in found))
        return Piece(sum(piece.width for piece in found), tuple(self.tokens(text)), terms)

    def word(self, text: str) -> Token:
        """A word of nothing but letters, read anew and not remembered."""
        return Token(0, 0, len(text), text, *_surface_terms(text, False))

    def read(self, text: str, *, query: bool = False) -> Piece:
        """A piece of `tokenise.PIECE`, read anew and not remembered."""
        parts = tokenise.parts(text)
        tokens = tuple(self._token(text, part, query) for part in parts)
        terms = {term for token in tokens for term in (*token.stems, *token.forms)}
        terms.update(token.name for token in tokens if token.name)
        return Piece(parts[-1].offset + 1 if parts else 0, tokens, frozenset(terms))

    @property
    def remembered(self) -> int:
        """How many pieces, chunks and words are remembered now."""
        return sum(map(len, self._pieces)) + len(self._chunks.pieces) + sum(map(len, self._terms))

    def surface_terms(self, surface: str, *, query: bool = False) -> Terms:
        """The terms of one word as it is written, without its neighbours."""
        terms = self._terms[query].get(surface)
        if terms is None:
            terms = _surface_terms(surface, query)
            self._store(self._terms[query], surface, terms)
        return terms

    def _token(self, text: str, part: Part, query: bool) -> Token:
        offset, start, end, _, kind = part
        terms = self._part_terms(part, query)
        return Token(offset, start, end, text[start:end], *terms, kind is Kind.JOINED)

    def _part_terms(self, part: Part, query: bool) -> Terms:
        if part.kind is Kind.NUMBER:
            return _number_terms(part.word)
        terms = self.surface_terms(part.word, query=query)
        if part.kind in (Kind.ELIDED, Kind.ARTICLE):
            return Terms((), terms.forms, None, True)
        if part.kind in (Kind.MEMBER, Kind.JOINED):
            return terms._replace(is_stop=False)
        return terms

    def _store(self, memory: dict[str, Value], key: str, value: Value) -> None:
        if len(key) > LONGEST:
            return
        if len(memory) >= self._capacity:
            memory.clear()
        memory[key] = value


def _surface_terms(surface: str, query: bool) -> Terms:
    is_stop = is_stop_word(surface)
    found = () if is_stop else stems(surface, bare=query or surface.isupper())
    name = None if is_stop else name_key(surface, query=query)
    return Terms(_cut(found), _cut(forms(surface)), name and name[:LONGEST], is_stop)


def _number_terms(number: str) -> Terms:
    """«3,5 %» is found by 3,5 as well."""
    terms = (number.rstrip("%"), number) if number.endswith("%") else (number,)
    return Terms(_cut(terms), _cut(terms), None, False)


def _cut(terms: tuple[str, ...]) -> tuple[str, ...]:
    """The terms at their longest, none empty, none twice."""
    if len(terms) == 1 and 0 < len(terms[0]) <= LONGEST:
        return terms
    return tuple(dict.fromkeys(term[:LONGEST] for term in terms if term))
