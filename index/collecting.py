"""Keeps Python from looking for cyclic garbage where there is none to find.

What is imported stays. Dispatches and what is made of them have no cycles, and there are many at
once: by default Python walks through them again and again, for a twentieth to a tenth of the time
that indexing takes.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLDS = (50_000, 20, 100)


@contextmanager
def rarely_collecting() -> Iterator[None]:
    """Collect cyclic garbage seldom, and never look at what is there already."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def importing() -> Iterator[None]:
    """Collect nothing meanwhile, nor look at what is there now ever after."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()
