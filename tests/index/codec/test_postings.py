"""The arrays of a field give back every posting, whichever way they are asked."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.util.numeric import byte_to_length, length_to_byte

from index.codec.container import Container, ContainerWriter
from index.codec.counts import Counts
from index.codec.postings import (
    LENGTHS,
    FieldPostings,
    Postings,
    length_codes,
    write_postings,
)
from index.codec.terms import TermDictionary


def field_of(given: Postings) -> FieldPostings:
    sink = BytesIO()
    writer = ContainerWriter(sink)
    about = write_postings(writer, "f", given)
    writer.close({})
    return FieldPostings(Container(sink.getvalue(), "t"), "f", about)


def test_a_field_has_what_was_given_alone() -> None:
    field = field_of(
        Postings(TermDictionary.of([b"x"]), np.array([0, 2]), np.array([1, 5], dtype=np.uint32))
    )
    assert field.weights is None
    assert field.frequencies is None
    assert field.lengths is None
    assert field.positions is None
    assert field.find(b"x") == (0, 2)
    assert field.find(b"y") == (0, 0)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(st.integers(0, 300) | st.sampled_from([254, 255, 256, 2**31, 2**40]), min_size=1),
    st.data(),
)
def test_counts_hold_small_and_wide_numbers(numbers: list[int], data: st.DataObject) -> None:
    counts = counts_of(np.array(numbers, dtype=np.int64))
    first = data.draw(st.integers(0, len(numbers)))
    last = data.draw(st.integers(first, len(numbers)))
    assert counts.read(first, last).tolist() == numbers[first:last]


@pytest.mark.parametrize(
    "numbers", [[0.5, 3.0], [-1.0, 2.0], [300.25], [1.0, 255.0, 256.0, 70_000.0]]
)
def test_counts_hold_weights(numbers: list[float]) -> None:
    assert counts_of(np.array(numbers)).read(0, len(numbers)).tolist() == numbers


def counts_of(numbers: np.ndarray) -> Counts:
    sink = BytesIO()
    writer = ContainerWriter(sink)
    Counts.write(writer, "n", numbers)
    writer.close({})
    counts = Counts.read_from(Container(sink.getvalue(), "t"), "n")
    assert counts is not None
    return counts


def test_lengths_are_coded_as_whoosh_codes_them() -> None:
    lengths = np.array([0, 1, 2, 11, 100, 255, 256, 5_000, 99_999])
    codes = length_codes(lengths)
    assert codes.tolist() == [length_to_byte(int(length)) for length in lengths]
    assert LENGTHS[codes].tolist() == [byte_to_length(int(code)) for code in codes]
    assert length_codes(np.zeros(0, np.int64)).dtype == np.uint8
