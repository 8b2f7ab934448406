"""The history of the newest generation, and what a batch that is not committed adds to it.

A commit writes one file of what it has superseded. As soon as eight of a size are there, they are
merged into one, as segments are.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from corpus import record
from index.codec.container import Container
from index.documents import short_digest
from index.files import NewFile
from index.history import History, HistoryBuilder, HistoryFile, Key, merge_history
from index.manifest import FileEntry, HistoryEntry
from index.merge_plan import plan
from index.segment_list import FileNumbers
from index.store import Store
from index.store_writer import StoreWriter


class PendingHistory:
    """See the module. Raises IndexCorrupt."""

    def __init__(self, store: Store, writer: StoreWriter, numbers: FileNumbers) -> None:
        self._store = store
        self._writer = writer
        self._numbers = numbers
        self._entries: list[HistoryEntry] = []
        self._files: list[HistoryFile] = []
        self.drop()

    def drop(self) -> None:
        """Forget the file under construction."""
        self._builder: tuple[NewFile, HistoryBuilder] | None = None
        self._new: set[Key] = set()

    def reset(self, entries: Sequence[HistoryEntry], opened: History) -> None:
        """Begin again with the history of a generation."""
        self.drop()
        self._entries = list(entries)
        self._files = list(opened.files)

    @property
    def entries(self) -> tuple[HistoryEntry, ...]:
        return tuple(self._entries)

    @property
    def opened(self) -> History:
        """All of it but what waits to be finished."""
        return History(self._files)

    def known(self, keys: Sequence[Key]) -> AbstractSet[Key]:
        """Those of some texts that are in the history."""
        return self.opened.known(keys)

    def keep(self, text: bytes, digest: int | None = None) -> None:
        """Keep a record, unless it is kept already; its digest follows from it if it is not
        given."""
        dispatch = record.loads(text)
        if digest is None:
            digest = short_digest(record.digest(dispatch))
        key = Key(dispatch.uid, dispatch.version, digest)
        if key in self._new or self.known([key]):
            return
        self._new.add(key)
        if self._builder is None:
            file = self._writer.new_file(f"history-{self._numbers.take()}.arrays")
            self._builder = file, HistoryBuilder(file)
        self._builder[1].add(key, text)

    def finish(self) -> None:
        """Finish the file under construction, if there is one."""
        if self._builder is None:
            return
        (file, builder), self._builder = self._builder, None
        self._append(len(builder), file.finish(builder.close()))

    def merge(self) -> None:
        """Merge until no tier has too many files."""
        while chosen := plan([entry.records for entry in self._entries]):
            parts = [self._files[index] for index in chosen]
            records = sum(self._entries[index].records for index in chosen)
            with self._writer.new_file(f"history-{self._numbers.take()}.arrays") as file:
                finished = file.finish(merge_history(parts, file))
            for index in sorted(chosen, reverse=True):
                del self._files[index], self._entries[index]
            self._append(records, finished)

    def _append(self, records: int, entry: FileEntry) -> None:
        container = Container(self._store.map(entry), entry.name)
        container.expect(entry.crc)
        self._files.append(HistoryFile(container))
        self._entries.append(HistoryEntry(records, entry))
