"""Draws the words of the questions from the corpus itself, by a seed.

Words come from bands of document frequency, so that a class has rare and frequent ones alike;
phrases are two words that stand side by side somewhere; what is looked for by AND stands in one
dispatch. Nothing depends on how many dispatches are indexed: only the first ones are looked at, so
that a cost curve asks the same at every size.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import cycle, islice, pairwise

from benchmarks.engines.analysis import WORD, folded, term
from benchmarks.engines.classes import CLASSES
from benchmarks.engines.peer import ClassQuery
from corpus.dispatch import Dispatch

SAMPLE = 20_000
RARE, LOWEST, HIGHEST = 0.0001, 0.0002, 0.2
"""Shares of the dispatches that a word is in."""
RANGE_DAYS = (31, 92, 366, 1_096)
SHORTEST = 4
PREFIX_LETTERS = (4, 5, 6)
FUZZY_LETTERS = range(6, 11)
LETTERS = "abcdefghijlmnopqrstuv"
TRIES = 10_000

Words = tuple[str, ...]


def draw_queries(
    dispatches: Iterable[Dispatch], count: int, seed: int
) -> dict[str, list[ClassQuery]]:
    """`count` questions of each class, by its title; fewer where a corpus has not the words.

    Raises ValueError for a corpus without words.
    """
    drawer = _Drawer(list(islice(dispatches, SAMPLE)), seed)
    pools = {
        "term": drawer.banded(count),
        "and": drawer.together(count),
        "or": drawer.alternatives(count),
        "phrase": drawer.phrases(count),
        "rare": drawer.rare(count),
        "prefix": drawer.prefixes(count),
        "fuzzy": drawer.misspelt(count),
    }
    ranges = [drawer.days(number) for number in range(count)]
    return {
        each.title: [
            each.query(words, *days) for words, days in zip(pools[each.pool], ranges, strict=False)
        ]
        for each in CLASSES
    }


class _Drawer:
    def __init__(self, sample: Sequence[Dispatch], seed: int) -> None:
        self._draw = random.Random(seed)
        self._sample = sample
        counts = Counter(word for each in sample for word in set(words_of(each.text)))
        self._share = {
            word: count / len(sample) for word, count in counts.items() if is_content(word)
        }
        if not self._share:
            raise ValueError("the corpus has no words to ask for")
        self._by_share = sorted(self._share, key=lambda word: (self._share[word], word))
        days = [each.issued.date() for each in sample if each.issued]
        self._first, self._last = min(days, default=date.min), max(days, default=date.min)

    def banded(self, count: int) -> list[Words]:
        """One word from each of `count` bands, as wide as each other on a logarithmic scale."""
        step = (HIGHEST / LOWEST) ** (1 / count)
        edges = [LOWEST * step**number for number in range(count + 1)]
        return [(self._near(low, high),) for low, high in pairwise(edges)]

    def _near(self, low: float, high: float) -> str:
        """A word of a band; where the corpus has none, that which is nearest in frequency."""
        inside = [word for word in self._by_share if low <= self._share[word] < high]
        if inside:
            return self._draw.choice(inside)
        return min(self._by_share, key=lambda word: abs(self._share[word] - low))

    def rare(self, count: int) -> list[Words]:
        floor = max(RARE, min(self._share.values()))
        rare = [word for word in self._by_share if self._share[word] <= floor]
        return self._each(rare, count)

    def alternatives(self, count: int) -> list[Words]:
        """Three words of different bands."""
        bands = [[words[0] for words in self.banded(count)] for _ in range(3)]
        for band in bands[1:]:
            self._draw.shuffle(band)
        return list(zip(*bands, strict=True))

    def together(self, count: int) -> list[Words]:
        """Two words that one dispatch has."""

        def draw(dispatch: Dispatch) -> Words:
            known = sorted({w for w in words_of(dispatch.text) if self._is_frequent(w)})
            return tuple(self._draw.sample(known, 2)) if len(known) > 1 else ()

        return self._distinct(draw, count)

    def phrases(self, count: int) -> list[Words]:
        """Two words that stand side by side in one line."""

        def draw(dispatch: Dispatch) -> Words:
            lines = [words_of(line) for line in dispatch.text.split("\n")]
            pairs = [pair for line in lines for pair in pairwise(line) if self._is_phrase(pair)]
            return self._draw.choice(pairs) if pairs else ()

        return self._distinct(draw, count)

    def prefixes(self, count: int) -> list[Words]:
        """The first letters of a word, which has more; without accents."""
        words = [word for word in self._by_share if len(word) >= max(PREFIX_LETTERS) + 3]
        drawn = zip(self._each(words, count), cycle(PREFIX_LETTERS), strict=False)
        return [(folded(word)[:length],) for (word,), length in drawn]

    def misspelt(self, count: int) -> list[Words]:
        """A word with one letter too many, too few or another, where its stem has it."""
        words = [word for word in self._by_share if len(word) in FUZZY_LETTERS]
        return [(self._misspell(folded(word)),) for (word,) in self._each(words, count)]

    def _misspell(self, word: str) -> str:
        at = self._draw.randrange(1, 4)
        letter = self._draw.choice(LETTERS)
        return word[:at] + self._draw.choice(("", letter, letter + word[at])) + word[at + 1 :]

    def days(self, number: int) -> tuple[date, date]:
        """A range of days within those of the corpus."""
        length = min(RANGE_DAYS[number % len(RANGE_DAYS)], (self._last - self._first).days or 1)
        latest = max(0, (self._last - self._first).days - length)
        since = self._first + timedelta(self._draw.randint(0, latest))
        return since, since + timedelta(length)

    def _each(self, words: Sequence[str], count: int) -> list[Words]:
        """One word drawn for each question."""
        return [(self._draw.choice(words),) for _ in range(count if words else 0)]

    def _is_frequent(self, word: str) -> bool:
        return 5 * LOWEST <= self._share.get(word, 0.0) <= HIGHEST

    def _is_phrase(self, pair: tuple[str, str]) -> bool:
        return all(map(self._is_frequent, pair)) and pair[0] != pair[1]

    def _distinct(self, draw: Callable[[Dispatch], Words], count: int) -> list[Words]:
        found: dict[Words, None] = {}
        for _ in range(TRIES):
            if len(found) == count:
                break
            words = draw(self._draw.choice(self._sample))
            if words:
                found[words] = None
        return list(found)


def words_of(text: str) -> list[str]:
    return WORD.findall(text.lower())


def is_content(word: str) -> bool:
    """Letters alone, enough of them, and no stop word."""
    return len(word) >= SHORTEST and word.isalpha() and bool(term(word))
