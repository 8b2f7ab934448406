"""Few segments, and few times that a document is written again."""

from __future__ import annotations

from index.merge_plan import plan, plan_load


def test_tiers_are_merged_when_they_are_full() -> None:
    assert plan([1] * 7) == []
    assert plan([1] * 8) == [*range(8)]
    assert plan([90_000, *[5] * 8]) == [*range(1, 9)]
    assert plan([2_000] * 7 + [200_000] * 8) == [*range(7, 15)]


def test_a_document_is_merged_few_times_commit_by_commit() -> None:
    sizes: list[int] = []
    written = 0
    for _ in range(20_000):
        sizes.append(1)
        while chosen := plan(sizes):
            total = sum(sizes[index] for index in chosen)
            written += total if total > 8_000 else 0
            sizes = [size for n, size in enumerate(sizes) if n not in chosen] + [total]
    assert sum(sizes) == 20_000
    assert len(sizes) < 30
    assert written < 2 * 20_000


def test_what_a_load_wrote_becomes_one_segment() -> None:
    assert plan_load([20_000] * 50, range(50)) == [*range(50)]
    assert plan_load([20_000] * 50 + [1], range(50)) == [*range(51)]


def test_older_segments_join_a_load_that_is_no_smaller() -> None:
    assert plan_load([500_000, 20_000, 20_000], [1, 2]) == [1, 2]
    assert plan_load([40_000, 20_000, 20_000], [1, 2]) == [0, 1, 2]
    assert plan_load([160_000, 80_000, 20_000, 20_000, 20_000, 20_000], range(2, 6)) == [*range(6)]


def test_a_load_of_one_segment_is_merged_by_tiers() -> None:
    assert plan_load([5, 5, 5], [2]) == []
    assert plan_load([5] * 8, [7]) == [*range(8)]
    assert plan_load([900_000, 1], [1]) == []


def test_a_load_that_would_fill_a_tier_is_merged_with_it() -> None:
    older = [50_000] * 7
    assert plan_load([*older, 20_000, 20_000], [7, 8]) == [*range(9)]


def test_nothing_grows_beyond_what_a_merge_has_memory_for() -> None:
    assert plan([400] * 8, most=1_000) == [0, 1]
    assert plan([600] * 8, most=1_000) == []
    assert plan_load([600, 300, 300, 300], [0, 1, 2, 3], most=1_000) == [1, 2, 3]
    assert plan_load([600, 300], [0, 1], most=800) == []
