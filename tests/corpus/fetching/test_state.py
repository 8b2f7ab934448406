"""What is known of feeds outlives the process, and a damaged file is no harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.fetching.state import FeedState, StateFile

STATE = FeedState('"é"', "Wed, 03 Jun 2026 08:00:00 GMT", "https://a/", "https://b/", 1.5, 2.5, 3)


def test_what_was_saved_is_loaded_and_the_feeds_of_others_stay(tmp_path: Path) -> None:
    file = StateFile.beside(tmp_path / "index")
    assert file.load() == {}
    file.save({"https://a/": STATE})
    file.save({"https://c/": FeedState()})
    assert file.load() == {"https://a/": STATE, "https://c/": FeedState()}
    assert [path.name for path in tmp_path.iterdir()] == ["index.feeds.json"]


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", '{"feeds": 3}', '{"feeds": {"https://a/": 3}}', "[" * 100_000, "\ud800"],
)
def test_a_damaged_file_is_as_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "index.feeds.json"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    file = StateFile.beside(tmp_path / "index")
    assert file.load() == {}
    file.save({"https://a/": STATE})
    assert file.load() == {"https://a/": STATE}


def test_what_is_not_of_its_type_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "index.feeds.json").write_text(
        '{"feeds": {"https://a/": {"etag": 3, "polled": 7, "failures": "x", "other": 1}}}'
    )
    assert StateFile.beside(tmp_path / "index").load() == {"https://a/": FeedState(polled=7)}


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = StateFile.beside(tmp_path / "index")
    file.save({"https://a/": STATE})

    def fail(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space"):
        file.save({"https://a/": FeedState()})
    assert file.load() == {"https://a/": STATE}
    assert [path.name for path in tmp_path.iterdir()] == ["index.feeds.json"]
