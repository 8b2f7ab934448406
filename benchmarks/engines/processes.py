"""Runs a measurement in a process of its own and says what the process cost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class ChildFailed(Exception):
    """A measurement went wrong; the last line of what it said."""


@dataclass(frozen=True, slots=True)
class Ended:
    """`cpu` in seconds, with that of its own children; `peak` in bytes, of the largest of them."""

    output: str
    wall: float
    cpu: float
    peak: int


def run(command: Sequence[str]) -> Ended:
    """Run a command to its end. Raises ChildFailed when it says that it failed."""
    environment = {**os.environ, **ONE_THREAD}
    with TemporaryFile("w+") as output, TemporaryFile("w+") as errors:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=errors, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise ChildFailed(_last_line(errors) or f"exit status {process.returncode}")
        cpu = usage.ru_utime + usage.ru_stime
        return Ended(_text(output), wall, cpu, usage.ru_maxrss * 1024)


def _text(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def _last_line(file: IO[str]) -> str:
    return _text(file).strip().rpartition("\n")[2]


def task(name: str, **arguments: Any) -> Any:
    """What a task of `benchmarks.engines.child` gives."""
    command = [sys.executable, "-m", "benchmarks.engines.child", name, json.dumps(arguments)]
    return json.loads(run(command).output.splitlines()[-1])
