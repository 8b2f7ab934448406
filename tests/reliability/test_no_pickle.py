"""Opening, writing, reading and checking an index runs no code that its files name."""

from __future__ import annotations

import pickle
import sys
from collections import Counter
from pathlib import Path

from tests.reliability.child import Report, run
from tests.reliability.conftest import Tell
from tests.reliability.subject import SUBJECTS
from tests.reliability.workload import found, state, write

CODE = ("pickle.find_class", "marshal.loads", "compile", "exec", "import")
"""Events of Python's audit that end in code being run."""


def test_no_pickle(subject: str, folder: str, tell: Tell) -> None:
    report = run(audited, subject=subject, folder=folder)
    assert report.counts["events"] > 50
    assert report.counts["pickled classes looked for"] == 0
    tell("no pickle", report)


def test_the_audit_sees_a_pickle(folder: str) -> None:
    assert run(audited_pickle, folder=folder).counts["pickled classes looked for"] == 1


def audited(subject: str, folder: str) -> Report:
    index = Path(folder) / "index"
    write(SUBJECTS[subject], index, 1, 5)  # once unobserved: imports are not what is looked for
    found(SUBJECTS[subject], index)
    SUBJECTS[subject].problems(index)
    events = _listen()
    write(SUBJECTS[subject], index, 6, 10)
    wrong = [] if found(SUBJECTS[subject], index) == state(10) else ["not what was written"]
    wrong += SUBJECTS[subject].problems(index)
    heard = dict(events)
    wrong += [f"{heard[name]} times {name}" for name in CODE if name in heard]
    return Report(_counts(heard), wrong)


def audited_pickle(folder: str) -> Report:
    events = _listen()
    pickle.loads(pickle.dumps(Path(folder)))
    return Report(_counts(events))


def _listen() -> Counter[str]:
    events: Counter[str] = Counter()
    sys.addaudithook(lambda name, _: events.update([name]))
    return events


def _counts(events: dict[str, int]) -> Counter[str]:
    return Counter(
        {
            "events": sum(events.values()),
            "pickled classes looked for": events.get("pickle.find_class", 0),
        }
    )
