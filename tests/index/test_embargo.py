"""What is under embargo is as if it were not there until its time has come."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest

from corpus.dispatch import Dispatch, Status
from index.embargo import FOREVER, FREE, held_until
from index.schema import EMBARGO, column_field
from index.snapshot import Address, IndexReader, Snapshot
from index.writer import IndexWriter
from tests.index.reading import contents
from tests.index.test_merging import merged
from tests.index.test_segment_builder import made, whooshed
from tests.making import dispatch

START = datetime(2030, 1, 1, tzinfo=timezone.utc)
NOW = int(START.timestamp())


def held(hours: float, uid: str, **values: object) -> Dispatch:
    return dispatch("Le gaz", uid=uid, embargo=START + timedelta(hours=hours), **values)


def given() -> list[Dispatch]:
    return [
        held(-1, "passé"),
        held(1, "bientôt"),
        held(2, "plus tard", status=Status.EMBARGOED),
        dispatch("Le gaz", uid="sans fin connue", status=Status.EMBARGOED),
        dispatch("Le gaz", uid="libre", day="2021-01-01"),
        held(-900_000, "avant 1970"),
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (dispatch(), FREE),
        (dispatch(status=Status.EMBARGOED), FOREVER),
        (dispatch(embargo=START, status=Status.EMBARGOED), NOW),
        (dispatch(embargo=START + timedelta(microseconds=1)), NOW + 1),
        (dispatch(embargo=datetime(1960, 1, 1, tzinfo=timezone.utc)), 1),
    ],
)
def test_until_when_it_is_held_back(given: Dispatch, expected: int) -> None:
    assert held_until(given) == expected


def uids(snapshot: Snapshot) -> set[str]:
    return {
        snapshot.dispatch(Address(index, number)).uid
        for index, segment in enumerate(snapshot.segments)
        for number in segment.living.tolist()
    }


def test_it_is_seen_from_its_end_on_and_nobody_writes(tmp_path: Path) -> None:
    with IndexWriter(tmp_path / "index") as writer:
        for number, each in enumerate(given()):
            writer.add(each)
            if number % 2:
                writer.commit()
    committed = IndexReader(tmp_path / "index").newest()
    always = {"passé", "libre", "avant 1970"}
    for now, more, until in (
        (NOW, set(), NOW + 3_600),
        (NOW + 3_599, set(), NOW + 3_600),
        (NOW + 3_600, {"bientôt"}, NOW + 7_200),
        (NOW + 9_999, {"bientôt", "plus tard"}, FOREVER),
    ):
        seen = committed.at(now)
        assert uids(seen) == always | more
        assert seen.live == len(always | more)
        assert seen.since <= now < seen.until == until
        assert seen.documents == committed.documents
        assert seen.find("sans fin connue") is None
        assert [kept.dispatch.uid for kept in seen.versions("sans fin connue")] != []
    assert committed.live == len(given())


def test_where_nothing_was_ever_held_back_nothing_is_kept_or_made(tmp_path: Path) -> None:
    with IndexWriter(tmp_path / "index") as writer:
        writer.add(dispatch())
        writer.commit()
    snapshot = IndexReader(tmp_path / "index").newest()
    assert column_field(EMBARGO) not in snapshot.segments[0].columns
    assert snapshot.at(NOW) is snapshot


def test_both_ways_to_make_a_segment_make_the_column() -> None:
    dispatches, column = given(), f"column/{column_field(EMBARGO)}"
    for way in (made, whooshed):
        found = {next(iter(each["uid"])).decode(): each for each in contents(way(dispatches))}
        assert {uid: each[column] for uid, each in found.items()} == {
            each.uid: held_until(each) for each in dispatches
        }


def test_merging_keeps_the_column_where_somebody_needs_it() -> None:
    free, some = made([dispatch("Un", uid="u"), dispatch("Deux", uid="v")]), made(given())
    column = column_field(EMBARGO)
    for parts in ([free, some], [some, free]):
        found = merged(parts)
        assert sorted(found.number_column(column).tolist()) == sorted(
            [0, 0, *map(held_until, given())]
        )
    assert column not in merged([free, free.without(np.array([True, False]))]).columns
    needless = some.without(some.number_column(column) > 0)
    assert column not in merged([needless, free]).columns


def test_a_segment_without_the_column_tells_by_its_records(tmp_path: Path) -> None:
    """As those do that were written before there was one."""
    before = given()
    segment = made(before)
    segment.columns = {
        name: about for name, about in segment.columns.items() if name != column_field(EMBARGO)
    }
    known = [held_until(each) for each in before if each.status is Status.EMBARGOED]
    found = merged([segment, made([dispatch("Autre", uid="w")])])
    ends = found.number_column(column_field(EMBARGO))
    assert sorted(ends[ends > 0].tolist()) == sorted(known)
