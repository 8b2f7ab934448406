"""Reads what a person types into a tree of clauses. It knows neither stems nor an index.

    clauses   := all (OU all)*
    all       := clause ((ET | SAUF | nothing) clause)*
    clause    := [SAUF | -] ( "(" clauses ")" | [field:] ( word | word* | "phrase" ) )

ET, OU and SAUF (AND, OR and NOT) are operators in capitals only: «Côte d'or» has none. Whatever is
malformed is mended and the mending noted in French with its position, counted from 1; reading
never fails but for a query with more clauses than the limit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.errors import RequestError
from corpus.limits import LIMITS
from corpus.messages import Message, message
from index.french import fold, normalise

FIELDS: Mapping[str, str] = {
    "titre": "headline",
    "departement": "department",
    "agence": "agency",
    "lieu": "place",
    "nature": "kind",
    "statut": "status",
    "langue": "language",
    "date": "day",
    "evenement": "event",
    "nom": "name",
}
"""What a person writes before a colon, folded, and the field of the index that it asks."""

FIELD_NAMES = ("titre", "département", "agence", "lieu", "nature", "statut", "langue", "date",
               "événement", "nom")  # fmt: skip

OPERATORS = {"ET": "AND", "AND": "AND", "OU": "OR", "OR": "OR", "SAUF": "NOT", "NOT": "NOT"}
GROUPED = r"[1-9]\d{0,2}(?: \d{3})+(?!\S)"
"""«3 000» is one number."""
LEXEME = re.compile(
    rf"""\s*(?:(?P<quote>")|(?P<open>\()|(?P<close>\))|(?P<minus>-)(?=[\w"(])|(?P<word>{GROUPED}|[^\s"()]+))"""
)
FIELD = re.compile(r"(?P<name>[^\W\d_][\w-]*):(?P<value>.*)", re.DOTALL)


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


Clause = Word | Prefix | Phrase | And | Or | Not


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


@dataclass(frozen=True, slots=True)
class _Lexeme:
    kind: str  # word, phrase, prefix, open, close, AND, OR, NOT, end
    text: str
    position: int
    field: str = ""


class _Lexer:
    """Cuts a query into lexemes, noting what it mends."""

    def __init__(self, text: str, notes: list[Message]) -> None:
        self._text = text
        self._at = 0
        self._notes = notes
        self._unclosed = False

    def lexemes(self) -> list[_Lexeme]:
        found: list[_Lexeme] = []
        while (lexeme := self._next()) is not None:
            found.append(lexeme)
        return [*found, _Lexeme("end", "", len(self._text) + 1)]

    def _next(self, field: str = "") -> _Lexeme | None:
        match = LEXEME.match(self._text, self._at)
        if match is None:
            return None
        self._at = match.end()
        kind, position = str(match.lastgroup), match.start(str(match.lastgroup)) + 1
        if kind == "quote":
            return self._phrase(position, field)
        if kind == "word":
            return self._word(match["word"], position, field)
        if kind == "minus":
            return _Lexeme("NOT", "-", position)
        return _Lexeme(kind, match[kind], position)

    def _phrase(self, position: int, field: str) -> _Lexeme | None:
        end = self._text.find('"', self._at)
        if end == -1:
            note = "Guillemet non fermé, position {position} ; recherche faite sans guillemets."
            self._notes.append(message(note, position=position))
            return self._next(field)
        text = self._text[self._at : end]
        self._at = end + 1
        return _Lexeme("phrase", text, position, field)

    def _word(self, text: str, position: int, field: str) -> _Lexeme | None:
        if text in OPERATORS and not field:
            return _Lexeme(OPERATORS[text], text, position)
        if not field and (match := FIELD.fullmatch(text)):
            field = FIELDS.get(fold(match["name"]), "")
            if field:
                text = match["value"]
                if not text:
                    return self._field_value(match["name"], field, position)
            elif match["value"] and not match["value"].startswith("/"):
                self._note_unknown_field(match["name"])
        return self._prefix_or_word(text, field, position)

    def _field_value(self, name: str, field: str, position: int) -> _Lexeme | None:
        if self._text.startswith('"', self._at):
            self._at += 1
            return self._phrase(position, field)
        note = "Le champ « {field} » n’a pas de valeur, position {position} ; il est ignoré."
        self._notes.append(message(note, field=name, position=position))
        return self._next()

    def _note_unknown_field(self, name: str) -> None:
        note = (
            "Le champ « {field} » n’existe pas ; il est cherché comme un mot. "
            "Les champs : {fields}."
        )
        self._notes.append(message(note, field=name, fields=", ".join(FIELD_NAMES)))

    def _prefix_or_word(self, text: str, field: str, position: int) -> _Lexeme:
        bare = text.rstrip("*")
        if bare == text or not bare:
            return _Lexeme("word", text, position, field)
        if len(bare) < LIMITS.prefix_letters:
            note = "« {text} » est trop court : il faut {limit} lettres avant l’astérisque."
            self._notes.append(message(note, text=text, limit=LIMITS.prefix_letters))
            return _Lexeme("word", bare, position, field)
        return _Lexeme("prefix", bare, position, field)


class _Parser:
    """Recursive descent over the lexemes; its depth is bounded by the limit."""

    def __init__(self, text: str) -> None:
        self.notes: list[Message] = []
        self._lexemes = _Lexer(text, self.notes).lexemes()
        self._at = 0
        count = sum(lexeme.kind in ("word", "phrase", "prefix") for lexeme in self._lexemes)
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
        kind = Prefix if lexeme.kind == "prefix" else Word
        return kind(lexeme.text, lexeme.field)

    def _group(self, opening: _Lexeme, depth: int) -> Clause | None:
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

    def _peek(self) -> _Lexeme:
        return self._lexemes[self._at]

    def _take(self) -> _Lexeme:
        self._at += 1
        return self._lexemes[self._at - 1]

    def _note(self, template: str) -> None:
        self.notes.append(message(template, position=self._peek().position))

    def _note_operator(self, operator: _Lexeme) -> None:
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
