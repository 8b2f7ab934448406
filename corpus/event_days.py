"""Reads the days that stand before a month's name, and the words that belong to them."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus import event_patterns as patterns
from corpus.event_findings import REACH, before

DAYS_REACH = 28
LINK_REACH = 22
STARTS = ("since", "until", "week", "relative", "weekday")
STARTS_OF_RANGE = (*STARTS, "lead")


class DaysAhead(NamedTuple):
    """The days before a month's name, as they are written from `at` on, and the words before."""

    at: int
    lead: re.Match[str] | None
    day: int
    first: int | None = None
    link: str = ""
    more: str = ""
    gap: str = " "

    def said(self, group: str) -> str | None:
        return self.lead[group] if self.lead else None

    def start(self, *, is_range: bool) -> int:
        """Where the expression starts: «du» belongs to a range, not to «la réunion du 3 mars»."""
        if self.lead is None:
            return self.at
        groups = STARTS_OF_RANGE if is_range else STARTS
        starts = [self.lead.start(group) for group in groups if self.lead[group]]
        return min(starts, default=self.at)


def days_ahead(text: str, end: int) -> DaysAhead | None:
    """The days that a text has right before an offset, None when it has none."""
    words = text[end - 4 if end > 4 else 0 : end].rstrip(" -\xa0\u202f")
    if not words or not (words[-1].isdigit() or words.endswith("er")):
        return None
    reached = end - DAYS_REACH if end > DAYS_REACH else 0
    before_day, *last = text[reached:end].rsplit(None, 1)
    # Most often there is but one day, after no word that joins two.
    day = last[0] if last else ""
    if day.isdecimal() and len(day) <= 2 and not before_day.endswith(patterns.DAYS_LINKS):
        at = text.index(day, reached + len(before_day))
        return DaysAhead(at, _lead(text, at), int(day))
    found = patterns.DAYS_BEFORE.search(text, reached, end)
    if found is None:
        return None
    first, day = found["first"], found["day"]
    return DaysAhead(
        found.start(),
        _lead(text, found.start()),
        int(day) if day.isdecimal() else 1,
        int(first) if first else None,
        found["link"] or "",
        found["more"] or "",
        found["gap"],
    )


def _lead(text: str, end: int) -> re.Match[str] | None:
    """What belongs to the days and stands before them; most often it is no more than «le»."""
    reached = end - REACH if end > REACH else 0
    words = text[reached:end].rstrip()
    said = words[:-2].rstrip() if words.endswith("le") else words
    if not said.endswith(patterns.LEAD_DAYS):
        return before(patterns.LEAD_BEFORE, text, end, LINK_REACH) if _is_linked(words) else None
    if said.endswith(patterns.LEAD_WEEKDAYS):
        ahead, *last = said.rsplit(None, 1)
        if last and not (_is_linked(ahead) or ahead.endswith(patterns.LEAD_DAYS)):
            reached += len(ahead)
    return patterns.LEAD_BEFORE.search(text, reached, end)


def _is_linked(words: str) -> bool:
    """Whether words end in what may lead to days."""
    if words.endswith("le"):
        return words[:-2].rstrip().endswith(patterns.LEAD_LINKS_TO_LE)
    return words.endswith(patterns.LEAD_LINKS)
