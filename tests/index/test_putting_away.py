"""Where the files of a hot folder go once they were read."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from corpus.messages import message
from corpus.readers.draft import Refusal
from index.arrivals import Arrival, Identity
from index.putting_away import ReadFile, put_away

DAY = date(2021, 5, 4)


def read(path: Path, dispatches: int = 1, refused: int = 0, content: str = "x") -> ReadFile:
    if not path.exists():
        path.write_text(content, encoding="utf-8")
    refusals = [
        Refusal(str(path), message("JSON mal formé."), 10 * number, number)
        for number in range(1, refused + 1)
    ]
    return ReadFile(Arrival(path, Identity.of(path), 0.0), dispatches, refusals)


def listing(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_what_was_read_goes_by_day_and_what_was_refused_has_a_note(tmp_path: Path) -> None:
    put_away(read(tmp_path / "good.txt"), DAY)
    put_away(read(tmp_path / "bad.txt", dispatches=0, refused=2), DAY)
    put_away(read(tmp_path / "both.txt", refused=1), DAY)
    assert listing(tmp_path) == {
        "done/2021-05-04/good.txt",
        "done/2021-05-04/both.txt",
        "done/2021-05-04/both.txt.raison.txt",
        "refused/bad.txt",
        "refused/bad.txt.raison.txt",
    }
    note = (tmp_path / "refused" / "bad.txt.raison.txt").read_text(encoding="utf-8")
    assert note.splitlines() == [
        f"{tmp_path}/bad.txt, octet 10, ligne 1 : JSON mal formé.",
        f"{tmp_path}/bad.txt, octet 20, ligne 2 : JSON mal formé.",
    ]


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    places = [put_away(read(tmp_path / "a.tar.gz", content=text), DAY) for text in "123"]
    assert [place and place.name for place in places] == ["a.tar.gz", "a.tar-2.gz", "a.tar-3.gz"]
    assert [place and place.read_text() for place in places] == ["1", "2", "3"]


def test_a_note_is_only_ever_beside_its_own_file(tmp_path: Path) -> None:
    first = put_away(read(tmp_path / "a.txt", refused=1), DAY)
    assert first is not None
    first.unlink()
    second = put_away(read(tmp_path / "a.txt"), DAY)
    assert second is not None
    assert second.name == "a-2.txt"
    third = put_away(read(tmp_path / "a.txt", refused=2), DAY)
    assert third == first
    assert len(third.with_name("a.txt.raison.txt").read_text().splitlines()) == 2


def test_a_file_that_took_the_name_is_left_to_be_read(tmp_path: Path) -> None:
    file = read(tmp_path / "a.txt")
    (tmp_path / "b.txt").write_text("newer", encoding="utf-8")
    (tmp_path / "b.txt").rename(tmp_path / "a.txt")
    assert put_away(file, DAY) is None
    assert listing(tmp_path) == {"a.txt"}


def test_one_that_takes_it_in_that_very_moment_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = read(tmp_path / "a.txt")
    (tmp_path / "b.txt").write_text("newer", encoding="utf-8")
    monkeypatch.setattr(
        Arrival, "is_same", lambda self: bool((tmp_path / "b.txt").rename(file.path))
    )
    assert put_away(file, DAY) is None
    assert listing(tmp_path) == {"a.txt"}
    assert (tmp_path / "a.txt").read_text() == "newer"


@pytest.mark.parametrize(
    "name", [b"\xe9t\xe9.txt", b"x" * 251 + b".txt", b"\xc3\xa9" * 127, b"a." + b"y" * 240]
)
def test_any_name_finds_a_place(tmp_path: Path, name: bytes) -> None:
    path = tmp_path / os.fsdecode(name)
    place = put_away(read(path, dispatches=0, refused=1), DAY)
    assert place is not None
    assert place.exists()
    assert place.with_name(place.name + ".raison.txt").exists()


def test_a_hot_folder_that_has_gone_is_not_made_again(tmp_path: Path) -> None:
    file = read(tmp_path / "a.txt")
    home = tmp_path / "hot"
    file = ReadFile(Arrival(home / "a.txt", file.arrival.identity, 0.0), 1)
    assert put_away(file, DAY) is None
    assert not home.exists()
