"""An operation that fails, once or with all that follow, loses nothing and leaves no lock."""

from __future__ import annotations

import errno
import shutil
from contextlib import suppress
from itertools import product
from pathlib import Path

from corpus.errors import FilonError, IndexLocked
from index.files import Files
from tests.reliability.child import Report, run
from tests.reliability.conftest import Scale, Tell
from tests.reliability.faults import Failing
from tests.reliability.subject import SUBJECTS, Subject, SubjectWriter
from tests.reliability.workload import commit, found, state, write, wrong_after

ERRORS = (errno.ENOSPC, errno.EIO)
MOST_ERRORS = 4
"""After so many the fault is there for good."""


def test_every_operation_fails(subject: str, folder: str, scale: Scale, tell: Tell) -> None:
    report = run(
        every_operation_fails,
        subject=subject,
        folder=folder,
        commits=scale(3, 10),
        every=scale(5, 1),
    )
    counts = report.counts
    assert counts["faults"] > 70
    assert counts["errors seen"] > counts["faults of which nothing was seen"] > 0
    tell("n-th I/O error", report)


def test_every_operation_of_a_reader_fails(subject: str, folder: str, tell: Tell) -> None:
    report = run(every_operation_of_a_reader_fails, subject=subject, folder=folder)
    assert report.counts["faults"] > 20
    tell("n-th I/O error of a reader", report)


def every_operation_fails(subject: str, folder: str, commits: int, every: int) -> Report:
    """In the reduced test only at every so many operations."""
    report = Report()
    for error, for_good in product(ERRORS, (False, True)):
        at, failed = 1 - every, True
        while failed:
            at += every
            files = Failing(at, error, for_good)
            index = Path(folder) / f"{error}-{for_good}-{at}"
            attempt = _Attempt(SUBJECTS[subject], index, files)
            attempt.run(commits)
            failed = files.count >= at
            where = f"{errno.errorcode[error]} at operation {at}, for good {for_good}"
            report.check(where, attempt.wrong)
            report.check(where, wrong_after(SUBJECTS[subject], index, attempt.acknowledged))
            report.counts["faults"] += failed
            report.counts["errors seen"] += attempt.errors
            report.counts["faults of which nothing was seen"] += failed and not attempt.errors
            shutil.rmtree(index)
    return report


class _Attempt:
    """Some commits, each tried again after an error, until they are done or errors do not end."""

    def __init__(self, subject: Subject, index: Path, files: Files) -> None:
        self.acknowledged = 0
        self.errors = 0
        self.wrong: list[str] = []
        self._subject = subject
        self._index = index
        self._files = files

    def run(self, commits: int) -> None:
        while self.acknowledged < commits and self.errors < MOST_ERRORS:
            try:
                # A lock that an error left would be seen here: nobody waits for it.
                with self._subject.write(self._index, self._files, wait=0) as writer:
                    while self.acknowledged < commits and self.errors < MOST_ERRORS:
                        self._commit(writer)
            except IndexLocked:
                self.wrong.append("the lock was left")
                break
            except (OSError, FilonError):
                self.errors += 1

    def _commit(self, writer: SubjectWriter) -> None:
        number = self.acknowledged + 1
        try:
            commit(writer, number)
        except (OSError, FilonError):
            self.errors += 1
            if found(self._subject, self._index) not in (state(number - 1), state(number)):
                self.wrong.append(f"commit {number} failed and is there in part")
        else:
            self.acknowledged = number
            if found(self._subject, self._index) != state(number):
                self.wrong.append(f"commit {number} succeeded and is not there")


def every_operation_of_a_reader_fails(subject: str, folder: str) -> Report:
    """A reader sees what is there or an error, never anything else, and sees it the next time."""
    report, index = Report(), Path(folder) / "index"
    write(SUBJECTS[subject], index, 1, 5)
    for error, for_good in product((errno.EIO, errno.EMFILE, errno.ENOMEM), (False, True)):
        at, failed = 0, True
        while failed:
            at += 1
            files = Failing(at, error, for_good)
            reader = SUBJECTS[subject].open(index, files)
            seen: list[object] = []
            for _ in range(2):
                with suppress(OSError, FilonError):
                    seen.append(reader.refresh().items)
            failed = files.count >= at
            report.counts["faults"] += failed
            if set(seen) - {state(5)} or (not for_good and not seen):
                report.failures.append(f"{errno.errorcode[error]} at {at}: {seen}")
    return report
