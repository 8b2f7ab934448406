"""A kill that names what it withdraws and does not repeat it is found by the words of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timezone
from itertools import permutations
from pathlib import Path

import pytest

from corpus.dispatch import Dispatch, Status
from index.comparison import Outcome
from index.snapshot import IndexReader
from index.withdrawals import in_words_of
from index.writer import IndexWriter
from tests.making import department, dispatch
from tests.reliability.workload import orphans

FIRST = dispatch("Le gaz", "Un accord.", uid="a", day="2021-01-01", agency="APS", place="Alger")
SECOND = replace(FIRST, headline="Le gaz et l’eau", version=2, departments=(department("Gaz"),))
KILL = dispatch("Annuler la dépêche", uid="a", version=3, status=Status.CANCELLED, day="2021-01-02")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def write(folder: Path, *batches: Sequence[Dispatch]) -> None:
    with IndexWriter(folder) as writer:
        for batch in batches:
            for each in batch:
                writer.add(each)
            writer.commit()


def found(folder: Path) -> Dispatch:
    living = IndexReader(folder).newest().find("a")
    assert living is not None
    return living


@pytest.mark.parametrize("order", [*permutations((FIRST, SECOND, KILL))])
@pytest.mark.parametrize("batches", [1, 3])
def test_it_has_the_words_of_the_highest_version_whichever_came_first(
    folder: Path, order: Sequence[Dispatch], batches: int
) -> None:
    write(folder, *([order] if batches == 1 else [[each] for each in order]))
    living = found(folder)
    assert living == in_words_of(KILL, SECOND)
    assert (living.status, living.version, living.issued) == (Status.CANCELLED, 3, KILL.issued)
    assert (living.headline, living.lead) == ("Le gaz et l’eau", "Un accord.")
    assert (living.agency, living.place) == ("APS", "Alger")
    assert living.departments == SECOND.departments
    assert living.notes == ("Avis de l’agence : Annuler la dépêche",)
    snapshot = IndexReader(folder).newest()
    assert [kept.dispatch.version for kept in snapshot.versions("a")] == [3, 2, 1]
    assert snapshot.live == 1
    assert not orphans(folder)


@pytest.mark.parametrize("order", [*permutations((FIRST, SECOND, KILL))])
def test_all_of_it_again_changes_nothing(folder: Path, order: Sequence[Dispatch]) -> None:
    write(folder, order)
    before = IndexReader(folder).newest().generation
    with IndexWriter(folder) as writer:
        for each in order:
            writer.add(each)
        commit = writer.commit()
    assert commit.generation == before
    assert {outcome for _, outcome in commit.outcomes} == {Outcome.UNCHANGED}


def test_without_an_earlier_version_it_is_found_by_its_own(folder: Path) -> None:
    write(folder, [KILL])
    assert found(folder) == KILL
    write(folder, [replace(FIRST, lead="")])  # no words in it either
    assert found(folder) == KILL


def test_its_own_words_stay(folder: Path) -> None:
    kill = replace(KILL, lead="Le texte erroné.")
    write(folder, [FIRST], [kill])
    assert found(folder) == kill


def test_a_second_one_has_the_words_of_what_it_withdraws_too(folder: Path) -> None:
    again = replace(KILL, version=4, headline="Annuler de nouveau")
    for order, batches in (((FIRST, KILL, again), 3), ((again, KILL, FIRST), 1)):
        where = folder / str(batches)
        write(where, *([order] if batches == 1 else [[each] for each in order]))
        assert found(where) == in_words_of(again, FIRST)
        versions = IndexReader(where).newest().versions("a")
        assert [kept.dispatch for kept in versions] == [found(where), KILL, FIRST]


def test_a_later_version_takes_its_place(folder: Path) -> None:
    back = replace(FIRST, version=4, headline="Le gaz, de nouveau")
    write(folder, [FIRST, KILL], [back])
    assert found(folder) == back
    snapshot = IndexReader(folder).newest()
    assert snapshot.find("a", 3) == KILL  # as it came


@pytest.mark.parametrize("day", ["", "2020-12-31", "2021-01-01"])
@pytest.mark.parametrize("is_first", [False, True])
def test_one_of_the_same_version_wins_unless_a_text_was_issued_later(
    folder: Path, day: str, is_first: bool
) -> None:
    kill = replace(dispatch("Annulation", day=day), uid="a", status=Status.CANCELLED)
    write(folder, *([[kill], [FIRST]] if is_first else [[FIRST], [kill]]))
    is_withdrawn = found(folder).status is Status.CANCELLED
    assert is_withdrawn == (day != "2020-12-31")
    assert found(folder).headline == "Le gaz"


def test_words_under_embargo_hold_it_back_with_them(folder: Path) -> None:
    end = datetime(2030, 1, 1, tzinfo=timezone.utc)
    write(folder, [replace(FIRST, embargo=end), KILL])
    assert found(folder).embargo == end
    assert IndexReader(folder).newest().at(int(end.timestamp()) - 1).live == 0


def test_words_that_are_held_back_for_an_unknown_time_are_not_taken(folder: Path) -> None:
    write(folder, [FIRST, replace(SECOND, status=Status.EMBARGOED), KILL])
    assert found(folder) == in_words_of(KILL, FIRST)
