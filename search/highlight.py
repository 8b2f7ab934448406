"""Marks what a query found in a dispatch's own text, and picks the passages that show it.

Marks are offsets into the source text, found by the analyser that indexed it, so that a mark covers
the word as it is printed and never its stem.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from whoosh.query import Query

from corpus.dispatch import Dispatch
from corpus.errors import RequestError
from corpus.limits import LIMITS
from index.codec.terms import TermDictionary
from index.french import ANALYSER, Token, tokenise
from search.grammar import parse
from search.query import Compiled, Slot, compile_query
from search.result import Passage
from search.term_numbers import Words, term_numbers

Mark = tuple[int, int]


class Found(NamedTuple):
    """A word that some slot asks for: `start` and `end` are offsets into the text. Only where a
    phrase is asked for is `position` that in the text."""

    position: int
    start: int
    end: int
    token: Token
    is_marked: bool


class Highlighter:
    """Finds the words and phrases of one query. A chunk of text is looked at once, and only lines
    that have one in which something was found are walked through. Not for two threads."""

    def __init__(self, compiled: Compiled) -> None:
        self._slots = tuple(dict.fromkeys(compiled.slots))
        self._phrases = tuple(dict.fromkeys(compiled.phrases))
        self._all = (*self._slots, *{slot for phrase in self._phrases for _, slot in phrase})
        self._terms = frozenset().union(
            *(slot.stems | slot.forms | slot.names for slot in self._all)
        )
        self._met: set[str] = set()
        self._known: dict[str, tuple[Found, ...]] = {}

    def marks(self, text: str) -> list[Mark]:
        """The places found, in order, none overlapping; half-open offsets."""
        if not self._all:
            return []
        words = self._words(text[: LIMITS.highlighted_characters])
        found = [(word.start, word.end) for word in words if word.is_marked]
        for phrase in self._phrases:
            found.extend(_phrase_marks(words, phrase))
        return merged(found)

    def _words(self, text: str) -> list[Found]:
        """The words that any slot asks for; a line's are a position further than the one before."""
        lines = [tokenise.chunks(line) for line in text.split("\n")]
        self._learn(set().union(*lines))
        found: list[Found] = []
        position = start = 0
        for chunks in lines:
            if not self._known.keys().isdisjoint(chunks):
                found.extend(self._in_line(chunks, position, start))
            position += self._width(chunks) + 1
            start += sum(map(len, chunks)) + len(chunks)
        return found

    def _learn(self, chunks: set[str]) -> None:
        """Read those that were not met before."""
        has_none = self._terms.isdisjoint
        new = chunks - self._met
        self._met |= new
        for text, chunk in zip(new, ANALYSER.chunks(new), strict=True):
            if not has_none(chunk.terms):
                self._known[text] = tuple(
                    Found(token.position, token.start, token.end, token, self._is_marked(token))
                    for token in chunk.tokens
                    if any(_fits(token, slot) for slot in self._all)
                )

    def _in_line(self, chunks: Sequence[str], position: int, start: int) -> Iterator[Found]:
        """The words of one line, which begins at that position and offset."""
        known, before = self._known, 0
        for index in [index for index, text in enumerate(chunks) if text in known]:
            between = chunks[before:index]
            position += self._width(between)
            start += sum(map(len, between)) + len(between)
            before = index
            for offset, begin, end, token, is_marked in known[chunks[index]]:
                yield Found(position + offset, start + begin, start + end, token, is_marked)

    def _width(self, chunks: Sequence[str]) -> int:
        """How many positions chunks take. Phrases alone go by positions."""
        return sum(chunk.width for chunk in ANALYSER.chunks(chunks)) if self._phrases else 0

    def _is_marked(self, token: Token) -> bool:
        return any(_fits(token, slot) for slot in self._slots)

    def passages(self, dispatch: Dispatch) -> tuple[Passage, ...]:
        """The headline, then the best passages of the body; its beginning when none has a mark."""
        marks = self.marks(dispatch.text)
        edge = len(dispatch.headline)
        headline = tuple(mark for mark in marks if mark[1] <= edge)
        body = [mark for mark in marks if mark[0] > edge]
        return (Passage("headline", dispatch.headline, headline), *_best(dispatch, body))


def mark_query(text: str, query: str) -> list[Mark]:
    """What a query marks in any text; half-open offsets, none overlapping."""

    @cache
    def words() -> Words:
        tokens = ANALYSER.tokens(text[: LIMITS.highlighted_characters])
        forms = {form.encode() for token in tokens for form in token.forms}
        return Words(TermDictionary.of(sorted(forms)))

    def expand(node: Query) -> list[str]:
        """The terms among the words of the text itself."""
        numbers = term_numbers(node, words()).tolist()
        return [words().terms[number].decode() for number in numbers]

    try:
        compiled = compile_query(parse(query).clause, expand=expand, today=date.min)
    except RequestError:
        return []
    return Highlighter(compiled).marks(text)


def merged(marks: Iterable[Mark]) -> list[Mark]:
    """Marks in order, those that overlap made one."""
    out: list[Mark] = []
    for start, end in sorted(marks):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _fits(token: Token, slot: Slot) -> bool:
    return (
        not slot.stems.isdisjoint(token.stems)
        or not slot.forms.isdisjoint(token.forms)
        or (token.name is not None and token.name in slot.names)
    )


def _phrase_marks(words: Sequence[Found], phrase: Sequence[tuple[int, Slot]]) -> list[Mark]:
    """The span from the first word to the last of each place where the phrase stands."""
    at: dict[int, list[Found]] = {}
    for word in words:
        at.setdefault(word.position, []).append(word)
    found = []
    for position in at:
        places = [_at(at.get(position + distance, ()), slot) for distance, slot in phrase]
        present = [place for place in places if place is not None]
        if len(present) == len(places):
            found.append((present[0].start, present[-1].end))
    return found


def _at(words: Iterable[Found], slot: Slot) -> Found | None:
    return next((word for word in words if _fits(word.token, slot)), None)


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
