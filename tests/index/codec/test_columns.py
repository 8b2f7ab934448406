"""Columns come back through Whoosh as they were given, whatever keeps them."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import columns, fields, sorting
from whoosh.codec.base import Codec
from whoosh.codec.whoosh3 import W3Codec
from whoosh.columns import Column
from whoosh.filedb.filestore import RamStorage
from whoosh.index import Index

from index.codec.columns import SetsColumn
from index.codec.whoosh_codec import FlatCodec

CODECS = (FlatCodec, W3Codec)
ABSENT = object()


def index_of(column: Column, values: list[Any], codec: Codec) -> Index:
    """An index of one document for each value."""
    index = RamStorage().create_index(fields.Schema(id=fields.STORED(), c=fields.COLUMN(column)))
    writer = index.writer(codec=codec)
    for number, value in enumerate(values):
        writer.add_document(id=number, **({} if value is ABSENT else {"c": value}))
    writer.commit()
    return index


def read_back(column: Column, values: list[Any], codec: Codec) -> list[Any]:
    with index_of(column, values, codec).reader() as reader:
        found = reader.column_reader("c")
        assert len(found) == len(values)
        assert [found[number] for number in range(len(values))] == list(found)
        return list(found)


sets = st.lists(st.sampled_from(["Paris", "été", "", "a\nb", "z"]), max_size=3).map(tuple)


@pytest.mark.parametrize("codec", CODECS)
@settings(max_examples=30, deadline=None, derandomize=True)
@given(given_sets=st.lists(sets | st.just(ABSENT), min_size=1, max_size=20))
def test_sets(codec: Any, given_sets: list[Any]) -> None:
    expected = [() if value is ABSENT else value for value in given_sets]
    assert read_back(SetsColumn(), given_sets, codec()) == expected


@pytest.mark.parametrize(
    ("column", "values", "default"),
    [
        (columns.NumericColumn("i"), [5, ABSENT, -7, 2**31 - 1, ABSENT], 0),
        (columns.NumericColumn("Q", default=9), [ABSENT, 2**64 - 1, 9, ABSENT], 9),
        (columns.NumericColumn("q", default=-1), [ABSENT, -(2**63), 0], -1),
        (columns.NumericColumn("B"), [255, ABSENT, 1], 0),
        (columns.NumericColumn("d"), [0.1, ABSENT, -2.5], 0),
        (columns.NumericColumn("f"), [0.5, ABSENT], 0),
        (columns.VarBytesColumn(), [b"a", ABSENT, b"", b"ccc"], b""),
        (columns.FixedBytesColumn(2), [b"ab", ABSENT, b"cd"], b"\0\0"),
        (columns.RefBytesColumn(), [b"x", b"y", ABSENT, b"x"], b""),
        (columns.BitColumn(), [True, ABSENT, False, True], False),
        (columns.CompressedBytesColumn(), [b"a" * 99, b"b"], b""),
        (columns.StructColumn("ii", (0, 0)), [(1, 2), ABSENT, (3, 4)], (0, 0)),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Column) else None,
)
def test_each_of_whooshs_columns(column: Column, values: list[Any], default: Any) -> None:
    expected = [default if value is ABSENT else value for value in values]
    # A column that ends with documents without a value ends early in Whoosh's own bytes.
    assert read_back(column, values, FlatCodec()) == expected


def test_numbers_are_pythons_own() -> None:
    for code, value in (("i", 3), ("d", 2.5)):
        (found,) = read_back(columns.NumericColumn(code), [value], FlatCodec())
        assert type(found) is type(value)


@pytest.mark.parametrize(("code", "value"), [("B", 256), ("i", 2**31), ("Q", -1), ("i", "x")])
def test_a_number_that_does_not_fit_is_refused(code: str, value: Any) -> None:
    with pytest.raises(struct.error):
        index_of(columns.NumericColumn(code), [value], FlatCodec())


def test_numbers_sort_either_way() -> None:
    values = [3, -1, ABSENT, 2**40]
    with index_of(columns.NumericColumn("q"), values, FlatCodec()).reader() as reader:
        upwards = reader.column_reader("c")
        downwards = reader.column_reader("c", reverse=True)
        assert sorted(range(4), key=upwards.sort_key) == [1, 2, 0, 3]
        assert sorted(range(4), key=downwards.sort_key) == [3, 0, 2, 1]
        assert upwards.load() == [3, -1, 0, 2**40]


def test_a_column_may_be_added_to_a_finished_segment() -> None:
    """What `add_sortable` does."""
    schema = fields.Schema(name=fields.STORED(), rank=fields.NUMERIC(int))
    index = RamStorage().create_index(schema)
    with index.writer(codec=FlatCodec()) as writer:
        for rank in (30, 10, 20):
            writer.add_document(name=rank, rank=rank)
    with index.reader() as reader:
        assert not reader.has_column("rank")
    with index.writer(codec=FlatCodec()) as writer:
        sorting.add_sortable(writer, "rank", sorting.StoredFieldFacet("name"))
    with index.reader() as reader:
        assert list(reader.column_reader("rank")) == [30, 10, 20]


def test_a_merge_keeps_columns() -> None:
    index = index_of(SetsColumn(), [("a", "b"), ABSENT], FlatCodec())
    with index.writer(codec=FlatCodec()) as writer:
        writer.add_document(id=2, c=("c",))
        writer.optimize = True
    with index.reader() as reader:
        assert sorted(reader.column_reader("c")) == [(), ("a", "b"), ("c",)]
