"""Marks in text: what was found, and what is known of it (bodies of state, dates), as safe markup.

Everything that comes from a dispatch is escaped here, and nowhere is its text changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from search.result import Passage

Mark = tuple[int, int]
MarkQuery = Callable[[str, str], list[Mark]]
"""(text, query) → what the query marks in the text, as half-open offsets in order."""


@dataclass(frozen=True)
class Annotation:
    """Something known of [start, end) of a text: `opening` and `closing` tags go around it."""

    start: int
    end: int
    opening: Markup
    closing: Markup


def mark_nothing(text: str, query: str) -> list[Mark]:
    """Stands in where an engine cannot say what its query finds in a text."""
    return []


def marked(text: str, marks: Iterable[Mark]) -> Markup:
    """A text with its marks."""
    return Markup().join(_marked(text, 0, len(text), sorted(marks)))


def passage(found: Passage) -> Markup:
    """A passage with its marks, and an ellipsis where it was cut."""
    before, after = "… " if found.cut_before else "", " …" if found.cut_after else ""
    return Markup("{}{}{}").format(before, marked(found.text, found.marks), after)


def annotated(
    text: str, start: int, end: int, annotations: Sequence[Annotation], marks: Sequence[Mark]
) -> Markup:
    """The part [start, end) of a text, with the annotations and marks that are within it.

    Of annotations that overlap, the first and longest is kept.
    """
    out: list[Markup] = []
    at = start
    inside = (each for each in annotations if start <= each.start < each.end <= end)
    for each in sorted(inside, key=lambda each: (each.start, -each.end)):
        if each.start < at:
            continue
        out += _marked(text, at, each.start, marks)
        out += [each.opening, *_marked(text, each.start, each.end, marks), each.closing]
        at = each.end
    out += _marked(text, at, end, marks)
    return Markup().join(out)


def _marked(text: str, start: int, end: int, marks: Iterable[Mark]) -> Iterator[Markup]:
    """The pieces of text[start:end], those parts of marks that are inside it marked."""
    at = start
    for mark_start, mark_end in marks:
        first, last = max(mark_start, at), min(mark_end, end)
        if first < last:
            yield escape(text[at:first])
            yield Markup("<mark>{}</mark>").format(text[first:last])
            at = last
    yield escape(text[at:end])
