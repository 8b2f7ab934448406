"""Generations follow each other on the disk; readers see whole ones and writers take turns."""

from __future__ import annotations

import errno
import logging
import os
import subprocess
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import IndexCorrupt, IndexLocked, IndexMissing, IndexStateError
from corpus.messages import Message
from index.backup import backup
from index.files import BUFFER, Files
from index.manifest import FORMAT, FileEntry, Manifest, SegmentEntry
from index.store import Generation, Store
from index.store_writer import StoreWriter


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "index")


def segment(writer: StoreWriter, base: Manifest, content: bytes = b"x" * 100) -> Manifest:
    """A manifest with one more segment."""
    name = f"segment-{base.next_segment:08d}"
    with writer.new_file(f"{name}.data") as file:
        file.write(content)
        entry = file.finish(zlib.crc32(content))
    segments = (*base.segments, SegmentEntry(name, 1, entry))
    return replace(base, segments=segments, next_segment=base.next_segment + 1)


def only(writer: StoreWriter, base: Manifest, content: bytes = b"x" * 100) -> Manifest:
    """A manifest whose one segment is new: what a merge leaves."""
    return segment(writer, replace(base, segments=()), content)


def commit(store: Store, *contents: bytes) -> None:
    with StoreWriter(store) as writer:
        for content in contents:
            writer.commit(segment(writer, store.newest().manifest, content))


def contents(generation: Generation) -> list[bytes]:
    return [bytes(generation.buffers[entry]) for entry in generation.manifest.files()]


def verify_file(entry: FileEntry, buffer: memoryview) -> Iterable[Message]:
    if zlib.crc32(buffer) != entry.crc:
        yield Message("somme de contrôle")


def names(store: Store) -> list[str]:
    return sorted(set(store.names()) - {"lock"})


class Refusing(Files):
    """Refuses one operation with one error, and counts how often it was asked."""

    def __init__(self, operation: str, error: int) -> None:
        self.asked = 0
        self._error = error
        setattr(self, operation, self._refuse)

    def _refuse(self, *_: object) -> None:
        self.asked += 1
        raise OSError(self._error, os.strerror(self._error))


# Generations


def test_a_new_index_has_an_empty_generation(store: Store) -> None:
    assert not store.exists()
    StoreWriter(store).close()
    assert store.exists()
    assert store.newest().manifest == Manifest(FORMAT, 0, 1, ())


def test_a_commit_is_the_next_generation_and_has_what_was_written(store: Store) -> None:
    commit(store, b"one", b"two")
    generation = store.newest()
    assert generation.number == 2
    assert contents(generation) == [b"one", b"two"]
    assert not generation.warnings


@pytest.mark.parametrize("size", [0, 1, BUFFER - 1, BUFFER, BUFFER + 1, 3 * BUFFER])
def test_a_file_is_what_was_written_in_whatever_pieces(store: Store, size: int) -> None:
    content = os.urandom(size)
    with StoreWriter(store) as writer, writer.new_file("segment-1.data") as file:
        for start in range(0, min(size, 1_000), 7):
            file.write(content[start : min(start + 7, size, 1_000)])
        file.write(memoryview(content[1_000:]))
        file.write(b"")
        entry = file.finish(5)
        assert entry == FileEntry("segment-1.data", size, 5)
        assert bytes(store.map(entry)) == content


def test_a_generation_keeps_its_files_once_they_are_removed(store: Store) -> None:
    commit(store, b"old")
    old = store.newest()
    with StoreWriter(store) as writer:
        for content in (b"new", b"newer", b"newest"):
            writer.commit(only(writer, store.newest().manifest, content))
    assert "segment-00000001.data" not in names(store)
    assert contents(old) == [b"old"]
    assert contents(store.newest(old)) == [b"newest"]


def test_an_unchanged_generation_is_the_very_same(store: Store) -> None:
    commit(store, b"one")
    known = store.newest()
    assert store.newest(known) is known
    commit(store, b"two")
    new = store.newest(known)
    shared = next(iter(known.manifest.files()))
    assert new.buffers[shared] is known.buffers[shared]
    assert contents(new) == [b"one", b"two"]


def test_an_index_made_anew_is_not_taken_for_the_one_before(store: Store) -> None:
    commit(store, b"one")
    known = store.newest()
    for name in store.names():
        (store.folder / name).unlink()
    commit(store, b"two")
    assert contents(store.newest(known)) == [b"two"]


def test_the_last_two_generations_stay(store: Store) -> None:
    with StoreWriter(store) as writer:
        for content in (b"a", b"b", b"c", b"d"):
            writer.commit(only(writer, store.newest().manifest, content))
    assert names(store) == [
        "generation-00000003.json",
        "generation-00000004.json",
        "segment-00000003.data",
        "segment-00000004.data",
    ]


def test_a_manifest_goes_before_its_files(store: Store) -> None:
    """Whoever finds a file missing may so tell a damaged generation from a removed one."""
    removed: list[str] = []

    class Noting(Files):
        def remove(self, path: Path) -> None:
            removed.append(path.name)
            super().remove(path)

    with StoreWriter(Store(store.folder, Noting())) as writer:
        for content in (b"a", b"b", b"c"):
            writer.commit(only(writer, store.newest().manifest, content))
    assert [name for name in removed if not name.endswith(".tmp")] == [
        "generation-00000000.json",
        "generation-00000001.json",
        "segment-00000001.data",
    ]


def test_size_is_that_of_all_files(store: Store) -> None:
    assert store.size() == 0
    commit(store, b"x" * 1_000)
    assert store.size() == sum(file.stat().st_size for file in store.folder.iterdir())


# Writing


def test_a_system_that_takes_bytes_in_parts_is_given_them_all() -> None:
    class Slow(BytesIO):
        def write(self, data: Any) -> int:
            return super().write(data[:3])

    file = Slow()
    Files().write(file, memoryview(b"0123456789"))  # type: ignore[arg-type]
    assert file.getvalue() == b"0123456789"


def test_what_is_not_committed_is_not_there(store: Store) -> None:
    with StoreWriter(store) as writer:
        segment(writer, store.newest().manifest)
        assert "segment-00000001.data" in names(store)
    assert names(store) == ["generation-00000000.json"]


def test_an_error_while_a_file_is_written_removes_it(store: Store) -> None:
    with StoreWriter(store) as writer:
        with suppress(KeyError), writer.new_file("segment-1.data") as file:
            file.write(b"half")
            raise KeyError
        assert names(store) == ["generation-00000000.json"]


def test_a_commit_names_finished_files_only(store: Store) -> None:
    with StoreWriter(store) as writer:
        base = store.newest().manifest
        file = writer.new_file("segment-1.data")
        file.write(b"half")
        entry = SegmentEntry("segment-1", 1, FileEntry("segment-1.data", 4, 0))
        with pytest.raises(ValueError, match="segment-1"):
            writer.commit(replace(base, segments=(entry,)))
    assert store.newest().number == 0
    assert names(store) == ["generation-00000000.json"]


def test_a_commit_leaves_files_still_being_written(store: Store) -> None:
    with StoreWriter(store) as writer, writer.new_file("segment-00000009.data") as file:
        writer.commit(segment(writer, store.newest().manifest))
        file.write(b"merged")
        merged = SegmentEntry("segment-00000009", 1, file.finish(0))
        writer.commit(replace(store.newest().manifest, segments=(merged,)))
    assert contents(store.newest()) == [b"merged"]


@pytest.mark.parametrize(
    "name", ["photo.png", "lock", "generation-00000001.json", "../segment-1.data"]
)
def test_only_the_indexs_own_names_are_written(store: Store, name: str) -> None:
    with StoreWriter(store) as writer, pytest.raises(ValueError, match="name"):
        writer.new_file(name)


def test_a_file_that_is_there_is_not_written_over(store: Store) -> None:
    commit(store, b"one")
    with StoreWriter(store) as writer, pytest.raises(FileExistsError):
        writer.new_file("segment-00000001.data")
    assert contents(store.newest()) == [b"one"]


def test_the_files_of_others_are_left_alone(store: Store) -> None:
    commit(store, b"one")
    for name in ("notes.txt", "segment.data", "generation-1.json", "segment-1.data.bak"):
        (store.folder / name).write_bytes(b"mine")
    (store.folder / "segment-77.data").write_bytes(b"orphan")
    commit(store, b"two", b"three")
    assert {"notes.txt", "segment.data", "generation-1.json", "segment-1.data.bak"} < set(
        names(store)
    )
    assert "segment-77.data" not in names(store)


def test_a_failed_commit_gives_its_space_back(store: Store) -> None:
    commit(store, b"one")
    before = names(store)
    failing = Store(store.folder, Refusing("rename", errno.ENOSPC))
    with StoreWriter(failing) as writer:
        manifest = segment(writer, failing.newest().manifest)
        with pytest.raises(OSError, match="space"):
            writer.commit(manifest)
        assert names(store) == before


class UnsureOfCommits(Files):
    """Fails to sync the folder where that is the last step of a commit, the second of two."""

    def __init__(self) -> None:
        self.asked = 0

    def sync_folder(self, path: Path) -> None:
        self.asked += 1
        if self.asked % 2 == 0:
            raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_what_surely_is_durable_stays_while_later_commits_may_not_be(store: Store) -> None:
    commit(store, b"one")
    files = UnsureOfCommits()
    failing = Store(store.folder, files)
    with StoreWriter(failing) as writer:
        files.asked = 0
        for content in (b"two", b"three"):
            manifest = segment(writer, failing.newest().manifest, content)
            with pytest.raises(OSError, match="Input"):
                writer.commit(manifest)
            assert "generation-00000001.json" in names(store)
    assert contents(store.newest()) == [b"one", b"two", b"three"]


# Folders


def test_an_index_is_not_made_over_other_files(tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"x")
    with pytest.raises(IndexStateError, match="autre chose"):
        StoreWriter(Store(tmp_path))
    with pytest.raises(IndexStateError, match="autre chose"):
        StoreWriter(Store(tmp_path / "photo.png"))
    assert [file.name for file in tmp_path.iterdir()] == ["photo.png"]


def test_a_folder_left_half_made_by_a_kill_is_fine(store: Store) -> None:
    store.folder.mkdir()
    (store.folder / "lock").write_bytes(b"")
    (store.folder / "generation-00000000.json.tmp").write_bytes(b"{")
    with pytest.raises(IndexMissing):
        store.newest()
    commit(store, b"one")
    assert contents(store.newest()) == [b"one"]


def test_folders_above_are_made_too(tmp_path: Path) -> None:
    store = Store(tmp_path / "a" / "b" / "index")
    commit(store, b"one")
    assert contents(store.newest()) == [b"one"]


def test_a_folder_in_one_that_may_not_be_read(store: Store) -> None:
    store.folder.mkdir()
    files = Files()
    real = files.sync_folder

    def refuse(path: Path) -> None:
        if path == store.folder.parent:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        real(path)

    files.sync_folder = refuse  # type: ignore[method-assign]
    commit(Store(store.folder, files), b"one")
    assert contents(store.newest()) == [b"one"]


@pytest.mark.parametrize("make", [lambda _: None, Path.mkdir, Path.touch])
def test_where_there_is_no_index(store: Store, make: object) -> None:
    make(store.folder)  # type: ignore[operator]
    with pytest.raises(IndexMissing, match="Il n’y a pas d’index"):
        store.newest()


def test_an_index_without_any_manifest_is_not_begun_anew(store: Store) -> None:
    commit(store, b"one")
    for name in names(store):
        if name.startswith("generation"):
            (store.folder / name).unlink()
    with pytest.raises(IndexCorrupt, match="aucune génération"):
        store.newest()
    with pytest.raises(IndexCorrupt, match="aucune génération"):
        StoreWriter(store)
    assert names(store) == ["segment-00000001.data"]


# Damage


def spoil_manifest(store: Store) -> None:
    path = store.path(2)
    path.write_bytes(path.read_bytes()[:-9])


def spoil_by_emptying(store: Store) -> None:
    store.path(2).write_bytes(b"")


def lose_a_file(store: Store) -> None:
    (store.folder / "segment-00000002.data").unlink()


def truncate_a_file(store: Store) -> None:
    os.truncate(store.folder / "segment-00000002.data", 2)


def lengthen_a_file(store: Store) -> None:
    os.truncate(store.folder / "segment-00000002.data", 5_000)


def empty_a_file(store: Store) -> None:
    os.truncate(store.folder / "segment-00000002.data", 0)


SPOILING = [
    spoil_manifest,
    spoil_by_emptying,
    lose_a_file,
    truncate_a_file,
    lengthen_a_file,
    empty_a_file,
]


@pytest.fixture(params=SPOILING)
def spoiled(store: Store, request: pytest.FixtureRequest) -> Store:
    """An index of two generations whose newest one is damaged."""
    commit(store, b"one", b"two")
    request.param(store)
    return store


def test_the_last_whole_generation_answers_aloud(
    spoiled: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        generation = spoiled.newest()
    assert contents(generation) == [b"one"]
    (warning,) = generation.warnings
    assert "génération 2" in str(warning)
    assert "génération 1" in str(warning)
    assert str(warning) in caplog.text
    caplog.clear()
    assert spoiled.newest(generation) is generation
    assert not caplog.records


def test_a_damaged_generation_is_set_aside_and_its_number_not_given_again(spoiled: Store) -> None:
    seen = spoiled.newest()
    commit(spoiled, b"three")
    generation = spoiled.newest(seen)
    assert generation.number == 3
    assert contents(generation) == [b"one", b"three"]
    assert not generation.warnings
    aside = {file.name for file in (spoiled.folder / "damaged-00000002").iterdir()}
    assert "generation-00000002.json" in aside


def test_an_index_without_a_whole_generation_is_corrupt(store: Store) -> None:
    commit(store, b"one", b"two")
    (store.folder / "segment-00000001.data").unlink()
    before = names(store)
    with pytest.raises(IndexCorrupt, match=r"endommagé .*segment-00000001\.data.* manque"):
        store.newest()
    with pytest.raises(IndexCorrupt, match="endommagé"):
        StoreWriter(store)
    assert names(store) == before
    (store.folder / "segment-00000001.data").write_bytes(b"one")
    commit(store)


def test_a_later_format_is_no_damage_to_fall_back_from(store: Store) -> None:
    commit(store, b"one", b"two")
    later = replace(store.newest().manifest, format=FORMAT + 1, generation=3)
    store.path(3).write_bytes(later.dumps())
    before = names(store)
    with pytest.raises(IndexCorrupt, match=f"format {FORMAT + 1} ; .* format {FORMAT}"):
        store.newest()
    with pytest.raises(IndexCorrupt, match=f"format {FORMAT + 1}"):
        StoreWriter(store)
    assert names(store) == before


def test_a_manifest_under_another_number_is_damage(store: Store) -> None:
    commit(store, b"one", b"two")
    store.path(9).write_bytes(store.path(1).read_bytes())
    assert store.newest().number == 2
    assert store.newest().warnings


@pytest.mark.parametrize("operation", ["read", "map"])
def test_what_the_system_refuses_is_no_damage(store: Store, operation: str) -> None:
    """No descriptor left, no memory: the newest generation is as good as it was."""
    commit(store, b"one", b"two")
    failing = Store(store.folder, Refusing(operation, errno.EMFILE))
    with pytest.raises(OSError, match="open files"):
        failing.newest()
    with pytest.raises(OSError, match="open files"):
        StoreWriter(failing)
    assert contents(store.newest()) == [b"one", b"two"]


def test_verify_finds_what_is_wrong_with_any_file(store: Store) -> None:
    commit(store, b"one", b"two", b"three")
    assert list(store.verify(verify_file)) == []
    (store.folder / "segment-00000001.data").write_bytes(b"onf")
    (store.folder / "segment-00000002.data").unlink()
    os.truncate(store.folder / "segment-00000003.data", 2)
    store.path(2).write_bytes(b"{}")
    found = {problem.file: str(problem.message) for problem in store.verify(verify_file)}
    assert found == {
        "segment-00000001.data": "somme de contrôle",
        "segment-00000002.data": "« segment-00000002.data » manque",
        "segment-00000003.data": "« segment-00000003.data » : 2 octets au lieu de 5",
        "generation-00000002.json": "somme de contrôle",
    }


# Readers beside a writer


class Meanwhile(Files):
    """Lets something happen in an operation, before it or after it, when it is first asked for."""

    def __init__(self, operation: str, happen: Iterator[None], *, after: bool = False) -> None:
        real = getattr(Files, operation)

        def method(path: Path) -> object:
            if not after:
                next(happen, None)
            found = real(self, path)
            next(happen, None)
            return found

        setattr(self, operation, method)


@pytest.mark.parametrize("operation", ["identity", "read", "map"])
def test_a_reader_goes_on_to_what_replaced_its_generation(store: Store, operation: str) -> None:
    commit(store, b"one")

    def happen() -> Iterator[None]:
        with StoreWriter(store) as writer:
            for content in (b"two", b"three", b"four"):
                writer.commit(only(writer, store.newest().manifest, content))
        yield

    generation = Store(store.folder, Meanwhile(operation, happen())).newest()
    assert contents(generation) == [b"four"]
    assert not generation.warnings


def test_verify_does_not_call_damage_what_a_writer_removed(store: Store) -> None:
    commit(store, b"one")

    def happen() -> Iterator[None]:
        with StoreWriter(store) as writer:
            for content in (b"two", b"three", b"four"):
                writer.commit(only(writer, store.newest().manifest, content))
        yield

    assert list(Store(store.folder, Meanwhile("map", happen())).verify(verify_file)) == []


def test_two_that_make_an_index_at_once_make_one(store: Store) -> None:
    store.folder.mkdir()

    def happen() -> Iterator[None]:
        commit(store, b"one")
        yield

    late = Store(store.folder, Meanwhile("names", happen(), after=True))
    commit(late, b"two")
    assert contents(store.newest()) == [b"one", b"two"]


def test_two_backups_to_one_place_at_once_make_one(store: Store, tmp_path: Path) -> None:
    commit(store, b"one")
    first = store.newest()
    (tmp_path / "copy").mkdir()

    def happen() -> Iterator[None]:
        backup(store, tmp_path / "copy")
        commit(store, b"two")
        yield

    late = Store(store.folder, Meanwhile("sync_folder", happen()))
    with pytest.raises(IndexStateError, match="déjà un index"):
        backup(late, tmp_path / "copy")
    assert contents(Store(tmp_path / "copy").newest()) == contents(first)
    assert list(Store(tmp_path / "copy").verify(verify_file)) == []


# The lock


def test_one_writer_at_a_time_and_the_message_names_it_and_since_when(store: Store) -> None:
    with StoreWriter(store), pytest.raises(IndexLocked) as caught:
        StoreWriter(store, wait=0)
    assert f"processus {os.getpid()}, depuis le " in str(caught.value)
    assert caught.value.message.values["since"] != "?"
    StoreWriter(store, wait=0).close()


def test_closing_twice_does_no_harm(store: Store) -> None:
    first = StoreWriter(store)
    first.close()
    with StoreWriter(store, wait=0):
        first.close()
        with pytest.raises(IndexLocked):
            StoreWriter(store, wait=0)


def test_the_lock_dies_with_its_holder(store: Store) -> None:
    code = "import sys; from pathlib import Path; from index.store import Store;" \
        "from index.store_writer import StoreWriter; w = StoreWriter(Store(Path(sys.argv[1])));" \
        "print('held', flush=True); sys.stdin.read()"  # fmt: skip
    command = [sys.executable, "-c", code, str(store.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(IndexLocked, match=str(holder.pid)):
            StoreWriter(store, wait=0)
        holder.kill()
    StoreWriter(store, wait=0).close()


def test_a_lock_whose_holder_could_not_sign_still_holds(store: Store) -> None:
    with StoreWriter(store):
        (store.folder / "lock").write_bytes(b"")
        with pytest.raises(IndexLocked, match=r"processus \?"):
            StoreWriter(store, wait=0)


# Backup


@pytest.mark.parametrize("error", [None, errno.EXDEV, errno.ENOENT])
def test_a_backup_is_an_index_of_its_own(store: Store, tmp_path: Path, error: int | None) -> None:
    commit(store, b"one", b"two")
    files = Files() if error is None else Refusing("link", error)
    copied = backup(Store(store.folder, files), tmp_path / "copy")
    assert copied.number == 2
    commit(store, b"three")
    copy = Store(tmp_path / "copy")
    assert contents(copy.newest()) == [b"one", b"two"]
    assert list(copy.verify(verify_file)) == []
    linked = (tmp_path / "copy" / "segment-00000001.data").stat().st_nlink == 2
    assert linked is (error is None)
    commit(copy, b"other")
    assert contents(copy.newest()) == [b"one", b"two", b"other"]
    assert contents(store.newest()) == [b"one", b"two", b"three"]


def test_a_backup_is_taken_while_a_writer_writes(store: Store, tmp_path: Path) -> None:
    commit(store, b"one")
    with StoreWriter(store) as writer:
        manifest = segment(writer, store.newest().manifest, b"two")
        backup(store, tmp_path / "copy")
        writer.commit(manifest)
    assert contents(Store(tmp_path / "copy").newest()) == [b"one"]


def test_a_backup_is_never_written_over_anything(store: Store, tmp_path: Path) -> None:
    commit(store, b"one")
    backup(store, tmp_path / "copy")
    with pytest.raises(IndexStateError, match="déjà un index"):
        backup(store, tmp_path / "copy")
    with pytest.raises(IndexStateError, match="déjà un index"):
        backup(store, store.folder)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "photo.png").touch()
    with pytest.raises(IndexStateError, match="autre chose"):
        backup(store, tmp_path / "other")
    assert contents(Store(tmp_path / "copy").newest()) == [b"one"]
    assert contents(store.newest()) == [b"one"]


def test_a_backup_restores_what_was_lost(store: Store, tmp_path: Path) -> None:
    commit(store, b"one", b"two")
    backup(store, tmp_path / "copy")
    for name in store.names():
        (store.folder / name).unlink()
    backup(Store(tmp_path / "copy"), store.folder)
    assert contents(store.newest()) == [b"one", b"two"]


@pytest.mark.parametrize("operation", ["sync", "sync_folder", "rename"])
def test_nothing_of_a_failed_backup_stays(store: Store, tmp_path: Path, operation: str) -> None:
    commit(store, b"one", b"two")
    (tmp_path / "copy").mkdir()
    with pytest.raises(OSError, match="space"):
        backup(Store(store.folder, Refusing(operation, errno.ENOSPC)), tmp_path / "copy")
    assert names(Store(tmp_path / "copy")) == []
    backup(store, tmp_path / "copy")


def test_a_backup_of_a_damaged_index_says_so(store: Store, tmp_path: Path) -> None:
    commit(store, b"one", b"two")
    lose_a_file(store)
    assert backup(store, tmp_path / "copy").warnings
    assert contents(Store(tmp_path / "copy").newest()) == [b"one"]
    assert not Store(tmp_path / "copy").newest().warnings
