"""The dispatches that are indexed, written once into the work folder.

`texts.jsonl` is what `filon index` reads; `dispatches.jsonl` holds the same as records, understood
already, so that every engine is given dispatches and its reading of files is not measured.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.engines.drawing import draw_queries
from benchmarks.engines.peer import ClassQuery
from corpus import record, synthetic
from corpus.dispatch import Dispatch
from corpus.readers.draft import Refusal
from corpus.readers.registry import read_path
from corpus.understand import understand_all

TEXTS = "texts.jsonl"
RECORDS = "dispatches.jsonl"
QUERIES = "queries.json"


def write_synthetic(folder: Path, count: int, seed: int) -> int:
    """Invent a corpus in a folder; the number of its dispatches."""
    synthetic.write_json_lines(count, folder / TEXTS, seed=seed)
    return _write_records(folder, synthetic.dispatches(count, seed=seed))


def write_given(folder: Path, source: Path) -> int:
    """Take a JSON Lines file for a corpus; of a uid its highest version alone."""
    newest: dict[str, Dispatch] = {}
    for found in understand_all(read_path(source)):
        if isinstance(found, Refusal):
            continue
        known = newest.get(found.uid)
        if known is None or known.version <= found.version:
            newest[found.uid] = found
    (folder / TEXTS).symlink_to(source.resolve())
    return _write_records(folder, newest.values())


def _write_records(folder: Path, dispatches: Iterable[Dispatch]) -> int:
    count = 0
    partial = folder / f"{RECORDS}.partial"
    with partial.open("wb") as file:
        for count, dispatch in enumerate(dispatches, 1):  # noqa: B007
            file.write(record.dumps(dispatch) + b"\n")
    # A folder that has the records has a whole corpus.
    partial.rename(folder / RECORDS)
    return count


def read_dispatches(folder: Path) -> Iterator[Dispatch]:
    with (folder / RECORDS).open("rb") as file:
        yield from map(record.loads, file)


def write_queries(folder: Path, count: int, seed: int) -> None:
    drawn = draw_queries(read_dispatches(folder), count, seed)
    records = {title: [query.to_json() for query in queries] for title, queries in drawn.items()}
    (folder / QUERIES).write_text(json.dumps(records, ensure_ascii=False, indent=1), "utf-8")


def read_queries(folder: Path) -> dict[str, list[ClassQuery]]:
    records = json.loads((folder / QUERIES).read_text("utf-8"))
    return {title: list(map(ClassQuery.from_json, found)) for title, found in records.items()}
