"""Which terms of a dictionary are few edits from a word.

An edit leaves a letter out, adds one or puts one in another's place (Levenshtein); with `swaps`, it
may also swap two neighbours, as hurried fingers do (the restricted distance of Damerau).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.codec.neighbours import Neighbours
from index.codec.terms import TermDictionary, characters

Numbers = NDArray[np.int64]

CHUNK = 1 << 14
"""Terms compared in one go, so that what is in between stays in the processor's cache."""

SHORTEST = 2
"""Letters that too many terms would share if they were fewer."""

WIDEST = 4
"""Bytes of UTF-8 that one edit may add or take away."""

FAR = 1_000
"""More edits than anybody asks for."""


def near_terms(
    terms: TermDictionary, neighbours: Neighbours | None, word: str, edits: int, swaps: bool
) -> Numbers:
    """The numbers of the terms at most so many edits from a word, in order."""
    if edits > 1:
        return within(terms, (0, len(terms)), word, edits, swaps)
    if edits < 1:
        number = terms.find(word.encode())
        return np.array([number] if number >= 0 else [], np.int64)
    if neighbours is not None:
        return _kept(terms, neighbours.candidates(word), word, swaps)
    half = (len(word) - 1) // 2
    if half < SHORTEST:
        return within(terms, (0, len(terms)), word, edits, swaps)
    return _kept(terms, _half_alike(terms, word, half), word, swaps)


def _kept(terms: TermDictionary, candidates: Numbers, word: str, swaps: bool) -> Numbers:
    """Those of some terms that are one edit from a word, or the word itself."""
    sizes = terms.offsets.take(candidates + 1) - terms.offsets.take(candidates)
    alike = candidates[np.abs(sizes - len(word.encode())) <= WIDEST]
    found = [n for n in alike.tolist() if is_within_one(terms[n].decode(), word, swaps)]
    return np.array(found, np.int64)


def is_within_one(first: str, second: str, swaps: bool) -> bool:
    """Whether two words are the same but for one edit."""
    shorter = min(len(first), len(second))
    start = 0
    while start < shorter and first[start] == second[start]:
        start += 1
    end = 0
    while end < shorter - start and first[-1 - end] == second[-1 - end]:
        end += 1
    a, b = first[start : len(first) - end], second[start : len(second) - end]
    return (len(a) < 2 and len(b) < 2) or (swaps and len(a) == len(b) == 2 and a == b[::-1])


def _half_alike(terms: TermDictionary, word: str, half: int) -> Numbers:
    """The terms that begin or end as a word does, up to its middle: one edit, be it two swapped
    letters, spares one or the other."""
    beginning = np.arange(*terms.prefix(word[:half].encode()))
    ending = with_ending(terms, word[-half:].encode(), (0, len(terms)))
    return np.union1d(beginning, ending)


def with_ending(terms: TermDictionary, ending: bytes, bounds: tuple[int, int]) -> Numbers:
    """The numbers of the terms [bounds) that end so, in order."""
    low, high = bounds
    found = np.flatnonzero(np.diff(terms.offsets[low : high + 1]) >= len(ending)) + low
    blob, ends = np.frombuffer(terms.blob, np.uint8), terms.offsets[1:]
    for distance, byte in enumerate(reversed(ending), 1):
        found = found.take(np.flatnonzero(blob.take(ends.take(found) - distance) == byte))
    return found


def within(
    terms: TermDictionary, bounds: tuple[int, int], word: str, edits: int, swaps: bool
) -> Numbers:
    """The numbers of the terms [bounds) at most so many edits from a word, in order: each is
    compared, all of them letter by letter."""
    low, high = bounds
    letters, edges = characters(terms, low, high)
    sizes = np.diff(edges)
    alike = np.flatnonzero(np.abs(sizes - len(word)) <= edits)
    target = np.array([*map(ord, word)], np.uint32)
    found = [np.zeros(0, np.int64)]
    for begin in range(0, len(alike), CHUNK):
        chunk = alike[begin : begin + CHUNK]
        starts, counts = edges.take(chunk), sizes.take(chunk)
        distances = _distances(letters, starts, counts, target, (edits, swaps))
        found.append(chunk.take(np.flatnonzero(distances <= edits)) + low)
    return np.concatenate(found)


def _distances(
    letters: NDArray[np.unsignedinteger],
    starts: Numbers,
    sizes: Numbers,
    word: NDArray[np.uint32],
    how: tuple[int, bool],
) -> NDArray[np.int16]:
    """How many edits each of some terms is from a word, more than are asked for if it is more.

    The rows of the dynamic programme are letters of the terms, all terms at once; of its columns
    only the diagonals are kept that so few edits can reach: cell `d` of row `y` is column
    `y + d - edits`.
    """
    edits, swaps = how
    count, width = len(starts), 2 * edits + 1
    far: NDArray[np.int16] = np.full(count, FAR, np.int16)
    distances: NDArray[np.int16] = far.copy()
    columns = range(-edits, edits + 1)
    row = [np.full(count, x, np.int16) if 0 <= x <= len(word) else far for x in columns]
    before, letter_before = [far] * width, np.zeros(count, letters.dtype)
    last = len(letters) - 1
    for y in range(int(sizes.max(initial=0)) + 1):
        if y:
            letter = letters.take(np.minimum(starts + (y - 1), last))
            above, row = row, []
            for d in range(width):
                x = y + d - edits
                row.append(_cell(x, y, d, above, row, letter, word, far))
                if swaps and 2 <= x <= len(word) and y >= 2 and word[x - 1] != word[x - 2]:
                    swapped = (letter == word[x - 2]) & (letter_before == word[x - 1])
                    np.minimum(row[d], np.where(swapped, before[d] + 1, FAR), out=row[d])
            before, letter_before = above, letter
        d = len(word) - y + edits
        if 0 <= d < width:
            done = np.flatnonzero(sizes == y)
            distances[done] = row[d].take(done)
    return distances


def _cell(
    x: int,
    y: int,
    d: int,
    above: list[NDArray[np.int16]],
    row: list[NDArray[np.int16]],
    letter: NDArray[np.unsignedinteger],
    word: NDArray[np.uint32],
    far: NDArray[np.int16],
) -> NDArray[np.int16]:
    """Column x of row y: the cheapest of the three ways to it."""
    if x < 0 or x > len(word):
        return far
    if x == 0:
        return np.full_like(far, y)
    cell: NDArray[np.int16] = above[d] + (letter != word[x - 1]).view(np.int8)
    if d + 1 < len(above):
        cell = np.minimum(cell, above[d + 1] + np.int16(1))
    if d:
        cell = np.minimum(cell, row[d - 1] + np.int16(1))
    return cell
