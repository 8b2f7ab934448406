"""What a writer has learnt of words: the terms of every chunk of text that it met, field by field.

It outlives a segment, so that a word is analysed once for many of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.documents import forms, function_words, names, stems
from index.french import ANALYSER, Token
from index.french.bulk import BulkAnalyser
from index.occurrences import OccurrenceTable


class Lexicon:
    """The chunks of text and their occurrences in each field; `schema` says what the fields are.

    Chunk `n` of `bulk` is thing `n` of every table. Not for two threads.
    """

    def __init__(self) -> None:
        self.stems = OccurrenceTable()
        self.forms = OccurrenceTable()
        self.function = OccurrenceTable()
        self.names = OccurrenceTable()
        self.bulk = BulkAnalyser(ANALYSER, self._learn)

    def _learn(self, tokens: Sequence[Token]) -> None:
        self.stems.append(stems(tokens))
        self.forms.append(forms(tokens))
        self.function.append(function_words(tokens))
        self.names.append(names(tokens))

    @property
    def most(self) -> int:
        """The number of chunks, or that of the terms of a field that has more of them."""
        tables = (self.stems, self.forms, self.function, self.names)
        return max(len(self.bulk), *(len(table.vocabulary) for table in tables))
