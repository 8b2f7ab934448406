"""What a writer has learnt of words: the terms of every chunk of text that it met, field by field.

It outlives a segment, so that a word is analysed once for many of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.documents import fields_of_word
from index.french import ANALYSER, Token
from index.french.bulk import BulkAnalyser
from index.occurrences import OccurrenceTable
from index.similar.chunks import ChunkHashes

FIELDS = ("text", "form", "function", "name")


class Lexicon:
    """The chunks of text, their occurrences in each field, `tables` by the field's name, and what
    each adds to a signature.

    Chunk `n` of `bulk` is thing `n` of every table. Not for two threads.
    """

    def __init__(self) -> None:
        self.tables = {name: OccurrenceTable() for name in FIELDS}
        self.hashes = ChunkHashes()
        self.bulk = BulkAnalyser(ANALYSER, self._learn)

    def _learn(self, tokens: Sequence[Token]) -> None:
        chunk = len(self.bulk)
        self.hashes.append(tokens)
        for token in tokens:
            for field, terms in fields_of_word(token):
                self.tables[field].put(chunk, terms, token.position)

    @property
    def most(self) -> int:
        """The number of chunks, or that of the terms of a field that has more of them."""
        return max(len(self.bulk), *(len(each.vocabulary) for each in self.tables.values()))
