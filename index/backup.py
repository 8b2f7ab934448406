"""A copy of an index, taken while others read and write it; restoring is the same the other way.

The copy is one generation. Its files never change, so each is the same file under a second name
where the file system allows it, and its bytes otherwise. The manifest comes last: a copy that was
cut short is no index, rather than a part of one.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from corpus.errors import IndexStateError
from corpus.messages import message
from index.files import NewFile
from index.lock import NAME as LOCK
from index.lock import WriteLock
from index.manifest import FileEntry
from index.store import Generation, Store


def backup(store: Store, target: Path) -> Generation:
    """Copy the newest generation into a folder that is missing or empty, durably.

    Gives that generation; its warnings say whether a newer one was damaged. Raises IndexStateError
    when the target holds anything, and as `Store.newest`. On an error nothing of the copy stays.
    """
    generation = store.newest()
    copy = Store(target, store.files)
    _refuse_unless_free(copy)
    lock = WriteLock(target, wait=0)
    try:
        _refuse_unless_free(copy)
        _copy(store, copy, generation)
    finally:
        lock.release()
    return generation


def _refuse_unless_free(copy: Store) -> None:
    if copy.exists():
        raise IndexStateError(
            message(
                "Il y a déjà un index dans « {folder} » ; choisissez un dossier vide.",
                folder=copy.folder,
            )
        )
    copy.make_folder()


def _copy(store: Store, copy: Store, generation: Generation) -> None:
    try:
        for entry, buffer in generation.buffers.items():
            try:
                copy.files.link(store.folder / entry.name, copy.folder / entry.name)
            except OSError:  # another file system, or a writer has removed the name meanwhile
                _write(copy, entry, buffer)
        copy.files.sync_folder(copy.folder)
        copy.publish(generation.manifest)
    except BaseException:
        with suppress(OSError):
            for name in set(copy.names()) - {LOCK}:
                copy.files.remove(copy.folder / name)
        raise


def _write(copy: Store, entry: FileEntry, buffer: memoryview) -> None:
    with NewFile(copy.files, copy.folder / entry.name) as file:
        file.write(buffer)
        file.finish(entry.crc)
