"""Finds when what a dispatch tells happened, or will: `find_events` over the triggers of a text.

No pattern runs but around a trigger, so a text without dates costs next to nothing. A trigger that
an earlier expression already holds («mercredi» in «hier mercredi») is not read again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from corpus import event_rules
from corpus.dispatch import EventDate, Span
from corpus.event_findings import Found, Rule
from corpus.event_months import month
from corpus.event_patterns import EVENT_TRIGGERS
from corpus.triggers import Hit, Hits, lower_keeping_length

__all__ = ["EVENT_TRIGGERS", "find_events"]

RULES: tuple[tuple[str, Rule], ...] = (
    ("event-relative", event_rules.relative),
    ("event-weekday", event_rules.weekday),
    ("event-month", month),
    ("event-period", event_rules.period),
    ("event-year", event_rules.numbers),
)


def find_events(text: str, hits: Hits, issued: datetime | None) -> tuple[EventDate, ...]:
    """The event dates of a text, sorted, each pair of days once, where it is first named.

    `hits` are those of a Scanner with EVENT_TRIGGERS over the same text. Days count from the day of
    issue in the agency's zone; without one, only days written in full are found. Never raises.
    """
    events: dict[tuple[date, date], EventDate] = {}
    triggers = _in_order(hits)
    if not triggers:
        return ()
    lowered = lower_keeping_length(text)
    for found in _findings(lowered, triggers, issued.date() if issued else None):
        known = events.get(found.days)
        if known is None or (known.conflict is None and found.conflict is not None):
            span = Span(found.start, found.end)
            words = text[found.start : found.end]
            events[found.days] = EventDate(*found.days, words, span, found.conflict)
    return tuple(events[days] for days in sorted(events))


def _findings(text: str, triggers: list[tuple[Hit, Rule]], today: date | None) -> Iterator[Found]:
    reached = 0
    for hit, rule in triggers:
        if hit.start < reached:
            continue
        for found in rule(text, hit, today):
            reached = max(reached, found.end)
            if found.days.start < found.days.end:
                yield found


def _in_order(hits: Hits) -> list[tuple[Hit, Rule]]:
    """By position, the longest first where two triggers start together."""
    found = [(hit, rule) for group, rule in RULES for hit in hits.get(group, ())]
    found.sort(key=lambda pair: (pair[0].start, -pair[0].end))
    return found
