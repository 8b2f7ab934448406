"""Kills of a watch at any operation: each file is in its place once, each dispatch in the index.

What a process asks of the system is counted by an audit hook, which ends it at a number drawn.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections import Counter
from functools import partial
from pathlib import Path

from index.hot_folders import CommitReport, HotFolders, Listener
from index.notifier import Stop
from index.writer import IndexWriter
from search.local import LocalBackend
from search.request import SearchRequest
from search.result import Hit
from tests.reliability.child import Fork, Report, Say, run
from tests.reliability.conftest import Scale

FILES = 6
REFUSED = 3
"""Which file of each six is refused whole."""
OPERATIONS = ("open", "os.", "fcntl.", "mmap.")
"""The beginnings of the names of the audit events that are counted."""
BROKEN = '{"headline": '
LONG_AGO = 1.6e9


def test_kills(folder: str, scale: Scale, seed: int) -> None:
    rounds = scale(12, 300)
    report = run(kills, folder=folder, rounds=rounds, seed=seed)
    assert report.counts["killed"] > rounds // 2
    assert report.counts["files"] == rounds * FILES


def kills(folder: str, rounds: int, seed: int) -> Report:
    """Files land, a watch is killed while it takes them in, and more land; at the end one is left
    to finish."""
    report, chance = Report(), random.Random(seed)
    home, index = Path(folder) / "hot", Path(folder) / "index"
    home.mkdir()
    landed: Counter[str] = Counter()
    watch = partial(_watch, home, index)
    operations = 0
    for number in range(rounds):
        for place in range(FILES):
            landed[_land(home, FILES * number + place, chance)] += 1
        fatal = chance.randrange(1, operations) if operations else 0
        with Fork(partial(watch, fatal)) as fork:
            said = list(fork.lines())
            status = fork.status()
        report.counts["killed"] += status == -signal.SIGKILL
        if status not in (0, -signal.SIGKILL):
            report.failures.append(f"round {number}: status {status}")
        if status == 0:
            operations = operations or int(said[-1])
    with Fork(partial(watch, 0)) as fork:
        list(fork.lines())
        report.check("the end", [] if fork.status() == 0 else ["it did not end well"])
    report.counts["files"] = landed.total()
    report.check("files", _misplaced(home, landed))
    report.check("index", _wrong(index, rounds * FILES))
    return report


def _watch(home: Path, index: Path, fatal: int, say: Say) -> None:
    """Take in what lies there, and end at operation `fatal`; says how many there were."""
    count = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        if event.startswith(OPERATIONS):
            count += 1
            if count == fatal:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    watched = HotFolders(
        [home],
        partial(IndexWriter, index, wait=0, in_background=True),
        Listener(_ignore, lambda said: say(f"trouble: {said}")),
        Stop(),
        interval=0.0,
    )
    while watched.look() is not None:
        pass
    watched.close()
    say(count)


def _ignore(report: CommitReport) -> None:
    pass


def _land(home: Path, number: int, chance: random.Random) -> str:
    """Move one more file in, whose name others have had; gives its content.

    Beside a new dispatch it has an old version of one; some files have a line that is refused.
    """
    kind = number % FILES
    earlier = chance.choice([n for n in range(number + 1) if n % FILES != REFUSED] or [0])
    new = {"id": f"u{number}", "headline": f"Titre {number}", "version": 2}
    old = {"id": f"u{earlier}", "headline": "Ancien", "version": 1}
    lines = [json.dumps(new), json.dumps(old)]
    if kind in (1, 2):
        lines.append(BROKEN)
    if kind == REFUSED:
        lines = [BROKEN, f'{{"seul": {number}']
    content = "\n".join(lines)
    path = home / f".{number}"
    path.write_text(content, encoding="utf-8")
    os.utime(path, (LONG_AGO + number, LONG_AGO + number))
    usual = home / f"fil-{kind}.jsonl"
    path.rename(home / f"fil-{number}.jsonl" if usual.exists() else usual)
    return content


def _misplaced(home: Path, landed: Counter[str]) -> list[str]:
    """What is not where it must be, once."""
    wrong = [f"{path.name} still lies there" for path in home.iterdir() if path.is_file()]
    found: Counter[str] = Counter()
    for path in home.rglob("*.jsonl"):
        content = path.read_text(encoding="utf-8")
        found[content] += 1
        is_refused = path.parent.name == "refused"
        if is_refused != content.startswith(BROKEN):
            wrong.append(f"{path} is in the wrong place")
        if path.with_name(f"{path.name}.raison.txt").exists() != (BROKEN in content):
            wrong.append(f"{path} has no note, or one too many")
    if found != landed:
        wrong.append(f"lost {landed - found}, repeated {found - landed}")
    return wrong


def _wrong(index: Path, count: int) -> list[str]:
    """What is not in the index as it must be: the newest version of each dispatch, once."""
    backend = LocalBackend(index)
    hits: list[Hit] = []
    for page in range(1, count // 100 + 2):
        hits += backend.search(SearchRequest("titre", size=100, page=page)).hits
    total = backend.statistics().dispatches
    backend.close()
    expected = {
        f"u{number}": f"Titre {number}" for number in range(count) if number % FILES != REFUSED
    }
    wrong = [] if total == len(expected) == len(hits) else [f"{total} dispatches, {len(hits)} hits"]
    if {hit.uid: hit.headline for hit in hits} != expected:
        wrong.append("not the newest version of each")
    return wrong
