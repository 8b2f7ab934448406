"""Near-duplicates in a terminal."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Filon

TEXT = "Douze personnes ont été tuées dans une explosion de gaz, ont annoncé les secours du port."


def test_near_duplicates_are_counted_once_or_listed(indexed: tuple[Filon, Path]) -> None:
    filon, folder = indexed
    records = [
        {"id": uid, "headline": f"Drame {uid}", "body": f"{toll}{TEXT[5:]}", "agency": agency}
        for uid, toll, agency in (("a", "Douze", "AFP"), ("b", "Douze", "TAP"), ("c", "Dix", "AFP"))
    ]
    (folder / "b.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    assert filon("index", "b.jsonl").returncode == 0
    every = filon("search", "explosion").stdout
    assert "3 dépêches trouvées" in every
    assert every.count("+1 quasi-doublon\n") == 2
    assert "2 dépêches trouvées" in filon("search", "explosion", "--sans-doublons").stdout
    listed = json.loads(filon("search", "--comme", "a", "--json").stdout)
    assert {hit["uid"] for hit in listed["hits"]} == {"a", "b"}
