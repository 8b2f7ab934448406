"""Writers take turns, leave whole generations, and nothing else."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import IndexCorrupt, IndexLocked, IndexMissing, IndexStateError
from index.files import Files
from index.manifest import FileEntry, SegmentEntry
from index.store import Store
from index.store_writer import StoreWriter
from tests.index.generations import (
    Meanwhile,
    Refusing,
    commit,
    contents,
    names,
    only,
    segment,
)

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


def test_a_finished_file_that_a_commit_does_not_name_goes(store: Store) -> None:
    with StoreWriter(store) as writer:
        base = store.newest().manifest
        merged_at_once = segment(writer, base, b"one")
        writer.commit(only(writer, merged_at_once, b"one and two"))
        assert "segment-00000001.data" not in names(store)
    assert contents(store.newest()) == [b"one and two"]


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
    """Fails to sync the folder after a rename, once each: the last step of a commit."""

    def __init__(self) -> None:
        self._is_renamed = False

    def rename(self, source: Path, target: Path) -> None:
        super().rename(source, target)
        self._is_renamed = True

    def sync_folder(self, path: Path) -> None:
        if self._is_renamed:
            self._is_renamed = False
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        super().sync_folder(path)


def test_what_surely_is_durable_stays_while_later_commits_may_not_be(store: Store) -> None:
    commit(store, b"one")
    with StoreWriter(Store(store.folder, UnsureOfCommits())) as writer:
        for content in (b"two", b"three"):
            manifest = segment(writer, store.newest().manifest, content)
            with pytest.raises(OSError, match="Input"):
                writer.commit(manifest)
            assert "generation-00000001.json" in names(store)
    assert contents(store.newest()) == [b"one", b"two", b"three"]


def test_a_writer_takes_no_generation_for_the_newest_before_it_is_durable(store: Store) -> None:
    """Or what it finds there would be acknowledged as known, and lost with the power."""
    commit(store, b"one")
    files = UnsureOfCommits()
    unsure = Store(store.folder, files)
    with StoreWriter(unsure) as writer:
        manifest = segment(writer, unsure.newest().manifest, b"two")
        with pytest.raises(OSError, match="Input"):
            writer.commit(manifest)
        files.rename(store.path(2), store.path(2))  # the next sync of the folder fails as well
        with pytest.raises(OSError, match="Input"):
            unsure.newest()
        assert contents(unsure.newest()) == [b"one", b"two"]


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


def test_two_that_make_an_index_at_once_make_one(store: Store) -> None:
    store.folder.mkdir()

    def happen() -> Iterator[None]:
        commit(store, b"one")
        yield

    late = Store(store.folder, Meanwhile("names", happen(), after=True))
    commit(late, b"two")
    assert contents(store.newest()) == [b"one", b"two"]


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
