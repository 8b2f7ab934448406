"""Generations on the disk, and what may be read while a writer writes.

An index is a folder of files that never change once they are written. A generation is one more
manifest, `generation-00000012.json`, which names the files it is made of. Readers take no lock:
they take the newest manifest and map its files, which live on for them even once removed. The last
two generations stay on the disk, so that there is one to fall back to, aloud, should the newest
turn out damaged.

This module, `store_writer.py` and the two beneath, `files.py` and `lock.py`, are all that touches
an index's files.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import IndexCorrupt, IndexMissing, IndexStateError
from corpus.messages import Message, message
from index import lock
from index.files import Files, NewFile
from index.manifest import DATA_FILE, FileEntry, Manifest, loads

MANIFEST_FILE = re.compile(r"generation-([0-9]{8,18})\.json")
TEMPORARY_FILE = re.compile(r"generation-[0-9]{8,18}\.json\.tmp")
KEPT = 2
"""Generations that stay on the disk."""

_log = logging.getLogger(__name__)

VerifyFile = Callable[[FileEntry, memoryview], Iterable[Message]]
"""Says what is wrong with a file's content: its checksum among it."""


@dataclass(frozen=True, slots=True, eq=False)
class Generation:
    """One generation as it was committed, whatever follows it: its files stay mapped while
    anything refers to their buffers.

    `warnings` says for a person why it is not the newest on the disk, when it is not.
    """

    manifest: Manifest
    buffers: Mapping[FileEntry, memoryview]
    warnings: tuple[Message, ...]
    identity: tuple[int, ...]

    @property
    def number(self) -> int:
        return self.manifest.generation


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with a file of the index."""

    file: str
    message: Message


class Store:
    """The index in a folder. It holds nothing open, and threads may share it.

    A writer asks for the newest generation by the store that it writes to.
    """

    def __init__(self, folder: Path, files: Files | None = None) -> None:
        self.folder = folder
        self.files = files or Files()
        self._is_unsettled = False

    def newest(self, known: Generation | None = None) -> Generation:
        """The newest generation that is whole: `known` itself, at the cost of one listing, while
        it still is. A file that `known` has mapped is not mapped again.

        Raises IndexMissing; IndexCorrupt when no generation is whole, or it is of another format.
        """
        self._settle()
        while True:
            numbers = self.numbers()
            try:
                identity = (numbers[0], *self.files.identity(self.path(numbers[0])))
                if known is not None and known.identity == identity:
                    return known
                return self._load(numbers, identity, known.buffers if known else {})
            except FileNotFoundError:
                # A writer that went on has removed what was being opened.
                if self.numbers() == numbers:
                    raise

    def numbers(self) -> list[int]:
        """The generations on the disk, the newest first. Raises IndexMissing, IndexCorrupt."""
        names = self.names()
        found = sorted((int(m[1]) for m in map(MANIFEST_FILE.fullmatch, names) if m), reverse=True)
        if not found and any(map(DATA_FILE.fullmatch, names)):
            raise self.damaged("aucune génération")
        if not found:
            raise IndexMissing(
                message("Il n’y a pas d’index dans « {folder} ».", folder=self.folder)
            )
        return found

    def exists(self) -> bool:
        """Whether there is an index, whole or not."""
        try:
            return bool(self.numbers())
        except IndexMissing:
            return False

    def size(self) -> int:
        """Bytes that the index takes on disk."""
        total = 0
        for name in self.names():
            with suppress(FileNotFoundError):
                total += self.files.size(self.folder / name)
        return total

    def verify(self, verify_file: VerifyFile) -> Iterator[Problem]:
        """Everything that is wrong with the generations that are kept, each file read whole."""
        verified: set[FileEntry] = set()
        for number in self.numbers()[:KEPT]:
            try:
                entries = set(self.read(number).files()) - verified
            except (FileNotFoundError, ValueError) as error:
                yield from self._problem(number, self.path(number).name, error)
                continue
            for entry in sorted(entries, key=lambda entry: entry.name):
                try:
                    buffer = self.map(entry)
                except (FileNotFoundError, ValueError) as error:
                    yield from self._problem(number, entry.name, error)
                else:
                    yield from (Problem(entry.name, each) for each in verify_file(entry, buffer))
            verified |= entries

    # What follows serves `store_writer.py` and `backup.py` as well.

    def names(self) -> list[str]:
        """What the folder holds; nothing when there is no folder."""
        try:
            return self.files.names(self.folder)
        except (FileNotFoundError, NotADirectoryError):
            return []

    def path(self, number: int) -> Path:
        """The manifest of a generation."""
        return self.folder / f"generation-{number:08d}.json"

    def read(self, number: int) -> Manifest:
        """A manifest. Raises ValueError, FileNotFoundError; IndexCorrupt for another format."""
        manifest = loads(self.files.read(self.path(number)))
        if manifest.generation != number:
            raise ValueError(f"génération {manifest.generation}")
        return manifest

    def map(self, entry: FileEntry) -> memoryview:
        """A file's content. Raises ValueError, FileNotFoundError."""
        buffer = self.files.map(self.folder / entry.name)
        _check_size(entry, len(buffer))
        return buffer

    def kept(self) -> list[Manifest]:
        """The newest manifests whose files are all there in their sizes, as many as are kept."""
        found: list[Manifest] = []
        for number in self.numbers():
            with suppress(FileNotFoundError, ValueError):
                manifest = self.read(number)
                for entry in manifest.files():
                    _check_size(entry, self.files.size(self.folder / entry.name))
                found.append(manifest)
            if len(found) == KEPT:
                break
        return found

    def make_folder(self) -> None:
        """Make the folder for an index, unless another process has made one there meanwhile.

        Raises IndexStateError when it holds anything else than what is left by a process that
        was killed while making an index.
        """
        names = self.names()
        if any(map(MANIFEST_FILE.fullmatch, names)):
            return
        free = all(name == lock.NAME or TEMPORARY_FILE.fullmatch(name) for name in names)
        if not free or (self.folder.exists() and not self.folder.is_dir()):
            raise IndexStateError(
                message(
                    "« {folder} » contient autre chose qu’un index ; choisissez un dossier vide.",
                    folder=self.folder,
                )
            )
        path = (*reversed(self.folder.parents), self.folder)
        missing = [folder for folder in path if not folder.exists()]
        for folder in missing:
            self.files.make_folder(folder)
        # A folder that is there may be so only since a writer that died before it synced that.
        for folder in missing or [self.folder]:
            with suppress(PermissionError):
                self.files.sync_folder(folder.parent)

    def publish(self, manifest: Manifest) -> None:
        """Make a manifest the newest, durably. Its files must be durable already."""
        path = self.path(manifest.generation)
        temporary = path.with_name(f"{path.name}.tmp")
        self.files.remove(temporary)
        with NewFile(self.files, temporary) as file:
            file.write(manifest.dumps())
            file.finish(crc=0)
        self._is_unsettled = True
        try:
            self.files.rename(temporary, path)
        except OSError:
            with suppress(OSError):
                self.files.remove(temporary)
            raise
        self._settle()

    def _settle(self) -> None:
        """Make durable what `publish` renamed. Should that fail there, it is done before anybody
        takes the generation for the newest: who finds a dispatch in it will not write it again."""
        if self._is_unsettled:
            self.files.sync_folder(self.folder)
            self._is_unsettled = False

    def damaged(self, detail: str) -> IndexCorrupt:
        return IndexCorrupt(
            message(
                "L’index « {folder} » est endommagé ({detail}) ; indexez de nouveau les dépêches "
                "dans un dossier vide.",
                folder=self.folder,
                detail=detail,
            )
        )

    def _load(
        self,
        numbers: list[int],
        identity: tuple[int, ...],
        known: Mapping[FileEntry, memoryview],
    ) -> Generation:
        damage: dict[int, str] = {}
        for number in numbers:
            try:
                manifest = self.read(number)
                buffers = {
                    entry: known[entry] if entry in known else self.map(entry)
                    for entry in manifest.files()
                }
            except (FileNotFoundError, ValueError) as error:
                if isinstance(error, FileNotFoundError) and self.numbers() != numbers:
                    raise
                damage[number] = _detail(error)
            else:
                return Generation(manifest, buffers, self._warnings(damage, number), identity)
        raise self.damaged(damage[numbers[0]])

    def _warnings(self, damage: Mapping[int, str], kept: int) -> tuple[Message, ...]:
        warnings = tuple(
            message(
                "La génération {number} de l’index « {folder} » est endommagée ({detail}) ; "
                "Filon s’en tient à la génération {kept}, qui la précède.",
                number=number,
                folder=self.folder,
                detail=detail,
                kept=kept,
            )
            for number, detail in damage.items()
        )
        for warning in warnings:
            _log.warning("%s", warning)
        return warnings

    def _problem(self, number: int, name: str, error: Exception) -> Iterator[Problem]:
        # A writer that went on removes a manifest before its files: that is no damage.
        if not isinstance(error, FileNotFoundError) or number in self.numbers():
            yield Problem(name, message("{detail}", detail=_detail(error)))


def _check_size(entry: FileEntry, found: int) -> None:
    if found != entry.bytes:
        raise ValueError(f"« {entry.name} » : {found} octets au lieu de {entry.bytes}")


def _detail(error: Exception) -> str:
    if isinstance(error, FileNotFoundError) and error.filename is not None:
        return f"« {Path(error.filename).name} » manque"
    return str(error)
