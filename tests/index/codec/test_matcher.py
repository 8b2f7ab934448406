"""A matcher walks, skips and bounds the postings of a term."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import analysis, fields, formats
from whoosh.filedb.filestore import RamStorage
from whoosh.matching import ReadTooFar
from whoosh.scoring import BM25F

from index.codec.matcher import BLOCK
from index.codec.terms_reader import FlatTermsReader
from index.codec.whoosh_codec import FlatCodec

SEED = 1962
numbers = st.sets(st.integers(0, 2_000), min_size=1, max_size=300).map(sorted)


def reader_of(format: formats.Format, postings: list[tuple[int, float, bytes]]) -> FlatTermsReader:
    """The terms of a segment whose field `f` has one term, `t`."""
    codec, storage = FlatCodec(), RamStorage()
    segment = codec.new_segment(storage, "x")
    writer = codec.field_writer(storage, segment)
    field = fields.FieldType(format=format, analyzer=analysis.SimpleAnalyzer())
    writer.start_field("f", field)
    writer.start_term(b"t")
    for number, weight, value in postings:
        writer.add(number, weight, value, None)
    writer.finish_term()
    writer.finish_field()
    writer.close()
    return codec.terms_reader(storage, segment)


def matcher_of(format: formats.Format, postings: list[tuple[int, float, bytes]]) -> Any:
    return reader_of(format, postings).matcher("f", b"t", format)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(numbers, st.lists(st.integers(0, 2_100), max_size=10))
def test_it_skips_where_walking_gets_to(documents: list[int], targets: list[int]) -> None:
    matcher = matcher_of(formats.Existence(), [(number, 1.0, b"") for number in documents])
    assert list(matcher.all_ids()) == documents
    for target in targets:
        if not matcher.is_active():
            with pytest.raises(ReadTooFar):
                matcher.skip_to(target)
            break
        before = matcher.id()
        matcher.skip_to(target)
        left = [number for number in documents if number >= max(before, target)]
        assert matcher.is_active() == bool(left)
        if left:
            assert matcher.id() == left[0]
            assert type(matcher.id()) is int
    matcher.reset()
    assert matcher.id() == documents[0]


def test_it_says_when_it_has_read_too_far() -> None:
    matcher = matcher_of(formats.Existence(), [(3, 1.0, b""), (4, 1.0, b"")])
    assert matcher.next() is False
    assert matcher.next() is True
    assert not matcher.is_active()
    with pytest.raises(ReadTooFar):
        matcher.next()


def test_a_copy_goes_its_own_way() -> None:
    matcher = matcher_of(formats.Existence(), [(3, 1.0, b""), (4, 1.0, b"")])
    other = matcher.copy()
    other.next()
    assert (matcher.id(), other.id()) == (3, 4)
    assert matcher.term() == ("f", b"t")


WORDS = "alfa bravo alfa^2 charlie alfa"


@pytest.mark.parametrize(
    ("format", "kinds"),
    [
        (formats.Existence(field_boost=2.0), ["frequency", "weight"]),
        (formats.Frequency(field_boost=2.0), ["frequency", "weight"]),
        (formats.Positions(), ["frequency", "weight", "positions", "position_boosts"]),
        (formats.Characters(), ["frequency", "positions", "characters"]),
        (formats.PositionBoosts(), ["frequency", "weight", "positions", "position_boosts"]),
        (formats.CharacterBoosts(), ["positions", "characters", "character_boosts"]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_is_read_as_its_format_decodes_it(format: Any, kinds: list[str]) -> None:
    analyzer = analysis.RegexTokenizer(r"\S+") | analysis.DelimitedAttributeFilter()
    found = {text: rest for text, _, *rest in format.word_values(WORDS, analyzer)}
    weight, value = found["alfa"]
    matcher = matcher_of(format, [(0, weight, value), (7, weight, value)])
    for _ in range(2):
        assert matcher.weight() == weight
        assert matcher.value() == value
        for kind in kinds:
            assert matcher.supports(kind)
            assert matcher.value_as(kind) == format.decode_as(kind, value)
        matcher.next()
    assert not matcher.supports("nonsense")


def test_spans_are_the_positions() -> None:
    positions = formats.Positions()
    matcher = matcher_of(positions, [(1, 2.0, positions.encode([3, 9]))])
    assert [(span.start, span.end) for span in matcher.spans()] == [(3, 3), (9, 9)]
    characters = formats.Characters()
    matcher = matcher_of(characters, [(1, 1.0, characters.encode([(3, 10, 14)]))])
    (span,) = matcher.spans()
    assert (span.start, span.startchar, span.endchar) == (3, 10, 14)


def test_positions_that_are_not_kept_are_an_error() -> None:
    """Never an empty list: a phrase would silently match nothing."""
    reader = reader_of(formats.Frequency(), [(1, 1.0, b"\0\0\0\1")])
    with pytest.raises(ValueError, match="'f'"):
        reader.matcher("f", b"t", formats.Positions()).value_as("positions")


def test_values_that_no_format_wrote_are_kept() -> None:
    """Even when the first ones could be decoded."""
    positions = formats.Positions()
    values = [positions.encode([2, 5]), b"something else", b""]
    matcher = matcher_of(positions, [(number, 1.5, value) for number, value in enumerate(values)])
    for value in values:
        assert matcher.value() == value
        matcher.next()


@pytest.mark.parametrize("documents", [1, BLOCK, BLOCK + 1, 5 * BLOCK + 17])
def test_no_posting_scores_above_its_bounds(documents: int) -> None:
    chance = random.Random(SEED)
    index = RamStorage().create_index(fields.Schema(f=fields.TEXT()))
    with index.writer(codec=FlatCodec()) as writer:
        for _ in range(documents):
            words = ["tt"] * chance.randrange(1, 9) + ["uu"] * chance.randrange(60)
            writer.add_document(f=" ".join(words))
    with index.searcher(weighting=BM25F()) as searcher:
        scorer = searcher.weighting.scorer(searcher, "f", b"tt")
        matcher = searcher.reader().postings("f", b"tt", scorer=scorer)
        assert matcher.supports_block_quality()
        scores, blocks = [], set()
        while matcher.is_active():
            scores.append(matcher.score())
            blocks.add((matcher.block_quality(), matcher.block_max_length()))
            assert matcher.score() <= matcher.block_quality() <= matcher.max_quality()
            matcher.next()
        assert len(scores) == documents
        assert len(blocks) <= -(-documents // BLOCK)
        _check_skipping(searcher, scorer, scores)


def _check_skipping(searcher: Any, scorer: Any, scores: list[float]) -> None:
    """Skipping blocks of too low a quality misses no score above it."""
    for least in (0.0, sorted(scores)[len(scores) // 2], max(scores)):
        matcher = searcher.reader().postings("f", b"tt", scorer=scorer)
        above = []
        while matcher.is_active():
            matcher.skip_to_quality(least)
            if matcher.is_active():
                above.append(matcher.score())
                matcher.next()
        assert sorted(s for s in above if s > least) == sorted(s for s in scores if s > least)
