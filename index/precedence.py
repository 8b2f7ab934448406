"""Which of two texts of one uid and one version stands: the later issued, then the withdrawal.

A higher version always stands before a lower one; this is for what came with the same number. Of
two that are equal here the one that came last stands.
"""

from __future__ import annotations

from corpus.dispatch import Dispatch, Status

FIRST, LAST = -(1 << 62), 1 << 62


def precedence(dispatch: Dispatch) -> int:
    """A number that is the higher for what stands."""
    seconds = None if dispatch.issued is None else int(dispatch.issued.timestamp())
    return precedence_of(seconds, is_withdrawn=dispatch.status is Status.CANCELLED)


def precedence_of(seconds: int | None, *, is_withdrawn: bool) -> int:
    """The same by the moment of issue in Unix time, None for none.

    A withdrawal must not be lost because nobody dated it; another text may, for one that is dated.
    """
    if seconds is None:
        return LAST if is_withdrawn else FIRST
    return 2 * seconds + is_withdrawn
