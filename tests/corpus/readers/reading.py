"""Reads samples and given documents for the tests of the readers."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from corpus.dispatch import Dispatch
from corpus.readers.draft import Draft, Refusal
from corpus.readers.registry import HEAD_BYTES, read_path, read_stream
from corpus.understand import understand_all

FORMATS = Path(__file__).parents[3] / "corpus" / "samples" / "formats"


def drafts_of(file: str) -> list[Draft]:
    """The drafts of a sample, named by its folder and name; nothing of it may be refused."""
    found = list(read_path(FORMATS / file))
    assert all(isinstance(each, Draft) for each in found), found
    return [each for each in found if isinstance(each, Draft)]


def dispatches_of(file: str) -> list[Dispatch]:
    """The same, understood."""
    found = list(understand_all(read_path(FORMATS / file)))
    assert all(isinstance(each, Dispatch) for each in found), found
    return [each for each in found if isinstance(each, Dispatch)]


@cache
def outcomes_of(file: str) -> tuple[Dispatch | Refusal, ...]:
    """The dispatches and refusals of a sample, in order."""
    return tuple(understand_all(read_path(FORMATS / file)))


def counted(folder: str) -> dict[str, tuple[int, int]]:
    """How many dispatches and refusals each sample of a folder has."""
    found: dict[str, tuple[int, int]] = {}
    for path in (FORMATS / folder).iterdir():
        outcomes = outcomes_of(f"{folder}/{path.name}")
        refused = sum(isinstance(each, Refusal) for each in outcomes)
        found[path.name] = (len(outcomes) - refused, refused)
    return found


def read(document: str | bytes, name: str = "x") -> list[Draft | Refusal]:
    """What the registry makes of a document; `name` is its file's."""
    data = document.encode() if isinstance(document, str) else document
    return list(read_stream(io.BufferedReader(io.BytesIO(data), HEAD_BYTES), name))  # type: ignore[type-var]


def read_one(document: str | bytes) -> Draft:
    """The draft of a document that holds one dispatch."""
    (found,) = read(document)
    assert isinstance(found, Draft), found
    return found


def reasons(document: str | bytes) -> list[str]:
    """Why each part of a document is refused; all must be."""
    found = read(document)
    assert all(isinstance(each, Refusal) for each in found), found
    return [str(each.reason) for each in found if isinstance(each, Refusal)]
