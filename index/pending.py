"""What a batch that is not committed changes in the segments and the history of an index.

New documents go into a segment under construction, which is finished when it holds as much as
memory allows; a document that is replaced is deleted by a mask, and its record kept in the history.
`commit` writes the masks, merges segments where `merge_plan` says so, and makes it all the next
generation. Large merges may be left to another process: a commit then takes in what was merged
since.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from corpus import record
from corpus.limits import LIMITS
from index.background import BackgroundMerge
from index.files import NewFile
from index.history import Kept, Key
from index.lexicon import Lexicon
from index.manifest import FileEntry, Manifest
from index.memory import give_back_memory
from index.merge_plan import plan, plan_load
from index.pending_history import PendingHistory
from index.records import record_of
from index.segment_builder import Entry, SegmentBuilder
from index.segment_list import FileNumbers, SegmentList, opened
from index.snapshot import Snapshot
from index.store import Store
from index.store_writer import StoreWriter
from index.uids import Located
from index.withdrawals import in_full

LARGE = 200_000
"""Documents of a merge that needs the memory of the words that are known."""


@dataclass(frozen=True)
class _Load:
    """A load under way: the segments that there were before it, and those that it has merged."""

    before: frozenset[str]
    merged: set[str] = field(default_factory=set)


class PendingSegments:
    """See the module. Raises IndexCorrupt. Not for two threads."""

    def __init__(self, store: Store, writer: StoreWriter, *, in_background: bool = False) -> None:
        self._store = store
        self._writer = writer
        self._lexicon = Lexicon()
        self._snapshot: Snapshot | None = None
        self._load: _Load | None = None
        self._numbers = FileNumbers()
        self._segments = SegmentList(store, writer, self._numbers)
        self._history = PendingHistory(store, writer, self._numbers)
        self.background = BackgroundMerge(store.folder, writer, is_wanted=in_background)
        self.reset()

    def reset(self) -> None:
        """Begin again from the newest generation; what was not committed is forgotten."""
        # Before anything can fail: nobody may go on writing to a file that was dropped.
        self._builder: tuple[NewFile, SegmentBuilder] | None = None
        self._history.drop()
        known = self._snapshot
        generation = self._store.newest(known.held if known else None)
        if known is None or known.held is not generation:
            self._snapshot = known = Snapshot(generation, known)
        self._manifest: Manifest = generation.manifest
        self._segments.reset(generation.manifest.segments, known.segments)
        self._history.reset(generation.manifest.history, known.history)
        self._superseded: list[Located] = []
        self._numbers.next = self._manifest.next_segment
        self._reserved: dict[str, NewFile] = {}

    @property
    def generation(self) -> int:
        """The number of the newest generation."""
        return self._manifest.generation

    def find(self, uids: Sequence[str]) -> dict[str, Located]:
        """The living documents of those uids that have one in a finished segment."""
        return self._segments.find(uids)

    def kept(self, keys: Sequence[Key]) -> AbstractSet[Key]:
        """Those of some texts that the history of the newest generation has."""
        return self._history.known(keys)

    def precedence_of(self, at: Located) -> int:
        """What decides between a document and another text of its version."""
        return self._segments.precedence_of(at)

    def supersede(self, at: Located) -> None:
        """Delete a document when the batch is committed, and keep its record."""
        self._segments.delete(at)
        self._superseded.append(at)

    @property
    def slots(self) -> int:
        """The slot that the next document of the segment under construction will have."""
        return self._builder[1].slots if self._builder else 0

    def add(self, entries: Sequence[Entry]) -> None:
        """Add documents to the segment under construction, in slots that follow each other."""
        if self._builder is None:
            file = self._writer.new_file(f"segment-{self._numbers.take()}.arrays")
            self._builder = file, SegmentBuilder(file, self._lexicon)
        self._builder[1].add(entries)

    def drop(self, slot: int) -> None:
        """Take a document out of the segment under construction again, and keep its record."""
        if self._builder is not None:
            self._builder[1].drop(slot)

    @property
    def is_full(self) -> bool:
        """Whether the segment under construction holds as much as it may."""
        return self._builder is not None and self._builder[1].held >= LIMITS.segment_chunks

    def finish(self) -> None:
        """Finish the segment under construction, if there is one."""
        if self._builder is None:
            return
        (file, builder), self._builder = self._builder, None
        documents = len(builder)
        # A load merges what it wrote, where that is more than one segment.
        stays = self._load is None or not self._loaded()
        self._take_in(file.finish(builder.close(stays=stays)), documents)
        if len(self._lexicon.bulk) > LIMITS.known_chunks:
            self._lexicon = Lexicon()

    def reserve(self) -> str:
        """Make the file of a segment that another process is to build; gives its name."""
        file = self._writer.new_file(f"segment-{self._numbers.take()}.arrays")
        self._reserved[file.name] = file
        return file.name

    def adopt(self, entry: FileEntry, documents: int) -> None:
        """Take in a segment that another process has finished in a reserved file."""
        self._reserved.pop(entry.name).adopt(entry)
        self._take_in(entry, documents)

    def _take_in(self, file: FileEntry, documents: int) -> None:
        """Add a new segment, and keep the records of what was dropped from it. One that is left
        without documents is named by no commit, and so goes at the next."""
        for stored in opened(self._store, file).stored.dropped():
            self._history.keep(record_of(stored))
        if documents:
            self._segments.append_new(file, documents)

    def commit(self, wordless: Collection[str] = ()) -> int:
        """Make all of it the next generation, if it changes anything; gives the newest's number.

        `wordless` are the uids of withdrawals that may have to be given words.
        """
        self._settle(wordless)
        taken = self.background.take(self._segments.masks)
        if taken is not None:
            self._segments.take(taken)
        if not self._is_changed():
            return self._manifest.generation
        self._segments.write_deletions()
        later = self._merge()
        self._history.merge()
        generation = self._publish()
        if later and not self.background.names:
            parts = [each for each in self._segments.entries if each.name in later]
            self.background.begin(parts, f"segment-{self._numbers.take()}.arrays")
        return generation

    def begin_load(self) -> None:
        """Put off merges until `end_load`."""
        self.background.drop()
        self._load = _Load(frozenset(entry.name for entry in self._segments.entries))

    def end_load(self, *, merging: bool = True) -> None:
        """Merge what was written since `begin_load`, in generations of its own."""
        loaded, self._load = self._loaded(), None
        if not merging or not loaded:
            return
        chosen = plan_load(self._segments.sizes(), loaded)
        if chosen:
            self._replace(chosen)
            self._publish()
            # Once more: only the generation before the newest keeps what was merged on the disk.
            self._publish()

    def optimise(self, wordless: Collection[str] = ()) -> None:
        """Merge all segments into one at the next commit."""
        self.background.drop()
        self._settle(wordless)
        self._segments.write_deletions()
        if len(self._segments) > 1 or any(entry.deleted for entry in self._segments.entries):
            self._replace(range(len(self._segments)))

    def _settle(self, wordless: Collection[str]) -> None:
        """Finish what is new, complete the history, and give words to withdrawals."""
        self.finish()
        superseded, self._superseded = self._superseded, []
        for at in superseded:
            self._history.keep(self._segments.record(at), at.digest)
        found = self._segments.find(list(wordless)).values() if wordless else ()
        withdrawn = [at for at in found if self._segments.is_withdrawn(at)]
        for at in withdrawn:
            if not self._segments.dispatch(at).paragraphs:
                self._history.keep(self._segments.record(at), at.digest)
        self._history.finish()
        for at in withdrawn:
            now = Kept(at.digest, self._segments.dispatch(at))
            full = in_full(now, self._history.opened)
            if full != now.dispatch:
                self._segments.delete(at)
                self.add([Entry(full, record.dumps(full), at.digest)])
        self.finish()

    def _is_changed(self) -> bool:
        return (
            self._segments.entries != self._manifest.segments
            or self._segments.has_new_deletions
            or self._history.entries != self._manifest.history
        )

    def _publish(self) -> int:
        """Make all of it the next generation; gives its number."""
        changed = replace(
            self._manifest,
            next_segment=self._numbers.next,
            segments=self._segments.entries,
            history=self._history.entries,
        )
        self._writer.commit(changed)
        self.reset()
        return self._manifest.generation

    def _merge(self) -> list[str]:
        """Merge until no tier has too many segments, or, in a load, its own are not too many.

        Gives the names of those that another process is to merge once they are committed.
        """
        if self._load is not None:
            self._merge_load(self._load.merged)
            return []
        while chosen := plan(self._segments.sizes(busy=self.background.names)):
            parts = [self._segments.entries[n] for n in chosen]
            if self.background.is_for(sum(part.documents for part in parts)):
                return [part.name for part in parts]
            self._replace(chosen)
            self.background.succeed()
        return []

    def _merge_load(self, merged: set[str]) -> None:
        entries = self._segments.entries
        fresh = [n for n in self._loaded() if entries[n].name not in merged]
        if len(fresh) >= LIMITS.load_segments:
            merged.add(self._replace(fresh))

    def _loaded(self) -> list[int]:
        """The indices of the segments that were written since the load began."""
        before = self._load.before if self._load else frozenset()
        return [n for n, entry in enumerate(self._segments.entries) if entry.name not in before]

    def _replace(self, chosen: Sequence[int]) -> str:
        """Merge some segments; gives the name of the new one."""
        if self._segments.documents(chosen) > LARGE:
            self._lexicon = Lexicon()
            give_back_memory()
        return self._segments.merge(chosen)
