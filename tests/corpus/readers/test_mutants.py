"""Whatever befalls a sample of any format, reading it raises nothing and what is read is whole.

A push tries 200 mutants of each format, FILON_TORTURE=1 10,000 of each; FILON_SEED tries others,
FILON_MUTANTS another number.
"""

from __future__ import annotations

import io
import os
import traceback
from collections import defaultdict
from pathlib import Path

import pytest

from corpus.dispatch import Dispatch
from corpus.errors import ReaderError
from corpus.readers.draft import Draft, Refusal
from corpus.readers.registry import HEAD_BYTES, READERS, Reader, read_stream
from corpus.record import dumps, loads
from corpus.understand import understand
from tests.corpus.readers.mutants import mutant

SAMPLES = Path(__file__).parents[3] / "corpus" / "samples"
SEED = os.environ.get("FILON_SEED", "20240612")
MUTANTS = int(
    os.environ.get("FILON_MUTANTS") or (10_000 if os.environ.get("FILON_TORTURE") == "1" else 200)
)
SHOWN = 3


def samples() -> dict[str, list[bytes]]:
    """The samples of each format: folders of `formats`, and the others by their ending."""
    found: dict[str, list[bytes]] = defaultdict(list)
    for file in sorted(SAMPLES.rglob("*")):
        if not file.is_file() or file.stem == "README":
            continue
        folder = file.relative_to(SAMPLES).parts
        name = folder[1] if folder[0] == "formats" else file.suffix.removeprefix(".")
        found[name].append(file.read_bytes())
    return dict(found)


def failure(data: bytes, reader: Reader | None) -> str:
    """What is wrong with the reading of some bytes; empty for nothing. The reader is the one that
    the registry chooses, or a given one."""
    stream = io.BufferedReader(io.BytesIO(data), HEAD_BYTES)
    try:
        for found in reader.read(stream, "x") if reader else read_stream(stream, "x"):
            if isinstance(found, Refusal):
                str(found)
            elif isinstance(found, Draft):
                wrong = _misunderstood(found)
                if wrong:
                    return wrong
            else:
                return f"{found!r} is neither a draft nor a refusal"
    except Exception:
        return traceback.format_exc(limit=-4)
    return ""


def _misunderstood(draft: Draft) -> str:
    try:
        dispatch = understand(draft)
    except ReaderError:
        return ""
    if not isinstance(dispatch, Dispatch) or loads(dumps(dispatch)) != dispatch:
        return f"not the same as its record: {dispatch!r}"
    return ""


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
