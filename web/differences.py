"""What has changed between two versions of a dispatch: words inserted and deleted, as markup.

Paragraphs are set side by side first, those that are alike though not the same as well; then the
words of each pair are compared. What would cost too much to compare is shown as replaced whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile

from markupsafe import Markup

from corpus.dispatch import Dispatch
from corpus.limits import LIMITS

WORD = re.compile(r"\w+")
PIECE = re.compile(r"\w+|\s+|[^\w\s]")
ALIKE = 0.25
"""The part of their words that two paragraphs must share to be compared word by word."""

Pair = tuple[str, str]
Change = tuple[str, str, str]
"""`equal` or another of difflib's tags, the words before and the words after."""


def difference(before: Dispatch, after: Dispatch) -> tuple[Markup, ...] | None:
    """The headline, then each paragraph of either; None for texts that are too long to compare."""
    texts, counts = (before.text, after.text), (len(before.paragraphs), len(after.paragraphs))
    if max(map(len, texts)) > LIMITS.compared_characters:
        return None
    if max(counts) > LIMITS.compared_paragraphs:
        return None
    words = _Words()
    pairs = [(before.headline, after.headline), *_pairs(before.paragraphs, after.paragraphs)]
    return tuple(words.compared(*pair) for pair in pairs)


def _pairs(before: Sequence[str], after: Sequence[str]) -> Iterator[Pair]:
    """The paragraphs side by side, an empty one beside what was inserted or deleted."""
    for tag, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            yield from zip(before[a:b], after[c:d], strict=True)
        else:
            yield from _alike(before[a:b], after[c:d])


def _alike(before: Sequence[str], after: Sequence[str]) -> Iterator[Pair]:
    """Those that are alike beside each other, in the order that has the most in common."""
    one, other = ([set(WORD.findall(each)) for each in side] for side in (before, after))
    common = [[_likeness(a, b) for b in other] for a in one]
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for a in reversed(range(len(before))):
        for b in reversed(range(len(after))):
            both = common[a][b] and common[a][b] + best[a + 1][b + 1]
            best[a][b] = max(both, best[a + 1][b], best[a][b + 1])
    a = b = 0
    while a < len(before) and b < len(after):
        if common[a][b] and best[a][b] == common[a][b] + best[a + 1][b + 1]:
            yield before[a], after[b]
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            yield before[a], ""
            a += 1
        else:
            yield "", after[b]
            b += 1
    yield from ((each, "") for each in before[a:])
    yield from (("", each) for each in after[b:])


def _likeness(one: set[str], other: set[str]) -> float:
    """The part of their words that two paragraphs share (Jaccard's index); 0 if that is little."""
    shared = len(one & other) / max(1, len(one | other))
    return shared if shared >= ALIKE else 0.0


class _Words:
    """Compares words, until it has cost as much as it may."""

    def __init__(self) -> None:
        self._left = LIMITS.compared_word_pairs

    def compared(self, before: str, after: str) -> Markup:
        """What was deleted and inserted, in the words that stay."""
        if before == after:
            return Markup("{}").format(before)
        return Markup().join(
            Markup("{}").format(old)
            if tag == "equal"
            else Markup("{}{}").format(_changed("del", old), _changed("ins", new))
            for tag, old, new in _readable(self._changes(before, after))
        )

    def _changes(self, before: str, after: str) -> Iterator[Change]:
        one, other = PIECE.findall(before), PIECE.findall(after)
        start = len([*takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))])
        backwards = zip(reversed(one[start:]), reversed(other[start:]), strict=False)
        end = len([*takewhile(lambda pair: pair[0] == pair[1], backwards)])
        yield "equal", "".join(one[:start]), "".join(other[:start])
        yield from self._inner(one[start : len(one) - end], other[start : len(other) - end])
        tail = "".join(one[len(one) - end :])
        yield "equal", tail, tail

    def _inner(self, one: Sequence[str], other: Sequence[str]) -> Iterator[Change]:
        counts = Counter(other)
        self._left -= sum(counts[word] for word in one if not word.isspace())
        if self._left < 0:
            yield "replace", "".join(one), "".join(other)
            return
        for tag, a, b, c, d in SequenceMatcher(str.isspace, one, other).get_opcodes():
            yield tag, "".join(one[a:b]), "".join(other[c:d])


def _readable(changes: Iterator[Change]) -> Iterator[Change]:
    """Changes with nothing but a space between them made one: words are read together."""
    waiting: Change | None = None
    space: Change | None = None
    for change in (each for each in changes if each[1] or each[2]):
        if change[0] != "equal":
            if waiting is not None:
                gap = space[1] if space else ""
                change = "replace", waiting[1] + gap + change[1], waiting[2] + gap + change[2]
            waiting, space = change, None
        elif waiting is not None and change[1].isspace() and space is None:
            space = change
        else:
            yield from (each for each in (waiting, space) if each is not None)
            waiting = space = None
            yield change
    yield from (each for each in (waiting, space) if each is not None)


def _changed(tag: str, text: str) -> Markup:
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), text) if text else Markup()
