"""Versions of dispatches whose source counts none, but says when it last changed them.

The version is then the moment itself, in UTC, as one number of fourteen figures
(20260603101500): a later change is a higher version, in whatever order the two arrive.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timezone

FIRST_MOMENT = 10**13
"""No source counts so far: from here on a version is a moment."""


def version_at(*moments: datetime | None) -> int:
    """The version of the latest of some moments, in UTC where they name no zone; 1 without any."""
    known = [_in_utc(moment) for moment in moments if moment is not None]
    # A year of three figures is nobody's; it must not come before version 1.
    return max((int(f"{moment:%Y%m%d%H%M%S}") for moment in known), default=1)


def is_moment(version: int) -> bool:
    """Whether a version says when a dispatch was changed, not how often."""
    return version >= FIRST_MOMENT


def moment_of(version: int) -> datetime | None:
    """The moment that a version is, in UTC; None for one that was counted."""
    if is_moment(version):
        with suppress(ValueError):  # a very high count
            made = datetime.strptime(str(version), "%Y%m%d%H%M%S")
            return made.replace(tzinfo=timezone.utc)
    return None


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.replace(tzinfo=moment.tzinfo or timezone.utc).astimezone(timezone.utc)
    except OverflowError:  # the first or last day of all
        return moment
