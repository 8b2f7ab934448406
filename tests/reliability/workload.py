"""What is written in all the tests of reliability, and what must be found of it.

The n-th commit adds three items and a new version of one of the commit before, so that losing a
commit, repeating one and mixing two are all seen. An item is a uid and its version.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from corpus.errors import IndexMissing
from index.lock import NAME as LOCK
from index.store import Store
from tests.reliability.faults import Quick
from tests.reliability.subject import Item, Subject, SubjectWriter


def batch(number: int) -> list[Item]:
    """What the n-th commit writes, counted from 1."""
    items = [(f"u{number}-{each}", number) for each in range(3)]
    return items if number == 1 else [*items, (f"u{number - 1}-0", number)]


@cache
def state(number: int) -> tuple[Item, ...]:
    """What is in the index after n commits, sorted."""
    found: dict[str, int] = {}
    for each in range(1, number + 1):
        found.update(batch(each))
    return tuple(sorted(found.items()))


def commit(writer: SubjectWriter, number: int, weight: int = 0) -> None:
    for uid, version in batch(number):
        writer.add(uid, version, weight)
    writer.commit()


def write(subject: Subject, folder: Path, first: int, last: int) -> None:
    """Commit the batches of these numbers, both included."""
    with subject.write(folder, Quick(), wait=0) as writer:
        for number in range(first, last + 1):
            commit(writer, number)


def found(subject: Subject, folder: Path) -> tuple[Item, ...]:
    """All items that a new reader finds, sorted; none where there is no index yet."""
    try:
        return subject.open(folder).refresh().items
    except IndexMissing:
        return ()


def orphans(folder: Path) -> set[str]:
    """What is in the folder and of no use."""
    store = Store(folder)
    kept = store.kept()
    needed = {entry.name for manifest in kept for entry in manifest.files()}
    needed |= {store.path(manifest.generation).name for manifest in kept}
    others = set(store.names()) - needed - {LOCK}
    return {name for name in others if not name.startswith("damaged-")}


def wrong_after(
    subject: Subject, folder: Path, acknowledged: int, *, sound: bool = True
) -> list[str]:
    """What is wrong with an index after a fault: it must hold just what was acknowledged, or the
    commit under way as well; be sound, unless it was not before; take another commit, and be
    sound and tidy after that."""
    items = found(subject, folder)
    reached = next((n for n in (acknowledged, acknowledged + 1) if items == state(n)), None)
    if reached is None:
        return [f"{acknowledged} commits were acknowledged, found {items}"]
    wrong = subject.problems(folder) if items and sound else []
    write(subject, folder, reached + 1, reached + 1)
    wrong += subject.problems(folder)
    if found(subject, folder) != state(reached + 1):
        wrong.append(f"commit {reached + 1} after the fault is not there")
    if left := orphans(folder):
        wrong.append(f"left behind: {sorted(left)}")
    return wrong
