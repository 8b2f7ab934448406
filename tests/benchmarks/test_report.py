"""The report shows the figures of a run, and its JSON gives the run back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.engines.cli import main
from benchmarks.engines.figures import Build, Run, SizeFigures, Timing
from benchmarks.engines.report import markdown
from tests.benchmarks.made_up import run, size_figures


def lines(text: str, start: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(f"| {start} |")]


def test_a_class_shows_each_peer_and_the_lead() -> None:
    (row,) = lines(markdown(run(size_figures()), "plot.svg"), "3 terms OR + date")
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells == [
        "3 terms OR + date",
        "1 / 2",
        "4 / 10",
        "100 / 5 (3)",
        "4 × / 2.5 ×",
        "tantivy, plain Whoosh",
    ]


def test_what_a_peer_cannot_answer_is_a_dash() -> None:
    size = size_figures()
    del size.timings["fuzzy 1"]["Filon"]
    (row,) = lines(markdown(run(size), "plot.svg"), "fuzzy 1")
    assert row == "| fuzzy 1 | - | 4 / 10 | 100 / 5 (3) | - / - | - |"


def test_everything_that_went_wrong_is_said() -> None:
    text = markdown(run(size_figures()), "plot.svg")
    assert "not the same: 1." in text
    assert "- one term, mot: tantivy, plain Whoosh: totals 1, 2" in text
    assert "- update, bm25s: it has none" in text
    assert "left out: bm25s is not installed" in text


def test_every_size_and_aim_has_a_row() -> None:
    text = markdown(run(size_figures(20_000), size_figures(200_000)), "plot.svg")
    assert "## 20,000 dispatches" in text
    assert "## 200,000 dispatches" in text
    assert lines(text, "size on disk") == [
        "| size on disk | 1.5 × tantivy's | 200,000 | 150 MB | tantivy 100 MB | 0.67 × | yes |"
    ]


def test_what_was_indexed_several_times_has_the_median_of_each_figure() -> None:
    builds = [Build(10, 3.0, 2.0, 7, 5), Build(10, 1.0, 4.0, 6, 5), Build(10, 2.0, 3.0, 8, 5)]
    assert Build.median(builds) == Build(10, 2.0, 3.0, 7, 5)
    again = replace(size_figures(20_000), rounds=3)
    text = markdown(run(again, size_figures(200_000)), "plot.svg")
    assert "At 20,000 dispatches Filon, tantivy and `filon index` have the medians of 3" in text


def test_a_run_without_figures_is_a_report_too() -> None:
    assert "| one term | - | - | - | - / - | - |" in markdown(run(SizeFigures(10)), "plot.svg")


def test_json_gives_the_run_back() -> None:
    before = run(size_figures())
    assert Run.from_json(json.loads(json.dumps(before.to_json()))) == before


def test_a_report_is_rendered_from_its_json(tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    kept.write_text(json.dumps(run(size_figures()).to_json()), "utf-8")
    assert main(["--render", str(kept), "--reports", str(tmp_path / "reports")]) == 0
    report = tmp_path / "reports" / "2024-05-01-engines.md"
    assert report.read_text("utf-8") == markdown(run(size_figures()), "2024-05-01-engines.svg")


@pytest.mark.external
def test_the_plot_is_the_same_for_the_same_figures(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib: only in the extra «bench»")
    from benchmarks.engines.plot import draw

    sizes = [size_figures(20_000), size_figures(200_000)]
    sizes[1].timings["one term"] = {"tantivy": Timing(0.1, 0.2, 3)}
    for name in ("one.svg", "two.svg"):
        draw(run(*sizes), tmp_path / name)
    drawn = (tmp_path / "one.svg").read_bytes()
    assert drawn == (tmp_path / "two.svg").read_bytes()
    assert b"<svg" in drawn
