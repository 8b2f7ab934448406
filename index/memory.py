"""Keeps what arrays give back for the next ones, where the C library is glibc.

Left alone, glibc takes each large array's memory from the system and gives it back when the array
goes, and the system must clear every page anew: inverting a segment of 40,000 dispatches, dozens of
arrays one after the other, took nearly twice the time. The process stays as large as it once was.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache

_TRIM_THRESHOLD, _MMAP_MAX = -1, -4
"""Parameters of `mallopt`: free bytes at the top to give back at, and mappings at a time."""
_NEVER = 2**31 - 1


@cache
def keep_freed_memory() -> None:
    """Do so in this process, from now on."""
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:  # there is none in musl
        mallopt(_TRIM_THRESHOLD, _NEVER)
        mallopt(_MMAP_MAX, 0)


def give_back_memory() -> None:
    """Give what is free now back to the system all the same, before a time of needing less."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if sys.platform.startswith("linux") and trim is not None:
        trim(0)
