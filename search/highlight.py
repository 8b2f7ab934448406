"""Marks what a query found in a dispatch's own text, and picks the passages that show it.

Marks are offsets into the source text, found by the analyser that indexed it, so that a mark covers
the word as it is printed and never its stem.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.dispatch import Dispatch
from corpus.limits import LIMITS
from index.documents import lines
from index.french import Token
from search.grammar import parse
from search.query import Compiled, Slot, compile_query
from search.result import Passage

Mark = tuple[int, int]


@dataclass(frozen=True)
class Highlighter:
    """Finds the words and phrases of one query. Cheap to make; safe to share."""

    slots: tuple[Slot, ...]
    phrases: tuple[tuple[tuple[int, Slot], ...], ...]

    @classmethod
    def of(cls, compiled: Compiled) -> Highlighter:
        return cls(tuple(dict.fromkeys(compiled.slots)), tuple(dict.fromkeys(compiled.phrases)))

    def marks(self, text: str) -> list[Mark]:
        """The places found, in order, none overlapping; half-open offsets."""
        if not self.slots and not self.phrases:
            return []
        tokens = list(lines(text[: LIMITS.highlighted_characters]))
        found = [_mark(token) for token in tokens if any(_fits(token, slot) for slot in self.slots)]
        for phrase in self.phrases:
            found.extend(_phrase_marks(tokens, phrase))
        return merged(found)

    def passages(self, dispatch: Dispatch) -> tuple[Passage, ...]:
        """The headline, then the best passages of the body; its beginning when none has a mark."""
        marks = self.marks(dispatch.text)
        edge = len(dispatch.headline)
        headline = tuple(mark for mark in marks if mark[1] <= edge)
        body = [mark for mark in marks if mark[0] > edge]
        return (Passage("headline", dispatch.headline, headline), *_best(dispatch, body))


def mark_query(text: str, query: str) -> list[Mark]:
    """What a query marks in any text; half-open offsets, none overlapping."""
    compiled = compile_query(parse(query).clause, expand=lambda field, prefix: (), today=date.min)
    return Highlighter.of(compiled).marks(text)


def merged(marks: Iterable[Mark]) -> list[Mark]:
    """Marks in order, those that overlap made one."""
    out: list[Mark] = []
    for start, end in sorted(marks):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _mark(token: Token) -> Mark:
    return token.start, token.end


def _fits(token: Token, slot: Slot) -> bool:
    return (
        not slot.stems.isdisjoint(token.stems)
        or not slot.forms.isdisjoint(token.forms)
        or (bool(slot.prefixes) and any(form.startswith(slot.prefixes) for form in token.forms))
        or (token.name is not None and token.name in slot.names)
    )


def _phrase_marks(tokens: Sequence[Token], phrase: Sequence[tuple[int, Slot]]) -> list[Mark]:
    """The span from the first word to the last of each place where the phrase stands."""
    at: dict[int, list[Token]] = {}
    for token in tokens:
        at.setdefault(token.position, []).append(token)
    found = []
    for position in at:
        words = [_at(at.get(position + distance, ()), slot) for distance, slot in phrase]
        present = [word for word in words if word is not None]
        if len(present) == len(words):
            found.append((present[0].start, present[-1].end))
    return found


def _at(tokens: Iterable[Token], slot: Slot) -> Token | None:
    return next((token for token in tokens if _fits(token, slot)), None)


def _best(dispatch: Dispatch, marks: list[Mark]) -> list[Passage]:
    """The windows with the most different words marked, in the order of the text."""
    text = dispatch.text
    start = len(dispatch.headline) + 1
    if not marks:
        return [_passage(text, start, [])] if start < len(text) else []
    chosen: list[tuple[int, list[Mark]]] = []
    left = list(marks)
    while left and len(chosen) < LIMITS.passages:
        windows = [_window(text, left, first) for first in range(len(left))]
        best = max(windows, key=lambda window: (_variety(text, window), -window[0][0]))
        chosen.append((_begin(text, best, start), best))
        floor, ceiling = chosen[-1][0], chosen[-1][0] + LIMITS.passage_characters
        left = [mark for mark in left if mark[1] <= floor or mark[0] >= ceiling]
    return [_passage(text, begin, marks) for begin, _ in sorted(chosen)]


def _window(text: str, marks: list[Mark], first: int) -> list[Mark]:
    """The marks that fit in one passage of one paragraph from a mark on."""
    start = marks[first][0]
    line_end = text.find("\n", start)
    limit = start + int(0.8 * LIMITS.passage_characters)
    limit = limit if line_end == -1 else min(limit, line_end)
    return [mark for mark in marks[first:] if mark[1] <= limit] or [marks[first]]


def _variety(text: str, marks: list[Mark]) -> tuple[int, int]:
    return len({text[start:end].lower() for start, end in marks}), len(marks)


def _begin(text: str, marks: list[Mark], floor: int) -> int:
    """Where a passage begins: at its paragraph or sentence when near, else between two words."""
    room = LIMITS.passage_characters - (marks[-1][1] - marks[0][0])
    earliest = max(floor, text.rfind("\n", 0, marks[0][0]) + 1, marks[0][0] - max(0, room) // 2)
    sentence = text.rfind(". ", earliest, marks[0][0])
    if sentence != -1:
        return sentence + 2
    if earliest == floor or text[earliest - 1] == "\n":
        return earliest
    space = text.find(" ", earliest, marks[0][0])
    return space + 1 if space != -1 else earliest


def _passage(text: str, begin: int, marks: list[Mark]) -> Passage:
    limit = begin + LIMITS.passage_characters
    line_end = text.find("\n", begin)
    end = min(len(text) if line_end == -1 else line_end, limit)
    if end == limit and limit < len(text):
        space = text.rfind(" ", begin, limit)
        end = space if space > begin else limit
    inside = tuple((a - begin, b - begin) for a, b in marks if a >= begin and b <= end)
    paragraph = text.rfind("\n", 0, begin) + 1
    cut_after = end < (len(text) if line_end == -1 else line_end)
    return Passage("body", text[begin:end], inside, begin > paragraph, cut_after)
