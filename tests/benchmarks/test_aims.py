"""Ratios and aims, worked out by hand from made-up figures."""

from __future__ import annotations

import pytest

from benchmarks.engines.aims import AIMS, Measured, outcomes
from benchmarks.engines.clock import timing
from benchmarks.engines.figures import SizeFigures, Timing, class_leads
from tests.benchmarks.made_up import size_figures


def measured(size: SizeFigures) -> dict[tuple[str, str], Measured | None]:
    return {(each.aim.row, each.aim.aim): each.measured for each in outcomes([size])}


def verdicts(size: SizeFigures) -> dict[str, bool | None]:
    found = measured(size)
    return {f"{row}: {aim}": each and each.is_met for (row, aim), each in found.items()}


def test_the_best_peer_is_another_one_for_the_median_and_for_the_tail() -> None:
    median, p95 = class_leads(size_figures().timings["phrase"])
    assert median is not None
    assert (median.peer, median.ratio) == ("tantivy", pytest.approx(4.0))
    assert p95 is not None
    assert (p95.peer, p95.ratio) == ("plain Whoosh", pytest.approx(2.5))


def test_a_class_that_filon_or_every_peer_lacks_has_no_lead() -> None:
    one = Timing(1.0, 1.0, 1)
    assert class_leads({"tantivy": one}) == (None, None)
    assert class_leads({"Filon": one}) == (None, None)


def test_ratios() -> None:
    ratios = {key: each.ratio for key, each in measured(size_figures()).items() if each}
    expected = {
        ("indexing per CPU second", "2.0 × tantivy"): 2.5,
        ("indexing per CPU second", "20 × plain Whoosh"): 50.0,
        ("`filon index` per CPU second", "1.0 × tantivy's bare indexing"): 1.125,
        ("two processes over one", "1.6 ×"): 1.5,
        ("date range or facets, median", "3.0 × the best peer"): 4.0,
        ("date range or facets, p95", "3.0 × the best peer"): 2.5,
        ("one dispatch added and visible", "50 ms"): 0.5,
        ("cold process to first answer", "250 ms"): 0.25,
        ("memory of a searching process", "1 GB"): 0.5,
        ("size on disk", "1.5 × tantivy's"): 2 / 3,
    }
    for key, ratio in expected.items():
        assert ratios[key] == pytest.approx(ratio), key


def test_which_aims_are_met() -> None:
    not_met = [row for row, is_met in verdicts(size_figures()).items() if not is_met]
    assert not_met == [
        "two processes over one: 1.6 ×",
        "date range or facets, p95: 3.0 × the best peer",
        "prefix, fuzzy 1, p95: 3.0 × the best peer",
        "a whole page, p95: 15 ms",
    ]


def test_the_worst_class_of_a_row_counts() -> None:
    size = size_figures()
    size.timings["phrase + date + facets"]["Filon"] = Timing(0.002, 0.002, 25)
    found = measured(size)["date range or facets, median", "3.0 × the best peer"]
    assert found == Measured("phrase + date + facets: 2 ms", "tantivy 4 ms", 2.0, False)


def test_a_class_without_an_answer_is_not_met() -> None:
    size = size_figures()
    del size.timings["fuzzy 1"]["Filon"]
    found = measured(size)["prefix, fuzzy 1, median", "3.0 × the best peer"]
    assert found is not None
    assert not found.is_met
    assert found.ratio is None


def test_what_was_not_measured_has_no_verdict() -> None:
    assert set(verdicts(SizeFigures(1_000)).values()) == {None}
    assert len(outcomes([])) == len(AIMS)


def test_a_row_is_judged_at_the_largest_size_that_has_it() -> None:
    small, large = size_figures(20_000), size_figures(200_000)
    large.page = None
    sizes = {each.aim.row: each.size for each in outcomes([small, large])}
    assert sizes["a whole page, median"] == 20_000
    assert sizes["size on disk"] == 200_000


def test_median_and_95th_percentile() -> None:
    assert timing([float(number) for number in range(25, 0, -1)]) == Timing(13.0, 24.0, 25)
    assert timing([2.0]) == Timing(2.0, 2.0, 1)
