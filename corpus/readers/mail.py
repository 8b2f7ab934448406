"""Reads mail: a message by itself (.eml), or a box of them (mbox) as a stream.

A mail's text goes through the rules of plain text where it has a dateline, so that it may hold
several dispatches; else it is one, with the subject as its headline. What is attached is read as
files inside, each by the reader of its own format.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from email.message import Message as Mail
from typing import BinaryIO

from corpus.dispatch import Source
from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.messages import message
from corpus.readers.archives_streams import (
    Account,
    Damaged,
    Member,
    ReadInside,
    account_of,
    check_depth,
    read_members,
)
from corpus.readers.draft import Draft, Refusal
from corpus.readers.mail_drafts import drafts_of
from corpus.readers.mail_parts import Parts, headers_of, parse_mail, parts_of
from corpus.text import read_bytes

HEADER_LINE = re.compile(rb"([!-9;-~]{1,80}):")
USUAL = frozenset(
    (
        b"from",
        b"to",
        b"subject",
        b"date",
        b"message-id",
        b"mime-version",
        b"received",
        b"return-path",
        b"content-type",
        b"delivered-to",
        b"reply-to",
        b"sender",
        b"list-id",
    )
)
TELLING = frozenset((b"from", b"message-id", b"mime-version", b"received", b"return-path"))
"""Plain texts have a «Date:» or a «Subject:» of their own, hardly ever one of these."""
ENVELOPE = re.compile(rb"From \S.*\d\d:\d\d.*\d{4}")
QUOTED_FROM = re.compile(rb">+From ")
EMPTY = (b"\n", b"\r\n")


class MailReader:
    """One message (RFC 5322), with all that is attached to it."""

    name = "mail"
    title = "courriel (.eml)"
    extensions: tuple[str, ...] = (".eml",)

    def __init__(self, read_inside: ReadInside) -> None:
        self._read_inside = read_inside

    def sniff(self, head: bytes) -> bool:
        return _are_headers(head)

    def read(self, stream: BinaryIO, file: str) -> Iterator[Draft | Refusal]:
        data = read_bytes(stream, LIMITS.mail_bytes)
        yield from _read_message(data, Source(file, self.name), stream, self._read_inside)


class MailboxReader:
    """Messages one after the other, each after a line «From …» (RFC 4155)."""

    name = "mbox"
    title = "boîte de courriels (mbox)"
    extensions: tuple[str, ...] = (".mbox", ".mbx")

    def __init__(self, read_inside: ReadInside) -> None:
        self._read_inside = read_inside

    def sniff(self, head: bytes) -> bool:
        first, _, rest = head.partition(b"\n")
        return ENVELOPE.match(first) is not None and HEADER_LINE.match(rest) is not None

    def read(self, stream: BinaryIO, file: str) -> Iterator[Draft | Refusal]:
        for offset, data in _messages(stream):
            source = Source(file, self.name, offset)
            yield from _read_message(data, source, stream, self._read_inside)


def _are_headers(head: bytes) -> bool:
    """Whether the bytes before the first empty line are a mail's headers."""
    names: set[bytes] = set()
    for number, line in enumerate(io.BytesIO(head)):  # the first tells most files apart
        if number and (line in EMPTY or not line.endswith(b"\n")):
            break  # where no line ends, the look may
        if line[:1] in (b" ", b"\t"):
            continue
        found = HEADER_LINE.match(line)
        if found is None:
            return False
        names.add(found[1].lower())
    return len(names & USUAL) >= 2 and bool(names & TELLING)


def _messages(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Each message of a box with its offset, cut a byte above the limit."""
    parts: list[bytes] = []
    size = start = offset = 0
    after_empty = True
    while line := stream.readline(LIMITS.mail_bytes + 1):
        if after_empty and ENVELOPE.match(line):
            if parts:
                yield start, b"".join(parts)[: LIMITS.mail_bytes + 1]
            parts, size, start = [], 0, offset
        elif size <= LIMITS.mail_bytes:
            parts.append(line[1:] if QUOTED_FROM.match(line) else line)
            size += len(line)
        offset += len(line)
        after_empty = line in EMPTY
    if parts:
        yield start, b"".join(parts)[: LIMITS.mail_bytes + 1]


def _read_message(
    data: bytes, source: Source, stream: BinaryIO, read_inside: ReadInside
) -> Iterator[Draft | Refusal]:
    """What one message holds. A box has an account for each, unless it is inside a file itself."""
    try:
        if len(data) > LIMITS.mail_bytes:
            raise ReaderError(
                message("Courriel de plus de {limit} octets.", limit=LIMITS.mail_bytes)
            )
        account, depth = account_of(stream)
        mail = parse_mail(data)
    except ReaderError as error:
        yield Refusal(source.file, error.message, source.offset)
        return
    account.received += 0 if depth else len(data)
    yield from _read_mail(mail, source, account, depth, read_inside)


def _read_mail(
    mail: Mail, source: Source, account: Account, depth: int, read_inside: ReadInside
) -> Iterator[Draft | Refusal]:
    try:
        parts = parts_of(mail)
        drafts = drafts_of(headers_of(mail), parts, source)
    except ReaderError as error:
        yield Refusal(source.file, error.message, source.offset)
        return
    yield from drafts
    if not (drafts or parts.files or parts.mails):
        yield Refusal(source.file, message("Courriel sans texte."), source.offset)
    members = (Member(name, (content,), source.offset) for name, content in parts.files)
    yield from read_members(members, source.file, account, depth, read_inside)
    yield from _read_attached(parts, source, account, depth, read_inside)


def _read_attached(
    parts: Parts, source: Source, account: Account, depth: int, read_inside: ReadInside
) -> Iterator[Draft | Refusal]:
    """The mails that are attached to one, which the parser has parsed with it."""
    for name, mail in parts.mails:
        inside = Source(f"{source.file}!{name}", source.format, source.offset)
        try:
            check_depth(depth + 1)
            account.open_member()
        except ReaderError as error:
            yield Refusal(inside.file, error.message, source.offset)
            continue
        except Damaged as error:
            yield Refusal(inside.file, error.message, source.offset)
            return
        yield from _read_mail(mail, inside, account, depth + 1, read_inside)
