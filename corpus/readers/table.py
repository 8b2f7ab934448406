"""Reads CSV and its cousins: a header line of column names, one dispatch a row.

The delimiter is the one that parts the header into the most columns that we know; the encoding is
found from the bytes. Rows may hold line breaks between quotes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from corpus.dispatch import Source
from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.messages import Message, message
from corpus.readers.draft import Draft, Refusal
from corpus.readers.records import draft_of, field_of
from corpus.text import Decoded, decode, read_text

DELIMITERS = ";,\t|"
csv.field_size_limit(LIMITS.dispatch_characters)


class TableReader:
    """CSV with a header; columns as in `corpus.readers.records`."""

    name = "csv"
    title = "CSV et autres tableaux"
    extensions: tuple[str, ...] = (".csv", ".tsv")

    def sniff(self, head: bytes) -> bool:
        try:
            header = decode(head.split(b"\n", 1)[0]).text
        except ReaderError:
            return False
        fields = _known_fields(header, _delimiter(header))
        return len(fields) >= 2 and bool(fields & {"headline", "body"})

    def read(self, stream: BinaryIO, file: str) -> Iterator[Draft | Refusal]:
        try:
            yield from self._rows(read_text(stream), file)
        except ReaderError as error:
            yield Refusal(file, error.message, error.offset, error.line)
        except csv.Error as error:  # in the header, without which no row means anything
            yield Refusal(file, _reason(error), 0, 1)

    def _rows(self, content: Decoded, file: str) -> Iterator[Draft | Refusal]:
        lines = _Lines(content.text, content.encoding)
        rows = csv.reader(lines, delimiter=_delimiter(content.text.split("\n", 1)[0]), strict=True)
        header = next(rows, [])
        is_empty = True
        while True:
            offset, line = lines.offset, lines.number + 1
            try:
                row = next(rows)
                if any(cell.strip() for cell in row):
                    is_empty = False
                    yield draft_of(_record(header, row), Source(file, self.name, offset))
            except StopIteration:
                break
            except (csv.Error, ReaderError) as error:
                is_empty = False
                yield Refusal(file, _reason(error), offset, line)
        if is_empty:
            yield Refusal(file, message("Aucun texte : rien à indexer."))


class _Lines:
    """The lines of a text, counting as they are taken: `number` lines, `offset` bytes so far."""

    def __init__(self, text: str, encoding: str) -> None:
        self._lines = iter(text.splitlines(keepends=True))
        self._encoding = encoding.removesuffix("-sig")
        self.number = 0
        self.offset = 3 if encoding == "utf-8-sig" else 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        self.offset += len(line.encode(self._encoding, errors="replace"))
        return line


def _delimiter(header: str) -> str:
    return max(DELIMITERS, key=lambda mark: (len(_known_fields(header, mark)), header.count(mark)))


def _known_fields(header: str, delimiter: str) -> set[str]:
    return {field_of(name.strip('" \r')) for name in header.split(delimiter)} - {""}


def _record(header: list[str], row: list[str]) -> dict[str, object]:
    if len(row) > len(header):
        raise ReaderError(
            message(
                "{count} valeurs pour {columns} colonnes ; guillemets manquants ?",
                count=len(row),
                columns=len(header),
            )
        )
    return dict(zip(header, row, strict=False))


def _reason(error: csv.Error | ReaderError) -> Message:
    if isinstance(error, ReaderError):
        return error.message
    return message("CSV mal formé : {detail}.", detail=str(error))
