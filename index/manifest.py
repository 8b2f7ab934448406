"""A generation of the index, as text: which segments it is made of, and in which files.

The text is JSON of one canonical form, and its last key is a CRC-32 of all that stands before it.
Reading writes the manifest again and compares: whatever a stray bit or a hand changed, down to a
space, is noticed. That the last line is the checksum and that there is a key `format` holds for
every format to come, so that a newer index is told from a damaged one.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from corpus.errors import IndexCorrupt
from corpus.messages import message

FORMAT = 2
"""The newest format; a generation without a history is of the first one, which has no such key."""
FIRST_FORMAT = 1
DATA_FILE = re.compile(r"(segment|deletions|history)(-[0-9]{1,20})+\.[a-z]{1,20}")
"""How a file that a manifest may name is named; the index touches no other."""

_UNSIGNED_32 = 1 << 32
LISTS = {"segments": list, "history": list}


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file: its name, its size, and the checksum by which its content knows itself."""

    name: str
    bytes: int
    crc: int


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment: `documents` that it holds, `deleted` among them by the file of deletions."""

    name: str
    documents: int
    file: FileEntry
    deletions: FileEntry | None = None
    deleted: int = 0

    def files(self) -> Iterator[FileEntry]:
        yield self.file
        if self.deletions is not None:
            yield self.deletions


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A file of dispatches that others have replaced, so many `records`."""

    records: int
    file: FileEntry


@dataclass(frozen=True, slots=True)
class Manifest:
    """A generation. `next_segment` is the first number that no file has ever had."""

    generation: int = 0
    next_segment: int = 1
    segments: tuple[SegmentEntry, ...] = ()
    history: tuple[HistoryEntry, ...] = ()

    @property
    def format(self) -> int:
        """The lowest format that can say it: an older Filon reads all that it can."""
        return FORMAT if self.history else FIRST_FORMAT

    def files(self) -> Iterator[FileEntry]:
        for segment in self.segments:
            yield from segment.files()
        for each in self.history:
            yield each.file

    def dumps(self) -> bytes:
        """The text, in UTF-8."""
        content = {"format": self.format, **asdict(self)}
        if not self.history:
            del content["history"]
        body = json.dumps(content, ensure_ascii=False, indent=1).removesuffix("\n}").encode()
        return body + b',\n "crc": %d\n}\n' % zlib.crc32(body)


def loads(data: bytes) -> Manifest:
    """The manifest that a text holds.

    Raises ValueError, saying what is wrong, when the text is not one that `dumps` wrote, and
    IndexCorrupt when it is a whole one of another format.
    """
    body, separator, tail = data.rpartition(b',\n "crc": ')
    if not separator or tail != b"%d\n}\n" % zlib.crc32(body):
        raise ValueError("somme de contrôle")
    content = _parse(data)
    if content.get("format") not in (FIRST_FORMAT, FORMAT):
        raise _unknown(content.get("format"))
    del content["crc"]
    manifest = _manifest(content)
    if manifest.dumps() != data:
        raise ValueError("forme du texte")
    return manifest


def _parse(data: bytes) -> dict[str, Any]:
    try:
        content = json.loads(data)
    except RecursionError:
        raise ValueError("imbrication") from None
    if not isinstance(content, dict):
        raise ValueError("forme du texte")
    return content


def _manifest(content: Mapping[str, Any]) -> Manifest:
    said = {name: value for name, value in content.items() if name != "format"}
    values = _values(Manifest, {**said, "history": said.get("history", [])}, **LISTS)
    values["segments"] = tuple(map(_segment, values["segments"]))
    values["history"] = tuple(map(_history, values["history"]))
    manifest = Manifest(**values)
    for names in (
        [segment.name for segment in manifest.segments],
        [file.name for file in manifest.files()],
    ):
        if len(set(names)) < len(names):
            raise ValueError("nom répété")
    return manifest


def _segment(content: Any) -> SegmentEntry:
    deletions = type(None) if _get(content, "deletions") is None else dict
    values = _values(SegmentEntry, content, name=str, file=dict, deletions=deletions)
    values["file"] = _file(values["file"])
    if values["deletions"] is not None:
        values["deletions"] = _file(values["deletions"])
    segment = SegmentEntry(**values)
    if segment.deleted > (segment.documents if segment.deletions else 0):
        raise ValueError("nombre de suppressions")
    return segment


def _history(content: Any) -> HistoryEntry:
    values = _values(HistoryEntry, content, file=dict)
    return HistoryEntry(values["records"], _file(values["file"]))


def _file(content: Any) -> FileEntry:
    file = FileEntry(**_values(FileEntry, content, name=str))
    if not DATA_FILE.fullmatch(file.name):
        raise ValueError("nom de fichier")
    if file.crc >= _UNSIGNED_32:
        raise ValueError("somme de contrôle d’un fichier")
    return file


def _values(shape: type, content: Any, **kinds: type) -> dict[str, Any]:
    """An object's values when it has the keys of a shape and no other; what is not named in
    `kinds` is a natural number."""
    names = [field.name for field in fields(shape)]
    if not isinstance(content, dict) or list(content) != names:
        raise ValueError(f"clés de {shape.__name__}")
    for name in names:
        kind = kinds.get(name, int)
        # A boolean is an int to isinstance.
        if type(content[name]) is not kind or (kind is int and content[name] < 0):
            raise ValueError(f"valeur de {name}")
    return dict(content)


def _get(content: Any, name: str) -> Any:
    return content.get(name) if isinstance(content, dict) else None


def _unknown(found: object) -> IndexCorrupt:
    return IndexCorrupt(
        message(
            "L’index est au format {found} ; cette version de Filon lit le format {format}.",
            found=found,
            format=FORMAT,
        )
    )
