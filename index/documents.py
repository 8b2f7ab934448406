"""Turns a dispatch into the values of the schema's fields. It touches no index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from corpus import record
from corpus.dispatch import PATH_SEPARATOR as SEPARATOR
from corpus.dispatch import UNCLASSIFIED, Department, Dispatch, EventDate
from corpus.limits import LIMITS
from index.embargo import held_until
from index.french import ANALYSER, Token, fold
from index.schema import (
    EMBARGO,
    HEADLINE_WEIGHT,
    VALUE_FIELDS,
    Occurrence,
    column_field,
    day_term,
)

Departments = tuple[Department, ...]

EVENT_DAYS = 366
"""An event that lasts longer is indexed by its first days; its record keeps the whole of it."""


def document(dispatch: Dispatch) -> dict[str, object]:
    """The values of each field for one dispatch."""
    text, digest = record.dumps_and_digest(dispatch)
    values: dict[str, object] = {
        "uid": dispatch.uid,
        "event": [day_term(day) for day in event_days(dispatch)],
        "department": [*_occurrences(department_stems(dispatch.departments))],
        "record": text,
        "version_column": dispatch.version,
        "digest_column": short_digest(digest),
    }
    values.update(_text_values(dispatch))
    for name, facet_values in facets(dispatch).items():
        values[column_field(name)] = facet_values
        if name in VALUE_FIELDS:
            values[name] = [*map(fold, facet_values)]
    if dispatch.issued is not None:
        day = dispatch.issued.toordinal()
        values["day"] = day_term(day)
        values["day_column"] = day
        values["issued_column"] = int(dispatch.issued.timestamp())
    if end := held_until(dispatch):
        values[column_field(EMBARGO)] = end
    return values


def facets(dispatch: Dispatch) -> dict[str, tuple[str, ...]]:
    """The values of a dispatch in each facet that is a column; none is empty."""
    return {
        "departments": department_labels(dispatch.departments),
        "kind": department_kinds(dispatch.departments),
        **plain_facets(dispatch),
    }


def plain_facets(dispatch: Dispatch) -> dict[str, tuple[str, ...]]:
    """Those that do not follow from the departments."""
    return {name: values_of(dispatch) for name, values_of in PLAIN_FACETS.items()}


PLAIN_FACETS: Mapping[str, Callable[[Dispatch], tuple[str, ...]]] = {
    "agency": lambda dispatch: _present(dispatch.agency),
    "place": lambda dispatch: _present(dispatch.place),
    "status": lambda dispatch: (dispatch.status.value,),
    "language": lambda dispatch: _present(dispatch.language),
}


def department_labels(departments: Departments) -> tuple[str, ...]:
    """The labels of all bodies and of those that they are under, each once."""
    labels = (label for department in departments for label in ancestry(department))
    return tuple(dict.fromkeys(labels)) or (UNCLASSIFIED,)


def department_kinds(departments: Departments) -> tuple[str, ...]:
    return tuple(dict.fromkeys(department.kind.value for department in departments))


def ancestry(department: Department) -> Iterator[str]:
    """The labels of a body and of all that it is under, from the ministry down."""
    for depth in range(1, len(department.path) + 1):
        yield SEPARATOR.join(department.path[:depth])


def _present(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def event_days(dispatch: Dispatch) -> Iterator[int]:
    """The days of everything told in a dispatch, as ordinals, each event's in order."""
    return (day for event in dispatch.events for day in _days(event))


def department_names(departments: Departments) -> tuple[str, ...]:
    """Every name by which bodies may be asked for, each once."""
    names = (name for department in departments for name in (*department.path, *department.aliases))
    return tuple(dict.fromkeys(names))


def department_stems(departments: Departments) -> Iterator[tuple[str, int]]:
    """The words of the names of bodies: no phrase runs from one into the next."""
    begin = 0
    for name in department_names(departments):
        found, width = _name_stems(name)
        yield from ((term, begin + position) for term, position in found)
        begin += width + 1


@lru_cache(LIMITS.cached_surfaces)
def _name_stems(name: str) -> tuple[tuple[tuple[str, int], ...], int]:
    """The words of a name, and how many positions it takes."""
    tokens = list(lines(name))
    return tuple(stems(tokens)), tokens[-1].position + 1 if tokens else 0


def short_digest(digest: str) -> int:
    """63 bits of a record's digest: what a column of numbers holds."""
    return int(digest[:16], 16) >> 1


def _days(event: EventDate) -> Iterator[int]:
    first = event.start.toordinal()
    yield from range(first, min(event.end.toordinal(), first + EVENT_DAYS))


def _text_values(dispatch: Dispatch) -> dict[str, list[Occurrence]]:
    tokens = list(lines(dispatch.text))
    headline = [token for token in tokens if token.start < len(dispatch.headline)]
    body = tokens[len(headline) :]
    return {
        "text": [*_field("text", headline, HEADLINE_WEIGHT), *_field("text", body)],
        "headline": [*_field("text", headline)],
        "form": [*_field("form", headline, HEADLINE_WEIGHT), *_field("form", body)],
        "function": [*_field("function", tokens)],
        "name": [*_field("name", tokens)],
    }


def _field(name: str, tokens: Iterable[Token], weight: float = 1.0) -> Iterator[Occurrence]:
    """What some words of a dispatch are in a field."""
    for token in tokens:
        for field, terms in fields_of_word(token):
            if field == name:
                yield from (Occurrence(term, token.position, weight) for term in terms)


def _occurrences(found: Iterable[tuple[str, int]], weight: float = 1.0) -> Iterator[Occurrence]:
    return (Occurrence(term, position, weight) for term, position in found)


def lines(text: str) -> Iterator[Token]:
    """The tokens of a text whose lines are paragraphs: no phrase runs from one into the next."""
    breaks = 0
    at = -1
    following = text.find("\n")
    for token in ANALYSER.tokens(text):
        while following != -1 and token.start > following:
            breaks += 1
            at = following
            following = text.find("\n", at + 1)
        yield token._replace(position=token.position + breaks) if breaks else token


def stems(tokens: Iterable[Token]) -> Iterator[tuple[str, int]]:
    """(term, position) of the field `department`."""
    return ((stem, token.position) for token in tokens for stem in token.stems)


def fields_of_word(word: Token) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The fields that a word is in, and by which terms; `headline` has those of `text`.

    A word that has stems is in `form` by its spellings, one that has none in `function`; `name` has
    the key that the spellings of a name share.
    """
    if word.stems:
        yield "text", word.stems
        yield "form", word.forms
    else:
        yield "function", word.forms
    if word.name:
        yield "name", (word.name,)
