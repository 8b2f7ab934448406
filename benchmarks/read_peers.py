"""The parsers that the readers stand on, alone: each is given the same bytes."""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from email import message_from_bytes

import feedparser
from lxml import etree

from corpus.readers.draft import Draft, Refusal
from corpus.readers.registry import HEAD_BYTES, read_stream

Parse = Callable[[bytes], object]


def read(document: bytes) -> list[Draft | Refusal]:
    """What Filon makes of a document, from its bytes up to drafts."""
    stream = io.BufferedReader(io.BytesIO(document), HEAD_BYTES)
    return [*read_stream(stream, "document")]


def of_xml(document: bytes) -> object:
    try:
        return etree.fromstring(document)
    except etree.XMLSyntaxError:  # a sample that is not declared well
        return etree.fromstring(document, etree.XMLParser(recover=True))


def of_json_lines(document: bytes) -> list[object]:
    return [json.loads(line) for line in document.splitlines() if line.strip()]


def of_ninjs(document: bytes) -> object:
    try:
        return json.loads(document)
    except ValueError:  # of lines, or in Latin-1
        return of_json_lines(document.decode("latin-1").encode())


def of_table(document: bytes) -> list[list[str]]:
    text = io.StringIO(document.decode("utf-8", "replace"), newline="")
    return [*csv.reader(text, delimiter=";")]


def of_mailbox(document: bytes) -> list[object]:
    return [message_from_bytes(each) for each in document.split(b"\n\nFrom ")]


def of_html(document: bytes) -> object:
    return etree.fromstring(document, etree.HTMLParser())


def of_feed(document: bytes) -> object:
    return feedparser.parse(io.BytesIO(document))


def unzipped(document: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return [archive.read(name) for name in archive.namelist()]


def untaped(document: bytes) -> list[bytes]:
    with tarfile.open(fileobj=io.BytesIO(document)) as archive:
        found = (archive.extractfile(member) for member in archive)
        return [each.read() for each in found if each is not None]


def and_read(unpacked: Callable[[bytes], Sequence[bytes]]) -> Parse:
    """The library's unpacking, and Filon's reading of what it gives."""
    return lambda document: [read(each) for each in unpacked(document)]


def decompressed(document: bytes) -> list[bytes]:
    """Of gzip, or of what the samples have beside it."""
    library = gzip if document.startswith(b"\x1f\x8b") else lzma
    return [library.decompress(document)]


LXML: Mapping[str, Parse] = {"lxml": of_xml}
PARSERS: Mapping[str, Mapping[str, Parse]] = {
    "newsml-g2": LXML,
    "nitf": LXML,
    "newsml-1": LXML,
    "feed": {**LXML, "feedparser": of_feed},
    "page": {"lxml, HTML": of_html},
    "ninjs": {"json": of_ninjs},
    "mail": {"email": message_from_bytes},
    "mbox": {"email": of_mailbox},
    "zip": {"zipfile": unzipped, "zipfile, and reading": and_read(unzipped)},
    "tar": {"tarfile": untaped, "tarfile, and reading": and_read(untaped)},
    "gzip": {"gzip": decompressed, "gzip, and reading": and_read(decompressed)},
    "json-lines": {"json": of_json_lines},
    "csv": {"csv": of_table},
}
"""What a reader is compared with, by the reader's name; the others stand on no parser."""
