"""Turns a dispatch into the values of the schema's fields. It touches no index."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from corpus import record
from corpus.dispatch import PATH_SEPARATOR as SEPARATOR
from corpus.dispatch import UNCLASSIFIED, Department, Dispatch, EventDate
from index.french import ANALYSER, Token, fold
from index.schema import HEADLINE_WEIGHT, VALUE_SEPARATOR, Occurrence, column_field, day_term

EVENT_DAYS = 366
"""An event that lasts longer is indexed by its first days; its record keeps the whole of it."""


def document(dispatch: Dispatch) -> dict[str, object]:
    """The values of each field for one dispatch."""
    values: dict[str, object] = {
        "uid": dispatch.uid,
        "uid_column": dispatch.uid.encode(),
        "agency": fold(dispatch.agency),
        "place": fold(dispatch.place),
        "status": dispatch.status.value,
        "language": dispatch.language,
        "kind": [fold(department.kind.value) for department in dispatch.departments],
        "event": [day_term(day) for event in dispatch.events for day in _days(event)],
        "department": [*_stems(_department_tokens(dispatch))],
        "record": record.dumps(dispatch),
        "version": dispatch.version,
        "digest": record.digest(dispatch),
    }
    values.update(_text_values(dispatch))
    for name, facet_values in facets(dispatch).items():
        values[column_field(name)] = VALUE_SEPARATOR.join(facet_values).encode()
    if dispatch.issued is not None:
        day = dispatch.issued.date().toordinal()
        values["day"] = day_term(day)
        values["day_column"] = day
        values["issued_column"] = int(dispatch.issued.timestamp())
    return values


def facets(dispatch: Dispatch) -> dict[str, tuple[str, ...]]:
    """The values of a dispatch in each facet that is a column; none is empty."""
    labels = [label for department in dispatch.departments for label in ancestry(department)]
    return {
        "departments": tuple(dict.fromkeys(labels)) or (UNCLASSIFIED,),
        "kind": tuple(dict.fromkeys(each.kind.value for each in dispatch.departments)),
        "agency": _present(dispatch.agency),
        "place": _present(dispatch.place),
        "status": (dispatch.status.value,),
        "language": _present(dispatch.language),
    }


def ancestry(department: Department) -> Iterator[str]:
    """The labels of a body and of all that it is under, from the ministry down."""
    for depth in range(1, len(department.path) + 1):
        yield SEPARATOR.join(department.path[:depth])


def _present(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _days(event: EventDate) -> Iterator[int]:
    last = min(event.end, event.start + timedelta(days=EVENT_DAYS))
    yield from range(event.start.toordinal(), last.toordinal())


def _text_values(dispatch: Dispatch) -> dict[str, list[Occurrence]]:
    tokens = list(lines(dispatch.text))
    edge = len(dispatch.headline)
    headline = [token for token in tokens if token.start < edge]
    body = tokens[len(headline) :]
    return {
        "text": [*_stems(headline, HEADLINE_WEIGHT), *_stems(body)],
        "headline": [*_stems(headline)],
        "form": [*_forms(headline, HEADLINE_WEIGHT), *_forms(body)],
        "name": [*_names(tokens)],
    }


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


def _department_tokens(dispatch: Dispatch) -> Iterator[Token]:
    names = [
        name
        for department in dispatch.departments
        for name in (*department.path, *department.aliases)
    ]
    return lines("\n".join(dict.fromkeys(names)))


def _stems(tokens: Iterator[Token] | list[Token], weight: float = 1.0) -> Iterator[Occurrence]:
    for token in tokens:
        for stem in token.stems:
            yield Occurrence(stem, token.position, weight)


def _forms(tokens: list[Token], weight: float = 1.0) -> Iterator[Occurrence]:
    for token in tokens:
        for form in token.forms:
            yield Occurrence(form, token.position, weight)


def _names(tokens: list[Token]) -> Iterator[Occurrence]:
    for token in tokens:
        if token.name:
            yield Occurrence(token.name, token.position, 1.0)
