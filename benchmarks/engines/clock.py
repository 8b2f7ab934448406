"""Takes the time and the memory of this process; Linux's own counters."""

from __future__ import annotations

import gc
import math
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from benchmarks.engines.figures import Timing

STATUS = Path("/proc/self/status")
FORGET_PEAK = "5"
"""What, written to `clear_refs`, makes the present memory the peak (proc(5))."""


def memory_now() -> int:
    return _status("VmRSS")


def memory_peak() -> int:
    return _status("VmHWM")


def forget_peak() -> None:
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text(FORGET_PEAK)


def _status(name: str) -> int:
    for line in STATUS.read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    return 0


def cpu_seconds() -> float:
    """Of all threads of this process and of the children it has waited for."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def settle() -> None:
    """What is alive now is never looked at again by the garbage collector."""
    gc.collect()
    gc.freeze()


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter_ns()
    work()
    return (time.perf_counter_ns() - begin) / 1e9


def timing(samples: Sequence[float]) -> Timing:
    """The median and the 95th percentile (nearest rank) of one figure for each query."""
    ranked = sorted(samples)
    rank = math.ceil(0.95 * len(ranked)) - 1
    return Timing(statistics.median(ranked), ranked[rank], len(ranked))


def disk_bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
