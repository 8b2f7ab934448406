"""What readers see: whole generations, the newest that is sound, whatever a writer does."""

from __future__ import annotations

import errno
import logging
import os
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import IndexCorrupt
from index.files import BUFFER, Files
from index.manifest import FIRST_FORMAT, FORMAT, FileEntry, Manifest
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
    verify_file,
)

# Generations


def test_a_new_index_has_an_empty_generation(store: Store) -> None:
    assert not store.exists()
    StoreWriter(store).close()
    assert store.exists()
    assert store.newest().manifest == Manifest()


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
    with StoreWriter(spoiled) as writer:
        assert writer.warnings == seen.warnings
        writer.commit(segment(writer, seen.manifest, b"three"))
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
    said = replace(store.newest().manifest, generation=3).dumps()
    later = said.replace(b'"format": %d' % FIRST_FORMAT, b'"format": %d' % (FORMAT + 1))
    body = later.rpartition(b',\n "crc": ')[0]
    store.path(3).write_bytes(body + b',\n "crc": %d\n}\n' % zlib.crc32(body))
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
