"""The same tokens as Whoosh analysers, one for each field: stems, forms, names.

The three share one tokenisation, so that their positions are the same and a phrase may mix them.
They hold no state: two of a class are equal.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

from whoosh import analysis

from index.french.analyser import FrenchAnalyser, Token

ANALYSER = FrenchAnalyser()
"""The instance that everything shares, and with it what it remembers."""


class _FieldAnalyzer(analysis.Analyzer, ABC):  # type: ignore[misc]
    """Gives the terms of one field. Positions stay where another field alone has terms."""

    @abstractmethod
    def terms(self, token: Token) -> tuple[str, ...]:
        """What a token gives this field."""

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        start_pos: int = 0,
        start_char: int = 0,
        mode: str = "",
        **kwargs: Any,
    ) -> Iterator[analysis.Token]:
        out = analysis.Token(positions=positions, chars=chars, mode=mode)
        for token in ANALYSER.tokens(value, query=mode == "query"):
            for term in self.terms(token):
                out.text = out.original = term
                out.boost = 1.0
                out.pos = start_pos + token.position
                out.startchar = start_char + token.start
                out.endchar = start_char + token.end
                yield out


class StemAnalyzer(_FieldAnalyzer):
    """Stems: nothing where a stop word is."""

    def terms(self, token: Token) -> tuple[str, ...]:
        return token.stems


class FormAnalyzer(_FieldAnalyzer):
    """Unstemmed forms, folded and exact, of words that have stems."""

    def terms(self, token: Token) -> tuple[str, ...]:
        return token.forms if token.stems else ()


class FunctionAnalyzer(_FieldAnalyzer):
    """The forms of words that have no stems: stop words, elided articles."""

    def terms(self, token: Token) -> tuple[str, ...]:
        return () if token.stems else token.forms


class NameAnalyzer(_FieldAnalyzer):
    """The keys of names."""

    def terms(self, token: Token) -> tuple[str, ...]:
        return (token.name,) if token.name else ()
