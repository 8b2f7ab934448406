"""Commits generations, in an order that loses nothing whatever happens in between.

1. The files are written and synced, then the folder, so that their names are durable too;
2. the manifest is written under another name and synced;
3. it is renamed, which is the commit, and the folder synced, which makes it durable;
4. only then go the files that neither this generation nor the one before needs.

What to keep is always read from the disk, never remembered: when the last step of a commit fails,
nobody knows whether it took place.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Container
from dataclasses import replace

from corpus.errors import IndexStateError
from corpus.limits import LIMITS
from corpus.messages import Message
from index.files import NewFile
from index.lock import WriteLock
from index.manifest import DATA_FILE, Manifest
from index.store import MANIFEST_FILE, TEMPORARY_FILE, Store

_NUMBERED = re.compile(r"(?:generation|damaged)-([0-9]{8,18})(?:\.json)?")

_log = logging.getLogger(__name__)


class StoreWriter:
    """The one writer of an index, which is made when its folder is missing or empty.

    Raises IndexLocked after `wait` seconds, IndexStateError when the folder holds something else,
    IndexCorrupt as `Store.newest`. It holds the lock until `close`. `warnings` says for a person
    which damaged generation was set aside, in a folder `damaged-00000012`.
    """

    def __init__(self, store: Store, wait: float = LIMITS.lock_seconds) -> None:
        self._store = store
        self._files = store.files
        self._made: dict[str, NewFile] = {}
        self.warnings: tuple[Message, ...] = ()
        if not store.exists():
            store.make_folder()
        self._lock = WriteLock(store.folder, wait)
        try:
            self._begin()
        except BaseException:
            self._lock.release()
            raise

    def __enter__(self) -> StoreWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def lock_descriptor(self) -> int:
        """What a process inherits that writes files for this writer."""
        return self._lock.descriptor

    def new_file(self, name: str) -> NewFile:
        """A file to write and `finish`; it is removed again unless a commit names it."""
        if not DATA_FILE.fullmatch(name):
            raise ValueError(f"not a name of an index's file: {name!r}")
        self._made[name] = NewFile(self._files, self._store.folder / name)
        return self._made[name]

    def commit(self, manifest: Manifest) -> Manifest:
        """Make the segments of a manifest the next generation, durable when this returns.

        Gives the manifest with its number. Finished files that it does not name go, those still
        being written stay. On any error all files made since the last commit are dropped, and the
        index is as it was, or, when the very last step failed, the new generation may be there:
        read `Store.newest` before going on.
        """
        try:
            self._check(manifest)
            manifest = replace(manifest, generation=self._next_number())
            if self._made:
                self._files.sync_folder(self._store.folder)
            self._store.publish(manifest)
        except BaseException:
            self.drop()
            raise
        self._made = {name: file for name, file in self._made.items() if file.entry is None}
        self._clean()
        return manifest

    def drop(self) -> None:
        """Remove the files made since the last commit. Raises nothing.

        No generation goes here: after a commit whose last step failed, the one before it may be
        the only one that is durable.
        """
        made, self._made = self._made, {}
        for file in made.values():
            file.abandon()
        self._clean(only=made.keys())

    def close(self) -> None:
        """Give up the lock; what was not committed is dropped."""
        try:
            if self._made:
                self.drop()
        finally:
            self._lock.release()

    def _begin(self) -> None:
        if not self._store.exists():
            self._store.publish(Manifest())
            return
        newest = self._store.newest()
        # What a writer that died had renamed counts from here on, so it must be as durable.
        self._files.sync_folder(self._store.folder)
        if newest.number < self._store.numbers()[0]:
            self.warnings = newest.warnings
            self._set_aside()
        self._clean()

    def _check(self, manifest: Manifest) -> None:
        """That a manifest names only what is on the disk and durable."""
        known = {entry for kept in self._store.kept() for entry in kept.files()}
        known.update(file.entry for file in self._made.values() if file.entry is not None)
        for entry in manifest.files():
            if entry not in known:
                raise ValueError(f"not a finished file: {entry.name}")

    def _next_number(self) -> int:
        """Numbers of damaged generations are not given again: whoever saw one knows it by that."""
        found = map(_NUMBERED.fullmatch, self._store.names())
        return 1 + max(int(match[1]) for match in found if match)

    def _set_aside(self) -> None:
        """Move what a damaged generation may consist of out of the way, for somebody to look at.

        The manifest moves last, so that whoever is killed here begins again.
        """
        folder = self._store.folder
        aside = folder / f"damaged-{self._store.numbers()[0]:08d}"
        self._files.make_folder(aside)
        for name in sorted(self._orphans(), key=lambda name: bool(MANIFEST_FILE.fullmatch(name))):
            self._files.rename(folder / name, aside / name)
        self._files.sync_folder(aside)
        self._files.sync_folder(folder)

    def _clean(self, only: Container[str] | None = None) -> None:
        """Remove what no kept generation needs; what cannot be removed now will be later."""
        try:
            # Manifests first: one on the disk has its files.
            orphans = sorted(self._orphans(), key=lambda name: not MANIFEST_FILE.fullmatch(name))
            for name in orphans:
                if only is None or name in only:
                    self._files.remove(self._store.folder / name)
        except (OSError, MemoryError, IndexStateError) as error:
            _log.warning("L’index « %s » n’a pas pu être nettoyé : %s", self._store.folder, error)

    def _orphans(self) -> list[str]:
        """The index's files in the folder that neither a kept generation nor this writer needs."""
        kept = self._store.kept()
        needed = {entry.name for manifest in kept for entry in manifest.files()}
        needed |= {self._store.path(manifest.generation).name for manifest in kept}
        needed |= self._made.keys()
        ours = (DATA_FILE, MANIFEST_FILE, TEMPORARY_FILE)
        return [
            name
            for name in self._store.names()
            if name not in needed and any(pattern.fullmatch(name) for pattern in ours)
        ]
