"""What a chunk of text adds to a signature, by its number: hashes that every process makes alike.

A chunk is hashed as its words are spelt without case and accents. It states something when it has a
figure, a capital, or a word that may turn a sentence round: of two texts whose first paragraphs
state different things neither repeats the other, however alike they are. Names of agencies state
nothing: they are in datelines and sign-offs.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from corpus.agencies import AGENCIES
from corpus.calendar_names import MONTH_NAMES, WEEKDAY_NAMES
from index.french import Token, fold
from index.french.countries import DEMONYMS
from index.similar.signatures import Hashes

NOTHING = bytes(8)

NUMERALS = """
    zéro deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt
    vingts trente quarante cinquante soixante septante quatre-vingt octante huitante nonante cent
    cents mille millier milliers million millions milliard milliards dizaine dizaines douzaine
    quinzaine vingtaine trentaine quarantaine cinquantaine soixantaine centaine centaines moitié
    demi demie tiers quart quarts double triple premier première second seconde deuxième troisième
    quatrième cinquième sixième septième huitième neuvième dixième
"""
NEGATIONS = "ne n pas jamais aucun aucune nul nulle ni non sans rien guère plus moins sauf"
RELATIVE_DAYS = "hier demain aujourd'hui"

TELLING = frozenset(
    fold(word)
    for word in (
        *f"{NUMERALS} {NEGATIONS} {RELATIVE_DAYS}".split(),
        *MONTH_NAMES,
        *WEEKDAY_NAMES,
        *DEMONYMS,
    )
)
"""The words that state something in small letters, folded."""

AGENCY_WORDS = frozenset(
    fold(spelling) for agency in AGENCIES for spelling in agency.spellings if spelling.isalpha()
)
"""The agencies' names of one word, folded: of «France-Presse», France is a country."""


class ChunkHashes:
    """Two hashes of each chunk, 64 bits each: of its words, and of what it states, 0 for nothing.

    What was given before stays as it is when more is learnt. Not for two threads.
    """

    def __init__(self) -> None:
        self._fresh: list[bytes] = []
        self._count = 0
        self._known = np.zeros((2, 1 << 12), np.uint64)

    def append(self, tokens: Sequence[Token]) -> None:
        """Learn the next chunk by its tokens."""
        if len(tokens) == 1:
            (token,) = tokens
            word = _spelling(token)
            digest = _digest(word)
            self._fresh += (digest, digest if states(word, token) else NOTHING)
            return
        # The whole of a compound is said by its words.
        spelt = [(_spelling(token), token) for token in tokens if not token.joined]
        stated = [word for word, token in spelt if states(word, token)]
        whole = _digest(" ".join([word for word, _ in spelt]))
        self._fresh += (whole, _digest(" ".join(stated)) if stated else NOTHING)

    @property
    def words(self) -> Hashes:
        """The hash of each chunk's words; shape (chunks,) or longer."""
        found: Hashes = self._learnt()[0]
        return found

    @property
    def stated(self) -> Hashes:
        """The hash of what each chunk states; of the same shape."""
        found: Hashes = self._learnt()[1]
        return found

    def _learnt(self) -> Hashes:
        if self._fresh:
            found = np.frombuffer(b"".join(self._fresh), "<u8").reshape(-1, 2)
            self._fresh = []
            end = self._count + len(found)
            if end > self._known.shape[1]:
                grown = np.zeros((2, 2 * end), np.uint64)
                grown[:, : self._count] = self._known[:, : self._count]
                self._known = grown
            self._known[:, self._count : end] = found.T
            self._count = end
        return self._known


def states(word: str, token: Token) -> bool:
    """Whether a word states something by itself, as the module says; `word` is its spelling."""
    if word in TELLING:
        return True
    if token.surface.islower() and word.isalpha():
        return False
    if any(map(str.isdigit, word)):
        return True
    has_capital = token.surface != token.surface.lower()
    return has_capital and not token.is_stop and word not in AGENCY_WORDS


def _spelling(token: Token) -> str:
    """A number with its per cent sign, a word folded."""
    forms = token.forms
    return forms[-1 if forms[0][0].isdigit() else 0] if forms else ""


def _digest(words: str) -> bytes:
    """64 bits of some words, the same in whatever chunks they stand."""
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).digest()
