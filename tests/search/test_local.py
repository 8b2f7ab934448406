"""The local backend's own: generations seen without a restart, threads, several segments."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from index.writer import IndexWriter
from search.local import LocalBackend
from search.request import SearchRequest
from tests.making import dispatch


def test_a_backend_made_before_its_index_sees_it(tmp_path: Path) -> None:
    backend = LocalBackend(tmp_path / "index")
    with IndexWriter(tmp_path / "index") as writer:
        assert backend.search(SearchRequest("gaz")).total == 0
        for number in range(1, 4):
            writer.add(dispatch("Le gaz"))
            writer.commit()
            assert backend.search(SearchRequest("gaz")).total == number
    backend.close()


def test_an_update_is_seen_whole(tmp_path: Path) -> None:
    first = dispatch("Le gaz", day="2020-01-01", agency="APS")
    backend = LocalBackend(tmp_path / "index")
    with IndexWriter(tmp_path / "index") as writer:
        for number in range(60):
            writer.add(dispatch(f"Autre {number}", day="2021-01-01"))
        writer.add(first)
        writer.commit()
        assert backend.search(SearchRequest("gaz")).total == 1
        writer.add(replace(first, headline="Le pétrole", version=2, agency="TAP"))
        writer.commit()
    assert backend.search(SearchRequest("gaz")).total == 0
    result = backend.search(SearchRequest("pétrole", include={"agency": ("TAP",)}))
    assert [(hit.uid, hit.version) for hit in result.hits] == [(first.uid, 2)]
    assert backend.search(SearchRequest(include={"agency": ("APS",)})).total == 0
    backend.close()


def test_threads_share_a_backend_while_it_is_written_to(tmp_path: Path) -> None:
    words = ["gaz", "pétrole", "eau", "fer"]
    backend = LocalBackend(tmp_path / "index")
    with IndexWriter(tmp_path / "index") as writer:
        for number in range(40):
            writer.add(dispatch(f"Le {words[number % 4]}", "et du texte", uid=f"u{number}"))
        writer.commit()

        def ask(number: int) -> bool:
            result = backend.search(SearchRequest(words[number % 4], size=100))
            return result.total == len(result.hits) >= 10

        with ThreadPoolExecutor(8) as threads:
            answers = threads.map(ask, range(200))
            for number in range(40, 48):
                writer.add(dispatch(f"Le {words[number % 4]}", uid=f"u{number}"))
                writer.commit()
            assert all(answers)
    backend.close()
