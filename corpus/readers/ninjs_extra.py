"""What a ninjs object says that a dispatch has no field for."""

from __future__ import annotations

from corpus.readers.ninjs_fields import SINGULAR, Item, line_in, list_of, lowered, names_of, plain
from corpus.readers.wire import SEPARATOR

LINES = {
    "slugline": "slugline",
    "usageterms": "rights",
    "profile": "profile",
    "expires": "expires",
}
"""Texts by their keys, with the names that all formats keep them under."""
LISTS = {
    "ednotes": "note",
    "genres": "genre",
    **{name: name for name in ("people", "organisations", "places", "objects", "events")},
}
"""Lists of texts or concepts, likewise."""
READ = frozenset(
    (
        *("uri", "type", "mimetype", "version", "versioncreated", "by", "byline", "located"),
        *("language", "urgency", "priority", "pubstatus", "embargoed", "standard", "$standard"),
        *("copyrightholder", "copyrightnotice", "title", "charcount", "wordcount", "evolvedfrom"),
        *("representationtype", "associations", "renditions", "firstcreated", "contentcreated"),
        *(*LINES, *SINGULAR, *SINGULAR.values()),
    )
)
"""Keys that are read one by one, here or as fields of a dispatch."""


def extra_of(item: Item, headline: str) -> dict[str, str]:
    """What a dispatch has no field for, by short names; other plain values by their own."""
    kind = line_in(item, "type").lower()
    extra = {
        **{plain(key): plain(value) for key, value in item.items() if _is_other(key)},
        **{name: line_in(item, key) for key, name in LINES.items()},
        **{name: SEPARATOR.join(names_of(item, key)) for key, name in LISTS.items()},
        "copyright": line_in(item, "copyrightnotice") or line_in(item, "copyrightholder"),
        "title": SEPARATOR.join(each for each in names_of(item, "titles") if each != headline),
        "type": kind if kind != "text" else "",
        **_media(item),
        **_event(item),
        "altids": SEPARATOR.join(_other_names(item)),
    }
    return {name: text for name, text in extra.items() if text}


def _is_other(key: str) -> bool:
    return key not in READ and not key.startswith(("body_", "headline_", "description_"))


def _other_names(item: Item) -> list[str]:
    """The identifiers of other systems, each with what it is one of."""
    found = item.get("altids")
    if isinstance(found, dict):
        return [f"{plain(role)} {plain(value)}" for role, value in found.items() if plain(value)]
    pairs = [lowered(each) for each in list_of(item, "altids") if isinstance(each, dict)]
    return [f"{line_in(each, 'role')} {line_in(each, 'value')}".strip() for each in pairs]


def _media(item: Item) -> dict[str, str]:
    found = item.get("renditions")
    renditions = list(found.values()) if isinstance(found, dict) else found
    links = [
        line_in(lowered(each), "href")
        for each in (renditions if isinstance(renditions, list) else ())
        if isinstance(each, dict)
    ]
    rights = item.get("rightsinfo")
    own = lowered(rights) if isinstance(rights, dict) else {}
    return {
        "renditions": " ".join(filter(None, links)),
        "rightsinfo": line_in(own, "linkedrights") or line_in(own, "encodedrights"),
    }


def _event(item: Item) -> dict[str, str]:
    found = item.get("eventdetails")
    details = lowered(found) if isinstance(found, dict) else {}
    dates, organiser = details.get("dates"), details.get("organiser")
    said = dates.items() if isinstance(dates, dict) else ()
    own = lowered(organiser) if isinstance(organiser, dict) else {}
    return {
        "event dates": SEPARATOR.join(
            f"{plain(key)} {plain(each)}" for key, each in said if plain(each)
        ),
        "organiser": line_in(own, "name"),
    }
