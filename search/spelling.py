"""Words asked for by their spelling: beginnings, wildcards, words with typing errors.

All are looked for among the spellings of the index (`form`). What they stand for is counted before
anything is searched, so that no query costs more than the limits say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from whoosh import query as whoosh_query
from whoosh.query import Query

from corpus.errors import RequestError
from corpus.limits import LIMITS
from corpus.messages import Message, message
from index.french import ANALYSER, fold, name_key, normalise
from index.french.tokenise import ELIDED
from index.schema import FORM_FIELD
from search import nodes
from search.grammar import Fuzzy, Prefix, Wildcard

Spelled = Prefix | Wildcard | Fuzzy

Expand = Callable[[Query], Sequence[str]]
"""The terms that a node stands for, in order; of more than the limit, one more than it is enough.
"""

UNSPELLED = re.compile(r"(?<![0-9])[^\w*]|[^\w*](?![0-9])|_")
"""What the spelling of a word has not: hyphens and the like, but for those of a number."""


class Expansions:
    """Counts what the words of one query stand for."""

    def __init__(self, expand: Expand) -> None:
        self._expand = expand
        self._scans = 0
        self._terms = 0

    def terms(self, clause: Spelled, query: Query) -> Sequence[str]:
        """The terms of a clause's node. Raises RequestError when they are more than the limits."""
        self._scans += _scans(clause)
        if self._scans > LIMITS.scanning_clauses:
            note = "La requête a plus de {limit} mots à deux fautes ou à astérisque initial."
            raise _refused(message(note, limit=LIMITS.scanning_clauses))
        terms = self._expand(query)
        if len(terms) > LIMITS.expansions:
            raise _refused(_too_many(clause))
        self._terms += len(terms)
        if self._terms > LIMITS.query_expansions:
            note = (
                "Les mots à astérisque ou à tilde de la requête en désignent plus de {limit} ; "
                "ajoutez des lettres."
            )
            raise _refused(message(note, limit=LIMITS.query_expansions))
        return terms


def spelling(text: str) -> str:
    """How a word is spelt in the index: folded, a compound in one, without what is elided."""
    words = normalise(text).split("'")
    while len(words) > 1 and words[0].lower() in ELIDED:
        del words[0]
    return UNSPELLED.sub("", fold("".join(words)))[: LIMITS.term_characters]


def spelled_query(clause: Spelled, text: str, field: str = FORM_FIELD) -> Query:
    """What has a clause's words, scored as each of them would be by itself."""
    if isinstance(clause, Prefix):
        return whoosh_query.Prefix(field, text, constantscore=False)
    if isinstance(clause, Wildcard):
        return whoosh_query.Wildcard(field, text, constantscore=False)
    # Two errors are looked for among the words that have the same first letter.
    same = clause.edits - 1
    return nodes.Fuzzy(field, text, maxdist=clause.edits, prefixlength=same, constantscore=False)


def terms_of_field(field: str, spellings: Iterable[str]) -> set[str]:
    """What a field other than the spellings' own has of some words: their stems, or their names."""
    if field == "name":
        keys = {name_key(word, query=True) for word in spellings}
        return {key for key in keys if key is not None}
    return {stem for word in spellings for stem in ANALYSER.surface_terms(word).stems}


def _scans(clause: Spelled) -> bool:
    """Whether finding a clause's terms takes looking through many more."""
    if isinstance(clause, Wildcard):
        return clause.text.startswith("*")
    return isinstance(clause, Fuzzy) and clause.edits > 1


def _too_many(clause: Spelled) -> Message:
    limit = LIMITS.expansions
    if isinstance(clause, Prefix):
        note = "« {prefix}* » commence plus de {limit} mots ; ajoutez des lettres."
        return message(note, prefix=clause.text, limit=limit)
    tilde = "~" * isinstance(clause, Fuzzy)
    note = "« {text} » désigne plus de {limit} mots ; ajoutez des lettres."
    return message(note, text=clause.text + tilde, limit=limit)


def _refused(why: Message) -> RequestError:
    return RequestError(why, field="query")
