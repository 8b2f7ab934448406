"""Whoosh's own codec and ours give the same answers over the same documents."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import index, query
from whoosh.filedb.filestore import FileStorage, RamStorage

from tests.index.codec.worlds import World, answers, histories, queries

KINDS = ("memory", "files")
WORDY = ("key", "text", "free", "chars", "tags")
VECTORS = ("text", "chars")


@contextmanager
def world(kind: str) -> Iterator[World]:
    if kind == "memory":
        yield World(RamStorage)
        return
    with tempfile.TemporaryDirectory() as folder:
        numbers = count()
        yield World(lambda: FileStorage(str(Path(folder) / str(next(numbers)))).create())


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=30, deadline=None, derandomize=True)
@given(histories, st.lists(queries, min_size=5, max_size=10))
def test_the_answers_to_queries(kind: str, history: Any, asked: list[query.Query]) -> None:
    with world(kind) as both:
        for batch in history:
            both.write(batch)
        for each in asked:
            assert list(answers(both.flat, each)) == list(answers(both.plain, each)), each


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=30, deadline=None, derandomize=True)
@given(histories)
def test_what_readers_say(kind: str, history: Any) -> None:
    with world(kind) as both:
        for batch in history:
            both.write(batch)
            assert said(both.flat) == said(both.plain)


def said(of: index.Index) -> list[Any]:
    """All that the readers of an index's segments say."""
    with of.reader() as reader:
        return [_said(leaf) for leaf, _ in reader.leaf_readers()]


def _said(reader: Any) -> dict[str, Any]:
    numbers = list(range(reader.doc_count_all()))
    names = sorted(reader.indexed_field_names()) if numbers else []
    schema = reader.schema
    lengths = [name for name in names if schema[name].scorable]
    vectors = [(n, name) for n in numbers for name in VECTORS if reader.has_vector(n, name)]
    return {
        "counts": (reader.doc_count(), reader.doc_count_all(), list(reader.all_doc_ids())),
        "terms": list(reader.all_terms()),
        "statistics": [(term, _statistics(info)) for term, info in reader],
        # Existence has no value: None to Whoosh's codec, no bytes to ours.
        "postings": [(*posting, value or b"") for *posting, value in reader.iter_postings()],
        "from": [list(reader.terms_from(name, "b")) for name in names if name in WORDY],
        "stored": [reader.stored_fields(number) for number in numbers],
        "lengths": [
            [reader.doc_field_length(number, name) or 0 for number in numbers]
            + [reader.field_length(name), reader.min_field_length(name)]
            + [reader.max_field_length(name)]
            for name in lengths
        ],
        "columns": {
            name: list(reader.column_reader(name))
            for name in ("free", "number", "kind", "groups", "name")
            if numbers and reader.has_column(name)
        },
        "vectors": [
            (number, name, list(reader.vector_as("frequency", number, name)))
            for number, name in vectors
        ],
        "near": sorted(reader.terms_within("text", "alfa", 2)) if "text" in names else [],
        "frequent": reader.most_frequent_terms("text", 3) if "text" in names else [],
    }


def _statistics(info: Any) -> tuple[Any, ...]:
    return (
        info.weight(),
        info.doc_frequency(),
        info.min_length(),
        info.max_length(),
        info.max_weight(),
        info.min_id(),
        info.max_id(),
    )
