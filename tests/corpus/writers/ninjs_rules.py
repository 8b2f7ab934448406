"""What the IPTC's JSON Schema of ninjs 3.0 asks of an object, as far as ours have its properties.

The rules are those of «ninjsType» in http://www.iptc.org/std/ninjs/ninjs-schema_3.0.json (draft
2020-12), written anew: the schema itself is not part of this repository. `test_schemas.py`
validates with it where it is at hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from corpus.writers.values import is_uri

DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
"""RFC 3339, section 5.6."""
TYPES = (
    "text",
    "audio",
    "video",
    "picture",
    "graphic",
    "composite",
    "component",
    "event",
    "planning",
)

Check = Callable[[Any], bool]


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def is_date_time(value: Any) -> bool:
    return is_text(value) and DATE_TIME.fullmatch(value) is not None


def is_address(value: Any) -> bool:
    return is_text(value) and is_uri(value)


def is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def one_of(*values: str) -> Check:
    return lambda value: value in values


def an_object(properties: Mapping[str, Check], *required: str) -> Check:
    """An object of these properties and no other (`additionalProperties: false`)."""
    return lambda value: (
        isinstance(value, dict)
        and value.keys() <= properties.keys()
        and value.keys() >= set(required)
        and all(properties[name](each) for name, each in value.items())
    )


def a_list(check: Check) -> Check:
    return lambda value: isinstance(value, list) and all(map(check, value))


CONCEPT = {"name": is_text, "rel": is_text, "uri": is_address, "literal": is_text}
TEXT = {"role": is_text, "contentType": is_text, "value": is_text}
PROPERTIES: Mapping[str, Check] = {
    **dict.fromkeys(("version", "profile", "edNote", "language", "title", "by"), is_text),
    **dict.fromkeys(("slugline", "located", "copyrightHolder"), is_text),
    **dict.fromkeys(("copyrightNotice", "usageTerms"), is_text),
    **dict.fromkeys(("firstCreated", "versionCreated", "contentCreated"), is_date_time),
    **dict.fromkeys(("embargoed", "expires"), is_date_time),
    **dict.fromkeys(("people", "organisations", "places", "objects"), a_list(an_object(CONCEPT))),
    "uri": is_address,
    "type": one_of(*TYPES),
    "representationType": one_of("full", "partial"),
    "pubStatus": one_of("usable", "withheld", "canceled"),
    "urgency": is_count,
    "standard": an_object({"name": is_text, "version": is_text, "schema": is_address}),
    "headlines": a_list(an_object(TEXT, "value")),
    "descriptions": a_list(an_object(TEXT, "value")),
    "bodies": a_list(an_object({**TEXT, "charCount": is_count, "wordCount": is_count}, "value")),
    "subjects": a_list(
        an_object({**CONCEPT, "creator": is_text, "relevance": is_count, "confidence": is_count})
    ),
    "events": a_list(an_object({**CONCEPT, "id": is_text})),
    "infoSources": a_list(
        an_object({"name": is_text, "role": is_text, "uri": is_address, "literal": is_text})
    ),
    "genres": a_list(an_object({"name": is_text, "uri": is_text, "literal": is_text})),
}


def faults(item: Mapping[str, Any]) -> Iterator[str]:
    """What of an object the schema would not take."""
    if "uri" not in item:
        yield "no uri"
    for name, value in item.items():
        if name not in PROPERTIES:
            yield f"no property {name}"
        elif not PROPERTIES[name](value):
            yield f"{name} cannot be {value!r}"
