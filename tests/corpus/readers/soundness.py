"""What is wrong with a reading, for the tests that damage samples and for the fuzzer."""

from __future__ import annotations

import io
import traceback
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from corpus.dispatch import Dispatch
from corpus.errors import ReaderError
from corpus.readers.draft import Draft, Refusal
from corpus.readers.feeds import FeedReader
from corpus.readers.registry import HEAD_BYTES, Reader, read_stream, reader_of
from corpus.record import dumps, loads
from corpus.understand import understand, understand_all
from corpus.writers.formats import FORMATS

BLANK = bytes(range(33))
"""The bytes of nothing: control codes, which wires are filled with, and the space."""
SAMPLES = Path(__file__).parents[3] / "corpus" / "samples"


def samples() -> dict[str, list[bytes]]:
    """The samples of each format: folders of `formats`, and the others by their ending."""
    found: dict[str, list[bytes]] = defaultdict(list)
    for file in sorted(SAMPLES.rglob("*")):
        if not file.is_file() or file.stem == "README":
            continue
        folder = file.relative_to(SAMPLES).parts
        name = folder[1] if folder[0] == "formats" else file.suffix.removeprefix(".")
        found[name].append(file.read_bytes())
    return dict(found)


def failure(data: bytes, reader: Reader | None) -> str:
    """What is wrong with the reading of some bytes; empty for nothing. The reader is the one that
    the registry chooses, or a given one."""
    stream = io.BufferedReader(io.BytesIO(data), HEAD_BYTES)
    is_silent = True
    try:
        for found in reader.read(stream, "x") if reader else read_stream(stream, "x"):
            is_silent = False
            if isinstance(found, Refusal):
                str(found)
            elif isinstance(found, Draft):
                wrong = _misunderstood(found)
                if wrong:
                    return wrong
            else:
                return f"{found!r} is neither a draft nor a refusal"
    except Exception:
        return traceback.format_exc(limit=-4)
    chosen = reader or reader_of(data[:HEAD_BYTES])
    is_feed = isinstance(chosen, FeedReader)  # one may be without news
    # A reader by itself may say nothing of fillers, which the registry gives to none.
    has_content = data.strip(BLANK) if reader else data.strip()
    return "nothing is said of it" if is_silent and has_content and not is_feed else ""


def _misunderstood(draft: Draft) -> str:
    try:
        dispatch = understand(draft)
    except ReaderError:
        return ""
    if not isinstance(dispatch, Dispatch) or loads(dumps(dispatch)) != dispatch:
        return f"not the same as its record: {dispatch!r}"
    return ""


def strayed(data: bytes) -> str:
    """What does not come back, from some format that Filon writes, of what some bytes say."""
    for dispatch in _dispatches(data):
        for form in FORMATS.values():
            again = _dispatches(form.one(dispatch).encode())
            if [replace(each, source=dispatch.source) for each in again] != [dispatch]:
                return f"{form.name}: {dispatch!r} is not {again!r}"
    return ""


def _dispatches(data: bytes) -> list[Dispatch]:
    stream = io.BufferedReader(io.BytesIO(data), HEAD_BYTES)
    found = understand_all(read_stream(stream, "x"))
    return [each for each in found if isinstance(each, Dispatch)]
