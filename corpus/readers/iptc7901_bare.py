"""Cuts an archive of IPTC 7901 messages that have lost their control characters.

Belga's and Keystone-ATS's archives are such: a header line opens a message, its day-hour group
(Recommendation 7901, 6.2) or «NNNN» closes it. One that nothing closes is cut short.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.limits import LIMITS
from corpus.messages import message
from corpus.readers.iptc7901_frames import FILLER, FRAME_BYTES, Broken, Frame, whole

_HEADER = re.compile(
    rb"^[ \t\0\x04\x07\x16\x7f]*"
    rb"([A-Za-z]{2,4}\d{3,5} [1-9] [A-Za-z]{1,3} \d{1,5}(?:[ \t][^\r\n]*)?)\r?$",
    re.MULTILINE,
)
_SESSION = re.compile(rb"\[\d\d-[A-Z]{3}-\d\d\s+\d\d:\d\d\][ \t]*\r?\n?")
_LAST_LINE = re.compile(
    rb"^(?:N{4}|(\d{6}[ \t]{0,4}(?:Z|GMT|UTC)?[ \t]{1,4}[A-Za-z\xc0-\xff]{3,9}\.?[ \t]{1,4}\d{2,4}"
    rb"(?:[ \t]{1,4}GMT)?))[ \t]*\r?$",
    re.MULTILINE,
)
_KEYWORDS = re.compile(rb"[ \t\r\n]*([^\r\n]*)\r?\n?")


def is_bare(head: bytes) -> bool:
    """Whether a header line opens a file."""
    start = _SESSION.sub(b"", head[:1024], count=1).lstrip(FILLER) + b"\n"
    return _HEADER.match(start) is not None


def bare_frames(data: bytes) -> Iterator[Frame | Broken]:
    """The messages of a file, in order. One over the limit of a text file is not read."""
    if len(data) > LIMITS.text_file_bytes:
        reason = message(
            "Fichier de plus de {limit} octets : découpez-le.", limit=LIMITS.text_file_bytes
        )
        yield Broken(0, reason)
        return
    starts = list(_HEADER.finditer(data))
    ends = [*(found.start() for found in starts[1:]), len(data)]
    yield from _stray(0, data[: starts[0].start() if starts else len(data)])
    for start, end in zip(starts, ends, strict=False):
        yield from _frame(start, data[start.end() : end])


def _frame(start: re.Match[bytes], rest: bytes) -> Iterator[Frame | Broken]:
    offset = start.start(1)
    last = _LAST_LINE.search(rest)
    if last is None:
        yield Broken(offset, message("Message coupé : la fin de son texte manque."))
        return
    if len(rest) > FRAME_BYTES:
        yield Broken(offset, message("Message de plus de {limit} octets.", limit=FRAME_BYTES))
        return
    keywords = _KEYWORDS.match(rest, 0, last.start())
    cut = keywords.end() if keywords else 0
    header = start[1] + b"\n" + rest[:cut].strip()
    yield whole(Frame(offset, header, rest[cut : last.start()], last[1] or b""))
    yield from _stray(start.end() + last.end(), rest[last.end() :])


def _stray(offset: int, data: bytes) -> Iterator[Broken]:
    """What stands between messages: filler and session lines, or a text whose header is lost."""
    text = _SESSION.sub(lambda found: b" " * len(found[0]), data)
    if text.strip(FILLER):
        at = offset + len(text) - len(text.lstrip(FILLER))
        yield Broken(at, message("Texte sans en-tête entre deux messages."))
