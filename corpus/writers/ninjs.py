"""Writes a dispatch as ninjs 3.0, an object that is valid against the IPTC's schema.

That schema lets a provider add no property. What it has no place for is a second body of a media
type of our own, as agencies send a body in their own markup too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape

from corpus.dispatch import Dispatch
from corpus.writers import extension
from corpus.writers.values import (
    QCODE,
    URGENCIES,
    is_address,
    lines_of,
    moment_of,
    parted,
    publication_of,
    uri_of,
    visible,
)

STANDARD = {
    "name": "ninjs",
    "version": "3.0",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.0.json",
}
SCHEMES = {
    "medtop": "http://cv.iptc.org/newscodes/mediatopic/",
    "subj": "http://cv.iptc.org/newscodes/subjectcode/",
}
LINES = {
    "slugline": "slugline",
    "note": "edNote",
    "copyright": "copyrightNotice",
    "rights": "usageTerms",
}
"""Extra fields with the properties that hold them; the lists of concepts have one name in both."""
CONCEPTS = ("people", "organisations", "places", "objects", "events")


def dumps(dispatch: Dispatch) -> str:
    """The object as one line of JSON."""
    return json.dumps(item_of(dispatch), ensure_ascii=False, separators=(",", ":"))


def lines(dispatches: Iterable[Dispatch]) -> Iterator[str]:
    """JSON Lines: an object each."""
    for dispatch in dispatches:
        yield f"{dumps(dispatch)}\n"


def item_of(dispatch: Dispatch) -> dict[str, Any]:
    """The object; a property that would be empty is left out."""
    item: dict[str, Any] = {
        "standard": STANDARD,
        "uri": uri_of(dispatch.uid),
        "type": "text",
        "representationType": "full",
        "version": str(dispatch.version),
        "versionCreated": moment_of(dispatch.issued),
        "embargoed": moment_of(dispatch.embargo),
        "pubStatus": publication_of(dispatch),
        "urgency": dispatch.urgency if dispatch.urgency in URGENCIES else None,
        "language": visible(dispatch.language),
        "headlines": _headlines(dispatch),
        "bodies": _bodies(dispatch),
        "by": visible(dispatch.byline),
        "located": visible(dispatch.place),
        "infoSources": _named((dispatch.agency,)),
        "subjects": _subjects(dispatch),
        "genres": _named(parted(dispatch, "genre")),
        **{key: visible(dispatch.extra.get(name, "")) for name, key in LINES.items()},
        **{key: _named(parted(dispatch, key)) for key in CONCEPTS},
    }
    bodies_of_state = _named(department.label for department in dispatch.departments)
    item["organisations"] += [{**each, "rel": "about"} for each in bodies_of_state]
    return {name: value for name, value in item.items() if value}


def _headlines(dispatch: Dispatch) -> list[dict[str, str]]:
    headline = visible(dispatch.headline)
    return [{"role": "main", "contentType": "text/plain", "value": headline}] if headline else []


def _bodies(dispatch: Dispatch) -> list[dict[str, Any]]:
    paragraphs = lines_of(dispatch.paragraphs)
    said = {
        "role": "main",
        "contentType": "application/xhtml+xml",
        "charCount": sum(map(len, paragraphs)),
        "wordCount": sum(len(paragraph.split()) for paragraph in paragraphs),
        "value": "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs),
    }
    known = {
        "role": "filon",
        "contentType": extension.MEDIA_TYPE,
        "value": extension.dumps(dispatch),
    }
    return [said, known] if paragraphs else [known]


def _named(names: Iterable[str]) -> list[dict[str, str]]:
    return [{"name": name} for name in lines_of(names)]


def _subjects(dispatch: Dispatch) -> list[dict[str, str]]:
    subjects = []
    for code, label in dispatch.subjects:
        scheme, _, value = code.partition(":")
        uri = SCHEMES[scheme] + value if QCODE.fullmatch(code) else code if is_address(code) else ""
        concept = {"name": visible(label), "uri": uri, "literal": "" if uri else visible(code)}
        subjects.append({name: text for name, text in concept.items() if text})
    keywords = [{**each, "rel": "keyword"} for each in _named(dispatch.keywords)]
    return [each for each in subjects if each] + keywords
