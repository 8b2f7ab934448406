"""A merged segment is the one that would have been made of the same dispatches at once."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest

from corpus.dispatch import Dispatch
from index import merging_postings, merging_terms
from index.codec.segment import FlatSegment
from index.codec.terms import TermDictionary
from index.merging import merge
from index.merging_terms import merged_terms
from tests.index.reading import Memory, contents, opened
from tests.index.test_segment_builder import by_uid, examples, made


def merged(parts: Sequence[FlatSegment]) -> FlatSegment:
    memory = Memory()
    merged = merge(parts, memory)
    found = opened(memory)
    assert found.documents == merged.documents
    return found


def assert_alike(found: FlatSegment, given: Sequence[Dispatch]) -> None:
    once = made(given)
    assert contents(found) == contents(once)
    assert found.uid_hashes.tolist() == once.uid_hashes.tolist()
    for name, field in once.fields.items():
        assert [*found.fields[name].terms] == [*field.terms]
        assert found.fields[name].length == field.length


@pytest.mark.parametrize("postings", [1, 7, 1 << 19])
def test_a_merged_segment_is_the_one_made_at_once(
    postings: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is joined in one go."""
    monkeypatch.setattr(merging_postings, "RANGE", postings)
    monkeypatch.setattr(merging_terms, "CHUNK", 10 * postings)
    given = examples()
    assert_alike(merged([made(given[start::3]) for start in range(3)]), given)


@pytest.mark.parametrize("share", [5, 2, 1])
def test_merging_leaves_deleted_documents_out(share: int) -> None:
    """All of a segment's as well, when they are replaced by those of another."""
    given = examples()
    parts = [made(given[:23]), made(given[23:]), made(given[:23])]
    masked = [part.without(np.arange(part.documents) % share == 0) for part in parts[:2]]
    masked.append(parts[2].without(np.arange(23) % share != 0))
    living = {uid for part in masked for uid in by_uid(contents(part))}
    assert_alike(merged(masked), [each for each in given if each.uid in living])


def test_keys_that_64_bits_do_not_hold_are_joined_in_smaller_spans() -> None:
    given = examples()
    fields = [made(given[start::2]).fields["text"] for start in range(2)]
    terms = merged_terms([field.terms for field in fields])
    for documents in (1 << 10, 1 << 45, 1 << 52, 1 << 56):
        spans = [*merging_postings._spans(fields, terms, documents)]
        assert (spans[0].low, spans[-1].high) == (0, len(terms.terms))
        assert [span.low for span in spans[1:]] == [span.high for span in spans[:-1]]
        for span in spans:
            bits = (span.high - span.low - 1).bit_length()
            assert bits + span.document_bits + span.place_bits <= 64
    assert len(spans) > 10


@pytest.mark.parametrize("chunk", [1, 5, 1 << 20])
def test_terms_are_joined_in_the_order_of_their_bytes(
    chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging_terms, "CHUNK", chunk)
    draw = random.Random(chunk)
    for letters in (b"ab", b"\0a", b"\0\x01\x7f\x80\xff", bytes(range(256))):
        for longest in (1, 9, 40):
            given = [
                {bytes(draw.choices(letters, k=draw.randint(0, longest))) for _ in range(size)}
                for size in (0, 1, 30, 200)
            ]
            found = merged_terms([TermDictionary.of(sorted(each)) for each in given])
            expected = sorted(set().union(*given))
            assert [*found.terms] == expected
            for terms, ranks in zip(given, found.ranks, strict=True):
                assert [expected[rank] for rank in ranks.tolist()] == sorted(terms)


def test_no_terms_at_all_are_joined() -> None:
    found = merged_terms([TermDictionary.of([])] * 2)
    assert [*found.terms] == []
    assert [len(ranks) for ranks in found.ranks] == [0, 0]
