"""Takes all figures of one size: what is measured, in which order, and what happens when it fails.

Every index, every memory figure and every cold start is a process of its own. What goes wrong with
one peer is written down, and the others go on.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.engines import peers
from benchmarks.engines.clock import disk_bytes
from benchmarks.engines.corpora import read_queries
from benchmarks.engines.figures import FILON, Build, SizeFigures, Timing
from benchmarks.engines.peer import Ability, Peer
from benchmarks.engines.processes import ChildFailed, run, task
from benchmarks.engines.workspace import ROOT, Corpus

PACKAGES = [ROOT / name for name in ("corpus", "index", "search", "web", "benchmarks")]
FILON_COMMAND = (sys.executable, "-c", "from web.cli import main; main()")
BY_TURNS = (peers.FILON, peers.TANTIVY)
COLD_STARTS = 7
PROCESSES = ("1", "2")

Say = Callable[[str], None]


@dataclass
class Measuring:
    """One size of one corpus. `engines` are by the names of their modules, Filon's with them;
    `rounds` is how often those that are compared are made."""

    corpus: Corpus
    engines: dict[str, Peer]
    budget: float
    say: Say
    rounds: int = 1
    rebuild: bool = False

    def measure(self) -> SizeFigures:
        self._figures = SizeFigures(0, rounds=self.rounds)
        # As an installed program is: where no byte code may be written, each start compiles anew.
        run([sys.executable, "-m", "compileall", "-q", *map(str, PACKAGES)])
        self._build()
        if not self._indexes:
            return self._figures
        if peers.FILON in self._indexes:
            self._index_end_to_end()
        self._search()
        for name, engine in self.engines.items():
            if name in self._indexes:
                self._ask_alone(name, engine)
        if peers.FILON in self._indexes:
            with self._failing("a whole page", FILON):
                self._figures.page = Timing(**task("pages", **self._places(peers.FILON)))
        return self._figures

    # Indexing

    def _build(self) -> None:
        """Make the indexes that are not here; those whose figures have aims by turns, and again."""
        self._indexes: dict[str, str] = {}
        fresh: dict[str, Peer] = {}
        for name, engine in self.engines.items():
            known = None if self.rebuild else self.corpus.known_build(name, engine.version())
            if known is None:
                fresh[name] = engine
            else:
                self._take(name, engine, known)
                self._figures.kept.append(engine.title)
        builds: defaultdict[str, list[Build]] = defaultdict(list)
        for number in range(self.rounds):
            for name, engine in fresh.items():
                if number == 0 or name in BY_TURNS:
                    with self._failing("indexing", engine.title):
                        builds[name].append(self.corpus.build(name, engine.version()))
        for name, found in builds.items():
            build = Build.median(found)
            self.corpus.keep(name, fresh[name].version(), build)
            self._take(name, fresh[name], build)

    def _take(self, name: str, engine: Peer, build: Build) -> None:
        self._indexes[name] = str(self.corpus.index(name))
        self._figures.builds[engine.title] = build
        self._figures.dispatches = build.dispatches

    def _index_end_to_end(self) -> None:
        """`filon index` from the file to the last commit, by one process and by two."""
        builds: defaultdict[str, list[Build]] = defaultdict(list)
        for _ in range(self.rounds):
            for jobs in PROCESSES:
                with (
                    self._failing(f"filon index, {jobs}", FILON),
                    _beside(self.corpus) as folder,
                ):
                    place = ["index", str(self.corpus.texts), "--index", str(folder)]
                    ended = run([*FILON_COMMAND, *place, "--jobs", jobs])
                    size = disk_bytes(folder)
                    count = self._figures.dispatches
                    builds[jobs].append(Build(count, ended.wall, ended.cpu, ended.peak, size))
        self._figures.end_to_end = {jobs: Build.median(found) for jobs, found in builds.items()}

    # Searching

    def _search(self) -> None:
        with self._failing("searching", "all engines"):
            asked = task(
                "search",
                indexes=self._indexes,
                corpus=str(self.corpus.folder),
                budget=self.budget,
            )
            self._figures.timings = {
                title: {peer: Timing(**timing) for peer, timing in timings.items()}
                for title, timings in asked["timings"].items()
            }
            self._figures.compared = asked["compared"]
            self._figures.disagreements = asked["disagreements"]
            for failure in asked["failures"]:
                self._fail(failure)

    def _ask_alone(self, name: str, engine: Peer) -> None:
        with self._failing("memory", engine.title):
            found = task("memory", peer=name, **self._places(name))
            self._figures.memory[engine.title] = found["bytes"]
        with self._failing("cold start", engine.title):
            self._figures.cold[engine.title] = self._cold_start(name)
        if Ability.UPDATE in engine.abilities:
            with self._failing("update", engine.title):
                self._figures.updates[engine.title] = self._update(name)

    def _cold_start(self, name: str) -> float:
        """The median over whole processes, each with the system's cache of files warm."""
        word = read_queries(self.corpus.folder)["one term"][-1].words[0]
        module = [sys.executable, "-m", "benchmarks.engines.first_answer"]
        command = [*module, name, self._indexes[name], word]
        return statistics.median(run(command).wall for _ in range(COLD_STARTS))

    def _update(self, name: str) -> float:
        with _beside(self.corpus) as folder:
            copy = folder / "index"
            shutil.copytree(self._indexes[name], copy)
            found = task("update", peer=name, folder=str(copy), corpus=str(self.corpus.folder))
        return float(found["seconds"])

    def _places(self, name: str) -> dict[str, str]:
        return {"folder": self._indexes[name], "corpus": str(self.corpus.folder)}

    @contextmanager
    def _failing(self, what: str, title: str) -> Iterator[None]:
        """Says what is being measured; what fails is written down."""
        self.say(f"{what}: {title}")
        try:
            yield
        except (ChildFailed, subprocess.SubprocessError) as error:
            self._fail(f"{what}, {title}: {error}")

    def _fail(self, failure: str) -> None:
        """Write down a failure, without the machine's paths."""
        self.say(failure)
        self._figures.failures.append(failure.replace(str(self.corpus.folder), "WORK"))


@contextmanager
def _beside(corpus: Corpus) -> Iterator[Path]:
    """A folder for a while, on the disk where the corpus is."""
    with TemporaryDirectory(dir=corpus.folder) as folder:
        yield Path(folder)
