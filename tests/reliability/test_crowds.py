"""Many readers beside a writer, and many who want to be the writer."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

from corpus.errors import IndexLocked
from tests.reliability.child import Fork, Report, Say, run
from tests.reliability.conftest import Scale, Tell
from tests.reliability.subject import SUBJECTS
from tests.reliability.workload import commit, found, state, write


def test_readers(subject: str, folder: str, scale: Scale, tell: Tell) -> None:
    count, commits = scale(6, 50), scale(30, 300)
    report = run(readers, subject=subject, folder=folder, count=count, commits=commits)
    assert report.counts["readers"] == count
    assert report.counts["commits"] == commits
    assert report.counts["generations seen"] > 2 * count
    tell("readers", report)


def test_contenders(subject: str, folder: str, scale: Scale, tell: Tell) -> None:
    count = scale(20, 20)
    report = run(contenders, subject=subject, folder=folder, count=count)
    assert report.counts["won"] == 1
    assert report.counts["told who writes"] == count - 1
    tell("writers", report)


def test_the_lock_after_a_kill(subject: str, folder: str, scale: Scale, tell: Tell) -> None:
    kills = scale(10, 50)
    report = run(lock_after_a_kill, subject=subject, folder=folder, kills=kills)
    assert report.counts["kills"] == report.counts["lock free at once"] == kills
    tell("the lock after a kill", report)


def readers(subject: str, folder: str, count: int, commits: int) -> Report:
    """Each reader looks again and again until the last commit; the writer starts once all do."""
    report, index = Report(), Path(folder) / "index"
    write(SUBJECTS[subject], index, 1, 1)
    last = 1 + commits

    def read(say: Say) -> None:
        os.nice(5)  # fifty processes that never wait would leave the writer nothing
        reader = SUBJECTS[subject].open(index)
        generation = 0
        say("ready")
        while generation < last:
            seen = reader.refresh()
            if seen.generation < generation:
                say(f"generation {seen.generation} after {generation}")
            if seen.items != state(seen.generation) or seen.warnings:
                say(f"generation {seen.generation} is not whole: {seen}")
            if seen.generation != generation:
                say("")
            generation = seen.generation

    with ExitStack() as stack:
        forks = [stack.enter_context(Fork(read)) for _ in range(count)]
        report.counts["readers"] = sum(fork.line() == "ready" for fork in forks)
        with SUBJECTS[subject].write(index, wait=0) as writer:
            for number in range(2, last + 1):
                commit(writer, number)
                report.counts["commits"] += 1
        for number, fork in enumerate(forks):
            said = list(fork.lines())
            report.counts["generations seen"] += said.count("")
            report.check(f"reader {number}", [line for line in said if line])
            if fork.status() != 0:
                report.failures.append(f"reader {number}: status {fork.status()}")
    return report


def contenders(subject: str, folder: str, count: int) -> Report:
    """All start at once; who wins writes until everybody has said how it went."""
    report, index = Report(), Path(folder) / "index"
    started, start = os.pipe()
    ended, end = os.pipe()

    def contend(say: Say) -> None:
        os.close(start)
        os.close(end)
        os.read(started, 1)
        try:
            with SUBJECTS[subject].write(index, wait=0.3) as writer:
                say(f"won {os.getpid()}")
                os.read(ended, 1)
                commit(writer, 1)
        except IndexLocked as error:
            say(error)

    with ExitStack() as stack:
        forks = [stack.enter_context(Fork(contend)) for _ in range(count)]
        os.close(start)
        said = [fork.line() for fork in forks]
        os.close(end)
        report.failures += [f"status {fork.status()}" for fork in forks if fork.status() != 0]
    os.close(started)
    os.close(ended)
    winners = [line.split()[1] for line in said if line.startswith("won ")]
    report.counts["won"] = len(winners)
    report.counts["told who writes"] = sum(
        any(f"processus {winner}" in line for winner in winners) for line in said
    )
    if found(SUBJECTS[subject], index) != state(1):
        report.failures.append("what the winner wrote is not there")
    return report


def lock_after_a_kill(subject: str, folder: str, kills: int) -> Report:
    report, index = Report(), Path(folder) / "index"

    def hold(say: Say) -> None:
        with SUBJECTS[subject].write(index, wait=0):
            say("held")
            os.read(os.pipe()[0], 1)

    for _ in range(kills):
        with Fork(hold) as fork:
            held = fork.line() == "held"
            fork.kill()
            fork.status()
        report.counts["kills"] += held
        with SUBJECTS[subject].write(index, wait=0):
            report.counts["lock free at once"] += 1
    return report
