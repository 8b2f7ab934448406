"""Finds when what a dispatch tells happened, or will: `find_events` over the triggers of a text.

No pattern runs but around a trigger, so a text without dates costs next to nothing. A trigger that
an earlier expression already holds («mercredi» in «hier mercredi») is not read again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from corpus import event_patterns, event_rules
from corpus.calendar_names import WEEKDAY_NAMES
from corpus.dispatch import EventDate, Span
from corpus.event_findings import Rule
from corpus.event_months import month
from corpus.triggers import Hits

__all__ = ["EVENT_TRIGGERS", "find_events"]

RULES: Mapping[str, Rule] = {
    **dict.fromkeys(event_patterns.RELATIVE, event_rules.relative),
    **dict.fromkeys(WEEKDAY_NAMES, event_rules.weekday),
    **dict.fromkeys(event_patterns.MONTH_WORDS, month),
    **dict.fromkeys((*event_patterns.PERIODS, *event_patterns.PARTS), event_rules.period),
    **dict.fromkeys(event_patterns.YEARS, event_rules.numbers),
}
EVENT_TRIGGERS: Mapping[str, tuple[str, ...]] = {"event": tuple(RULES)}


def find_events(text: str, hits: Hits, issued: datetime | None) -> tuple[EventDate, ...]:
    """The event dates of a text, sorted, each pair of days once, where it is first named.

    `hits` are those of a Scanner with EVENT_TRIGGERS over the same text. Days count from the day of
    issue in the agency's zone; without one, only days written in full are found. Never raises.
    """
    triggers = hits.groups["event"]
    if not triggers:
        return ()
    lowered, today = hits.forms.lowered, issued.date() if issued else None
    events: dict[tuple[date, date], EventDate] = {}
    reached = 0
    for hit in triggers:
        if hit.start < reached:
            continue
        for start, end, days, conflict in RULES[hit.word](lowered, hit, today):
            reached = max(reached, end)
            known = events.get(days)
            is_new = known is None or (known.conflict is None and conflict is not None)
            if is_new and days.start < days.end:
                events[days] = EventDate(*days, text[start:end], Span(start, end), conflict)
    return tuple([events[days] for days in sorted(events)])
