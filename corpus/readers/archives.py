"""Reads what archives and compressed files hold, each member by the reader of its own format.

A member's file is named «archive.zip!member.xml». A member with a name that leads out of the
archive, a link, a device or an encrypted one is refused, and the rest is read. The limits on what
is unpacked are in `corpus.readers.archives_streams`.
"""

from __future__ import annotations

import bz2
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import BinaryIO, Protocol

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
    is_too_dense,
    name_of,
    read_members,
    refused_name,
    seekable,
    some,
    too_many_members,
)
from corpus.readers.draft import Draft, Refusal

ENCRYPTED, UTF_8_NAME = 0x1, 0x800
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
"""LZMA is not among them: zipfile cannot bound the memory that it takes."""
DIRECTORY_ENTRY = b"PK\x01\x02"
OFFICE = frozenset(("[Content_Types].xml", "mimetype"))
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises for an archive that is not as it should be."""


class ZipReader:
    """Zip archives, by their directory."""

    name = "zip"
    title = "archive zip"
    extensions: tuple[str, ...] = (".zip",)

    def __init__(self, read_inside: ReadInside) -> None:
        self._read_inside = read_inside

    def sniff(self, head: bytes) -> bool:
        return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))

    def read(self, stream: BinaryIO, file: str) -> Iterator[Draft | Refusal]:
        try:
            account, depth = account_of(stream)
            archive = _opened(seekable(stream, account, depth))
        except ReaderError as error:
            yield Refusal(file, error.message, error.offset)
            return
        with archive:
            members = some(_zip_members(archive, file))
            yield from read_members(members, file, account, depth, self._read_inside)


class _Directory:
    """The file that zipfile reads. A directory that is too long is not made into objects."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.seekable = stream.seekable
        self.tell = stream.tell

    def seek(self, offset: int, whence: int = 0, /) -> int:
        if offset < 0 and not whence:
            raise ValueError(offset)
        return self._stream.seek(offset, whence)

    def read(self, size: int = -1, /) -> bytes:
        most = LIMITS.archive_directory_bytes
        data = self._stream.read(size if 0 <= size <= most else most + 1)
        if len(data) > most or data.count(DIRECTORY_ENTRY) > LIMITS.archive_members:
            raise ReaderError(too_many_members())
        return data


def _opened(stream: BinaryIO) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(_Directory(stream))
    except BROKEN_ZIP:
        raise ReaderError(message("Archive zip abîmée ou incomplète.")) from None
    if not OFFICE.isdisjoint(archive.namelist()):
        raise ReaderError(message("Document bureautique : exportez-le en texte."))
    return archive


def _zip_members(archive: zipfile.ZipFile, file: str) -> Iterator[Member | Refusal]:
    for info in archive.infolist():
        name = _name(info)
        # ZipInfo.is_dir looks at the last character, which a name may not have.
        if info.filename.endswith("/") or is_left_out(name):
            continue
        reason = _refused(info) or refused_name(name)
        if reason is not None:
            shown = name[: LIMITS.archive_name_characters]
            yield Refusal(f"{file}!{shown}", reason, info.header_offset)
        else:
            yield Member(name, _zip_chunks(archive, info), info.header_offset)


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name; many a program writes UTF-8 without saying so, which is read as CP437."""
    if not info.flag_bits & UTF_8_NAME:
        with suppress(UnicodeError):
            return name_of(info.filename.encode("cp437").decode())
    return name_of(info.filename)


def _refused(info: zipfile.ZipInfo) -> Message | None:
    """Why a member cannot be read, by what the directory says of it."""
    mode = stat.S_IFMT(info.external_attr >> 16)
    if mode not in (0, stat.S_IFREG):
        return message("Lien ou périphérique dans l’archive.")
    if "\0" in info.orig_filename:
        return message("Nom qui contient un octet nul.")
    if info.flag_bits & ENCRYPTED:
        return message("Fichier chiffré.")
    if info.compress_type not in METHODS:
        return message("Méthode de compression {method} : non lue.", method=info.compress_type)
    if is_too_dense(info.file_size, info.compress_size):
        return message(
            "Fichier comprimé plus de {ratio} fois : refusé.", ratio=LIMITS.unpacked_ratio
        )
    return None


def _zip_chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(info) as member:
            while chunk := member.read(CHUNK_BYTES):
                yield chunk
    except BROKEN_ZIP:
        raise Damaged(message("Contenu abîmé ou incomplet dans l’archive.")) from None


class _Decompressor(Protocol):
    """What bz2 and lzma have."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Gunzip:
    """zlib's own object under the names of the others."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(16 + zlib.MAX_WBITS)

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        return not self._zlib.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)


def _unxz() -> _Decompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=LIMITS.unpacking_memory_bytes)


COMPRESSIONS: tuple[tuple[bytes, Callable[[], _Decompressor]], ...] = (
    (b"\x1f\x8b\x08", _Gunzip),
    (b"BZh", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\0", _unxz),
)


class CompressedReader:
    """One file under gzip, bzip2 or xz; it keeps its name, and may be a tar archive."""

    name = "gzip"
    title = "fichier gzip, bzip2 ou xz"
    extensions: tuple[str, ...] = (".gz", ".bz2", ".xz", ".tgz", ".tbz", ".tbz2", ".txz")

    def __init__(self, read_inside: ReadInside) -> None:
        self._read_inside = read_inside

    def sniff(self, head: bytes) -> bool:
        if head.startswith(b"BZh"):
            return head[3:4].isdigit() and head[4:10] in (b"1AY&SY", b"\x17rE8P\x90")
        return _compression(head) is not None

    def read(self, stream: BinaryIO, file: str) -> Iterator[Draft | Refusal]:
        try:
            account, depth = account_of(stream)
        except ReaderError as error:
            yield Refusal(file, error.message)
            return
        members = iter((Member("", _decompressed(stream, account, depth)),))
        yield from read_members(members, file, account, depth, self._read_inside)


def _compression(head: bytes) -> Callable[[], _Decompressor] | None:
    return next((new for magic, new in COMPRESSIONS if head.startswith(magic)), None)


def _decompressed(stream: BinaryIO, account: Account, depth: int) -> Iterator[bytes]:
    """The chunks of a compressed file, of one compressed stream after the other."""
    data = _received(stream, account, depth)
    offset = len(data)
    new = _compression(data)
    while data:
        unpacker = new() if new else None
        if unpacker is None:
            raise _damaged(offset)
        while not unpacker.eof:
            try:
                chunk = unpacker.decompress(data, CHUNK_BYTES)
            except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError):
                raise _damaged(offset) from None
            if chunk:
                yield chunk
            wants = unpacker.needs_input and not unpacker.eof
            data = _received(stream, account, depth) if wants else b""
            offset += len(data)
            if wants and not (data or chunk):
                raise _damaged(offset)
        data = _after(unpacker.unused_data, stream, account, depth)
        account.open_member()


def _received(stream: BinaryIO, account: Account, depth: int) -> bytes:
    data = stream.read(CHUNK_BYTES)
    account.received += 0 if depth else len(data)
    return data


def _after(rest: bytes, stream: BinaryIO, account: Account, depth: int) -> bytes:
    """What follows a compressed stream and the zeros that pad it."""
    rest = rest.lstrip(b"\0")
    while not rest and (data := _received(stream, account, depth)):
        rest = data.lstrip(b"\0")
    return rest


def _damaged(offset: int) -> Damaged:
    return Damaged(
        message("Fichier comprimé abîmé ou incomplet avant l’octet {offset}.", offset=offset)
    )
