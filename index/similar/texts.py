"""The signatures of the texts of a segment under construction."""

from __future__ import annotations

import numpy as np

from index.codec.container import ContainerWriter
from index.french.bulk import Chunked
from index.lexicon import Lexicon
from index.similar.sections import write_table
from index.similar.signatures import BINS, Hashes, Numbers, Signatures, signatures, statements
from index.similar.tables import Table

STRETCH = 8
"""Words after the headline that state something, however short the first paragraph is: it may be no
more than a name."""


class TextSignatures:
    """Those of texts in the order in which they came."""

    def __init__(self) -> None:
        self._signatures: list[Signatures] = [np.zeros((0, BINS), np.uint8)]
        self._statements: list[Hashes] = [np.zeros(0, np.uint64)]

    def add(self, lexicon: Lexicon, found: Chunked) -> None:
        """Append texts whose chunks were found."""
        words = lexicon.hashes.words.take(found.chunks)
        self._signatures.append(signatures(words, found.bounds))
        begins, ends = _stretches(found)
        self._statements.append(statements(lexicon.hashes.stated, found.chunks, begins, ends))

    @property
    def statements(self) -> Hashes:
        """What each text states; shape (texts,)."""
        return np.concatenate(self._statements)

    def write(self, writer: ContainerWriter, slots: Numbers) -> None:
        """Write the table of the documents that some slots become, and the edges among them."""
        found = np.concatenate(self._signatures).take(slots, axis=0)
        table = Table.of(found, self.statements.take(slots))
        write_table(writer, table, table.edges())


def _stretches(found: Chunked) -> tuple[Numbers, Numbers]:
    """What is read of each text for what it states: the line after the headline, or the headline
    of a text that has no other."""
    begins, last = found.second_lines, found.bounds[1:]
    ends = np.maximum(found.third_lines, np.minimum(begins + STRETCH, last))
    is_alone = begins == last
    return np.where(is_alone, found.bounds[:-1], begins), np.where(is_alone, last, ends)
