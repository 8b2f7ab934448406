"""The only module that touches the index's files: where they are, who may write, what is durable.

Whoosh syncs nothing; here every file is synced when it is closed, and the folder after every
rename, so that a generation that was acknowledged survives a power cut. One process writes at a
time, kept by a lock of the system that dies with its holder.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import FileIndex

from corpus.errors import IndexCorrupt, IndexMissing, IndexStateError
from corpus.messages import message
from index.schema import schema

FORMAT = 1
MARKER = "filon.json"
LOCK = "lock"


def create_index(folder: Path) -> FileIndex:
    """The index in a folder, made there when the folder is missing or empty.

    Raises IndexStateError when the folder holds something else, IndexCorrupt as `open_index`.
    """
    if (folder / MARKER).exists():
        return open_index(folder)
    if folder.exists() and not _is_free(folder):
        raise IndexStateError(
            message(
                "« {folder} » contient autre chose qu’un index ; choisissez un dossier vide.",
                folder=folder,
            )
        )
    folder.mkdir(parents=True, exist_ok=True)
    index = FileIndex.create(DurableStorage(folder), schema())
    # The marker comes last: a folder that has it has a whole index.
    _write_marker(folder)
    return index


def _is_free(folder: Path) -> bool:
    """Whether a folder is empty but for what a killed `create_index` may have left."""
    return folder.is_dir() and all(
        file.name == LOCK or file.name.startswith("_MAIN_0.toc") for file in folder.iterdir()
    )


def open_index(folder: Path) -> FileIndex:
    """The index in a folder. Raises IndexMissing, IndexCorrupt."""
    _check_marker(folder)
    try:
        return FileIndex(DurableStorage(folder))
    except Exception as error:  # Whoosh raises whatever the bytes lead it to
        raise damaged(folder, error) from error


def damaged(folder: Path, error: Exception) -> IndexCorrupt:
    """The error to raise for whatever reading a damaged index led to."""
    return IndexCorrupt(
        message(
            "L’index « {folder} » est endommagé ({detail}) ; indexez de nouveau les dépêches "
            "dans un dossier vide.",
            folder=folder,
            detail=f"{type(error).__name__}: {error}",
        )
    )


def size_of(folder: Path) -> int:
    """Bytes that the index takes on disk."""
    return sum(file.stat().st_size for file in folder.iterdir() if file.is_file())


def remove_leftovers(folder: Path) -> None:
    """Remove what a killed writer left behind. Only the holder of the lock may call this."""
    for leftover in folder.glob("*.tmp"):
        shutil.rmtree(leftover, ignore_errors=True)


class DurableStorage(FileStorage):  # type: ignore[misc]
    """Whoosh's folder of files, with every file and every rename synced to the disk."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))

    def create_file(self, name: str, **kwargs: Any) -> StructFile:
        file = super().create_file(name, **kwargs)
        file.onclose = _sync_file
        return file

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        super().rename_file(oldname, newname, safe=safe)
        _sync_folder(Path(self.folder))

    def lock(self, name: str) -> WriteLock:
        return WriteLock(Path(self.folder))


class WriteLock:
    """The right to write to an index, held by one process; the file names the holder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK
        self._descriptor: int | None = None

    def acquire(self, blocking: bool = False) -> bool:
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if blocking else fcntl.LOCK_NB))
        except OSError:
            os.close(descriptor)
            return False
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def holder(self) -> str:
        """The number of the process that holds the lock, or «?»."""
        try:
            return self._path.read_text(encoding="ascii").strip() or "?"
        except OSError:
            return "?"


def _sync_file(file: StructFile) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_marker(folder: Path) -> None:
    marker = folder / MARKER
    with marker.open("w", encoding="utf-8") as file:
        json.dump({"format": FORMAT}, file)
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(folder)


def _check_marker(folder: Path) -> None:
    marker = folder / MARKER
    try:
        found = json.loads(marker.read_text(encoding="utf-8"))["format"]
    except FileNotFoundError:
        raise IndexMissing(
            message("Il n’y a pas d’index dans « {folder} ».", folder=folder)
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise damaged(folder, error) from error
    if found != FORMAT:
        raise IndexCorrupt(
            message(
                "L’index « {folder} » est au format {found} ; cette version lit le "
                "format {format}.",
                folder=folder,
                found=found,
                format=FORMAT,
            )
        )
