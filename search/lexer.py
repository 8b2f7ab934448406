"""Cuts a query into lexemes: words, patterns, phrases, operators and parentheses, with positions.

A field's name is read with the value that it belongs to. What is malformed is mended and noted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.limits import LIMITS
from corpus.messages import Message, message
from index.french import fold

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
FUZZY = re.compile(r"(?P<word>.*?)~(?P<edits>\d*)", re.DOTALL)
"""A word and how many edits it may be away, one when no number is given."""
FIELD = re.compile(r"(?P<name>[^\W\d_][\w-]*):(?P<value>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Lexeme:
    """`position` counts from 1; `field` is the index's field, empty for all of the text; `edits`
    are those that a fuzzy word may be away."""

    kind: str  # word, phrase, prefix, wildcard, fuzzy, open, close, AND, OR, NOT, end
    text: str
    position: int
    field: str = ""
    edits: int = 0


class Lexer:
    """Cuts a query into lexemes, noting what it mends."""

    def __init__(self, text: str, notes: list[Message]) -> None:
        self._text = text
        self._at = 0
        self._notes = notes
        self._unclosed = False

    def lexemes(self) -> list[Lexeme]:
        found: list[Lexeme] = []
        while (lexeme := self._next()) is not None:
            found.append(lexeme)
        return [*found, Lexeme("end", "", len(self._text) + 1)]

    def _next(self, field: str = "") -> Lexeme | None:
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
            return Lexeme("NOT", "-", position)
        return Lexeme(kind, match[kind], position)

    def _phrase(self, position: int, field: str) -> Lexeme | None:
        end = self._text.find('"', self._at)
        if end == -1:
            note = "Guillemet non fermé, position {position} ; recherche faite sans guillemets."
            self._notes.append(message(note, position=position))
            return self._next(field)
        text = self._text[self._at : end]
        self._at = end + 1
        return Lexeme("phrase", text, position, field)

    def _word(self, text: str, position: int, field: str) -> Lexeme | None:
        if text in OPERATORS and not field:
            return Lexeme(OPERATORS[text], text, position)
        if not field and (match := FIELD.fullmatch(text)):
            field = FIELDS.get(fold(match["name"]), "")
            if field:
                text = match["value"]
                if not text:
                    return self._field_value(match["name"], field, position)
            elif match["value"] and not match["value"].startswith("/"):
                self._note_unknown_field(match["name"])
        if (fuzzy := FUZZY.fullmatch(text)) is not None:
            return self._fuzzy(fuzzy["word"], fuzzy["edits"], field, position)
        return self._pattern_or_word(text, field, position)

    def _field_value(self, name: str, field: str, position: int) -> Lexeme | None:
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

    def _fuzzy(self, word: str, digits: str, field: str, position: int) -> Lexeme | None:
        """A word with a tilde; of more edits than its letters bear, fewer are taken."""
        if not _letters(word):
            note = "Le tilde, position {position}, ne suit pas un mot ; il est ignoré."
            self._notes.append(message(note, position=position + len(word)))
            return self._next()
        if "*" in word:
            note = "« {text} » ne peut avoir un astérisque et un tilde ; le tilde est ignoré."
            self._notes.append(message(note, text=f"{word}~{digits}"))
            return self._pattern_or_word(word, field, position)
        asked = int(digits[:3] or 1)
        edits = min(asked, LIMITS.edits)
        if edits < asked:
            note = "« {text} » : {limit} fautes au plus."
            self._notes.append(message(note, text=f"{word}~{digits}", limit=LIMITS.edits))
        borne = min(edits, _letters(word) // LIMITS.letters_per_edit)
        if borne < edits:
            note = "« {text} » est trop court : il faut {limit} lettres par faute admise."
            self._notes.append(message(note, text=word, limit=LIMITS.letters_per_edit))
        if not borne:
            return Lexeme("word", word, position, field)
        return Lexeme("fuzzy", word, position, field, borne)

    def _pattern_or_word(self, text: str, field: str, position: int) -> Lexeme:
        bare = text.replace("*", "")
        if bare == text or not _letters(bare):
            return Lexeme("word", text, position, field)
        is_prefix = text.rstrip("*") == bare
        if _letters(bare) < LIMITS.prefix_letters:
            note = "« {text} » est trop court : il faut {limit} lettres avant l’astérisque."
            if not is_prefix:
                note = "« {text} » est trop court : il faut {limit} lettres à côté de l’astérisque."
            self._notes.append(message(note, text=text, limit=LIMITS.prefix_letters))
            return Lexeme("word", bare, position, field)
        if is_prefix:
            return Lexeme("prefix", bare, position, field)
        return Lexeme("wildcard", re.sub(r"\*+", "*", text), position, field)


def _letters(text: str) -> int:
    """How many letters and figures there are."""
    return sum(map(str.isalnum, text))
