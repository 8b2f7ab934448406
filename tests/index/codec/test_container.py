"""A container gives back what was written, and names damage wherever it is."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import IndexCorrupt
from index.codec.container import BLOCK, FORMAT, Container, ContainerWriter

ABOUT = {"documents": 3, "é": "œ"}


def content() -> bytes:
    """A container of three blocks and a tail."""
    sink = BytesIO()
    writer = ContainerWriter(sink)
    writer.add("first", np.arange(30_000, dtype=np.int32))
    writer.start("pieces")
    assert writer.write(b"ab") == 2
    assert writer.write(b"") == 2
    assert writer.write(b"c" * 60_000) == 60_002
    writer.add("none", np.zeros(0, np.float64))
    writer.add("last", np.array([1.5, -2.5]))
    writer.close(ABOUT)
    return sink.getvalue()


CONTENT = content()


def read_all(data: bytes) -> None:
    container = Container(data, "a.flat")
    for name in container:
        container.array(name)


def test_it_gives_back_what_was_written() -> None:
    container = Container(CONTENT, "a.flat")
    assert list(container) == ["first", "pieces", "none", "last"]
    assert container.about == ABOUT
    assert container.array("first").tolist() == list(range(30_000))
    assert container.array("pieces").tobytes() == b"ab" + b"c" * 60_000
    assert len(container.section("none")) == 0
    assert container.array("none").dtype == np.float64
    assert container.array("last").tolist() == [1.5, -2.5]
    assert container.section("first").read(7, 9).tolist() == [7, 8]
    assert not container.damage()
    assert "absent" not in container


@pytest.mark.parametrize("place", [0, 15, 5_000, BLOCK, BLOCK + 70_000, 2 * BLOCK + 1])
@pytest.mark.parametrize("bit", [0, 7])
def test_a_flipped_bit_is_found_in_its_block(place: int, bit: int) -> None:
    damaged = bytearray(CONTENT)
    damaged[place] ^= 1 << bit
    container = Container(bytes(damaged), "a.flat")
    assert container.damage() == [place // BLOCK]
    with pytest.raises(IndexCorrupt, match=r"a\.flat"):
        read_all(bytes(damaged))


def test_what_is_whole_is_read_beside_what_is_damaged() -> None:
    damaged = bytearray(CONTENT)
    damaged[BLOCK + 10] ^= 1
    container = Container(bytes(damaged), "a.flat")
    assert container.section("first").read(0, 100).tolist() == list(range(100))
    assert container.array("last").tolist() == [1.5, -2.5]
    with pytest.raises(IndexCorrupt):
        container.section("first").read(20_000, 20_001)
    with pytest.raises(IndexCorrupt):
        # Once more: a block that failed does not pass because it was read.
        container.section("first").read(20_000, 20_001)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.integers(0, len(CONTENT) * 8 - 1))
def test_no_flipped_bit_goes_unnoticed(place: int) -> None:
    damaged = bytearray(CONTENT)
    damaged[place // 8] ^= 1 << place % 8
    try:
        container = Container(bytes(damaged), "a.flat")
    except IndexCorrupt:
        return
    assert container.damage()


def test_no_flipped_bit_of_the_tail_goes_unnoticed() -> None:
    """Every one: none of them may lead to an answer, nor to an error of another kind."""
    for place in range(2 * BLOCK + 50_000, len(CONTENT)):
        for bit in range(8):
            damaged = bytearray(CONTENT)
            damaged[place] ^= 1 << bit
            with suppress(IndexCorrupt):
                assert Container(bytes(damaged), "a.flat").damage()


@pytest.mark.parametrize("size", [0, 1, 15, 44, BLOCK, len(CONTENT) - 1])
def test_a_truncated_file_does_not_open(size: int) -> None:
    with pytest.raises(IndexCorrupt, match=r"a\.flat"):
        Container(CONTENT[:size], "a.flat")


@pytest.mark.parametrize("extra", [b"\0", CONTENT[-100:-50]])
def test_nor_does_one_with_more_at_its_end(extra: bytes) -> None:
    with pytest.raises(IndexCorrupt):
        Container(CONTENT + extra, "a.flat")


def test_an_unknown_format_is_named() -> None:
    later = bytearray(CONTENT)
    later[-12] = FORMAT + 1
    with pytest.raises(IndexCorrupt, match=f"format {FORMAT + 1}"):
        Container(bytes(later), "a.flat")


def test_an_absent_section_is_named() -> None:
    with pytest.raises(IndexCorrupt, match="absent"):
        Container(CONTENT, "a.flat").section("absent")


def test_a_section_is_written_once() -> None:
    writer = ContainerWriter(BytesIO())
    writer.add("a", np.zeros(1))
    with pytest.raises(ValueError, match="twice"):
        writer.start("a")


def test_its_checksum_tells_it_from_any_other() -> None:
    sink = BytesIO()
    writer = ContainerWriter(sink)
    writer.add("first", np.arange(30_001, dtype=np.int32))
    checksum = writer.close(ABOUT)
    Container(sink.getvalue(), "b.flat").expect(checksum)
    with pytest.raises(IndexCorrupt, match=r"a\.flat"):
        Container(CONTENT, "a.flat").expect(checksum)
