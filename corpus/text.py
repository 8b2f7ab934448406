"""Turns bytes into text that the rest can rely on: decoded, composed (NFC), without control codes.

Agencies deliver UTF-8 with and without a byte order mark, Windows-1252 and Latin-1, often without
saying which. The encoding is found from the bytes alone; nothing is dropped in silence: what had to
be guessed or replaced is said in a note.
"""

from __future__ import annotations

import re
import unicodedata
from typing import BinaryIO, NamedTuple

from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.messages import Message, message

BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
MULTIBYTE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]+")
HIGH_RUN = re.compile(rb"[\x80-\xff]+")
# «Ã©», «â€™»: UTF-8 that somebody read as Windows-1252 and wrote as UTF-8 again.
TWICE_ENCODED = re.compile("[ÃÂ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€")
CONTROLS: dict[int, str | None] = {
    code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (9, 10, 12, 13)
}
CONTROLS[0x85] = "\n"
CONTROLS[0xFEFF] = None
# JSON can name half of a pair alone; no encoding can write it.
CONTROLS |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


LATIN_1_CONTROLS = bytes(code for code in CONTROLS if code < 0x100)
BLANKS = re.compile(r"[ \t\n\f\v]+")
SMALL = 64 * 1024
"""How many bytes most files are shorter than."""
BEGINNING = 12
"""How many characters tell most lines apart."""


class Decoded(NamedTuple):
    """`encoding` is a codec that Python knows; `notes` say what was mended."""

    text: str
    encoding: str
    notes: tuple[Message, ...]


def read_bytes(stream: BinaryIO, limit: int) -> bytes:
    """All of a stream, or more than `limit` of it."""
    data = stream.read(SMALL)
    # A buffered stream makes room for all that it is asked for, which takes longer than to parse
    # a dispatch.
    return data if len(data) < SMALL else data + stream.read(max(0, limit + 1 - SMALL))


def read_text(stream: BinaryIO) -> Decoded:
    """Read and decode a whole stream. Raises ReaderError when it is too long, or not text."""
    data = read_bytes(stream, LIMITS.text_file_bytes)
    if len(data) > LIMITS.text_file_bytes:
        raise ReaderError(
            message(
                "Fichier de plus de {limit} octets : découpez-le.", limit=LIMITS.text_file_bytes
            )
        )
    return decode(data)


def decode(data: bytes) -> Decoded:
    """Decode a file of unknown encoding. Raises ReaderError for what is not text."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decoded(data.decode(encoding, errors="replace"), encoding)
    if b"\0" in data:
        raise ReaderError(
            message(
                "Ce n’est pas du texte : octet nul à la position {offset}.", offset=data.index(0)
            ),
            offset=data.index(0),
        )
    try:
        return _decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        return _decode_dirty(data, error.start)


def _decode_dirty(data: bytes, bad: int) -> Decoded:
    if _is_mostly_utf8(data):
        note = message("Octets illisibles remplacés à partir de la position {offset}.", offset=bad)
        return _decoded(data.decode("utf-8", errors="replace"), "utf-8", note)
    try:
        return _decoded(data.decode("cp1252"), "cp1252")
    except UnicodeDecodeError:
        return _decoded(data.decode("latin-1"), "latin-1")


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether bad bytes are accidents in UTF-8: ten good sequences for each bad one."""
    good = len(MULTIBYTE.findall(data))
    return good > 10 * (len(HIGH_RUN.findall(data)) - good)


def _decoded(text: str, encoding: str, *notes: Message) -> Decoded:
    repaired = _repair_twice_encoded(text)
    if repaired != text:
        notes = (*notes, message("Texte encodé deux fois : caractères rétablis."))
    return Decoded(repaired, encoding, notes)


def _repair_twice_encoded(text: str) -> str:
    if not _is_twice_encoded(text):
        return text
    return "".join(_repair_line(line) for line in text.splitlines(keepends=True))


def _repair_line(line: str) -> str:
    if not _is_twice_encoded(line):
        return line
    try:
        return line.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return line


def _is_twice_encoded(text: str) -> bool:
    # To see that none of the beginnings is there costs a tenth of running the pattern.
    has_any = "Ã" in text or "Â" in text or "â€" in text
    return has_any and TWICE_ENCODED.search(text) is not None


def clean(text: str) -> str:
    """Composed, without control codes, one kind of line end; tabs and form feeds are kept."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _is_clean_latin_1(text):
        return text
    if not text.replace("\n", " ").replace("\xa0", " ").replace("\u202f", " ").isprintable():
        text = text.translate(CONTROLS)
    return unicodedata.normalize("NFC", text)


def _is_clean_latin_1(text: str) -> bool:
    """Whether a text is of Latin-1, so that it is composed, and without control codes.

    To see it costs a third of looking at each character.
    """
    try:
        data = text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return len(data.translate(None, LATIN_1_CONTROLS)) == len(data)


def squeeze(text: str) -> str:
    """One line: every run of blanks is one space, except a lone no-break space inside it, which
    stays."""
    if "  " in text or "\t" in text or "\n" in text or "\f" in text or "\v" in text:
        text = BLANKS.sub(" ", text)
    return text.strip()


def squeezed_lines(text: str) -> tuple[str, ...]:
    """The lines of a text, each squeezed, without those that are empty."""
    lines = text.split("\n")
    # What most texts have nowhere need not be looked for in each line.
    is_plain = not ("  " in text or "\t" in text or "\f" in text or "\v" in text)
    squeezed = [line.strip() for line in lines] if is_plain else map(squeeze, lines)
    return tuple([line for line in squeezed if line])


def key(text: str) -> str:
    """What two spellings of one line share: no case, accents, punctuation or spacing."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text.casefold())))


def are_alike(one: str, other: str) -> bool:
    """Whether two lines are spellings of one: their keys are the same."""
    first, other_first = one[:1], other[:1]
    # Most lines differ in the first letter, which is a key's own if it has no accent.
    both = first + other_first
    if both.isascii() and both.isalnum() and first.lower() != other_first.lower():
        return False
    start, other_start = key(one[:BEGINNING]), key(other[:BEGINNING])
    may_be = start.startswith(other_start) or other_start.startswith(start)
    return may_be and key(one) == key(other)
