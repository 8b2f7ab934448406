"""Every version that was delivered stays readable, whatever the order in which they came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from corpus import record
from corpus.dispatch import Dispatch, Source
from corpus.errors import IndexCorrupt
from corpus.limits import LIMITS
from index import pending
from index.backup import backup
from index.check import check
from index.codec.container import Container
from index.comparison import Outcome
from index.documents import short_digest
from index.history import History, HistoryBuilder, HistoryFile, Key, merge_history
from index.snapshot import IndexReader
from index.store import Store
from index.writer import Commit, IndexWriter
from tests.index.reading import Memory
from tests.making import dispatch
from tests.reliability.workload import orphans


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def write(folder: Path, *batches: Sequence[Dispatch]) -> list[Commit]:
    with IndexWriter(folder) as writer:
        commits = []
        for batch in batches:
            for each in batch:
                writer.add(each)
            commits.append(writer.commit())
        return commits


def told(commit: Commit) -> list[Outcome]:
    return [outcome for _, outcome in commit.outcomes]


def headlines(folder: Path, uid: str) -> list[str]:
    """Those of all versions, as they are listed."""
    versions = IndexReader(folder).newest().versions(uid)
    return [kept.dispatch.headline for kept in versions]


def version(number: int, *, text: str = "", day: str = "", uid: str = "a") -> Dispatch:
    return dispatch(f"v{number}{text}", "Un texte.", uid=uid, version=number, day=day)


@pytest.mark.parametrize("order", [*permutations((1, 2, 3))])
@pytest.mark.parametrize("batches", [1, 3])
def test_all_versions_are_there_in_whatever_order_they_came(
    folder: Path, order: Sequence[int], batches: int
) -> None:
    given = [version(number) for number in order]
    write(folder, *([given] if batches == 1 else [[each] for each in given]))
    snapshot = IndexReader(folder).newest()
    assert headlines(folder, "a") == ["v3", "v2", "v1"]
    assert snapshot.find("a") == version(3)
    assert [snapshot.find("a", number) for number in (1, 2, 3, 4)] == [
        version(1), version(2), version(3), None,
    ]  # fmt: skip
    assert snapshot.live == 1
    assert not orphans(folder)


def test_what_is_in_the_history_changes_nothing_again(folder: Path) -> None:
    given = [version(1), version(3), version(2), version(2, text=" bis", day="2021-01-01")]
    write(folder, given[:2], given[2:])
    before = Store(folder).newest().number
    again = [replace(each, source=Source("ailleurs.txt")) for each in given]
    for batch in ([*again], [*again, *again]):
        (commit,) = write(folder, batch)
        assert set(told(commit)) == {Outcome.UNCHANGED}
        assert commit.generation == before


def test_the_same_late_text_twice_in_a_batch_is_kept_once(folder: Path) -> None:
    first, second = write(folder, [version(2)], [version(1), version(1)])
    assert told(first) == [Outcome.INDEXED]
    assert sorted(map(str, told(second))) == ["Outcome.OUTDATED", "Outcome.UNCHANGED"]
    assert headlines(folder, "a") == ["v2", "v1"]


def test_a_dispatch_of_which_nothing_lives_is_not_made_by_its_history(folder: Path) -> None:
    write(folder, [version(1)])
    assert headlines(folder, "b") == []
    assert IndexReader(folder).newest().find("b", 1) is None


EARLY, LATE, UNDATED = (
    version(1, text=" tôt", day="2021-01-01T10:00:00+02:00"),
    version(1, text=" tard", day="2021-01-01T09:00:00+00:00"),
    version(1, text=" sans date"),
)


@pytest.mark.parametrize("order", [*permutations((EARLY, LATE, UNDATED))])
@pytest.mark.parametrize("batches", [1, 3])
def test_of_texts_with_one_version_the_later_stands(
    folder: Path, order: Sequence[Dispatch], batches: int
) -> None:
    write(folder, *([order] if batches == 1 else [[each] for each in order]))
    assert IndexReader(folder).newest().find("a") == LATE
    assert headlines(folder, "a") == ["v1 tard", "v1 tôt", "v1 sans date"]


def test_of_equals_the_last_stands_and_does_not_come_back(folder: Path) -> None:
    one, other = version(1, text=" un"), version(1, text=" autre")
    commits = write(folder, [one], [other], [one])
    assert [told(each)[0] for each in commits] == [
        Outcome.INDEXED, Outcome.UPDATED, Outcome.UNCHANGED,
    ]  # fmt: skip
    assert headlines(folder, "a") == ["v1 autre", "v1 un"]


def test_a_segment_of_which_all_is_late_leaves_its_records(folder: Path) -> None:
    write(folder, [version(9, uid=f"u{n}") for n in range(40)])
    write(folder, [version(n % 3, uid=f"u{n}") for n in range(40)])
    snapshot = IndexReader(folder).newest()
    assert len(snapshot.segments) == 1
    for number in range(40):
        assert snapshot.find(f"u{number}", number % 3) is not None
    assert not orphans(folder)


def test_what_a_full_segment_of_the_batch_has_is_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pending, "LIMITS", LIMITS._replace(segment_chunks=50))
    given = [version(1, uid=f"u{n}") for n in range(300)]
    write(folder, [*given, *(version(2, uid=f"u{n}") for n in range(0, 300, 7))])
    snapshot = IndexReader(folder).newest()
    assert len(snapshot.segments) > 1
    for number in range(300):
        assert snapshot.find(f"u{number}", 1) == given[number]


def test_few_files_hold_what_many_commits_have_replaced(folder: Path) -> None:
    write(folder, *([version(number)] for number in range(1, 101)))
    newest = Store(folder).newest()
    assert len(newest.manifest.history) < 16
    assert sum(entry.records for entry in newest.manifest.history) == 99
    assert headlines(folder, "a") == [f"v{number}" for number in range(100, 0, -1)]
    assert not orphans(folder)


def test_it_outlives_merging_and_optimising(folder: Path) -> None:
    with IndexWriter(folder) as writer, writer.loading():
        for number in range(1, 30):
            writer.add(version(number))
            writer.add(version(1, uid=f"b{number}"))
            writer.commit()
    with IndexWriter(folder) as writer:
        writer.add(version(30))
        writer.optimise()
    assert headlines(folder, "a") == [f"v{number}" for number in range(30, 0, -1)]
    assert len(IndexReader(folder).newest().segments) == 1


def test_a_batch_that_is_dropped_leaves_nothing_of_itself(folder: Path) -> None:
    write(folder, [version(1)])
    with IndexWriter(folder) as writer:
        writer.add(version(2))
        writer.drop()
        writer.add(version(3))
        writer.commit()
    assert headlines(folder, "a") == ["v3", "v1"]


def test_a_reader_opens_each_file_once(folder: Path) -> None:
    write(folder, [version(1)], [version(2)])
    reader = IndexReader(folder)
    old = reader.newest()
    write(folder, [version(3)])
    new = reader.newest(old)
    assert new.history.files[0] is old.history.files[0]
    assert [kept.dispatch.version for kept in old.versions("a")] == [2, 1]
    assert [kept.dispatch.version for kept in new.versions("a")] == [3, 2, 1]


def test_a_backup_has_it_and_check_sees_its_damage(folder: Path, tmp_path: Path) -> None:
    write(folder, [version(1)], [version(2)])
    backup(Store(folder), tmp_path / "copy")
    assert headlines(tmp_path / "copy", "a") == ["v2", "v1"]
    (file,) = folder.glob("history-*")
    data = bytearray(file.read_bytes())
    data[80] ^= 1
    file.unlink()  # not the copy's bytes as well
    file.write_bytes(data)
    assert [problem.file for problem in check(folder)] == [file.name]
    snapshot = IndexReader(folder).newest()
    assert snapshot.find("a") == version(2)
    with pytest.raises(IndexCorrupt):
        snapshot.find("a", 1)
    assert not list(check(tmp_path / "copy"))


def test_without_its_history_a_generation_is_not_whole(folder: Path) -> None:
    write(folder, [version(1)], [version(2)])
    (file,) = folder.glob("history-*")
    file.unlink()
    snapshot = IndexReader(folder).newest()
    assert snapshot.find("a") == version(1)
    assert snapshot.warnings


# The files


def key(dispatch: Dispatch) -> Key:
    digest = short_digest(record.digest(dispatch))
    return Key(dispatch.uid, dispatch.version, digest)


def opened(memory: Memory) -> HistoryFile:
    return HistoryFile(Container(bytes(memory), "history"))


def made(dispatches: Iterable[Dispatch]) -> HistoryFile:
    memory = Memory()
    builder = HistoryBuilder(memory)
    for each in dispatches:
        builder.add(key(each), record.dumps(each))
    builder.close()
    return opened(memory)


def test_files_that_are_merged_have_all_records() -> None:
    given = [version(n % 5, text=f" {n}", uid=f"é{n % 40}") for n in range(100)]
    parts = [made(given[:33]), made(given[33:34]), made(given[34:])]
    memory = Memory()
    merge_history(parts, memory)
    for history in (History(parts), History([opened(memory)])):
        keys = [*map(key, given)]
        unknown = [Key("é1", 7, keys[1].digest), Key("x", 1, keys[1].digest), Key("é1", 1, 5)]
        assert history.known([*keys, *unknown]) == set(keys)
        for each in given:
            found = history.find(key(each))
            assert found is not None
            assert found.dispatch == each
        for uid in {each.uid for each in given}:
            kept = [each.dispatch for each in history.versions(uid)]
            assert [each.version for each in kept] == sorted(
                (each.version for each in given if each.uid == uid), reverse=True
            )


def test_uids_with_one_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    real = made([version(1, uid="a"), version(2, uid="b")])
    real.__dict__["hashes"] = real.hashes * 0 + real.hashes[:1]
    monkeypatch.setattr("index.history.uid_hashes", lambda uids: real.hashes[:1])
    history = History([real])
    assert [kept.dispatch.uid for kept in history.versions("b")] == ["b"]
    assert [kept.dispatch.uid for kept in history.versions("a")] == ["a"]
