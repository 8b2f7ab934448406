"""Marks what a query found in a dispatch's own text, and picks the passages that show it.

Marks are offsets into the source text, found by the analyser that indexed it, so that a mark covers
the word as it is printed and never its stem.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import compress
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
    """Finds the words and phrases of one query in texts: all that are shown at once, since a chunk
    is looked at once for all of them."""

    def __init__(self, compiled: Compiled) -> None:
        self._slots = tuple(dict.fromkeys(compiled.slots))
        self._phrases = tuple(dict.fromkeys(compiled.phrases))
        self._all = (*self._slots, *{slot for phrase in self._phrases for _, slot in phrase})
        self._terms = frozenset().union(
            *(slot.stems | slot.forms | slot.names for slot in self._all)
        )

    def marks(self, texts: Sequence[str]) -> list[list[Mark]]:
        """The places found in each text, in order, none overlapping; half-open offsets."""
        if not self._all:
            return [[] for _ in texts]
        read = [text[: LIMITS.highlighted_characters] for text in texts]
        chunks = [*map(tokenise.chunks, read)]
        known = {
            chunk: self._asked(piece.tokens)
            for chunk, piece in ANALYSER.chunks_with(self._terms, set().union(*chunks)).items()
        }
        found = []
        for text, chunks_of_text in zip(read, chunks, strict=True):
            words = [*self._words(text, chunks_of_text, known)]
            places = [(word.start, word.end) for word in words if word.is_marked]
            for phrase in self._phrases:
                places.extend(_phrase_marks(words, phrase))
            found.append(merged(places))
        return found

    def _asked(self, tokens: Iterable[Token]) -> Sequence[Found]:
        """The words of a chunk that any slot asks for."""
        return [
            Found(token.position, token.start, token.end, token, self._is_marked(token))
            for token in tokens
            if any(_fits(token, slot) for slot in self._all)
        ]

    def _words(
        self, text: str, chunks: Sequence[str], known: Mapping[str, Sequence[Found]]
    ) -> Iterator[Found]:
        """The words of a text that any slot asks for, by what is known of its chunks."""
        before = start = position = 0
        for index in compress(range(len(chunks)), map(known.__contains__, chunks)):
            between = chunks[before:index]
            end = start + sum(map(len, between)) + len(between)
            if self._phrases:
                # A line's words are a position further than the one before alone would put them.
                position += sum(piece.width for piece in ANALYSER.chunks(between))
                position += text.count("\n", start, end)
            before, start = index, end
            for offset, begin, stop, token, is_marked in known[chunks[index]]:
                yield Found(position + offset, start + begin, start + stop, token, is_marked)

    def _is_marked(self, token: Token) -> bool:
        return any(_fits(token, slot) for slot in self._slots)

    def passages(self, dispatches: Sequence[Dispatch]) -> list[tuple[Passage, ...]]:
        """Of each dispatch the headline, then the best passages of the body; its beginning when
        none has a mark."""
        marks = self.marks([dispatch.text for dispatch in dispatches])
        return [*map(_passages, dispatches, marks)]


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
    return Highlighter(compiled).marks([text])[0]


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


def _passages(dispatch: Dispatch, marks: Sequence[Mark]) -> tuple[Passage, ...]:
    edge = len(dispatch.headline)
    headline = tuple(mark for mark in marks if mark[1] <= edge)
    body = [mark for mark in marks if mark[0] > edge]
    return (Passage("headline", dispatch.headline, headline), *_best(dispatch, body))


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
