"""The French analysis of many texts at once, in array operations: what the index writer uses.

It gives the very tokens of `FrenchAnalyser`, as numbers of chunks: a chunk is analysed once, by
that analyser, and whoever asked for the analysis keeps what it wants of its tokens by its number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.french.analyser import FrenchAnalyser, Token
from index.french.chunks import LONGEST, ChunkNumbers
from index.french.cutting import Numbers, cut, has_surrogates, units_of
from index.french.normalise import normalise
from index.french.tokenise import PIECE

Learn = Callable[[Sequence[Token]], None]
"""Takes the tokens of each new chunk, in the order of the numbers."""

BATCH_UNITS = 1 << 18
"""Code units of several texts that are numbered in one go: more leave the processor's cache."""

_LETTER_BEYOND = re.compile("[^\\W\u0000-\uffff]")
"""A letter that takes two code units."""


@dataclass(frozen=True)
class Chunked:
    """The chunks of some texts, in order: `chunks` (n,), their numbers; `positions` (n,), that of
    the first token of each in its text; `bounds` (texts + 1,), where the chunks of each text begin;
    `second_lines` and `third_lines` (texts,), where those of these lines do, or would.
    """

    chunks: NDArray[np.int32]
    positions: NDArray[np.int32]
    bounds: Numbers
    second_lines: Numbers
    third_lines: Numbers


class BulkAnalyser:
    """Numbers the chunks of texts. Not for two threads; what it has learnt grows without bound, so
    that a writer begins a new one when `len` passes a limit."""

    def __init__(self, analyser: FrenchAnalyser, learn: Learn) -> None:
        self._analyser = analyser
        self._learn = learn
        self._by_text: dict[str, int] = {}
        self._widths = np.zeros(1 << 12, np.int32)
        self._count = 0
        self._numbers = ChunkNumbers(self._new)

    def __len__(self) -> int:
        """The number of chunks known."""
        return self._count

    def analyse(self, texts: Sequence[str]) -> Chunked:
        """The chunks of texts whose lines are paragraphs: each line's words are a position further
        than the line before alone would put them, so that no phrase runs over its edge."""
        chunks, per_line = self._find(texts)
        lines = np.fromiter((text.count("\n") for text in texts), np.int64, len(texts)) + 1
        return self._placed(chunks, per_line, np.concatenate(([0], np.cumsum(lines))))

    def _placed(self, chunks: NDArray[np.int32], per_line: Numbers, first_line: Numbers) -> Chunked:
        """Give each chunk its position in its text."""
        line_starts = np.concatenate(([0], np.cumsum(per_line)))
        bounds = line_starts[first_line]
        reached = np.zeros(len(chunks) + 1, np.int64)
        np.cumsum(self._widths.take(chunks), out=reached[1:])
        lines_of_text = np.diff(first_line)
        lines_before = np.arange(len(per_line)) - np.repeat(first_line[:-1], lines_of_text)
        origins = np.repeat(reached[bounds[:-1]], lines_of_text) - lines_before
        positions = reached[:-1] - np.repeat(origins, per_line)
        second, third = first_line[:-1] + 1, np.minimum(first_line[:-1] + 2, first_line[1:])
        starts = line_starts[second], line_starts[third]
        return Chunked(chunks, positions.astype(np.int32), bounds, *starts)

    def _find(self, texts: Sequence[str]) -> tuple[NDArray[np.int32], Numbers]:
        """The chunks of texts, and how many each line of them has."""
        units = units_of(texts)
        if len(units) > BATCH_UNITS and len(texts) > 1:
            half = len(texts) // 2
            first, second = self._find(texts[:half]), self._find(texts[half:])
            return np.concatenate((first[0], second[0])), np.concatenate((first[1], second[1]))
        if has_surrogates(units) and _has_letters_beyond(texts):
            return self._find_by_text(texts)
        starts, ends = cut(units)
        # A character of two units is no letter here, and so between chunks.
        line_ends = np.flatnonzero(units == ord("\n"))
        counts = np.diff(np.searchsorted(starts, line_ends))
        is_long = ends - starts > LONGEST
        if not is_long.any():
            return self._numbers.find(units, starts, ends), counts
        chunks = np.empty(len(starts), np.int32)
        chunks[~is_long] = self._numbers.find(units, starts[~is_long], ends[~is_long])
        for at in np.flatnonzero(is_long).tolist():
            text = units[starts[at] : ends[at]].tobytes().decode("utf-16-le", "surrogatepass")
            chunks[at] = self._number(text)
        return chunks, counts

    def _find_by_text(self, texts: Sequence[str]) -> tuple[NDArray[np.int32], Numbers]:
        """The same for texts that arrays of code units cannot hold."""
        pieces = [PIECE.findall(line) for text in texts for line in text.split("\n")]
        counts = np.fromiter(map(len, pieces), np.int64, len(pieces))
        numbers = [self._number(piece) for found in pieces for piece in found]
        return np.array(numbers, dtype=np.int32), counts

    def _number(self, text: str) -> int:
        """The number of a chunk that is known by its text."""
        number = self._by_text.get(text)
        if number is None:
            number = self._by_text[text] = self._new(text)
        return number

    def _new(self, text: str) -> int:
        """Number a chunk."""
        # Most chunks are a word that stands alone; some apostrophes count as letters.
        is_word = text.isalpha() and normalise(text) == text
        tokens = [self._analyser.word(text)] if is_word else self._analyser.tokens(text)
        self._learn(tokens)
        number = self._count
        self._count += 1
        if number == len(self._widths):
            self._widths = np.concatenate((self._widths, np.zeros_like(self._widths)))
        self._widths[number] = tokens[-1].position + 1 if tokens else 0
        return number


def _has_letters_beyond(texts: Iterable[str]) -> bool:
    return any(map(_LETTER_BEYOND.search, texts))
