"""A dispatch survives the way into the index and back whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from corpus import record
from corpus.dispatch import (
    Department,
    Dispatch,
    EventDate,
    Kind,
    Link,
    Source,
    Span,
    Status,
    Subject,
)

ZONES = st.sampled_from(
    [ZoneInfo("Africa/Tripoli"), timezone.utc, timezone(timedelta(hours=5, minutes=30))]
)
SPANS = st.none() | st.builds(Span, st.integers(0, 99), st.integers(100, 199))
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
DEPARTMENTS = st.builds(
    Department,
    st.lists(st.text(min_size=1), min_size=1, max_size=3).map(tuple),
    st.sampled_from(Kind),
    st.sampled_from(["", "LY"]),
    st.lists(st.text(), max_size=2).map(tuple),
    SPANS,
)
EVENTS = st.builds(EventDate, DAYS, DAYS, st.text(), SPANS, st.none() | DAYS)
TEXTS = st.lists(st.text(), max_size=3).map(tuple)
LINKS = st.builds(Link, st.text(), st.text(), st.integers(0, 99), st.text())
DISPATCHES = st.builds(
    Dispatch,
    uid=st.text(min_size=1),
    headline=st.text(),
    lead=st.text(),
    body=TEXTS,
    version=st.integers(1, 99),
    status=st.sampled_from(Status),
    agency=st.text(),
    place=st.text(),
    issued=st.none() | st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1), timezones=ZONES),
    dateline=st.text(),
    events=st.lists(EVENTS, max_size=2).map(tuple),
    byline=st.text(),
    departments=st.lists(DEPARTMENTS, max_size=2).map(tuple),
    subjects=st.lists(st.builds(Subject, st.text(), st.text()), max_size=2).map(tuple),
    keywords=TEXTS,
    language=st.text(),
    urgency=st.none() | st.integers(1, 9),
    notes=TEXTS,
    source=st.builds(Source, st.text(), st.text(), st.integers(0, 2**63 - 1)),
    extra=st.dictionaries(st.text(), st.text(), max_size=2),
    embargo=st.none() | st.datetimes(datetime(1950, 1, 1), timezones=st.just(timezone.utc)),
    links=st.lists(LINKS, max_size=2).map(tuple),
)


@given(DISPATCHES)
def test_a_record_gives_back_an_equal_dispatch(dispatch: Dispatch) -> None:
    assert record.loads(record.dumps(dispatch)) == dispatch


def test_the_zone_keeps_its_name() -> None:
    issued = datetime(2021, 9, 16, 10, tzinfo=ZoneInfo("Africa/Tripoli"))
    back = record.loads(record.dumps(Dispatch("u", "t", issued=issued)))
    assert back.issued is not None
    assert back.issued.tzinfo == ZoneInfo("Africa/Tripoli")


@given(DISPATCHES)
def test_a_digest_ignores_where_a_dispatch_was_read_and_nothing_else(dispatch: Dispatch) -> None:
    moved = replace(dispatch, source=Source("autre.txt", "text", 7))
    assert record.digest(moved) == record.digest(dispatch)
    changed = replace(dispatch, lead=dispatch.lead + "x")
    assert record.digest(changed) != record.digest(dispatch)


def test_a_record_and_its_digest_come_together() -> None:
    dispatch = Dispatch("u", "t", extra={"b": "1", "a": "2"}, source=Source("f", "x", 3))
    text, found = record.dumps_and_digest(dispatch)
    assert (text, found) == (record.dumps(dispatch), record.digest(dispatch))
    assert record.loads(text) == dispatch
    other = replace(dispatch, extra={"a": "2", "b": "1"})
    assert record.digest(other) == found


def test_an_hour_that_the_clocks_skip_or_repeat_stays_as_it_is_written() -> None:
    paris = ZoneInfo("Europe/Paris")
    skipped = datetime(2024, 3, 31, 2, 30, tzinfo=paris)
    for issued in (skipped, *(datetime(2024, 10, 27, 2, 30, fold=f, tzinfo=paris) for f in (0, 1))):
        back = record.loads(record.dumps(Dispatch("u", "t", issued=issued))).issued
        assert back is not None
        assert (back, back.fold, back.tzinfo) == (issued, issued.fold, paris)
