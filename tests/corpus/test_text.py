"""Bytes become text that can be relied on, and what had to be guessed is said."""

from __future__ import annotations

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ReaderError
from corpus.text import SMALL, are_alike, clean, decode, key, read_bytes, squeeze, squeezed_lines

SENTENCE = "L’État «rétablit» l’œuvre à Sidi Bel Abbès — 3 000 €"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1252", "cp1252")],
)
def test_each_encoding_is_found(encoding: str, found: str) -> None:
    decoded = decode(SENTENCE.encode(encoding))
    assert decoded.text == SENTENCE
    assert decoded.encoding == found
    assert not decoded.notes


@pytest.mark.parametrize("size", [0, 10, SMALL - 1, SMALL, SMALL + 1, 3 * SMALL])
def test_a_stream_is_read_whole_or_a_byte_over_the_limit(size: int) -> None:
    data = bytes(index % 251 for index in range(size))
    for stream in (io.BytesIO(data), io.BufferedReader(io.BytesIO(data), 16)):
        assert read_bytes(stream, 3 * SMALL) == data
    assert read_bytes(io.BytesIO(data), 2 * SMALL) == data[: 2 * SMALL + 1]


def test_latin_1_is_read_as_the_windows_page_that_contains_it() -> None:
    assert decode("élève à Sfax".encode("latin-1")).text == "élève à Sfax"


def test_a_bad_byte_in_utf8_is_replaced_and_said() -> None:
    text = "é" * 30
    decoded = decode(text.encode() + b"\xff fin")
    assert decoded.text == text + "\ufffd fin"
    assert "position 60" in str(decoded.notes[0])


def test_text_encoded_twice_is_restored_and_said() -> None:
    twice = SENTENCE.encode().decode("cp1252").encode()
    decoded = decode(twice)
    assert decoded.text == SENTENCE
    assert "encodé deux fois" in str(decoded.notes[0])


def test_binary_data_is_refused_with_its_place() -> None:
    with pytest.raises(ReaderError, match="position 3") as caught:
        decode(b"abc\0def")
    assert caught.value.offset == 3


@given(st.binary(max_size=200))
def test_decode_raises_nothing_else(data: bytes) -> None:
    try:
        clean(decode(data).text)
    except ReaderError:
        assert b"\0" in data


@given(st.text(max_size=200))
def test_clean_text_is_composed_and_has_no_control_codes(text: str) -> None:
    cleaned = clean(text)
    assert cleaned == unicodedata.normalize("NFC", cleaned)
    assert not any(unicodedata.category(char) == "Cc" and char not in "\t\n\f" for char in cleaned)


def test_squeeze_keeps_no_break_spaces() -> None:
    assert squeeze("  3\u00a0000 \t morts\n") == "3\u00a0000 morts"


def test_a_key_ignores_what_two_spellings_may_differ_in() -> None:
    assert key("LES ELEVES, à l’école !") == key("Les élèves a l'ecole")
    assert key("œuvre") == key("ŒUVRE")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("TUNIS : l’accord est signé", "Tunis – L'accord est signé.", True),
        ("Tunis : l’accord est signé", "Tunis : l’accord est rompu", False),
        ("— « Tunis »", "«TUNIS»", True),
        ("Tunis", "Rabat", False),
        ("............... Tunis", "Tunis", True),
    ],
)
def test_lines_are_alike_when_their_keys_are(one: str, other: str, expected: bool) -> None:
    assert are_alike(one, other) is expected
    assert (key(one) == key(other)) is expected


def test_what_no_reader_may_see_is_removed_among_no_break_spaces() -> None:
    assert clean("l’an\xa02011\u202f!\n\x07fin\x80\ufeff\r\n") == "l’an\xa02011\u202f!\nfin\n"


@given(st.text(st.characters(max_codepoint=0x1FF)))
def test_a_text_of_latin_1_is_cleaned_as_any_other(text: str) -> None:
    assert clean(text) == clean(f"{text}‰")[:-1]


@given(st.text(st.sampled_from("ab \t\n\f\v\xa0")))
def test_lines_are_squeezed_one_by_one(text: str) -> None:
    assert squeezed_lines(text) == tuple(filter(None, map(squeeze, text.split("\n"))))
