"""Whatever befalls a sample of any format, reading it raises nothing and what is read is whole.

A push tries 200 mutants of each format, FILON_TORTURE=1 10,000 of each; FILON_SEED tries others,
FILON_MUTANTS another number.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable

import pytest

from corpus.readers.registry import READERS, Reader
from tests.corpus.readers.mutants import mutant
from tests.corpus.readers.mutants_tree import tree_mutant
from tests.corpus.readers.soundness import failure, samples, strayed

SEED = os.environ.get("FILON_SEED", "20240612")
MUTANTS = int(
    os.environ.get("FILON_MUTANTS") or (10_000 if os.environ.get("FILON_TORTURE") == "1" else 200)
)
SHOWN = 3
LONG = ("csv", "jsonl", "txt")
"""Formats whose samples hold many dispatches each."""


@pytest.mark.parametrize(("name", "originals"), sorted(samples().items()))
def test_a_mutant_is_read_or_refused(name: str, originals: list[bytes]) -> None:
    seeds = [f"{SEED} {name} {number}" for number in range(MUTANTS)]
    _check(((seed, mutant(originals, seed)) for seed in seeds), None)


@pytest.mark.parametrize("name", ["feeds", "newsml-1", "newsml-g2", "nitf"])
def test_a_mutant_that_is_well_formed_is_read_or_refused(name: str) -> None:
    originals = samples()[name]
    seeds = [f"{SEED} {name} {number}" for number in range(MUTANTS)]
    _check(((seed, tree_mutant(originals, random.Random(seed))) for seed in seeds), None)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: str(reader.name))
def test_a_reader_raises_nothing_at_what_is_another_format_s(reader: Reader) -> None:
    everything = [data for each in samples().values() for data in each]
    seeds = [f"{SEED} {number}" for number in range(MUTANTS)]
    _check(((seed, mutant(everything, seed)) for seed in seeds), reader)


def test_what_a_mutant_says_comes_back_from_each_format_that_is_written() -> None:
    originals = [data for name, each in samples().items() if name not in LONG for data in each]
    found: list[str] = []
    for number in range(MUTANTS):
        seed = f"{SEED} {number}"
        rng = random.Random(seed)
        data = tree_mutant(originals, rng) if rng.random() < 0.5 else mutant(originals, seed)
        wrong = strayed(data)
        if wrong:
            found.append(f"{seed}:\n{wrong}")
    assert not found, f"{len(found)} failures\n" + "\n".join(found[:SHOWN])


def _check(mutants: Iterable[tuple[str, bytes]], reader: Reader | None) -> None:
    """Show some of the failures, each with the seed of the first mutant that has it."""
    failures: dict[str, str] = {}
    for seed, data in mutants:
        wrong = failure(data, reader)
        if wrong:
            failures.setdefault(wrong, seed)
    shown = [f"{seed}:\n{wrong}" for wrong, seed in failures.items()]
    assert not shown, f"{len(shown)} failures\n" + "\n".join(shown[:SHOWN])
