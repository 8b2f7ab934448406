"""The bulk analysis gives the tokens of the one analyser, whatever the text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.readers.draft import Draft
from corpus.readers.registry import find_files, read_path
from index.documents import lines
from index.french import Token, bulk, chunks
from index.french.analyser import FrenchAnalyser
from index.french.bulk import BulkAnalyser

SAMPLES = Path(__file__).parents[3] / "corpus" / "samples"

PIECES = st.sampled_from(
    [
        "l'",
        "d’",
        "n'",
        "porte-parole",
        "Al-Qaidi",
        "O.N.U.",
        "O.N.U",
        "U.S.-A",
        "3 000",
        "3\u202f000",
        "1.000",
        "3,5 %",
        "50%",
        "16.10.2016",
        "5/7",
        "œuvre",
        "été",
        "E\u0301te\u0301",
        "soft\u00adhyphen",
        "aujourd'hui",
        "N'Djamena",
        "«",
        "»",
        "-",
        "‑",
        "'",
        "’",
        "ʼ",
        ".",
        ",",
        "/",
        "%",
        " ",
        "\u00a0",
        "\n",
        "7",
        "12",
        "000",
        "a",
        "B",
        "٣",
        "😀",
        "𝐀",
        "\ud800",
        "x" * 200,
    ]
)
TEXTS = st.lists(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=40), max_size=4)


def analysed(texts: Sequence[str]) -> list[list[Token]]:
    """The tokens of each text as the bulk analysis gives them, offsets and surfaces left out."""
    learnt: list[Sequence[Token]] = []
    found = BulkAnalyser(FrenchAnalyser(), learnt.append).analyse(texts)
    return [
        [
            token._replace(position=token.position + int(position))
            for chunk, position in zip(
                found.chunks[start:stop], found.positions[start:stop], strict=True
            )
            for token in bare(learnt[chunk])
        ]
        for start, stop in zip(found.bounds[:-1], found.bounds[1:], strict=True)
    ]


def bare(tokens: Sequence[Token]) -> list[Token]:
    # The full stop that ends an acronym may be cut off: it is in no term.
    return [token._replace(start=0, end=0, surface="") for token in tokens]


@settings(deadline=None)
@given(TEXTS.filter(bool))
def test_bulk_tokens_are_the_analysers(texts: list[str]) -> None:
    assert analysed(texts) == [bare([*lines(text)]) for text in texts]


def test_the_samples_are_analysed_alike() -> None:
    drafts = [each for path in find_files([str(SAMPLES)]) for each in read_path(path)]
    texts = ["\n".join(each.paragraphs) for each in drafts if isinstance(each, Draft)]
    assert len(texts) > 100
    assert analysed(texts) == [bare([*lines(text)]) for text in texts]


def test_a_line_longer_than_a_batch() -> None:
    texts = ["gaz " * (bulk.BATCH_UNITS // 3) + "\neau", "sel"]
    assert analysed(texts) == [bare([*lines(text)]) for text in texts]


def test_chunks_of_one_slot_are_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "_factors", lambda: (np.uint64(0), np.uint64(0)))
    texts = ["gaz eau sel gaz", "eau fer sel"]
    assert analysed(texts) == [bare([*lines(text)]) for text in texts]


def test_chunks_that_differ_anywhere_are_kept_apart() -> None:
    lengths = range(1, chunks.LONGEST + 2)
    words = {"a" * length for length in lengths}
    words.update("a" * at + "b" + "a" * (40 - at) for at in range(41))
    texts = [" ".join(sorted(words)), *words]
    assert analysed(texts) == [bare([*lines(text)]) for text in texts]


def test_a_table_that_grows_forgets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "_FIRST_BITS", 2)
    learnt: list[Sequence[Token]] = []
    analyser = BulkAnalyser(FrenchAnalyser(), learnt.append)
    words = [f"mot{number}" for number in range(500)]
    first = analyser.analyse([" ".join(words)])
    again = analyser.analyse(words)
    assert len(analyser) == len(learnt) == 500
    assert first.chunks.tolist() == again.chunks.tolist()
