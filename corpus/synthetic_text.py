"""The words of synthetic dispatches, and texts of them in which Zipf's law holds.

The vocabulary is the same for every seed, so that a benchmark's queries can be chosen once. Texts
are drawn a block at a time, as arrays of word numbers. What a dispatch is besides its text is not
known here; see `corpus.synthetic`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

import numpy as np
import numpy.typing as npt

from corpus.data_files import read_entries
from corpus.places import CITIES

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

INVENTED_FORMS = 150_000
INVENTED_NAMES = 20_000
# Shares of the tokens: function words, words, names, numbers.
SHARES = (0.45, 0.46, 0.06, 0.03)
# Zipf-Mandelbrot: content words fall off more slowly at first than function words.
OFFSETS = (1.0, 30.0, 30.0, 3.0)

# After which share of the content words a sentence or a clause ends; of the sentences, a paragraph.
SENTENCE_SHARE, COMMA_SHARE, PARAGRAPH_SHARE = 0.09, 0.1, 0.33
SEPARATORS = (" ", ", ", ". ", ".\n", "")
SPACE, COMMA, STOP, PARAGRAPH, NOTHING = range(len(SEPARATORS))
ELISIONS = {"de": "d'", "le": "l'", "la": "l'", "que": "qu'", "ne": "n'", "se": "s'", "je": "j'"}
VOWELS = tuple("aàâeéèêiîïoôuùœAÂEÉÈIÎOÔU")


@dataclass(frozen=True)
class Vocabulary:
    """`pieces` holds the words, the words with a capital, and the separators, in this order.

    Of the words the function words come first and the elided forms last; those between have the
    probabilities of which `cumulative` is the sum. `elided` gives a word's elided form, if it has
    one; `is_elided_before` are the content words that begin with a vowel.
    """

    pieces: tuple[str, ...]
    cumulative: Floats
    elided: Integers
    is_elided_before: Flags
    function_words: int

    @property
    def words(self) -> int:
        return len(self.elided)


def zipf_draws(draw: np.random.Generator, cumulative: Floats, count: int) -> Integers:
    """Numbers from 0, each as often as its share of `cumulative` says."""
    numbers: Integers = np.searchsorted(cumulative, draw.random(count) * cumulative[-1], "right")
    return numbers


def zipf(count: int, offset: float = 1.0, share: float = 1.0) -> Floats:
    """The weights of `count` ranks, which sum up to `share`."""
    weights = 1 / (np.arange(count) + offset)
    scaled: Floats = weights * (share / weights.sum())
    return scaled


def texts(draw: np.random.Generator, lengths: Integers, *, sentences: bool) -> Iterator[str]:
    """One text of each length in tokens, without a first capital and a last full stop."""
    known = vocabulary()
    ends = np.cumsum(lengths)
    words = zipf_draws(draw, known.cumulative, int(ends[-1]))
    last = np.zeros(len(words), bool)
    last[ends - 1] = True
    # No text ends with a function word: the content word of the same rank takes its place.
    words[last & (words < known.function_words)] += known.function_words
    marks = _marks(draw, words >= known.function_words, sentences=sentences)
    marks[last] = NOTHING
    words = _capitalised(_elided(words, marks, known), marks, known)
    pieces = np.column_stack((words, marks + 2 * known.words)).ravel()
    start = 0
    for end in (2 * ends).tolist():
        yield "".join(map(known.pieces.__getitem__, pieces[start:end].tolist()))
        start = end


def _marks(draw: np.random.Generator, content: Flags, *, sentences: bool) -> Integers:
    """What follows each word: sentences and clauses end after content words only."""
    chance = draw.random(len(content))
    marks = np.full(len(content), SPACE)
    if sentences:
        marks[content & (chance < SENTENCE_SHARE + COMMA_SHARE)] = COMMA
        marks[content & (chance < SENTENCE_SHARE)] = STOP
        marks[content & (chance < SENTENCE_SHARE * PARAGRAPH_SHARE)] = PARAGRAPH
    return marks


def _elided(words: Integers, marks: Integers, known: Vocabulary) -> Integers:
    """«de» before a vowel is «d'», with nothing after it. Changes `marks` in place."""
    before_vowel = np.append(known.is_elided_before[words[1:]], False)
    elides = before_vowel & (marks == SPACE) & (known.elided[words] != words)
    marks[elides] = NOTHING
    return np.where(elides, known.elided[words], words)


def _capitalised(words: Integers, marks: Integers, known: Vocabulary) -> Integers:
    opens = np.append(False, (marks == STOP) | (marks == PARAGRAPH))[:-1]
    return np.where(opens, words + known.words, words)


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, made at its first use in half a second."""
    function_words, news = _words("outil"), _words("presse")
    # Not for secrets: the same words whatever the seed, on every Python.
    choose = random.Random(170_000)
    known = {*function_words, *news}
    forms = (form for form in _forms(choose, _lines("flexion"), 3) if form not in known)
    invented = list(islice(_distinct(forms), INVENTED_FORMS))
    # Frequent words are short.
    invented.sort(key=lambda form: len(form) + choose.uniform(0, 8))
    names = [*CITIES.values(), *_names(choose)]
    classes = (function_words, [*news, *invented], names, _numbers(choose))
    drawn = [word for words in classes for word in words]
    weights = [
        zipf(len(words), offset, share)
        for words, offset, share in zip(classes, OFFSETS, SHARES, strict=True)
    ]
    return _tables(drawn, np.concatenate(weights), len(function_words))


def _tables(drawn: list[str], weights: Floats, function_words: int) -> Vocabulary:
    forms = dict.fromkeys(ELISIONS.values())
    words = [*drawn, *forms]
    place = {form: len(drawn) + number for number, form in enumerate(forms)}
    elided = np.arange(len(words))
    for word, form in ELISIONS.items():
        elided[drawn.index(word)] = place[form]
    return Vocabulary(
        pieces=(*words, *(word[0].upper() + word[1:] for word in words), *SEPARATORS),
        cumulative=np.cumsum(weights),
        elided=elided,
        is_elided_before=np.array(
            [n >= function_words and word.startswith(VOWELS) for n, word in enumerate(words)]
        ),
        function_words=function_words,
    )


def _lines(name: str) -> list[list[str]]:
    """The words of each line of a class."""
    lines = (entry.partition(" | ") for entry in read_entries("synthetic_words.txt"))
    return [words.split() for kind, _, words in lines if kind == name]


def _words(name: str) -> list[str]:
    return [word for line in _lines(name) for word in line]


def _forms(choose: random.Random, families: list[list[str]], most: int) -> Iterator[str]:
    """Without end, every form of one invented stem after another."""
    onsets, nuclei, codas = _words("attaque"), _words("voyelle"), _words("coda")
    while True:
        syllables = choose.choices((1, 2, most), (2, 5, 3))[0]
        stem = "".join(choose.choice(onsets) + choose.choice(nuclei) for _ in range(syllables))
        stem += choose.choice(codas)
        yield from (stem + ending for ending in choose.choice(families))


def _distinct(forms: Iterator[str]) -> Iterator[str]:
    seen: set[str] = set()
    for form in forms:
        if form not in seen:
            seen.add(form)
            yield form


def _names(choose: random.Random) -> list[str]:
    forms = _distinct(_forms(choose, [[ending] for ending in _words("nom")], 2))
    return [form.capitalize() for form in islice(forms, INVENTED_NAMES)]


def _numbers(choose: random.Random) -> list[str]:
    whole = [str(number) for number in range(2, 400)]
    years = [str(year) for year in range(1990, 2030)]
    decimals = [f"{number / 10:.1f}".replace(".", ",") for number in range(11, 99)]
    thousands = [f"{number}.000" for number in range(1, 200)]
    numbers = list(dict.fromkeys((*whole, *years, *decimals, *thousands)))
    choose.shuffle(numbers)
    return numbers
