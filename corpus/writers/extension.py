"""What no format of agencies can hold of a dispatch, as JSON that each lets a provider add.

It is everything that Filon knows but the text, with a digest of the text that it was understood
from. Where somebody changed on the way what everybody sees (the text, the state, an embargo, who
wrote it, where and when), it no longer counts. It may come from anybody, so that nothing of it is
believed before its shape is known to be a dispatch's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any

from corpus import record
from corpus.dates import EARLIEST, LATEST
from corpus.dispatch import Dispatch, Span, Status
from corpus.readers.draft import Draft
from corpus.writers.values import ILLEGAL, URGENCIES, lines_of, uid_of, visible

MEDIA_TYPE = "application/vnd.filon+json"
"""The media type of the body that holds it in JSON."""
NAMESPACE = "urn:filon:dispatch"
ELEMENT = "dispatch"
"""The element that holds it in XML."""
TEXT_FIELDS = ("uid", "version", "headline", "lead", "body", "source")
"""The fields of a record that the formats hold themselves."""

_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def dumps(dispatch: Dispatch) -> str:
    """The extension of a dispatch, without what XML cannot hold."""
    whole = json.loads(record.dumps(dispatch))
    known = {name: value for name, value in whole.items() if name not in TEXT_FIELDS}
    lines = (dispatch.headline, *dispatch.paragraphs)
    extension = {
        "text": _digest(dispatch.uid, dispatch.version, *map(visible, lines)),
        "version": dispatch.version,
        "has_lead": bool(dispatch.lead),
        "dispatch": known,
    }
    if any(line != visible(line) or not line for line in lines):
        extension["lines"] = lines
    return ILLEGAL.sub(lambda found: f"\\u{ord(found[0]):04x}", _as_json(extension))


def restored(draft: Draft, text: str) -> Draft:
    """A draft with the dispatch that it was written from, if its text is still the same."""
    draft = draft._replace(uid=uid_of(draft.uid))
    try:
        return draft._replace(known=_dispatch(draft, json.loads(text)))
    except (ValueError, TypeError, LookupError, ArithmeticError, OSError, RecursionError):
        # Of another make, or made by somebody to break what reads it: the draft says enough.
        return draft


def _dispatch(draft: Draft, extension: Any) -> Dispatch:
    """Raises ValueError and its like for what is no extension of this draft."""
    version, lines = extension["version"], (draft.headline, *draft.paragraphs)
    if extension["text"] != _digest(draft.uid, version, *lines) or not _is_version(version):
        raise ValueError("another text")
    if max(draft.version, 1) != max(version, 1):
        raise ValueError("another version")
    headline, *paragraphs = extension.get("lines", lines)
    has_lead = extension["has_lead"]
    whole = {
        **extension["dispatch"],
        "uid": draft.uid,
        "version": version,
        "headline": headline,
        "lead": paragraphs[0] if has_lead else "",
        "body": paragraphs[1:] if has_lead else paragraphs,
        "source": ["", "", 0],
    }
    if (
        has_lead not in (True, False)
        or not _is_record(whole)
        or (visible(headline), *lines_of(paragraphs)) != lines
    ):
        raise ValueError("no record")
    dispatch = record.from_record(whole)
    _check(dispatch)
    if not _agree(draft, dispatch):
        raise ValueError("changed on the way")
    return dispatch


def _agree(draft: Draft, dispatch: Dispatch) -> bool:
    """Whether a draft says what was written of a dispatch.

    A format may say more than was known, and one has no word for a correction.
    """
    return (
        draft.status in _seen(dispatch)
        and _instant(draft.embargo) == _instant(dispatch.embargo)
        and (dispatch.issued is None or _instant(draft.issued) == _instant(dispatch.issued))
        and (dispatch.urgency not in URGENCIES or draft.urgency == dispatch.urgency)
        and draft.keywords == tuple(dict.fromkeys(lines_of(dispatch.keywords)))
        and all(
            said == visible(known) or not visible(known)
            for said, known in (
                (draft.agency, dispatch.agency),
                (draft.place, dispatch.place),
                (draft.byline, dispatch.byline),
            )
        )
    )


def _seen(dispatch: Dispatch) -> tuple[Status, ...]:
    """The states that a dispatch may be seen in once it is written."""
    if dispatch.status is Status.CANCELLED:
        return (Status.CANCELLED,)
    is_held = dispatch.status is Status.EMBARGOED or dispatch.embargo is not None
    return (Status.EMBARGOED,) if is_held else (Status.USABLE, Status.CORRECTED)


def _instant(when: datetime | None) -> datetime | None:
    """In UTC: hours that a zone's clocks skip or repeat equal none of another zone's."""
    return when.astimezone(timezone.utc) if when else None


def _digest(uid: str, version: object, headline: str, *paragraphs: str) -> str:
    """32 hexadecimal digits of what is written; a paragraph without a word is not."""
    lines = (uid, str(version), headline, *filter(None, paragraphs))
    return hashlib.blake2b("\n".join(lines).encode("utf-8", "replace"), digest_size=16).hexdigest()


def _check(dispatch: Dispatch) -> None:
    """Raises ValueError for what a shape does not show."""
    size = len(dispatch.text)
    spans = [event.span for event in dispatch.events]
    spans += [department.span for department in dispatch.departments]
    if not all(span is None or 0 <= span.start <= span.end <= size for span in spans):
        raise ValueError("a span outside the text")
    if any(event.start >= event.end for event in dispatch.events):
        raise ValueError("an event of no day")
    if not all(path and all(path) for path in (each.path for each in dispatch.departments)):
        raise ValueError("a department without a name")
    for when in filter(None, (dispatch.issued, dispatch.embargo)):
        if when.tzinfo is None or not EARLIEST <= when <= LATEST:
            raise ValueError("a moment without a zone, or at an end of the calendar")


Shape = Callable[[Any], bool]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < 10**9


def _is_version(value: Any) -> bool:
    return type(value) is int and 0 <= value < 10**15


def _is_none_or(shape: Shape) -> Shape:
    return lambda value: value is None or shape(value)


def _is_list_of(shape: Shape) -> Shape:
    return lambda value: isinstance(value, list | tuple) and all(map(shape, value))


def _is_row(*shapes: Shape) -> Shape:
    return lambda value: (
        isinstance(value, list)
        and len(value) == len(shapes)
        and all(shape(each) for shape, each in zip(shapes, value, strict=True))
    )


def _is_names(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))


_IS_MOMENT = _is_none_or(_is_text)
_IS_TEXTS = _is_list_of(_is_text)
_IS_SPAN = _is_none_or(_is_row(*[_is_count] * len(Span._fields)))
SHAPES: Mapping[str, Shape] = {
    **dict.fromkeys(
        ("uid", "status", "agency", "place", "zone", "dateline", "headline", "lead"), _is_text
    ),
    **dict.fromkeys(("byline", "language"), _is_text),
    **dict.fromkeys(("body", "keywords", "notes"), _IS_TEXTS),
    **dict.fromkeys(("issued", "embargo"), _IS_MOMENT),
    "version": _is_version,
    "urgency": _is_none_or(_is_count),
    "extra": _is_names,
    "subjects": _is_list_of(_is_row(_is_text, _is_text)),
    "events": _is_list_of(_is_row(_is_text, _is_text, _is_text, _IS_SPAN, _IS_MOMENT)),
    "departments": _is_list_of(_is_row(_IS_TEXTS, _is_text, _is_text, _IS_TEXTS, _IS_SPAN)),
    "links": _is_list_of(_is_row(_is_text, _is_text, _is_version, _is_text)),
    "source": _is_row(_is_text, _is_text, _is_count),
}
"""What each field of a record looks like; see `corpus.record`."""


def _is_record(whole: Mapping[str, Any]) -> bool:
    return whole.keys() <= SHAPES.keys() and all(
        SHAPES[name](value) for name, value in whole.items()
    )
