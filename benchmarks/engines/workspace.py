"""The work folder: a corpus of each size and the indexes of it, kept from run to run.

An index is used again while the peer's version, its module and what that imports of ours are the
same; Filon's depends on all of `corpus` and `index`.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.engines.corpora import QUERIES, RECORDS, TEXTS
from benchmarks.engines.figures import Build
from benchmarks.engines.peers import FILON
from benchmarks.engines.processes import task

ROOT = Path(__file__).parents[2]
SHARED = ("benchmarks/engines/analysis.py", "benchmarks/engines/peer.py")
FILON_SOURCES = ("corpus", "index")


@dataclass(frozen=True)
class Source:
    """Where the dispatches come from: a JSON Lines file, or a seed for invented ones."""

    seed: int = 1
    file: Path | None = None

    @property
    def title(self) -> str:
        return self.file.name if self.file else f"synthetic dispatches, seed {self.seed}"

    def key(self, size: int, queries: int) -> str:
        """A folder's name: the same for the same corpus and questions."""
        if self.file is None:
            return f"synthetic-{self.seed}-{size}-{queries}"
        status = self.file.stat()
        told = f"{self.file.resolve()} {status.st_size} {status.st_mtime_ns} {self.seed}"
        return f"file-{hashlib.sha256(told.encode()).hexdigest()[:12]}-{queries}"


@dataclass(frozen=True)
class Corpus:
    """A corpus in its folder, with an index of each peer beside it."""

    folder: Path

    @property
    def texts(self) -> Path:
        return self.folder / TEXTS

    def index(self, peer: str) -> Path:
        return self.folder / peer / "index"

    def known_build(self, peer: str, version: str) -> Build | None:
        """The figures of an index that is here and may be used again."""
        file = self.folder / peer / "build.json"
        if not file.exists():
            return None
        kept = json.loads(file.read_text())
        return Build(**kept["build"]) if kept["made_by"] == _made_by(peer, version) else None

    def build(self, peer: str, version: str) -> Build:
        """Index anew, in a process of its own. Raises ChildFailed."""
        home = self.folder / peer
        shutil.rmtree(home, ignore_errors=True)
        self.index(peer).mkdir(parents=True)
        found = task("build", peer=peer, corpus=str(self.folder), folder=str(self.index(peer)))
        return Build(**found)

    def keep(self, peer: str, version: str, build: Build) -> None:
        """Remember the figures of the index that is here, so that it may be used again."""
        kept = {"made_by": _made_by(peer, version), "build": asdict(build)}
        (self.folder / peer / "build.json").write_text(json.dumps(kept))


def open_corpus(work: Path, source: Source, size: int, queries: int) -> Corpus:
    """The corpus of a size, written where it is not there yet."""
    folder = work / source.key(size, queries)
    if not ((folder / RECORDS).exists() and (folder / QUERIES).exists()):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        task(
            "write_corpus",
            folder=str(folder),
            size=size,
            seed=source.seed,
            source=str(source.file) if source.file else None,
            queries=queries,
        )
    return Corpus(folder)


def _made_by(peer: str, version: str) -> str:
    digest = hashlib.sha256(version.encode())
    for file in _sources(peer):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _sources(peer: str) -> Iterator[Path]:
    yield from (ROOT / name for name in SHARED)
    yield ROOT / "benchmarks" / "engines" / "peers" / f"{peer}.py"
    if peer == FILON:
        for package in FILON_SOURCES:
            files = (ROOT / package).rglob("*")
            yield from sorted(file for file in files if file.suffix in (".py", ".txt"))
