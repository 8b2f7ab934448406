"""Positions are given back whichever way they are asked for, in both layouts that there are."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import IndexCorrupt
from index.codec.block_sums import STRIDE
from index.codec.container import BLOCK, Container, ContainerWriter
from index.codec.counts import Counts
from index.codec.positions import FieldPositions, SplitPositions, read_positions, write_positions

Lists = list[list[int]]

FAR = st.sampled_from([127, 128, 255, 256, 32_767, 32_768, 65_535, 65_536, 2**31 - 1])
"""Where the types of the arrays change."""

lists = st.lists(
    st.sets(st.integers(0, 40) | FAR, min_size=1, max_size=9).map(sorted)
    | st.just([*range(0, 900, 3)]),
    min_size=1,
    max_size=60,
)


def laid_out(positions: Lists) -> FieldPositions:
    """As segments have it now."""
    frequencies = np.array([*map(len, positions)])
    split = SplitPositions.of(np.array([*chain(*positions)], np.int64), frequencies)
    return opened(frequencies, lambda writer: write_positions(writer, "f", split, frequencies))


def laid_out_at_first(positions: Lists) -> FieldPositions:
    """As those of the first format have it."""
    frequencies = np.array([*map(len, positions)])

    def write(writer: ContainerWriter) -> None:
        writer.add("f/positions", np.array([*chain(*positions)], np.int64))
        before = [sum(frequencies[:at].tolist()) for at in range(0, len(positions), STRIDE)]
        writer.add("f/places", np.array([*before, int(frequencies.sum())], np.uint32))

    return opened(frequencies, write)


def opened(frequencies: np.ndarray, write: Callable[[ContainerWriter], None]) -> FieldPositions:
    sink = BytesIO()
    writer = ContainerWriter(sink)
    Counts.write(writer, "f/frequencies", frequencies)
    write(writer)
    writer.close({})
    container = Container(sink.getvalue(), "t")
    found = read_positions(container, "f", Counts.read_from(container, "f/frequencies"))
    assert found is not None
    return found


LAYOUTS = pytest.mark.parametrize("layout", [laid_out, laid_out_at_first])


@LAYOUTS
@settings(max_examples=60, deadline=None, derandomize=True)
@given(lists, st.data())
def test_any_postings_positions_are_found(
    layout: Callable[[Lists], FieldPositions], positions: Lists, data: st.DataObject
) -> None:
    field = layout(positions)
    number = st.integers(0, len(positions) - 1)
    for postings in (
        np.arange(len(positions)),  # all: counted in one go
        np.array(sorted(data.draw(st.sets(number, max_size=4))), np.int64),  # few, far apart
    ):
        wanted = [positions[posting] for posting in postings.tolist()]
        half = len(postings) // 2
        first, is_again = field.first_of(postings[half:], postings[:half])
        first, is_again = np.roll(first, half), np.roll(is_again, half)
        assert first.tolist() == [each[0] for each in wanted]
        assert is_again.tolist() == [len(each) > 1 for each in wanted]
        rows, places = field.further_of(postings)
        pairs = [*zip(rows.tolist(), places.tolist(), strict=True)]
        assert pairs == [(row, place) for row, each in enumerate(wanted) for place in each[1:]]


@LAYOUTS
@settings(max_examples=60, deadline=None, derandomize=True)
@given(lists, st.data())
def test_a_span_of_postings_is_read_whole(
    layout: Callable[[Lists], FieldPositions], positions: Lists, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(positions)))
    stop = data.draw(st.integers(start, len(positions)))
    first, further = layout(positions).read(start, stop)
    assert first.tolist() == [each[0] for each in positions[start:stop]]
    assert further.tolist() == [*chain(*(each[1:] for each in positions[start:stop]))]


@LAYOUTS
@given(lists)
@settings(max_examples=20, deadline=None, derandomize=True)
def test_the_type_holds_every_position(
    layout: Callable[[Lists], FieldPositions], positions: Lists
) -> None:
    assert np.iinfo(layout(positions).dtype).max >= max(chain(*positions))


def test_a_field_without_positions_has_none() -> None:
    sink = BytesIO()
    ContainerWriter(sink).close({})
    assert read_positions(Container(sink.getvalue(), "t"), "f", None) is None


def test_what_lies_between_two_words_is_not_read() -> None:
    """It may be all of the field."""
    count = 3 * BLOCK
    sink = BytesIO()
    writer = ContainerWriter(sink)
    writer.add("numbers", np.arange(count, dtype=np.uint8))
    writer.close({})
    damaged = bytearray(sink.getvalue())
    damaged[BLOCK + BLOCK // 2] ^= 1
    section = Container(bytes(damaged), "t").section("numbers")
    ends = np.array([0, 5]), np.array([count - 2, count - 1])
    assert section.take(*ends).tolist() == [0, 5, 254, 255]
    with pytest.raises(IndexCorrupt):
        section.take(np.array([0, count - 1]))
