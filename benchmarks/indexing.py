"""Where the time of indexing goes, step by step, in µs of CPU a dispatch.

Synthetic dispatches, understood and in memory already, go through the parts of the writer one after
the other, in groups as the writer makes them. All is done `--rounds` times over; the figures are
medians. «New words» is what finding chunks costs more when the lexicon is empty; everywhere else it
knows all of them, as it nearly does after some hundred thousand dispatches. «A segment» is the
builder's whole work, and «the rest of it» what no other line names: numbers, days, uids, sets of
facets, their postings. «Merging» is of `--segments` such segments into one.

    python -m benchmarks.indexing [--count N] [--segments N] [--rounds N]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from io import BytesIO
from typing import TypeVar

import numpy as np

from corpus import record, synthetic
from corpus.dispatch import Dispatch
from index.codec.container import Container, ContainerWriter
from index.codec.postings import write_postings
from index.codec.segment import FlatSegment
from index.codec.stored import StoredWriter
from index.documents import short_digest
from index.french.bulk import Chunked
from index.lexicon import Lexicon
from index.merging import merge
from index.records import stored_record
from index.segment_builder import Entry, SegmentBuilder
from index.segment_parts import Words
from index.similar.texts import TextSignatures
from index.writer import GROUP

Costs = dict[str, float]
Item = TypeVar("Item")
Found = TypeVar("Found")


class Timer:
    """Adds up the CPU time of named steps."""

    def __init__(self) -> None:
        self.seconds: Costs = {}

    def __call__(self, name: str, step: Callable[[], Found]) -> Found:
        begin = time.process_time()
        found = step()
        self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - begin
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000, help="dispatches of a segment")
    parser.add_argument("--segments", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    whole = options.count * options.segments
    given = [*synthetic.dispatches(whole)]
    for each in given:
        _ = each.text  # kept once it is asked for
    readings = [costs(given, options.count) for _ in range(options.rounds)]
    print(f"{'µs of CPU a dispatch':32}{options.count:,} in a segment, {whole:,} in all")
    for name in readings[0]:
        print(f"{name:32}{statistics.median(each[name] for each in readings):8.1f}")


def costs(given: Sequence[Dispatch], count: int) -> Costs:
    """What each step costs a dispatch."""
    timer, lexicon = Timer(), Lexicon()
    timer("chunks, new words", lambda: find(lexicon, given))
    segments = [given[at : at + count] for at in range(0, len(given), count)]
    written = [parts(timer, lexicon, each) for each in segments]
    flats = [FlatSegment(Container(each, "segment")) for each in written]
    timer("merging", lambda: merge(flats, BytesIO()))
    found = {name: seconds / len(given) * 1e6 for name, seconds in timer.seconds.items()}
    found["new words"] = found.pop("chunks, new words") - found["chunks"]
    named = ("chunks", "signatures", "stored records", "inverting", "writing postings")
    found["the rest of it"] = found["a segment"] - sum(found[name] for name in named)
    return found


def parts(timer: Timer, lexicon: Lexicon, given: Sequence[Dispatch]) -> bytes:
    """The parts of making one segment, and then all of it, which is given back."""
    records = timer("record, digest", lambda: [*map(record.dumps_and_digest, given)])
    words, chunked = timer("chunks", lambda: find(lexicon, given))
    timer("signatures", lambda: sign(lexicon, chunked))
    timer("stored records", lambda: store([data for data, _ in records]))
    write_fields(timer, lexicon, words, len(given))
    entries = [
        Entry(dispatch, data, short_digest(digest))
        for dispatch, (data, digest) in zip(given, records, strict=True)
    ]
    return timer("a segment", lambda: build(lexicon, entries))


def find(lexicon: Lexicon, given: Sequence[Dispatch]) -> tuple[Words, Sequence[Chunked]]:
    """The chunks of all texts."""
    words = Words()
    return words, [words.add(lexicon, group) for group in groups(given)]


def write_fields(timer: Timer, lexicon: Lexicon, words: Words, count: int) -> None:
    """Invert the fields of words, and write each."""
    writer, slots = ContainerWriter(BytesIO()), np.arange(count)
    fields = iter(words.fields(lexicon, slots, slots))
    while found := timer("inverting", lambda: next(fields, None)):
        timer("writing postings", partial(write_postings, writer, *found))


def sign(lexicon: Lexicon, chunked: Sequence[Chunked]) -> None:
    signatures = TextSignatures()
    for each in chunked:
        signatures.add(lexicon, each)


def store(records: Sequence[bytes]) -> None:
    stored = StoredWriter(ContainerWriter(BytesIO()))
    for each in records:
        stored.append(stored_record(each))


def build(lexicon: Lexicon, entries: Sequence[Entry]) -> bytes:
    sink = BytesIO()
    builder = SegmentBuilder(sink, lexicon)
    for group in groups(entries):
        builder.add(group)
    builder.close(stays=False)
    return sink.getvalue()


def groups(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """As many as the writer takes at once."""
    return (items[at : at + GROUP] for at in range(0, len(items), GROUP))


if __name__ == "__main__":
    main()
