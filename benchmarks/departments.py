"""How well the bodies of state are found: precision, recall and F1 on labelled texts.

A body counts as found when its name is the label's, letter for letter but for case; accents count.
Then kind, path and country are compared over the bodies found.

    python -m benchmarks.departments [--errors] [--time] [FILE …]

All label files are scored, or those named («samples-north-africa.jsonl»). `--errors` lists every
miss and every false hit; never of the held-out passages, which no rule may be written on. `--time`
says what finding the bodies costs besides the scan, in sample dispatches of some 250 words.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from benchmarks.understand import cost, drafts_of
from corpus.departments import find_departments
from corpus.dispatch import Department, Dispatch
from corpus.readers.registry import read_path
from corpus.understand import SCANNER, country_of, understand, understand_all

LABELS = Path(__file__).parent / "labels"
SAMPLES = Path(__file__).parents[1] / "corpus" / "samples"
HELD_OUT = "heldout.jsonl"
WORDS = (200, 300)
ROUNDS = 300

Label = dict[str, Any]


@dataclass
class Score:
    """Counts over a label file; `kinds`, `paths`, `countries` are how many agree of those found."""

    texts: int = 0
    found: int = 0
    labelled: int = 0
    right: int = 0
    kinds: int = 0
    paths: int = 0
    countries: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.labelled if self.labelled else 0.0

    @property
    def f1(self) -> float:
        both = self.found + self.labelled
        return 2 * self.right / both if both else 0.0

    def add(self, label: Label, found: list[Department]) -> None:
        self.texts += 1
        self.found += len(found)
        self.labelled += len(label["departments"])
        for wanted, body in pairs(label, found):
            self.right += 1
            self.kinds += wanted["kind"] == body.kind.value
            self.paths += same_path(wanted["path"], body.path)
            self.countries += wanted["country"] == body.country


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", metavar="FILE", help="label files; all by default")
    parser.add_argument("--errors", action="store_true", help="list misses and false hits")
    parser.add_argument("--time", action="store_true", help="µs of CPU a dispatch")
    options = parser.parse_args()
    files = [LABELS / name for name in options.files] or sorted(LABELS.glob("*.jsonl"))
    print(f"{'labels':32} texts bodies  precision recall    F1   kind   path country")
    for file in files:
        print_score(file.name, score_of(file))
    if options.errors:
        for file in files:
            if file.name != HELD_OUT:
                print_errors(file)
    if options.time:
        print_time()


def score_of(file: Path) -> Score:
    """The score on one label file."""
    score = Score()
    for label in labels_of(file):
        score.add(label, found_in(label))
    return score


def labels_of(file: Path) -> Iterator[Label]:
    with file.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def found_in(label: Label) -> list[Department]:
    """The bodies that the product finds in a labelled text."""
    if "file" in label:
        return list(sample(label["file"])[label["n"]].departments)
    text = label["text"]
    return list(find_departments(text, SCANNER.scan(text), country=label.get("dateline", "")))


@cache
def sample(file: str) -> tuple[Dispatch, ...]:
    found = tuple(understand_all(read_path(SAMPLES / file)))
    return tuple(each for each in found if isinstance(each, Dispatch))


def pairs(label: Label, found: list[Department]) -> Iterator[tuple[Label, Department]]:
    """Each label with the body found that has its name; each body is used once."""
    left = list(found)
    for wanted in label["departments"]:
        body = next((each for each in left if is_same(wanted["name"], each.name)), None)
        if body is not None:
            left.remove(body)
            yield wanted, body


def is_same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def same_path(wanted: list[str], path: tuple[str, ...]) -> bool:
    return len(wanted) == len(path) and all(map(is_same, wanted, path))


def print_score(name: str, score: Score) -> None:
    def share(count: int) -> float:
        return count / score.right if score.right else 0.0

    print(
        f"{name:32} {score.texts:5} {score.labelled:6} {score.precision:10.3f} {score.recall:6.3f} "
        f"{score.f1:5.3f} {share(score.kinds):6.3f} {share(score.paths):6.3f} "
        f"{share(score.countries):7.3f}"
    )


def print_errors(file: Path) -> None:
    for label in labels_of(file):
        found = found_in(label)
        right = list(pairs(label, found))
        for wanted in label["departments"]:
            if not any(wanted is each for each, _ in right):
                print(f"{label['id']}: missed {wanted['name']} [{wanted['kind']}]")
        for body in found:
            if not any(body is each for _, each in right):
                print(f"{label['id']}: false  {body.name} [{body.kind.value}]")
        for wanted, body in right:
            for what, theirs, ours in (
                ("kind", wanted["kind"], body.kind.value),
                ("path", " › ".join(wanted["path"]), body.label),
                ("country", wanted["country"], body.country),
            ):
                if theirs.casefold() != ours.casefold():
                    print(f"{label['id']}: {what}   {ours} for {theirs}: {body.name}")


def print_time() -> None:
    """The median over the dispatches of the median of many readings."""
    costs = []
    for draft in drafts_of(*WORDS):
        dispatch = understand(draft)
        find = partial(
            find_departments,
            dispatch.text,
            SCANNER.scan(dispatch.text),
            country=country_of(dispatch.agency, dispatch.place),
        )
        costs.append(cost(find, ROUNDS))
    low, high = WORDS
    print(
        f"{len(costs)} dispatches of {low} to {high} words: "
        f"{statistics.median(costs):.1f} µs of CPU a dispatch, {max(costs):.1f} at most"
    )


if __name__ == "__main__":
    main()
