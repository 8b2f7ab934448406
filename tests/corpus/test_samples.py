"""The sample dispatches against the labels that were given to them by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from corpus.dispatch import Dispatch
from corpus.readers.registry import find_files, read_path
from corpus.understand import understand_all

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "corpus" / "samples"
LABELLED = [
    str(folder)
    for folder in sorted(SAMPLES.iterdir())
    if folder.is_dir() and folder.name != "formats"
]
LABELS = sorted((ROOT / "benchmarks" / "labels").glob("samples-*.jsonl"))


def labels() -> Iterator[dict[str, Any]]:
    for file in LABELS:
        for line in file.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


@cache
def dispatches(file: str) -> tuple[Dispatch, ...]:
    found = tuple(understand_all(read_path(SAMPLES / file)))
    assert all(isinstance(each, Dispatch) for each in found), found
    return found  # type: ignore[return-value]


@pytest.mark.parametrize("label", list(labels()), ids=lambda label: str(label["id"]))
def test_a_sample_is_read_as_it_is_labelled(label: dict[str, Any]) -> None:
    dispatch = dispatches(label["file"])[label["n"]]
    issued = dispatch.issued.date().isoformat() if dispatch.issued else None
    found = {
        "agency": dispatch.agency,
        "place": dispatch.place,
        "issued": issued,
        "status": dispatch.status.value,
    }
    assert found == {name: label[name] for name in found}


def test_every_sample_has_a_label_and_every_label_a_sample() -> None:
    in_labels = {(label["file"], label["n"]) for label in labels()}
    in_files = {
        (str(path.relative_to(SAMPLES)), number)
        for path in find_files(LABELLED)
        for number in range(len(dispatches(str(path.relative_to(SAMPLES)))))
    }
    assert in_labels == in_files


def test_the_samples_are_as_many_and_as_varied_as_promised() -> None:
    found = [
        each for path in find_files(LABELLED) for each in dispatches(str(path.relative_to(SAMPLES)))
    ]
    assert len(found) >= 120
    assert len({each.agency for each in found}) >= 5
    years = {each.issued.year for each in found if each.issued}
    assert set(range(2015, 2025)) <= years
    assert {each.status.value for each in found} == {
        "usable", "corrected", "embargoed", "cancelled",
    }  # fmt: skip


def test_event_dates_agree_with_the_labels() -> None:
    """Every difference is one miss and one false hit; the bound is below what is measured."""
    right = wanted = found = 0
    for label in labels():
        dispatch = dispatches(label["file"])[label["n"]]
        theirs = {(event["start"], event["end"]) for event in label["events"]}
        ours = {(event.start.isoformat(), event.end.isoformat()) for event in dispatch.events}
        right, wanted, found = right + len(theirs & ours), wanted + len(theirs), found + len(ours)
    assert 2 * right / (wanted + found) >= 0.9
