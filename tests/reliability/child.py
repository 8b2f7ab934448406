"""Runs a function of a test module in a process of its own, which may fork and die as it likes.

    report = run(function, argument=…)      # in the test
    with Fork(work) as fork: …              # in the function

The process has one thread, so that forking it is sound; warnings are errors there too, and it must
leave standard error empty.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import signal
import subprocess
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import Any

OUT_OF_MEMORY = 78
"""The exit status of a forked process that memory ran out in."""
SHOWN = 20
"""Failures of a report that a test shows."""

Say = Callable[[object], None]
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass
class Report:
    """What a function counted, and everything that was not as it must be."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def check(self, where: str, wrong: list[str]) -> None:
        self.failures += [f"{where}: {each}" for each in wrong]


def run(
    function: Callable[..., Report], /, *, before: tuple[str, ...] = (), **arguments: Any
) -> Report:
    """What a function of a module reports; `before` is a command that starts the process."""
    name = f"{function.__module__}:{function.__name__}"
    command = [*before, sys.executable, "-W", "error", "-m", __name__, name, json.dumps(arguments)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **ONE_THREAD}
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr + done.stdout
    content = json.loads(done.stdout.splitlines()[-1])
    report = Report(Counter(content["counts"]), content["failures"])
    print(f"{function.__name__}: {dict(report.counts)}, {arguments}")
    assert report.failures[:SHOWN] == [], f"{len(report.failures)} failures, {arguments}"
    return report


class Fork:
    """A forked process that does some work; the work says lines to the one that started it."""

    def __init__(self, work: Callable[[Say], None]) -> None:
        reading, writing = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(reading)
            _work(work, writing)
        os.close(writing)
        self._said = os.fdopen(reading, encoding="utf-8")
        self._status: int | None = None

    def __enter__(self) -> Fork:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        self.status()
        self._said.close()

    def line(self) -> str:
        """The next line that it says; empty once it has ended."""
        return self._said.readline().rstrip("\n")

    def lines(self) -> Iterator[str]:
        """What it says until it ends."""
        return (line.rstrip("\n") for line in self._said)

    def kill(self) -> None:
        if self._status is None:
            os.kill(self.pid, signal.SIGKILL)

    def status(self) -> int:
        """Its exit status once it has ended, or the negative number of the signal that ended it."""
        if self._status is None:
            self._status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self._status


def _work(work: Callable[[Say], None], writing: int) -> None:
    """Never returns: what the parent had open and was about to do is not for the child."""
    try:
        work(partial(_say, writing))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def _say(writing: int, line: object) -> None:
    os.write(writing, f"{line}\n".encode())


def main() -> None:
    logging.disable()  # what is logged of faults is right, and is not what is looked for
    module, _, name = sys.argv[1].partition(":")
    report: Report = getattr(importlib.import_module(module), name)(**json.loads(sys.argv[2]))
    print(json.dumps({"counts": report.counts, "failures": report.failures}))


if __name__ == "__main__":
    main()
