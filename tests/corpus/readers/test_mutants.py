"""Whatever befalls a sample of any format, reading it raises nothing and what is read is whole.

A push tries 200 mutants of each format, FILON_TORTURE=1 10,000 of each; FILON_SEED tries others,
FILON_MUTANTS another number.
"""

from __future__ import annotations

import os

import pytest

from corpus.readers.registry import READERS, Reader
from tests.corpus.readers.mutants import mutant
from tests.corpus.readers.soundness import failure, samples

SEED = os.environ.get("FILON_SEED", "20240612")
MUTANTS = int(
    os.environ.get("FILON_MUTANTS") or (10_000 if os.environ.get("FILON_TORTURE") == "1" else 200)
)
SHOWN = 3


@pytest.mark.parametrize(("name", "originals"), sorted(samples().items()))
def test_a_mutant_is_read_or_refused(name: str, originals: list[bytes]) -> None:
    failures: dict[str, int] = {}
    for number in range(MUTANTS):
        wrong = failure(mutant(originals, f"{SEED} {name} {number}"), None)
        if wrong:
            failures.setdefault(wrong, number)
    shown = [f"{SEED} {name} {number}:\n{wrong}" for wrong, number in failures.items()]
    assert not shown, f"{len(shown)} failures\n" + "\n".join(shown[:SHOWN])


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: str(reader.name))
def test_a_reader_raises_nothing_at_what_is_another_format_s(reader: Reader) -> None:
    everything = [data for each in samples().values() for data in each]
    failures = {
        wrong
        for number in range(MUTANTS)
        if (wrong := failure(mutant(everything, f"{SEED} {number}"), reader))
    }
    assert not failures, "\n".join(sorted(failures)[:SHOWN])
