"""Reads tar archives as streams, header by header.

The standard library's `tarfile` decodes the headers; walking them here bounds what a name or an
extended header may take, which it reads whole into memory.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from typing import BinaryIO

from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.messages import Message, message
from corpus.readers.archives_streams import (
    CHUNK_BYTES,
    Account,
    Damaged,
    Member,
    ReadInside,
    account_of,
    is_left_out,
    name_of,
    read_members,
    refused_name,
    some,
)
from corpus.readers.draft import Draft, Refusal

BLOCK = tarfile.BLOCKSIZE
PAX = (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE)
EXTENSIONS = (*PAX, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)
"""Headers that say something of the next member."""
BARE = (
    tarfile.DIRTYPE,
    tarfile.LNKTYPE,
    tarfile.SYMTYPE,
    tarfile.CHRTYPE,
    tarfile.BLKTYPE,
    tarfile.FIFOTYPE,
)
"""Members that have no data, whatever size their header gives."""
RECORD = re.compile(rb"(\d{1,9}) ([^=\n]+)=")


class TarReader:
    """Tar archives: V7, POSIX and GNU."""

    name = "tar"
    title = "archive tar"
    extensions: tuple[str, ...] = (".tar",)

    def __init__(self, read_inside: ReadInside) -> None:
        self._read_inside = read_inside

    def sniff(self, head: bytes) -> bool:
        try:
            return bool(_header(head[:BLOCK]).name)
        except tarfile.HeaderError:
            return False

    def read(self, stream: BinaryIO, file: str) -> Iterator[Draft | Refusal]:
        try:
            account, depth = account_of(stream)
        except ReaderError as error:
            yield Refusal(file, error.message)
            return
        walk = _Walk(stream, file, account if depth == 0 else None)
        yield from read_members(some(walk.members()), file, account, depth, self._read_inside)


def _header(block: bytes) -> tarfile.TarInfo:
    """Raises tarfile.HeaderError."""
    header = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    if header.size < 0:
        raise tarfile.HeaderError("negative size")
    return header


class _Walk:
    """One way through an archive. `account` is told of what is received, None inside others."""

    def __init__(self, stream: BinaryIO, file: str, account: Account | None) -> None:
        self._stream = stream
        self._file = file
        self._account = account
        self._offset = 0
        self._left = 0
        self._extended: dict[str, str] = {}

    def members(self) -> Iterator[Member | Refusal]:
        """Each file, or why it is refused. Raises ReaderError where the archive breaks off."""
        while (header := self._next_header()) is not None:
            start = self._offset - BLOCK
            self._left = 0 if header.type in BARE else header.size
            padding = -self._left % BLOCK
            if header.type in EXTENSIONS:
                self._extend(header)
            else:
                found = self._member(header, start)
                self._extended = {}
                if found is not None:
                    yield found
            self._skip(self._left + padding)

    def _next_header(self) -> tarfile.TarInfo | None:
        block = self._read(BLOCK)
        if not block.strip(b"\0"):
            return None
        try:
            return _header(block)
        except tarfile.HeaderError:
            raise self._broken(self._offset - len(block)) from None

    def _broken(self, offset: int) -> ReaderError:
        return ReaderError(
            message("Archive tar abîmée ou incomplète à l’octet {offset}.", offset=offset),
            offset=offset,
        )

    def _member(self, header: tarfile.TarInfo, start: int) -> Member | Refusal | None:
        name = name_of(self._extended.get("path") or header.name)
        # V7 marks a folder by its name alone.
        if header.type == tarfile.DIRTYPE or name.endswith("/") or is_left_out(name):
            return None
        reason = self._refused(header) or refused_name(name)
        if reason is not None:
            shown = name[: LIMITS.archive_name_characters]
            return Refusal(f"{self._file}!{shown}", reason, start)
        return Member(name, self._chunks(), start)

    def _refused(self, header: tarfile.TarInfo) -> Message | None:
        if header.type in BARE:
            return message("Lien ou périphérique dans l’archive.")
        if header.type == tarfile.GNUTYPE_SPARSE or any(
            key.startswith("GNU.sparse") for key in self._extended
        ):
            return message("Fichier à trous dans l’archive : non lu.")
        if header.type not in tarfile.REGULAR_TYPES:
            return message("Membre d’un type que tar ne définit pas.")
        return None

    def _extend(self, header: tarfile.TarInfo) -> None:
        if header.size > LIMITS.archive_header_bytes:
            raise ReaderError(
                message(
                    "En-tête d’archive de plus de {limit} octets.",
                    limit=LIMITS.archive_header_bytes,
                ),
                offset=self._offset,
            )
        data = self._read(header.size)
        self._left -= len(data)
        if self._left:
            raise self._broken(self._offset)
        if header.type in PAX:
            self._extended |= _records(data)
        elif header.type == tarfile.GNUTYPE_LONGNAME:
            name = data.partition(b"\0")[0]
            self._extended["path"] = name.decode("utf-8", "surrogateescape")

    def _chunks(self) -> Iterator[bytes]:
        """The data of the member at hand."""
        while self._left:
            data = self._read(min(self._left, CHUNK_BYTES))
            if not data:
                raise Damaged(message("Contenu abîmé ou incomplet dans l’archive."))
            self._left -= len(data)
            yield data

    def _skip(self, count: int) -> None:
        """What nobody has read of a member, and the zeros after it."""
        while count and (data := self._read(min(count, CHUNK_BYTES))):
            count -= len(data)
        self._left = 0

    def _read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._offset += len(data)
        if self._account is not None:
            self._account.received += len(data)
        return data


def _records(data: bytes) -> dict[str, str]:
    """The records of a pax header, «27 path=dossier/dépêche.xml». Raises ReaderError."""
    found: dict[str, str] = {}
    at = 0
    while at < len(data) and (record := RECORD.match(data, at)) is not None:
        end = at + int(record[1])
        if not record.end() < end <= len(data):
            break
        value = data[record.end() : end - 1]
        found[record[2].decode("utf-8", "replace")] = value.decode("utf-8", "surrogateescape")
        at = end
    if data[at:].strip(b"\0"):
        raise ReaderError(message("En-tête d’archive tar illisible."))
    return found
