"""Looks values up in a ninjs object, whatever version it is of.

3.x writes in camel case what was in lower case, and 2.x named lists what 1.x named in the singular:
an object's keys are put in lower case once, and a list is looked up under either name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus.readers.markup import line_of

Item = Mapping[str, Any]

SINGULAR = {
    "bodies": "body",
    "people": "person",
    **{
        name: name.removesuffix("s")
        for name in (
            *("organisations", "places", "objects", "events", "subjects", "genres", "infosources"),
            *("headlines", "descriptions", "keywords", "ednotes", "titles"),
        )
    },
}
"""What 1.x calls the lists of 2.x and 3.x."""


def lowered(value: Mapping[str, object]) -> dict[str, Any]:
    """An object with its keys in lower case."""
    return {key.lower(): each for key, each in value.items()}


def associations(item: Item) -> list[dict[str, Any]]:
    """The objects that an object has beside it: under names in 1.x, in a list since 2.x."""
    found = item.get("associations")
    values = list(found.values()) if isinstance(found, dict) else found
    return [each for each in values if isinstance(each, dict)] if isinstance(values, list) else []


def names_of(item: Item, key: str) -> tuple[str, ...]:
    """The names of a list of concepts, or its texts."""
    values = list_of(item, key)
    if not values:
        return ()
    found = []
    for each in values:
        if isinstance(each, dict):
            own = lowered(each)
            names = (line_in(own, name) for name in ("name", "value", "literal", "code", "uri"))
            found.append(next(filter(None, names), ""))
        else:
            found.append(plain(each))
    return tuple(dict.fromkeys(filter(None, found)))


def list_of(item: Item, key: str) -> list[object]:
    """The values of a key, or of its singular, as a list."""
    found = item.get(key, item.get(SINGULAR.get(key, "")))
    return found if isinstance(found, list) else [] if found is None else [found]


def line_in(item: Item, key: str) -> str:
    """The text or number of a key as one line; empty without one."""
    return plain(item.get(key))


def plain(value: object) -> str:
    """A text or number as one line; empty for anything else."""
    if isinstance(value, str):
        return line_of(value)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return str(value) if is_number else ""
