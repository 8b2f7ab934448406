"""Reads an index: a snapshot is one generation as it was committed, whatever follows it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from whoosh.index import FileIndex
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from corpus import record
from corpus.dispatch import Dispatch
from corpus.errors import FilonError
from index.columns import Columns, read_columns
from index.storage import damaged, open_index
from index.writer import find

B, K1 = 0.75, 1.2
"""BM25's length normalisation and saturation: Robertson and Zaragoza, «The Probabilistic
Relevance Framework: BM25 and Beyond», 2009, section 3.4."""


@dataclass(frozen=True)
class Snapshot:
    """One generation. The columns may be shared between threads, the searcher may not."""

    generation: int
    searcher: Searcher
    columns: Columns

    def dispatch(self, number: int) -> Dispatch:
        """The dispatch of a document number."""
        return record.loads(self.searcher.reader().stored_fields(number)["record"])

    def find(self, uid: str) -> Dispatch | None:
        number = find(self.searcher.reader(), uid)
        return None if number is None else self.dispatch(number)

    def close(self) -> None:
        self.searcher.close()


class IndexReader:
    """Opens snapshots of the index in a folder. Raises IndexMissing, IndexCorrupt."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index: FileIndex = open_index(folder)

    def generation(self) -> int:
        """The newest generation committed, by any process."""
        return int(self._index.latest_generation())

    def open(self, known: Snapshot | None = None) -> Snapshot:
        """The newest generation; its columns are `known`'s when that is the same one."""
        try:
            searcher = self._index.searcher(weighting=BM25F(B=B, K1=K1))
            generation = int(searcher.reader().generation() or 0)
            if known is not None and known.generation == generation:
                return Snapshot(generation, searcher, known.columns)
            return Snapshot(generation, searcher, read_columns(searcher.reader()))
        except FilonError:
            raise
        except Exception as error:  # Whoosh raises whatever the bytes lead it to
            raise damaged(self._folder, error) from error
