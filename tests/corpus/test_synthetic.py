"""Synthetic dispatches: the same for everyone, shaped like French, and readable by the product."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections import Counter
from datetime import datetime, timezone
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from corpus import record
from corpus.dispatch import Dispatch
from corpus.readers.draft import Draft
from corpus.readers.jsonlines import JsonLinesReader
from corpus.synthetic import BLOCK, dispatches, write_json_lines
from corpus.synthetic_text import VOWELS, vocabulary

COUNT = 6 * BLOCK
KEYS = ["id", "version", "headline", "body", "date", "agency", "place", "departments"]


@pytest.fixture(scope="module")
def many() -> list[Dispatch]:
    return list(dispatches(COUNT))


def json_lines(count: int, seed: int = 1) -> bytes:
    stream = io.BytesIO()
    write_json_lines(count, stream, seed=seed)
    return stream.getvalue()


def words_of(dispatch: Dispatch) -> list[str]:
    return [word.lower() for word in re.findall(r"[^\W_]+['’]?", dispatch.text)]


def frequencies(many: list[Dispatch]) -> list[int]:
    counts = Counter(word for dispatch in many for word in words_of(dispatch))
    return sorted(counts.values(), reverse=True)


def slope(counts: list[int], first: int, last: int) -> float:
    """Of the logarithm of the frequency over that of the rank, from one rank to another."""
    ranks = np.unique(np.geomspace(first, last, 50).astype(int))
    chosen = np.log(np.array(counts)[ranks - 1])
    return float(np.polyfit(np.log(ranks), chosen, 1)[0])


def test_a_seed_gives_the_same_dispatches_again(many: list[Dispatch]) -> None:
    assert list(dispatches(40)) == many[:40]


def test_seeds_give_other_dispatches(many: list[Dispatch]) -> None:
    others = list(dispatches(40, seed=2))
    assert not {dispatch.uid for dispatch in others} & {dispatch.uid for dispatch in many}
    assert not {dispatch.text for dispatch in others} & {dispatch.text for dispatch in many}


@pytest.mark.parametrize("count", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1])
def test_a_dispatch_does_not_depend_on_the_count(many: list[Dispatch], count: int) -> None:
    assert list(dispatches(count)) == many[:count]


def test_dispatches_are_made_as_they_are_taken() -> None:
    assert len(list(islice(dispatches(10**12), 3))) == 3


def test_no_two_dispatches_are_the_same(many: list[Dispatch]) -> None:
    assert len({dispatch.uid for dispatch in many}) == COUNT
    assert len({dispatch.text for dispatch in many}) == COUNT


def test_frequencies_follow_the_law_of_zipf(many: list[Dispatch]) -> None:
    counts = frequencies(many)
    assert slope(counts, 1, 10_000) == pytest.approx(-1, abs=0.1)
    assert slope(counts, 1, 300) == pytest.approx(-1, abs=0.25)


def test_nearly_half_of_a_text_is_function_words(many: list[Dispatch]) -> None:
    known = vocabulary()
    function_words = {*known.pieces[: known.function_words], "d'", "l'", "qu'", "n'", "s'", "j'"}
    words = [word for dispatch in many for word in words_of(dispatch)]
    share = sum(word in function_words for word in words) / len(words)
    assert share == pytest.approx(0.45, abs=0.03)


def test_new_words_keep_coming(many: list[Dispatch]) -> None:
    assert 150_000 < vocabulary().words < 200_000
    seen = {word for dispatch in many for word in words_of(dispatch)}
    assert len(seen) > 40_000


def test_words_are_elided_before_vowels(many: list[Dispatch]) -> None:
    text = " ".join(dispatch.text for dispatch in many)
    known = vocabulary()
    content = set(known.pieces[known.function_words : known.words])
    elided = re.findall(r"\b(?:d|l|qu)'(?!Habitat)(\w+)", text)
    assert len(elided) > COUNT
    assert all(word.startswith(VOWELS) for word in elided)
    following = re.findall(r"\b(?:de|le|la|que) (a\w+)", text)
    assert not content.intersection(following)


def test_bodies_have_60_to_600_words_and_250_on_average(many: list[Dispatch]) -> None:
    lengths = [len(" ".join(dispatch.paragraphs).split()) for dispatch in many]
    assert min(lengths) >= 60
    assert max(lengths) <= 600
    assert np.mean(lengths) == pytest.approx(250, rel=0.1)
    assert np.median(lengths) < np.mean(lengths)


def test_dates_are_aware_and_spread_over_the_years(many: list[Dispatch]) -> None:
    first, last = (
        datetime(2010, 1, 1, tzinfo=timezone.utc),
        datetime(2025, 1, 1, tzinfo=timezone.utc),
    )
    moments = [dispatch.issued for dispatch in many]
    assert all(moment and moment.utcoffset() is not None for moment in moments)
    assert all(moment and first <= moment < last for moment in moments)
    assert {moment.year for moment in moments if moment} == set(range(2010, 2025))


def test_a_dispatch_concerns_up_to_three_bodies(many: list[Dispatch]) -> None:
    assert {len(dispatch.departments) for dispatch in many} == {0, 1, 2, 3}
    assert any(len(body.path) > 1 for dispatch in many for body in dispatch.departments)


def test_spans_prove_bodies_and_events(many: list[Dispatch]) -> None:
    for dispatch in many:
        for body in dispatch.departments:
            assert body.span is not None
            assert dispatch.text[slice(*body.span)] == body.name
        for event in dispatch.events:
            assert event.span is not None
            assert event.start < event.end
            assert dispatch.text[slice(*event.span)] == event.text


def test_dispatches_are_fit_to_be_stored(many: list[Dispatch]) -> None:
    for dispatch in many[:BLOCK]:
        assert record.loads(record.dumps(dispatch)) == dispatch
        assert dispatch.headline.strip() == dispatch.headline != ""
        assert all(line.strip() == line != "" for line in dispatch.paragraphs)


def test_most_dispatches_have_one_version(many: list[Dispatch]) -> None:
    versions = Counter(dispatch.version for dispatch in many)
    assert set(versions) == {1, 2, 3}
    assert versions[1] > 0.9 * COUNT


def test_json_lines_have_the_keys_that_the_reader_knows() -> None:
    records = [json.loads(line) for line in json_lines(20).splitlines()]
    assert all(list(record) == KEYS for record in records)


def test_the_reader_reads_back_what_was_written(many: list[Dispatch]) -> None:
    drafts = list(JsonLinesReader().read(io.BytesIO(json_lines(50)), "file"))
    for draft, dispatch in zip(drafts, many[:50], strict=True):
        assert isinstance(draft, Draft)
        assert draft.uid == dispatch.uid
        assert draft.version == dispatch.version
        assert draft.headline == dispatch.headline
        assert draft.paragraphs == dispatch.paragraphs
        assert draft.issued == dispatch.issued
        assert (draft.agency, draft.place) == (dispatch.agency, dispatch.place)
        assert draft.departments == tuple(body.label for body in dispatch.departments)
        assert not draft.extra


def test_a_file_holds_what_a_stream_does(tmp_path: Path) -> None:
    target = tmp_path / "dispatches.jsonl"
    write_json_lines(30, target, seed=3)
    assert target.read_bytes() == json_lines(30, seed=3)


def test_the_command_prints_json_lines() -> None:
    command = [sys.executable, "-m", "corpus.synthetic", "5", "--seed", "4"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stdout == json_lines(5, seed=4)
    assert done.stderr == b""


def test_the_command_stops_quietly_when_its_reader_does() -> None:
    command = [sys.executable, "-m", "corpus.synthetic", "2000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline().startswith(b"{")
        running.stdout.close()
        assert running.stderr.read() == b""
