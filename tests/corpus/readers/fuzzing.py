"""Fuzzes the readers of one format, guided by what of their code an input reaches (`make fuzz`).

atheris is an extra of its own: `pip install --editable '.[dev,fuzz]'`. Inputs begin as the
samples, and are changed by libFuzzer, as `mutants.py` does, or as trees of XML. What fails or takes
too long is kept, each kind once with its traceback, and the run goes on. A find that is mended
becomes a test of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import tarfile
import time
from collections.abc import Sequence
from pathlib import Path

import atheris

# Only what is imported in here is watched; nothing above may import a reader.
with atheris.instrument_imports(include=["corpus.readers"], enable_loader_override=False):
    from corpus.readers.registry import HEAD_BYTES, READERS, Reader
    from tests.corpus.readers.soundness import SAMPLES, failure

from tests.corpus.readers.mutants import CHANGES, ODD, TOKEN
from tests.corpus.readers.mutants_tree import tree_mutant

READERS_OF = {
    "anpa1312": ("anpa-1312",),
    "archives": ("zip", "gzip", "tar"),
    "feeds": ("feed",),
    "iptc7901": ("iptc-7901",),
    "mail": ("mail", "mbox"),
    "newsml-1": ("newsml-1",),
    "newsml-g2": ("newsml-g2",),
    "ninjs": ("ninjs",),
    "nitf": ("nitf",),
    "pages": ("page",),
}
"""The readers of each folder of samples."""
MOST_BYTES = 16 * 1024
MOST_SECONDS = 1.0
"""Of CPU, for an input of MOST_BYTES at most, instrumented."""
WORD_BYTES = 60


class Target:
    """What the fuzzer calls. `finds` is the folder of what went wrong."""

    def __init__(self, readers: Sequence[Reader], seeds: Sequence[bytes], finds: Path) -> None:
        self._readers = readers
        self._seeds = seeds
        self._finds = finds

    def try_one(self, data: bytes) -> None:
        """Read it by the reader that takes it, or by the first."""
        head = data[:HEAD_BYTES]
        started = time.process_time()
        reader = next((each for each in self._readers if each.sniff(head)), self._readers[0])
        wrong = failure(data, reader)
        seconds = time.process_time() - started
        if wrong:
            self._keep(data, wrong)
        elif seconds > MOST_SECONDS:
            self._keep(data, f"slow: {reader.name}, {len(data)} bytes\n{seconds:.1f} s")

    def _keep(self, data: bytes, wrong: str) -> None:
        # The last line has the values at hand, the others say where.
        kind = wrong.rstrip().rpartition("\n")[0] or wrong[:30]
        path = self._finds / hashlib.sha256(kind.encode()).hexdigest()[:12]
        if not path.exists():
            path.write_bytes(data)
            path.with_suffix(".txt").write_text(wrong, encoding="utf-8")
            print(f"FIND {path}\n{wrong}", flush=True)

    def change(self, data: bytes, most: int, seed: int) -> bytes:
        """An input after one change: libFuzzer's, one of `mutants.py`, or of the tree."""
        rng = random.Random(seed)
        way = rng.random()
        changed = tree_mutant([data], rng) if way < 0.4 else data
        if changed == data:  # it is no XML
            own = rng.choice(CHANGES)(data, rng, self._seeds) if way < 0.7 else b""
            changed = own or bytes(atheris.Mutate(data, most))
        return _with_checksums(changed[:most]) if rng.random() < 0.9 else changed[:most]


def _with_checksums(data: bytes) -> bytes:
    """Headers of tar archives with the checksums that they need to be looked at."""
    if b"ustar" not in data:
        return data
    blocks = [data[at : at + tarfile.BLOCKSIZE] for at in range(0, len(data), tarfile.BLOCKSIZE)]
    for number, block in enumerate(blocks):
        if block[257:262] == b"ustar" and len(block) == tarfile.BLOCKSIZE:
            checksum = sum(block[:148]) + sum(block[156:]) + 8 * ord(" ")
            blocks[number] = block[:148] + b"%06o\0 " % checksum + block[156:]
    return b"".join(blocks)


def _write_words(path: Path, seeds: Sequence[bytes]) -> None:
    """A dictionary of libFuzzer: the words of the samples, and what is odd."""
    found = {word[0] for seed in seeds for word in TOKEN.finditer(seed)} | set(ODD)
    words = sorted(word for word in found if 1 < len(word) <= WORD_BYTES)
    escaped = ("".join(f"\\x{byte:02x}" for byte in word) for word in words)
    path.write_text("".join(f'"{word}"\n' for word in escaped), encoding="ascii")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("format", choices=READERS_OF)
    parser.add_argument("--seconds", type=int, default=1_200)
    parser.add_argument("--folder", type=Path, default=Path("build/fuzz"))
    given = parser.parse_args()
    samples = SAMPLES / "formats" / given.format
    seeds = [path.read_bytes() for path in sorted(samples.iterdir())]
    folder = given.folder / given.format
    corpus, finds, words = folder / "corpus", folder / "finds", folder / "words"
    for each in (corpus, finds):
        each.mkdir(parents=True, exist_ok=True)
    _write_words(words, seeds)
    readers = [reader for reader in READERS if reader.name in READERS_OF[given.format]]
    target = Target(readers, seeds, finds)
    options = {
        "max_total_time": given.seconds,
        "max_len": MOST_BYTES,
        "timeout": 60,
        "rss_limit_mb": 2_048,
        "dict": words,
        "artifact_prefix": f"{finds}/",
        "print_final_stats": 1,
    }
    arguments = [f"-{name}={value}" for name, value in options.items()]
    # libFuzzer writes what it learns into the first folder.
    atheris.Setup(
        ["fuzzing", *arguments, str(corpus), str(samples)],
        target.try_one,
        custom_mutator=target.change,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
