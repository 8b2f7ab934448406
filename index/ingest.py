"""Brings files into an index batch by batch, and says what became of each dispatch in them.

A batch is acknowledged only once it is committed, so that what was acknowledged survives whatever
kills the process; the rest is indexed by running the same command again. Segments are merged once
all is in: searches find the same before and after.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.dispatch import Dispatch
from corpus.limits import LIMITS
from corpus.readers.draft import Draft, Refusal
from corpus.readers.registry import read_path, read_stream
from corpus.understand import understand_all
from index.collecting import rarely_collecting
from index.comparison import Outcome
from index.writer import Commit, IndexWriter

WATCHED = 32
"""Dispatches from one report of progress to the next: more often is more than an eye sees."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an ingestion is: a file, and how many of its bytes were read."""

    file: str
    offset: int
    dispatches: int


@dataclass
class Summary:
    """What became of everything that was given. `generation` is what searches see at the end."""

    files: int = 0
    dispatches: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    refusals: list[Refusal] = field(default_factory=list)
    generation: int = 0

    def __add__(self, other: Summary) -> Summary:
        return Summary(
            self.files + other.files,
            self.dispatches + other.dispatches,
            self.outcomes + other.outcomes,
            self.refusals + other.refusals,
            max(self.generation, other.generation),
        )

    def to_json(self) -> dict[str, object]:
        return {
            "files": self.files,
            "dispatches": self.dispatches,
            **{outcome.value: self.outcomes[outcome] for outcome in Outcome},
            "refused": [refusal_json(refusal) for refusal in self.refusals],
            "generation": self.generation,
        }


def refusal_json(refusal: Refusal) -> dict[str, object]:
    """A refusal for a program."""
    return {
        "file": refusal.file,
        "line": refusal.line,
        "offset": refusal.offset,
        "reason": str(refusal.reason),
    }


Watch = Callable[[Progress], None]
Acknowledge = Callable[[Commit, Summary], None]


@dataclass(frozen=True)
class Ingestion:
    """How to bring dispatches into a writer's index. `acknowledge` is called after each commit."""

    writer: IndexWriter
    batch: int = LIMITS.batch_dispatches
    watch: Watch = lambda progress: None
    acknowledge: Acknowledge = lambda commit, summary: None

    def files(self, paths: Iterable[Path]) -> Summary:
        """Read files one after the other."""
        return self._run((str(path), read_path(path)) for path in paths)

    def stream(self, stream: io.BufferedReader[Any], name: str) -> Summary:
        """Read one stream, such as standard input."""
        return self._run([(name, read_stream(stream, name))])

    def deliver(self, drafts: Iterator[Draft | Refusal], name: str) -> Summary:
        """Bring in what comes often and is small: commits merge what they must."""
        summary = Summary()
        self._read([(name, drafts)], summary)
        return summary

    def _run(self, sources: Iterable[tuple[str, Iterator[Draft | Refusal]]]) -> Summary:
        summary = Summary()
        with rarely_collecting(), self.writer.loading():
            self._read(sources, summary)
        summary.generation = self.writer.generation
        return summary

    def _read(
        self, sources: Iterable[tuple[str, Iterator[Draft | Refusal]]], summary: Summary
    ) -> None:
        for name, drafts in sources:
            summary.files += 1
            for found in understand_all(drafts):
                self._take(name, found, summary)
        self.commit(summary)

    def _take(self, name: str, found: Dispatch | Refusal, summary: Summary) -> None:
        if isinstance(found, Refusal):
            summary.refusals.append(found)
            return
        summary.dispatches += 1
        self.writer.add(found)
        if summary.dispatches % WATCHED == 0:
            self.watch(Progress(name, found.source.offset, summary.dispatches))
        if len(self.writer) >= self.batch:
            self.commit(summary)

    def commit(self, summary: Summary) -> None:
        """Commit what the writer has, count what became of it in a summary, and acknowledge it."""
        commit = self.writer.commit()
        summary.generation = commit.generation
        summary.outcomes.update(commit.counts)
        self.acknowledge(commit, summary)


def deliver(folder: Path, stream: io.BufferedReader[Any], name: str) -> Summary:
    """Bring what a stream holds into the index of a folder, by a writer of its own.

    Raises IndexLocked when another one writes for longer than the limit allows.
    """
    with IndexWriter(folder, wait=LIMITS.delivery_seconds) as writer:
        return Ingestion(writer).deliver(read_stream(stream, name), name)
