"""The version of what has none: the moment of its last change."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from corpus.versions import is_moment, moment_of, version_at

PARIS = timezone(timedelta(hours=2))


def test_a_later_moment_is_a_higher_version_whatever_its_zone() -> None:
    early = datetime(2026, 6, 3, 10, 15, tzinfo=PARIS)
    late = datetime(2026, 6, 3, 9, 0, tzinfo=timezone.utc)
    assert version_at(early) == 20260603081500
    assert version_at(early, late) == version_at(late, early, None) == 20260603090000
    assert version_at(datetime(999, 1, 1)) < version_at(early)


def test_a_version_that_is_a_moment_says_it() -> None:
    made = datetime(2026, 6, 3, 9, 0, 5, tzinfo=timezone.utc)
    assert moment_of(version_at(made)) == made
    assert moment_of(12) is None
    assert moment_of(10**14 - 1) is None


def test_without_a_moment_it_is_the_first() -> None:
    assert version_at() == version_at(None) == 1
    assert not is_moment(1)
    assert not is_moment(2012111501)
    assert is_moment(version_at(datetime(1970, 1, 1)))


def test_the_first_and_last_days_have_one_too() -> None:
    east, west = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
    assert version_at(datetime(1, 1, 1, tzinfo=east)) > 0
    assert version_at(datetime(9999, 12, 31, 23, tzinfo=west)) == 99991231230000
