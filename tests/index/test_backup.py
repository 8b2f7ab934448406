"""A backup is an index of its own, whole or none."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import IndexStateError
from index.backup import backup
from index.files import Files
from index.store import Store
from index.store_writer import StoreWriter
from tests.index.generations import (
    Meanwhile,
    Refusing,
    commit,
    contents,
    names,
    segment,
    verify_file,
)


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
    (store.folder / "segment-00000002.data").unlink()
    assert backup(store, tmp_path / "copy").warnings
    assert contents(Store(tmp_path / "copy").newest()) == [b"one"]
    assert not Store(tmp_path / "copy").newest().warnings


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
