"""The dictionary finds a term, where one would be, and the slice of a prefix."""

from __future__ import annotations

from bisect import bisect_left
from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st

from index.codec.container import Container, ContainerWriter
from index.codec.terms import TermDictionary, read_terms, write_terms

parts = st.lists(st.sampled_from([b"a", b"b", b"\x00", b"\xff", b"\xfe", b"\xc3\xa9"]), max_size=4)
term = parts.map(b"".join)
terms = st.sets(term, max_size=30).map(sorted)


def stored(given_terms: list[bytes]) -> TermDictionary:
    sink = BytesIO()
    writer = ContainerWriter(sink)
    write_terms(writer, "f", TermDictionary.of(given_terms))
    writer.close({})
    return read_terms(Container(sink.getvalue(), "t"), "f")


@settings(max_examples=200, deadline=None, derandomize=True)
@given(terms, term)
def test_it_finds_what_a_sorted_list_finds(given_terms: list[bytes], asked: bytes) -> None:
    dictionary = stored(given_terms)
    assert len(dictionary) == len(given_terms)
    assert list(dictionary) == given_terms
    assert dictionary.lower_bound(asked) == bisect_left(given_terms, asked)
    expected = given_terms.index(asked) if asked in given_terms else -1
    assert dictionary.find(asked) == expected
    start, stop = dictionary.prefix(asked)
    assert given_terms[start:stop] == [each for each in given_terms if each.startswith(asked)]


def test_a_prefix_of_the_highest_bytes_ends_with_the_dictionary() -> None:
    dictionary = stored([b"a", b"\xff", b"\xff\xff", b"\xff\xffz"])
    assert dictionary.prefix(b"\xff\xff") == (2, 4)
    assert dictionary.prefix(b"a\xff") == (1, 1)
    assert dictionary.prefix(b"") == (0, 4)
