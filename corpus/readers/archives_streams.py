"""What stands inside another file, as a stream: an archive's member, a mail's attachment.

Nothing is unpacked to a disk. One account is kept for all that one file outside holds, however
deeply: what is unpacked may not be more than a multiple of what was received, so that a small file
cannot make much work.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple

from corpus.errors import CorpusError, ReaderError
from corpus.limits import LIMITS
from corpus.messages import Message, message
from corpus.readers.draft import Draft, Refusal
from corpus.text import clean, decode

CHUNK_BYTES = 64 * 1024

ReadInside = Callable[["Inside", str], Iterator[Draft | Refusal]]
"""Reads a stream of any format; the registry's own `read_stream`."""


class Damaged(CorpusError, OSError):
    """What stands inside cannot be read on. To its reader it is what a bad disk would be."""


class Exhausted(Damaged):
    """The file outside has cost what it may: nothing more of it is read. `file` is where."""

    file = ""


@dataclass
class Account:
    """What one file outside has cost: its own bytes, bytes unpacked from it, members opened."""

    received: int = 0
    unpacked: int = 0
    members: int = 0

    def unpack(self, count: int) -> None:
        """Count bytes unpacked. Raises Exhausted."""
        self.unpacked += count
        if is_too_dense(self.unpacked, self.received):
            raise Exhausted(
                message(
                    "Décompression arrêtée : plus de {ratio} fois la taille reçue.",
                    ratio=LIMITS.unpacked_ratio,
                )
            )
        if self.unpacked > LIMITS.unpacked_bytes:
            raise Exhausted(
                message("Décompression arrêtée après {limit} octets.", limit=LIMITS.unpacked_bytes)
            )

    def open_member(self) -> None:
        """Count a member. Raises Exhausted."""
        self.members += 1
        if self.members > LIMITS.archive_members:
            raise Exhausted(too_many_members())


def is_too_dense(unpacked: int, received: int) -> bool:
    """Whether so many bytes are more than so few may become."""
    return unpacked > LIMITS.unpacked_free_bytes + LIMITS.unpacked_ratio * received


def too_many_members() -> Message:
    return message(
        "Archive de plus de {limit} fichiers : découpez-la.", limit=LIMITS.archive_members
    )


class Inside(io.BufferedReader):
    """A stream of chunks that knows how deep it is inside other files, and their account."""

    def __init__(self, chunks: Iterable[bytes], account: Account, depth: int) -> None:
        super().__init__(_Chunks(iter(chunks), account), CHUNK_BYTES)
        self.account = account
        self.depth = depth


class _Chunks(io.RawIOBase):
    """Chunks as a file. After an error there is no end, but the same error again."""

    def __init__(self, chunks: Iterator[bytes], account: Account) -> None:
        self._chunks = chunks
        self._account = account
        self._rest = memoryview(b"")
        self._error: Damaged | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the whole buffer, so that the first look at a file sees as much as on a disk."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        filled = 0
        while filled < len(view) and self._has_rest():
            count = min(len(self._rest), len(view) - filled)
            view[filled : filled + count] = self._rest[:count]
            self._rest = self._rest[count:]
            filled += count
        return filled

    def _has_rest(self) -> bool:
        if self._error is not None:
            raise self._error
        if not self._rest:
            try:
                self._rest = memoryview(next(self._chunks, b""))
                self._account.unpack(len(self._rest))
            except Damaged as error:
                self._error = error
                raise
        return bool(self._rest)


class Member(NamedTuple):
    """A file inside: its path there, its bytes, and where it begins in what holds it."""

    name: str
    chunks: Iterable[bytes]
    offset: int = 0


def account_of(stream: BinaryIO) -> tuple[Account, int]:
    """The account that a stream is on, and its depth: a new one, at 0, for a file outside.

    Raises ReaderError for one that is too deep.
    """
    if not isinstance(stream, Inside):
        return Account(), 0
    check_depth(stream.depth)
    return stream.account, stream.depth


def check_depth(depth: int) -> None:
    """Raises ReaderError for what stands so deep that nothing in it is read."""
    if depth >= LIMITS.archive_depth:
        raise ReaderError(
            message("Fichiers imbriqués sur plus de {limit} niveaux.", limit=LIMITS.archive_depth)
        )


def read_members(
    members: Iterator[Member | Refusal],
    file: str,
    account: Account,
    depth: int,
    read_inside: ReadInside,
) -> Iterator[Draft | Refusal]:
    """What the members of a file hold, in order.

    One that is damaged is refused and the next is read. When the account is exhausted, the file
    outside is refused from there on.
    """
    try:
        for member in members:
            if isinstance(member, Refusal):
                yield member
                continue
            account.open_member()
            inside = Inside(member.chunks, account, depth + 1)
            path = f"{file}!{member.name}" if member.name else file
            yield from _read_member(inside, path, member.offset, read_inside)
    except ReaderError as error:
        yield Refusal(file, error.message, error.offset)
    except Exhausted as error:
        error.file = error.file or file
        if depth:
            raise
        yield Refusal(error.file, error.message)
        if error.file != file:
            yield Refusal(file, message("Archive refusée à partir d’ici : la suite n’est pas lue."))


def some(members: Iterator[Member | Refusal]) -> Iterator[Member | Refusal]:
    """The same. Raises ReaderError where there are none: no file ends without a word of it."""
    is_empty = True
    for member in members:
        is_empty = False
        yield member
    if is_empty:
        raise ReaderError(message("Archive sans fichier à lire."))


def _read_member(
    inside: Inside, path: str, offset: int, read_inside: ReadInside
) -> Iterator[Draft | Refusal]:
    try:
        yield from read_inside(inside, path)
    except Exhausted as error:
        error.file = error.file or path
        raise
    except Damaged as error:
        yield Refusal(path, error.message, offset)


def seekable(stream: BinaryIO, account: Account, depth: int) -> BinaryIO:
    """The same bytes where one can go back and forth: in memory, if need be.

    A file outside is counted as received. Raises ReaderError for one too large for memory.
    """
    if not isinstance(stream, Inside) and stream.seekable():
        account.received += stream.seek(0, io.SEEK_END)
        stream.seek(0)
        return stream
    data = stream.read(LIMITS.nested_archive_bytes + 1)
    if len(data) > LIMITS.nested_archive_bytes:
        raise ReaderError(
            message(
                "Archive de plus de {limit} octets dans une autre, ou dans un tube.",
                limit=LIMITS.nested_archive_bytes,
            )
        )
    account.received += 0 if depth else len(data)
    return io.BytesIO(data)


def name_of(raw: str) -> str:
    """A member's name as it can be shown; `raw` may hold bytes that no encoding explained."""
    return clean(decode(raw.encode("utf-8", "surrogateescape").replace(b"\0", b"")).text)


def refused_name(name: str) -> Message | None:
    """Why a member of that name is not read; None for a harmless one."""
    if len(name) > LIMITS.archive_name_characters:
        return message(
            "Nom de plus de {limit} caractères dans l’archive.",
            limit=LIMITS.archive_name_characters,
        )
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":":
        return message("Nom qui sort de l’archive.")
    return None


def is_left_out(name: str) -> bool:
    """Whether a member is one of those that are left out of a folder too: hidden, or README."""
    path = PurePosixPath(name.replace("\\", "/"))
    is_hidden = any(
        part.startswith((".", "__MACOSX")) and part not in (".", "..") for part in path.parts
    )
    return is_hidden or path.stem.upper() == "README"
