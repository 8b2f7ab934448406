"""Cuts a wire into messages at its control characters: SOH header STX text ETX end EOT.

IPTC Recommendation 7901 (revision 5, 1995) and ANPA Bulletin 1312 (1989) share this frame, which
is that of ISO 1745. Filler may stand between messages. What is cut short is never a message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from corpus.dispatch import Source
from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.messages import Message, message
from corpus.readers.draft import Draft, Refusal

SOH, STX, ETX, EOT = b"\x01", b"\x02", b"\x03", b"\x04"
FILLER = b"\0\x04\x07\x16\x7f \t\r\n"
"""NUL, EOT, BEL, SYN, DEL, blanks and ends of line: what a line sends while it has no news."""
CHUNK = 64 * 1024
END_BYTES = 256
"""How much of what follows a text is looked at: a line with its date stands first."""
FRAME_BYTES = 4 * LIMITS.dispatch_characters
"""A character of UTF-8 takes four bytes at most."""
HEADER_BYTES = 2 * LIMITS.headline_characters
_LAST_LINE = re.compile(rb"[\r\n]N{4}[\s\0\x16\x7f]*(?=[\r\n\x04]|\Z)")
_OTHER = re.compile(rb"[^\0\x04\x07\x16\x7f \t\r\n]")


class Frame(NamedTuple):
    """A whole message. `offset` is its SOH's, `end` what follows its text: a date, as a rule."""

    offset: int
    header: bytes
    text: bytes
    end: bytes


class Broken(NamedTuple):
    """Bytes that are no whole message, and why."""

    offset: int
    reason: Message


def read_frames(
    found: Iterator[Frame | Broken], wire: Source, draft_of: Callable[[Frame, Source], Draft]
) -> Iterator[Draft | Refusal]:
    """The draft of each message of a wire, or why it is none; `draft_of` may raise ReaderError."""
    for frame in found:
        if isinstance(frame, Broken):
            yield Refusal(wire.file, frame.reason, frame.offset)
            continue
        try:
            yield draft_of(frame, wire._replace(offset=frame.offset))
        except ReaderError as error:
            yield Refusal(wire.file, error.message, frame.offset)


def frames(stream: BinaryIO, head: bytes = b"") -> Iterator[Frame | Broken]:
    """The messages of a stream whose first bytes were read already, in order, and what in it is
    none."""
    for offset, piece in _pieces(stream, head):
        if len(piece) > FRAME_BYTES:
            yield Broken(offset, message("Message de plus de {limit} octets.", limit=FRAME_BYTES))
        elif piece.startswith(SOH):
            yield from _frame(offset, piece)
        else:
            yield from _stray(offset, piece)


def _pieces(stream: BinaryIO, head: bytes) -> Iterator[tuple[int, bytes]]:
    """What begins at each SOH, with its offset. Of what is too long only the beginning is kept."""
    piece = bytearray()
    offset = at = 0
    chunk = head or stream.read(CHUNK)
    while chunk:
        first, *others = chunk.split(SOH)
        _grow(piece, first)
        at += len(first)
        for other in others:
            yield offset, bytes(piece)
            offset = at
            piece = bytearray(SOH)
            _grow(piece, other)
            at += 1 + len(other)
        chunk = stream.read(CHUNK)
    yield offset, bytes(piece)


def _grow(piece: bytearray, more: bytes) -> None:
    if len(piece) <= FRAME_BYTES:
        piece += more


def _frame(offset: int, piece: bytes) -> Iterator[Frame | Broken]:
    header, stx, rest = piece[1:].partition(STX)
    text, etx, end = rest.partition(ETX)
    if not etx and (last := _LAST_LINE.search(rest)) is not None:
        text, etx, end = rest[: last.start()], ETX, rest[last.end() :]
    if not stx:
        yield Broken(offset, message("Message sans texte : le caractère STX manque."))
    elif not etx:
        yield Broken(offset, message("Message coupé : la fin de son texte manque."))
    else:
        end, _, after = end.partition(EOT)
        yield whole(Frame(offset, header, text, end))
        yield from _stray(offset + len(piece) - len(after), after)


def whole(frame: Frame) -> Frame | Broken:
    """The message, unless its header is too long to be one."""
    if len(frame.header) <= HEADER_BYTES:
        return frame
    return Broken(frame.offset, message("En-tête de plus de {limit} octets.", limit=HEADER_BYTES))


def _stray(offset: int, data: bytes) -> Iterator[Broken]:
    """What stands between messages: filler, or a text whose header is lost."""
    if (other := _OTHER.search(data)) is not None:
        yield Broken(offset + other.start(), message("Texte sans en-tête entre deux messages."))
