"""Reads ninjs, the IPTC's news in JSON, of 1.x to 3.x: one object, a list, or one object a line.

What an object says is `ninjs_item.py`'s; here is how objects are found in a file. An object that
cannot be read is refused with its place, and those after it are read; where the JSON itself breaks
off, what stood whole before it has been read.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO

from corpus.dispatch import Source
from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.messages import Message, message
from corpus.readers.draft import Draft, Refusal
from corpus.readers.jsonlines import LINE_BYTES
from corpus.readers.ninjs_item import associated, draft_of, is_item
from corpus.text import decode, read_bytes

TOKEN = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)(?:"(\s*:)?)?|[{}\[\]]', re.DOTALL)
"""A string, and whether it is a key; one without an end is a string too, looked at once."""
KEYS = frozenset(
    (
        *("versioncreated", "firstcreated", "contentcreated", "pubstatus", "representationtype"),
        *("headlines", "bodies", "descriptions", "infosources", "infosource", "usageterms"),
        *("copyrightnotice", "copyrightholder", "renditions", "associations", "eventdetails"),
        *("body_text", "body_xhtml", "body_html", "description_text", "description_xhtml"),
        *("plannedcoverage", "trustindicators", "evolvedfrom", "rightsinfo", "altids"),
    )
)
"""Keys that ninjs has and plain records of a dispatch have not, in lower case."""
STANDARD = re.compile(r'"name"\s*:\s*"[^"]*ninjs"', re.IGNORECASE)
BLANKS = " \t\r\n\f\v,"
MARK = b"\xef\xbb\xbf"


class NinjsReader:
    """News objects as the IPTC's ninjs schemas describe them."""

    name = "ninjs"
    title = "ninjs"
    extensions: tuple[str, ...] = (".json", ".jsonl", ".ndjson")

    def sniff(self, head: bytes) -> bool:
        start = head.removeprefix(MARK).lstrip()
        if not start.startswith((b"{", b"[")):
            return False
        text = start.decode("utf-8", "replace")
        keys = _outer_keys(text)
        if STANDARD.search(text) and keys & {"standard", "$standard"}:
            return True
        return "uri" in keys and bool(keys & KEYS)

    def read(self, stream: BinaryIO, file: str) -> Iterator[Draft | Refusal]:
        first = stream.readline(LINE_BYTES + 1)
        whole = _whole(first)
        if whole is not None:
            yield from self._lines(first, stream, file, whole)
            return
        try:
            text = decode(_joined(first, stream)).text
        except ReaderError as error:
            yield Refusal(file, error.message, error.offset)
            return
        if _is_broken_line(text):
            yield from self._lines(b"", io.BytesIO(text.encode("utf-8", "replace")), file)
            return
        yield from self._document(text, file)

    def _lines(
        self, first: bytes, stream: BinaryIO, file: str, value: object = None
    ) -> Iterator[Draft | Refusal]:
        """Read lines; the first may have been read already, and `value` be what it says."""
        offset, number, line = 0, 0, first
        while line or (line := stream.readline(LINE_BYTES + 1)):
            number += 1
            if len(line) > LINE_BYTES:
                reason = message("Ligne de plus de {limit} octets.", limit=LINE_BYTES)
                yield Refusal(file, reason, offset, number)
                return
            if line.strip(b" \t\r\n" + MARK):
                try:
                    found = _parsed(line) if value is None else value
                    yield from self._value(found, Source(file, self.name, offset), number)
                except ReaderError as error:
                    yield Refusal(file, error.message, offset, number)
            offset, line, value = offset + len(line), b"", None

    def _document(self, text: str, file: str) -> Iterator[Draft | Refusal]:
        """One value, several one after the other, or the members of one list."""
        at, offset = 0, 0
        for start, value in _values(text):
            offset, at = offset + len(text[at:start].encode("utf-8", "replace")), start
            source = Source(file, self.name, offset)
            if isinstance(value, Message):
                yield Refusal(file, value, offset, text.count("\n", 0, start) + 1)
                return
            yield from self._value(value, source, 0)

    def _value(self, value: object, source: Source, line: int) -> Iterator[Draft | Refusal]:
        """The object itself and those in it that are news of their own."""
        found = list(_items(value))
        if not found:
            reason = message("Ce n’est pas un objet ninjs : il n’a ni « uri » ni texte.")
            yield Refusal(source.file, reason, source.offset, line)
        for item in found:
            try:
                yield draft_of(item, source)
            except ReaderError as error:
                yield Refusal(source.file, error.message, source.offset, line)
            for other in associated(item):
                # Without a text it is a link of the object around it, and no refusal.
                with suppress(ReaderError):
                    yield draft_of(other, source)


def _is_broken_line(text: str) -> bool:
    """Whether a text is one object a line, of which the first is broken."""
    _, *rest = re.split(r"\n(?=\{)", text)
    if not rest or not isinstance(next(iter(_values(text)), (0, None))[1], Message):
        return False
    return any(_whole(line.encode("utf-8", "replace")) is not None for line in rest)


def _joined(first: bytes, rest: BinaryIO) -> bytes:
    """A stream of which the first line was read. Raises ReaderError for one that is too long."""
    limit = LIMITS.text_file_bytes
    data = first + read_bytes(rest, limit)
    if len(data) > limit:
        raise ReaderError(message("Fichier de plus de {limit} octets : découpez-le.", limit=limit))
    return data


def _outer_keys(text: str) -> set[str]:
    """The keys of the first object of a text that may be cut anywhere, in lower case."""
    keys: set[str] = set()
    outer = 2 if text.startswith("[") else 1
    depth = 0
    for token in TOKEN.finditer(text):
        name = token[1]
        if name is None:
            depth += 1 if token[0] in "{[" else -1
            if depth < outer and token[0] == "}":
                break
        elif token[2] and depth == outer:
            keys.add(name.lower())
    return keys


def _items(value: object) -> Iterator[dict[str, Any]]:
    """The news objects of a value: it is one, or a list or a collection of some."""
    if isinstance(value, list):
        for each in value:
            yield from _items(each) if not isinstance(each, list) else ()
    elif isinstance(value, dict) and is_item(value):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            if isinstance(each, list):
                yield from (item for item in each if isinstance(item, dict) and is_item(item))


def _values(text: str) -> Iterator[tuple[int, object]]:
    """The values of a document with where each begins; a Message where it breaks off."""
    decode_at = json.JSONDecoder().raw_decode
    at = _skipped(text, 0)
    in_list = text.startswith("[", at)
    if in_list:
        at = _skipped(text, at + 1)
    while at < len(text) and not (in_list and text[at] == "]"):
        try:
            value, end = decode_at(text, at)
        except ValueError as error:
            position = getattr(error, "pos", at) + 1
            yield at, message("JSON mal formé au caractère {position}.", position=position)
            return
        except RecursionError:
            yield at, message("JSON trop imbriqué.")
            return
        yield at, value
        at = _skipped(text, end)
    if in_list and text[at:].strip(BLANKS) != "]":
        yield at, message("JSON mal formé au caractère {position}.", position=at + 1)


def _skipped(text: str, at: int) -> int:
    """Where the next value begins."""
    while at < len(text) and text[at] in BLANKS:
        at += 1
    return at


def _whole(line: bytes) -> object:
    """What a line says that is an object by itself; None for one that is not."""
    if not line.removeprefix(MARK).lstrip().startswith(b"{"):
        return None
    try:
        return _parsed(line) or None
    except ReaderError:
        return None


def _parsed(line: bytes) -> object:
    """Raises ReaderError for what is no JSON."""
    try:
        found: object = json.loads(_decoded(line))
    except ValueError as error:
        position = getattr(error, "pos", 0) + 1
        raise ReaderError(
            message("JSON mal formé au caractère {position}.", position=position)
        ) from None
    except RecursionError:
        raise ReaderError(message("JSON trop imbriqué.")) from None
    return found


def _decoded(line: bytes) -> str:
    try:
        return line.removeprefix(MARK).decode("utf-8")
    except UnicodeDecodeError:
        return decode(line).text
