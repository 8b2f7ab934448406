"""Reads JSON Lines: one JSON object a line, one dispatch an object, read as a stream.

A line that is not an object is refused with its number; the lines after it are read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from corpus.dispatch import Source
from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.messages import message
from corpus.readers.draft import Draft, Refusal
from corpus.readers.records import draft_of
from corpus.text import decode

# A character takes at most four bytes, and JSON may write it as twelve («\ud83d\ude00»).
LINE_BYTES = 12 * LIMITS.dispatch_characters
_from_json = json.JSONDecoder().decode


class JsonLinesReader:
    """One JSON object a line; keys as in `corpus.readers.records`."""

    name = "json-lines"
    title = "JSON Lines"
    extensions: tuple[str, ...] = (".jsonl", ".ndjson", ".json")

    def sniff(self, head: bytes) -> bool:
        return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")

    def read(self, stream: BinaryIO, file: str) -> Iterator[Draft | Refusal]:
        return self.read_lines(stream, file, 0, 1)

    def read_lines(
        self, stream: BinaryIO, file: str, offset: int, first: int, stop: int | None = None
    ) -> Iterator[Draft | Refusal]:
        """Read the lines of a file from byte `offset`, where the stream is, where line number
        `first` begins; those that begin at `stop` or after are left."""
        lines = iter(lambda: stream.readline(LINE_BYTES + 1), b"")
        for number, line in enumerate(lines, first):
            if stop is not None and offset >= stop:
                return
            if len(line) > LINE_BYTES:
                yield Refusal(
                    file,
                    message("Ligne de plus de {limit} octets.", limit=LINE_BYTES),
                    offset,
                    number,
                )
                return
            if line.strip(b" \t\r\n\xef\xbb\xbf"):
                yield self._read_line(line, Source(file, self.name, offset), number)
            offset += len(line)

    def _read_line(self, line: bytes, source: Source, number: int) -> Draft | Refusal:
        try:
            return draft_of(_parse(line), source)
        except ReaderError as error:
            return Refusal(source.file, error.message, source.offset, number)


def _parse(line: bytes) -> dict[str, object]:
    try:
        record = _from_json(_decoded(line))
    except ValueError as error:
        position = getattr(error, "pos", 0)
        raise ReaderError(
            message("JSON mal formé au caractère {position}.", position=position + 1)
        ) from None
    except RecursionError:
        raise ReaderError(message("JSON trop imbriqué.")) from None
    if not isinstance(record, dict):
        raise ReaderError(message("Chaque ligne doit être un objet JSON : « {{…}} »."))
    return record


def _decoded(line: bytes) -> str:
    try:
        return line.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError:
        return decode(line).text
