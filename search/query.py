"""Turns a tree of clauses into a Whoosh query, and into what a highlighter looks for.

A word asks for any of its stems; its exact and unstemmed forms add to the score, so that «pêche»
ranks before «péché». Another transliteration of a name is found too, for less. A phrase is exact:
its words by their stems at their distances, its stop words by their very form between them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from whoosh import query as whoosh_query
from whoosh.query import Query

from corpus.expressions import parse_expression
from corpus.messages import Message, message
from index.french import ANALYSER, Token, fold
from index.schema import day_term
from search.grammar import (
    And,
    Clause,
    Fuzzy,
    Not,
    Or,
    Phrase,
    Prefix,
    Single,
    Wildcard,
    Word,
)
from search.nodes import Best, Either, Near
from search.spelling import (
    Expand,
    Expansions,
    Spelled,
    spelled_query,
    spelling,
    terms_of_field,
)

FORM_WEIGHT = 0.3
"""An unstemmed copy at 0.3 gained the most on French collections without tuning."""

NAME_WEIGHT = 0.5
"""Another transliteration counts half of the spelling that was typed."""

WORD_FIELDS = ("", "headline", "department", "name")
VALUE_FIELDS = ("agency", "place", "kind", "status", "language")
DAY_FIELDS = ("day", "event")


@dataclass(frozen=True)
class Slot:
    """What may stand at one place of a text: any of these stems, forms or names."""

    stems: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


@dataclass
class Compiled:
    """`query` is None when every dispatch is asked for. `slots` are words to mark wherever they
    are, `phrases` sequences of (distance from the first word, slot)."""

    query: Query | None = None
    slots: list[Slot] = field(default_factory=list)
    phrases: list[tuple[tuple[int, Slot], ...]] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)


def compile_query(
    clause: Clause | None, *, expand: Expand, today: date, variants: bool = True
) -> Compiled:
    """Compile a tree. Raises RequestError when words by their spelling are too many."""
    compiler = _Compiler(expand, today, variants)
    if clause is not None:
        compiler.compiled.query = compiler.compile(clause)
    return compiler.compiled


class _Compiler:
    def __init__(self, expand: Expand, today: date, variants: bool) -> None:
        self.compiled = Compiled()
        self._expansions = Expansions(expand)
        self._today = today
        self._variants = variants

    def compile(self, clause: Clause) -> Query | None:
        """The Whoosh query, None for a clause that asks for nothing (a lone stop word)."""
        if isinstance(clause, And):
            return self._all(clause)
        if isinstance(clause, Or):
            return _some(whoosh_query.Or, [self.compile(child) for child in clause.children])
        if isinstance(clause, Not):
            child = self._negative(clause)
            return None if child is None else _without(whoosh_query.Every(), child)
        if clause.field in VALUE_FIELDS:
            return self._value(clause)
        if clause.field in DAY_FIELDS:
            return self._days(clause)
        if isinstance(clause, Prefix | Wildcard | Fuzzy):
            return self._spelled(clause)
        return self._phrase(clause) if isinstance(clause, Phrase) else self._word(clause)

    def _all(self, clause: And) -> Query | None:
        positive = [child for child in clause.children if not isinstance(child, Not)]
        negative = [child for child in clause.children if isinstance(child, Not)]
        wanted = [self.compile(child) for child in positive if not _is_stop_word(child)]
        if not any(query is not None for query in wanted):
            wanted = [self.compile(child) for child in positive]
        query = _some(whoosh_query.And, wanted)
        unwanted = [self._negative(child) for child in negative]
        banned = _some(whoosh_query.Or, unwanted)
        if banned is None:
            return query
        return _without(query or whoosh_query.Every(), banned)

    def _negative(self, clause: Not) -> Query | None:
        """What is not wanted is not to be marked either."""
        kept = len(self.compiled.slots), len(self.compiled.phrases)
        query = self.compile(clause.child)
        del self.compiled.slots[kept[0] :]
        del self.compiled.phrases[kept[1] :]
        return query

    # Words

    def _word(self, clause: Word) -> Query | None:
        tokens = ANALYSER.tokens(clause.text, query=True)
        words = [token for token in tokens if not token.joined]
        content = [token for token in words if not token.is_stop] or words[-1:]
        if not content:
            return None
        if len(content) == 1:
            return self._token(content[0], clause.field)
        choices = [self._sequence(content, clause.field)]
        choices += [self._token(token, clause.field) for token in tokens if token.joined]
        return _some(Best, choices)

    def _token(self, token: Token, field: str) -> Query:
        key = token.name
        if field == "name":
            key = key or fold(token.surface)
            self.compiled.slots.append(Slot(names=frozenset([key])))
            return whoosh_query.Term("name", key)
        is_name = bool(key and self._variants and not field)
        names = frozenset([key]) if key and is_name else frozenset()
        stems, forms = frozenset(token.stems), frozenset(token.forms)
        self.compiled.slots.append(Slot(stems, frozenset() if stems else forms, names=names))
        query = _stem_query(token, field)
        if names:
            variant = whoosh_query.Term("name", key, boost=NAME_WEIGHT)
            return Best([query, variant])
        return query

    def _phrase(self, clause: Phrase) -> Query | None:
        every = ANALYSER.tokens(clause.text, query=True)
        tokens = [token for token in every if not token.joined]
        if len(tokens) == 1:
            return self._token(tokens[0], clause.field)
        return self._sequence(tokens, clause.field) if tokens else None

    def _sequence(self, tokens: list[Token], field: str) -> Query:
        """Tokens at their distances from each other."""
        origin = tokens[0].position
        slots = tuple((token.position - origin, _slot(token)) for token in tokens)
        self.compiled.phrases.append(slots)
        query = _place_query(tokens[0], field)
        for before, token in pairwise(tokens):
            gap = token.position - before.position
            query = Near(query, _place_query(token, field), slop=gap, mindist=gap)
        return query

    def _spelled(self, clause: Spelled) -> Query | None:
        """Words by how they are spelt, of which there may be many."""
        text = spelling(clause.text)
        if not text.strip("*"):
            return None
        query = spelled_query(clause, text)
        terms = self._expansions.terms(clause, query)
        if clause.field:
            # Of departments there are words that stand in no text.
            own = self._expansions.terms(clause, spelled_query(clause, text, clause.field))
            terms = sorted({*terms_of_field(clause.field, terms), *own})
            found = frozenset(terms)
            is_name = clause.field == "name"
            slot = Slot(names=found) if is_name else Slot(stems=found)
            query = whoosh_query.Or([whoosh_query.Term(clause.field, term) for term in terms])
        else:
            slot = Slot(forms=frozenset(terms))
        self.compiled.slots.append(slot)
        return query if terms else whoosh_query.NullQuery

    # Values and days

    def _value(self, clause: Single) -> Query:
        text = fold(clause.text)
        if isinstance(clause, Prefix | Wildcard | Fuzzy):
            query = spelled_query(clause, text, clause.field)
            self._expansions.terms(clause, query)
            return _unscored(query)
        return _unscored(whoosh_query.Term(clause.field, text))

    def _days(self, clause: Single) -> Query | None:
        found = parse_expression(clause.text, self._today)
        notes = found.notes if found else ()
        if found is None or (found.start is None and found.end is None):
            ignored = "« {text} » n’est pas une date comprise ; elle est ignorée."
            self.compiled.notes.extend(notes or (message(ignored, text=clause.text),))
            return None
        self.compiled.notes.extend(notes)
        return _unscored(
            whoosh_query.TermRange(
                clause.field,
                day_term(found.start.toordinal()) if found.start else None,
                day_term(found.end.toordinal()) if found.end else None,
                endexcl=True,
            )
        )


def _is_stop_word(clause: Clause) -> bool:
    if not isinstance(clause, Word) or clause.field:
        return False
    tokens = ANALYSER.tokens(clause.text, query=True)
    return bool(tokens) and all(token.is_stop for token in tokens)


def _stem_query(token: Token, field: str) -> Query:
    """A word by its stems, its forms adding to the score; a stop word by its form alone."""
    if not token.stems:
        return whoosh_query.Or([whoosh_query.Term("function", form) for form in token.forms])
    forms = [whoosh_query.Term("form", form, boost=FORM_WEIGHT) for form in token.forms]
    stems = [whoosh_query.Term(field or "text", stem) for stem in token.stems]
    query = stems[0] if len(stems) == 1 else Best(stems)
    return query if field else whoosh_query.AndMaybe(query, whoosh_query.Or(forms))


def _place_query(token: Token, field: str) -> Query:
    """A word at its place in a phrase."""
    if token.stems:
        terms = [whoosh_query.Term(field or "text", stem) for stem in token.stems]
    else:
        terms = [whoosh_query.Term("function", form) for form in token.forms]
    return terms[0] if len(terms) == 1 else Either(terms)


def _slot(token: Token) -> Slot:
    stems = frozenset(token.stems)
    return Slot(stems, frozenset() if stems else frozenset(token.forms))


def _unscored(query: Query) -> Query:
    """A condition: it says which dispatches, and nothing of their order."""
    return whoosh_query.ConstantScoreQuery(query, score=0.0)


def _some(kind: type[Query], queries: Iterable[Query | None]) -> Query | None:
    present = [query for query in queries if query is not None]
    if not present:
        return None
    return present[0] if len(present) == 1 else kind(present)


def _without(query: Query, unwanted: Query) -> Query:
    return whoosh_query.AndNot(query, unwanted)
