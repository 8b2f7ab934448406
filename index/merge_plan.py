"""Decides which segments become one.

Commit by commit, tiers keep the number of segments small whatever the sizes of the batches: as soon
as `WIDTH` of them are of one size, they become one of the next, so that a document is merged once
for each power of `WIDTH` that the index grows by (the log-structured merge of O'Neil et al., Acta
Informatica 33(4), 1996).

A load, which brings in much by many commits, leaves what it writes until its end, when it all
becomes one segment; an older segment joins when it is no larger than what is merged without it, so
that whatever is written again goes into a segment of at least twice the size. Only where a load is
so long that it writes `LIMITS.load_segments` of them, those become one meanwhile: no document of a
load is merged more than twice by it. Beyond `LIMITS.segment_documents` nothing grows, since a merge
needs memory for each document.

Sizes are of living documents.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import log

from corpus.limits import LIMITS

WIDTH = 8
"""Segments of a tier that are merged into one of the next."""
SMALLEST = 1_000
"""Documents up to which all segments are of the first tier."""


def plan(sizes: Sequence[int], most: int = LIMITS.segment_documents) -> list[int]:
    """The indices of the segments to merge now, the tier of the smallest first; empty for none."""
    tiers: dict[int, list[int]] = {}
    for index, size in enumerate(sizes):
        if size <= most // 2:
            tiers.setdefault(_tier(size), []).append(index)
    full = [tiers[tier] for tier in sorted(tiers) if len(tiers[tier]) >= WIDTH]
    return _fitting(sizes, full[0], most) if full else []


def plan_load(
    sizes: Sequence[int], loaded: Collection[int], most: int = LIMITS.segment_documents
) -> list[int]:
    """The indices of the segments to merge at the end of a load that wrote some of them."""
    chosen = set(loaded)
    while True:
        total = sum(sizes[index] for index in chosen)
        others = [index for index in range(len(sizes)) if index not in chosen]
        joining = [index for index in others if sizes[index] <= total]
        if len(chosen) == 1 or not joining:
            # What is merged must not fill a tier, or it would be merged again at once.
            joining = [index for index in others if _tier(sizes[index]) == _tier(total)]
            if len(joining) < WIDTH - 1:
                break
        chosen.update(joining)
    return _fitting(sizes, chosen, most)


def _fitting(sizes: Sequence[int], chosen: Collection[int], most: int) -> list[int]:
    """Those of some segments, the smallest first, that are together not too large."""
    total, fitting = 0, []
    for index in sorted(chosen, key=sizes.__getitem__):
        total += sizes[index]
        if total <= most:
            fitting.append(index)
    return sorted(fitting) if len(fitting) > 1 else []


def _tier(size: int) -> int:
    return 0 if size <= SMALLEST else 1 + int(log(size / SMALLEST, WIDTH))
