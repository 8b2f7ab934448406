"""The registry: which reader takes a file, and how files are found. A new format is one entry here.

A reader is chosen by what the file holds, never by its name; names only decide which files of a
folder are worth opening.
"""

from __future__ import annotations

import glob
import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.messages import message
from corpus.readers.anpa1312 import Anpa1312Reader
from corpus.readers.archives import CompressedReader, ZipReader
from corpus.readers.archives_tar import TarReader
from corpus.readers.draft import Draft, Refusal
from corpus.readers.feeds import FeedReader
from corpus.readers.iptc7901 import Iptc7901Reader
from corpus.readers.jsonlines import JsonLinesReader
from corpus.readers.mail import MailboxReader, MailReader
from corpus.readers.markup_bytes import root_of
from corpus.readers.newsml1 import NewsMl1Reader
from corpus.readers.newsml_g2 import NewsmlG2Reader
from corpus.readers.ninjs import NinjsReader
from corpus.readers.nitf import NitfReader
from corpus.readers.plain import PlainTextReader
from corpus.readers.table import TableReader
from corpus.readers.webpage import WebPageReader

HEAD_BYTES = 64 * 1024


class Reader(Protocol):
    """Reads one format. `title` names it in French, for a person.

    `sniff` says whether the first bytes of a file are this format's. `read` gives a draft for each
    dispatch, in order, and a refusal for each that it cannot read; it raises nothing else than
    OSError and never reads more than a limit allows.
    """

    name: str
    title: str
    extensions: tuple[str, ...]

    def sniff(self, head: bytes) -> bool: ...

    def read(self, stream: BinaryIO, file: str) -> Iterator[Draft | Refusal]: ...


def reader_of(head: bytes) -> Reader | None:
    """The reader of what begins with these bytes."""
    for reader in READERS:
        if reader.sniff(head):
            return reader
    return None


def read_stream(stream: io.BufferedReader[Any], file: str) -> Iterator[Draft | Refusal]:
    """Read whatever a stream holds; `file` is its name in messages and sources."""
    head = stream.peek(HEAD_BYTES)
    if not head or head.isspace():
        yield Refusal(file, message("Fichier vide."))
        return
    reader = reader_of(head)
    if reader is None:
        names = ", ".join(reader.title for reader in READERS)
        yield Refusal(file, message("Format inconnu ; Filon lit {names}.", names=names))
        return
    if isinstance(reader, PlainTextReader) and _is_markup(head):
        root = root_of(head)
        shown = root.name[:60] if root else "?"
        yield Refusal(file, message("Document XML « {root} » : Filon n’en lit pas.", root=shown))
        return
    yield from reader.read(stream, file)


def _is_markup(head: bytes) -> bool:
    """Whether a document that no reader of XML takes is one all the same: its tags are no text."""
    start = head[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    root = root_of(head) if start.startswith(b"<") else None
    return start.startswith((b"<?xml", b"<!DOCTYPE")) or bool(root and root.namespace)


READERS: tuple[Reader, ...] = (
    NewsmlG2Reader(),
    NitfReader(),
    NewsMl1Reader(),
    FeedReader(),
    WebPageReader(),
    NinjsReader(),
    Iptc7901Reader(),
    Anpa1312Reader(),
    ZipReader(read_stream),
    CompressedReader(read_stream),
    TarReader(read_stream),
    MailReader(read_stream),
    MailboxReader(read_stream),
    JsonLinesReader(),
    TableReader(),
    PlainTextReader(),
)
"""In the order in which they are asked; the one that takes anything is last."""

EXTENSIONS = frozenset(extension for reader in READERS for extension in reader.extensions)


def read_path(path: Path) -> Iterator[Draft | Refusal]:
    """Read a file. What the system refuses is a refusal too."""
    name = name_of(path)
    try:
        if path.stat().st_size > LIMITS.file_bytes:
            yield Refusal(
                name, message("Fichier de plus de {limit} octets.", limit=LIMITS.file_bytes)
            )
            return
        with io.BufferedReader(path.open("rb", buffering=0), HEAD_BYTES) as stream:
            yield from read_stream(stream, name)
    except OSError as error:
        yield unreadable(name, error)


def name_of(path: Path) -> str:
    """A path as it can be shown and stored: a file's name may have bytes that are no text."""
    return os.fsencode(path).decode("utf-8", "replace")


def unreadable(file: str, error: OSError) -> Refusal:
    """The refusal of what the system does not let us read."""
    return Refusal(
        file, message("Lecture impossible : {detail}.", detail=error.strerror or str(error))
    )


def find_files(paths: Iterable[str]) -> Iterator[Path]:
    """The files that paths, folders and globs stand for, in a stable order, each once.

    In a folder, hidden files, files called README and those without an extension that a reader
    knows are left out. Raises ReaderError for a path that leads nowhere.
    """
    seen: set[Path] = set()
    for given in paths:
        for path in _expand(given):
            real = path.resolve()
            if real not in seen:
                seen.add(real)
                yield path


def _expand(given: str) -> Iterator[Path]:
    path = Path(given)
    if path.is_dir():
        yield from (file for file in sorted(path.rglob("*")) if _is_wanted(file, path))
    elif path.exists():
        yield path
    else:
        matches = sorted(glob.glob(given, recursive=True))  # noqa: PTH207 (an absolute pattern too)
        if not matches:
            raise ReaderError(message("« {path} » n’existe pas.", path=given))
        for match in matches:
            yield from _expand(match)


def _is_wanted(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    known = file.suffix.lower() in EXTENSIONS and file.stem.upper() != "README"
    return file.is_file() and known and not hidden
