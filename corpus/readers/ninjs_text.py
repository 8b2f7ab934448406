"""The texts in a ninjs object: which there are, of which kind, and their paragraphs.

A text is plain, HTML or NITF. HTML that is no XML, as browsers take it, is read as browsers do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from corpus.errors import ReaderError
from corpus.readers import markup
from corpus.readers.nitf import read_story
from corpus.text import clean, squeezed_lines

HTML, NITF, PLAIN, OTHER = range(4)
"""The kinds of text, what says most of its paragraphs first."""
MEDIA_TYPES = {
    "text": "text/plain",
    "xhtml": "application/xhtml+xml",
    "html": "text/html",
    "nitf": "text/vnd.iptc.nitf",
}
"""The media types that the keys of ninjs 1.x stand for («body_xhtml»)."""


class Text(NamedTuple):
    """A text with its role and media type, both in lower case, empty where nothing says them."""

    role: str
    media_type: str
    value: str

    @property
    def kind(self) -> int:
        if self.media_type == "text/plain":
            return PLAIN
        if "nitf" in self.media_type or "<nitf" in self.value[:1000]:
            return NITF
        if "html" in self.media_type or "html" in self.role:
            return HTML
        if "xml" in self.media_type or "json" in self.media_type:
            return OTHER
        return HTML if self.value.lstrip().startswith(("<p", "<div", "<body", "<html")) else PLAIN


def texts_of(item: Mapping[str, Any], plural: str, singular: str) -> list[Text]:
    """The texts of a list of them (2.x, 3.x) and of the keys that name one each (1.x)."""
    found = []
    values = item.get(plural)
    for each in values if isinstance(values, list) else [values]:
        if isinstance(each, dict):
            own = {key.lower(): value for key, value in each.items()}
            parts = [own.get(name) for name in ("role", "contenttype", "value")]
            role, media_type, value = (part if isinstance(part, str) else "" for part in parts)
            found.append(Text(role.lower(), media_type.lower(), value))
        elif isinstance(each, str):
            found.append(Text("", "", each))
    for key, value in item.items():
        if not key.startswith(singular) or not isinstance(value, str):
            continue
        name, _, role = key.partition("_")
        if name == singular:
            found.append(Text(role or "main", MEDIA_TYPES.get(role, ""), value))
    return [each for each in found if each.value.strip()]


def line_of(text: Text) -> str:
    """A text as one line."""
    if text.kind == PLAIN:
        return markup.line_of(text.value)
    return " ".join(_paragraphs(text))


def paragraphs_of(texts: Iterable[Text]) -> tuple[str, ...]:
    """The paragraphs of the text that says most of them, of several that say the same."""
    for text in sorted(texts, key=lambda text: text.kind):
        if text.kind != OTHER and (found := _paragraphs(text)):
            return found
    return ()


def _paragraphs(text: Text) -> tuple[str, ...]:
    """Raises ReaderError for markup that is too large or too deep."""
    if text.kind == PLAIN:
        return squeezed_lines(clean(text.value))
    root = _root(text.value.strip())
    if root is None:
        return ()
    story = next(root.iter("{*}nitf"), None) if text.kind == NITF else None
    return markup.paragraphs_of(root) if story is None else read_story(story).paragraphs


def _root(value: str) -> markup.Element | None:
    whole = value if value.startswith(("<?xml", "<!DOCTYPE")) else f"<div>{value}</div>"
    try:
        return markup.parse_bytes(whole.encode("utf-8", "replace"))
    except ReaderError:
        return markup.parse_html(value)
