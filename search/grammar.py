"""Reads what a person types into a tree of clauses. It knows neither stems nor an index.

    clauses   := all (OU all)*
    all       := clause ((ET | SAUF | nothing) clause)*
    clause    := [SAUF | -] ( "(" clauses ")" | [field:] ( one | "phrase" ) )
    one       := word | wo* | w*d | *rd | word~ | word~2

ET, OU and SAUF (AND, OR and NOT) are operators in capitals only: «Côte d'or» has none. Whatever is
malformed is mended and the mending noted in French with its position, counted from 1; reading
never fails but for a query with more clauses than the limit.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.errors import RequestError
from corpus.limits import LIMITS
from corpus.messages import Message, message
from index.french import normalise
from search.lexer import OPERATORS, Lexeme, Lexer


@dataclass(frozen=True, slots=True)
class Word:
    """What stands between two spaces: it may hold an elision or a compound."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a word, the asterisk left out."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Wildcard:
    """A word of which asterisks stand for any letters, none or several."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """A word and all that are at most so many edits from it."""

    text: str
    field: str = ""
    edits: int = 1


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must follow each other as they are written."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class And:
    children: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Or:
    children: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Not:
    child: Clause


Single = Word | Prefix | Wildcard | Fuzzy | Phrase
Clause = Single | And | Or | Not


SINGLE = ("word", "prefix", "wildcard", "fuzzy", "phrase")
"""The kinds of lexemes that are a clause each."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """The tree, None when nothing is asked for, and what was mended.

    `is_plain` says that there is no operator in it: AND is then a default and not a wish.
    """

    clause: Clause | None
    notes: tuple[Message, ...] = ()
    is_plain: bool = True


def parse(text: str) -> Parsed:
    """Read a query. Raises RequestError when it has more clauses than the limit."""
    parser = _Parser(normalise(text))
    clause = parser.parse()
    notes = {str(note): note for note in parser.notes}
    return Parsed(clause, tuple(notes.values()), parser.is_plain)


class _Parser:
    """Recursive descent over the lexemes; its depth is bounded by the limit."""

    def __init__(self, text: str) -> None:
        self.notes: list[Message] = []
        self._lexemes = Lexer(text, self.notes).lexemes()
        self._at = 0
        count = sum(lexeme.kind in SINGLE for lexeme in self._lexemes)
        if count > LIMITS.query_clauses:
            raise RequestError(
                message(
                    "La requête a {count} termes ; la limite est de {limit}.",
                    count=count,
                    limit=LIMITS.query_clauses,
                ),
                field="query",
            )

    @property
    def is_plain(self) -> bool:
        return not any(lexeme.kind in OPERATORS.values() for lexeme in self._lexemes)

    def parse(self) -> Clause | None:
        clause = self._any(0)
        while self._peek().kind == "close":
            self._note("Parenthèse fermante de trop, position {position} ; elle est ignorée.")
            self._take()
            clause = _joined(And, [clause, self._any(0)])
        return clause

    def _any(self, depth: int) -> Clause | None:
        parts = [self._all(depth)]
        while self._peek().kind == "OR":
            operator = self._take()
            part = self._all(depth)
            if part is None or parts[-1] is None:
                self._note_operator(operator)
            parts.append(part)
        return _joined(Or, parts)

    def _all(self, depth: int) -> Clause | None:
        parts: list[Clause | None] = []
        while self._peek().kind not in ("OR", "close", "end"):
            if self._peek().kind == "AND":
                operator = self._take()
                if not parts or self._peek().kind in ("AND", "OR", "close", "end"):
                    self._note_operator(operator)
                continue
            parts.append(self._clause(depth))
        return _joined(And, parts)

    def _clause(self, depth: int) -> Clause | None:
        lexeme = self._take()
        if lexeme.kind == "NOT":
            if self._peek().kind in ("AND", "OR", "NOT", "close", "end"):
                self._note_operator(lexeme)
                return None
            child = self._clause(depth)
            return None if child is None else Not(child)
        if lexeme.kind == "open":
            return self._group(lexeme, depth)
        if lexeme.kind == "phrase":
            return Phrase(lexeme.text, lexeme.field) if lexeme.text.strip() else None
        if lexeme.kind == "fuzzy":
            return Fuzzy(lexeme.text, lexeme.field, lexeme.edits)
        if lexeme.kind == "wildcard":
            return Wildcard(lexeme.text, lexeme.field)
        kind = Prefix if lexeme.kind == "prefix" else Word
        return kind(lexeme.text, lexeme.field)

    def _group(self, opening: Lexeme, depth: int) -> Clause | None:
        if depth >= LIMITS.query_depth:
            note = "Plus de {limit} parenthèses imbriquées ; celles d’au-delà sont ignorées."
            self.notes.append(message(note, limit=LIMITS.query_depth))
            return None
        clause = self._any(depth + 1)
        if self._peek().kind == "close":
            self._take()
        else:
            note = "Parenthèse non fermée, position {position} ; elle est fermée à la fin."
            self.notes.append(message(note, position=opening.position))
        return clause

    def _peek(self) -> Lexeme:
        return self._lexemes[self._at]

    def _take(self) -> Lexeme:
        self._at += 1
        return self._lexemes[self._at - 1]

    def _note(self, template: str) -> None:
        self.notes.append(message(template, position=self._peek().position))

    def _note_operator(self, operator: Lexeme) -> None:
        note = "« {operator} », position {position}, n’a rien à relier ; il est ignoré."
        self.notes.append(message(note, operator=operator.text, position=operator.position))


def _joined(kind: type[And] | type[Or], parts: list[Clause | None]) -> Clause | None:
    """The parts under one node, flat; no node for fewer than two."""
    present: list[Clause] = []
    for part in parts:
        if isinstance(part, kind):
            present.extend(part.children)
        elif part is not None:
            present.append(part)
    if not present:
        return None
    return present[0] if len(present) == 1 else kind(tuple(present))
