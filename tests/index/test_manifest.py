"""A manifest is read as it was written or not at all."""

from __future__ import annotations

import json
import zlib
from typing import Any

import pytest

from corpus.errors import IndexCorrupt
from index.manifest import (
    FIRST_FORMAT,
    FORMAT,
    FileEntry,
    HistoryEntry,
    Manifest,
    SegmentEntry,
    loads,
)

FIRST = SegmentEntry("segment-00000001", 20, FileEntry("segment-00000001.data", 4_096, 7))
SECOND = SegmentEntry(
    "segment-00000002",
    10,
    FileEntry("segment-00000002.data", 2_048, 2**32 - 1),
    FileEntry("deletions-00000002-00000005.data", 16, 0),
    3,
)
ANYTHING = r"\w"
HISTORY = HistoryEntry(7, FileEntry("history-4.data", 512, 3))
PLAIN = Manifest(generation=5, next_segment=3, segments=(FIRST, SECOND))
MANIFEST = Manifest(5, 6, (FIRST, SECOND), (HISTORY,))


def written(content: Any) -> bytes:
    """A text whose checksum is right, whatever it says."""
    body = json.dumps(content, ensure_ascii=False, indent=1).removesuffix("\n}").encode()
    return body + b',\n "crc": %d\n}\n' % zlib.crc32(body)


def content() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(MANIFEST.dumps())
    del found["crc"]
    return found


@pytest.mark.parametrize("manifest", [Manifest(), PLAIN, MANIFEST])
def test_it_is_read_as_it_was_written(manifest: Manifest) -> None:
    assert loads(manifest.dumps()) == manifest
    assert list(json.loads(manifest.dumps()))[-1] == "crc"


def test_without_a_history_it_is_what_it_was_before_there_were_any() -> None:
    found = json.loads(PLAIN.dumps())
    assert list(found) == ["format", "generation", "next_segment", "segments", "crc"]
    assert found["format"] == FIRST_FORMAT
    assert json.loads(MANIFEST.dumps())["format"] == FORMAT


def test_it_names_the_files_of_all_its_segments_and_its_history() -> None:
    names = [file.name for file in MANIFEST.files()]
    assert names == [
        "segment-00000001.data",
        "segment-00000002.data",
        "deletions-00000002-00000005.data",
        "history-4.data",
    ]


def test_every_flipped_bit_is_noticed() -> None:
    data = MANIFEST.dumps()
    for bit in range(8 * len(data)):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(ValueError, match=ANYTHING):
            loads(bytes(changed))


def test_every_truncation_and_whatever_follows_is_noticed() -> None:
    data = MANIFEST.dumps()
    for changed in [*(data[:size] for size in range(len(data))), data + b"\n", data + data]:
        with pytest.raises(ValueError, match=ANYTHING):
            loads(changed)


@pytest.mark.parametrize("found", [FORMAT + 1, 99, 0, "deux", None])
def test_another_format_is_named_beside_ones_own(found: object) -> None:
    with pytest.raises(IndexCorrupt, match=f"format {found} ; .* format {FORMAT}"):
        loads(written({**content(), "format": found, "what a later version needs": 1}))


def test_a_damaged_format_number_is_damage() -> None:
    data = MANIFEST.dumps().replace(b'"format": 2', b'"format": 3')
    with pytest.raises(ValueError, match="somme"):
        loads(data)


def with_segment(**values: object) -> dict[str, Any]:
    found = content()
    found["segments"][1].update(values)
    return found


def with_file(**values: object) -> dict[str, Any]:
    found = content()
    found["segments"][1]["file"].update(values)
    return found


STRANGE = {
    "an unknown key": {**content(), "more": 1},
    "an unknown key of a segment": with_segment(more=1),
    "an unknown key of a file": with_file(more=1),
    "a missing key": {key: value for key, value in content().items() if key != "segments"},
    "another order": dict(reversed(content().items())),
    "a text for a number": {**content(), "generation": "5"},
    "a boolean for a number": {**content(), "generation": True},
    "a boolean for the format": {**content(), "format": True},
    "a fraction": {**content(), "next_segment": 3.0},
    "a negative number": {**content(), "generation": -1},
    "no list of segments": {**content(), "segments": {}},
    "a segment that is none": {**content(), "segments": [1]},
    "a segment twice": {**content(), "segments": [content()["segments"][0]] * 2},
    "a number for a name": with_segment(name=2),
    "a file that is none": with_segment(file=None),
    "more deleted than there are": with_segment(deleted=11),
    "deleted without deletions": with_segment(deletions=None),
    "a path": with_file(name="../segment-1.data"),
    "a manifest as a file": with_file(name="generation-00000001.json"),
    "a checksum too large": with_file(crc=2**32),
    "a history of the first format": {**content(), "format": FIRST_FORMAT},
    "no history of the newest": {**content(), "history": []},
    "a history that is none": {**content(), "history": [None]},
    "no list of a history": {**content(), "history": {}},
    "a file that is a segment as well": {
        **content(),
        "history": [{"records": 1, "file": content()["segments"][0]["file"]}],
    },
    "a text for a number of records": {
        **content(),
        "history": [{**content()["history"][0], "records": "1"}],
    },
    "half a character": with_segment(name="\ud800"),
}


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE.keys())
def test_what_is_whole_but_strange_is_refused(strange: dict[str, Any]) -> None:
    text = json.dumps(strange, indent=1).removesuffix("\n}").encode()
    with pytest.raises(ValueError, match=ANYTHING):
        loads(text + b',\n "crc": %d\n}\n' % zlib.crc32(text))


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b"[" * 100_000, b"\xff", b"1" * 5_000])
def test_no_text_leads_to_another_error(text: bytes) -> None:
    with pytest.raises(ValueError, match=ANYTHING):
        loads(text)
    with pytest.raises(ValueError, match=ANYTHING):
        loads(text + b',\n "crc": %d\n}\n' % zlib.crc32(text))


def test_other_spaces_are_not_the_text_that_was_written() -> None:
    body = json.dumps(content(), ensure_ascii=False).removesuffix("}").encode()
    with pytest.raises(ValueError, match="forme"):
        loads(body + b',\n "crc": %d\n}\n' % zlib.crc32(body))
    assert loads(written(content())) == MANIFEST
