"""Counts by the values of columns of sets are those that one makes document by document."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from index.codec.set_counts import CountsAbreast, SetCounts
from index.codec.sets import SetColumn

Sets = list[tuple[str, ...]]

SETS = st.lists(st.sampled_from("abcd"), max_size=3, unique=True).map(tuple)
RUNS = st.lists(st.tuples(SETS, st.integers(1, 60)), max_size=4).map(
    lambda runs: [own for own, length in runs for _ in range(length)]
)


def counted_of(column: Sets, documents: list[int]) -> dict[str, int]:
    return dict(Counter(value for document in documents for value in column[document]))


def as_dict(column: SetColumn, counts: np.ndarray) -> dict[str, int]:
    pairs = zip(column.values, counts.tolist(), strict=True)
    return {value: count for value, count in pairs if count}


@settings(max_examples=200)
@given(
    columns=st.integers(0, 40).flatmap(
        lambda size: st.lists(st.lists(SETS, min_size=size, max_size=size), min_size=1, max_size=3)
    ),
    chosen=st.sets(st.integers(0, 39)),
)
def test_several_columns_count_as_each_does_alone(columns: list[Sets], chosen: set[int]) -> None:
    documents = sorted(document for document in chosen if document < len(columns[0]))
    made = [SetColumn.of(column) for column in columns]
    joint = made[0].counted
    for each in made[1:]:
        joint = joint.with_those_of(each.counted)

    counts = joint.counts(np.array(documents, np.intp))
    abreast = CountsAbreast([each.counted for each in made]).counts(np.array(documents, np.intp))

    for column, own, found, beside in zip(columns, made, counts, abreast, strict=True):
        assert as_dict(own, found) == as_dict(own, beside) == counted_of(column, documents)
        assert as_dict(own, own.counted.counts(np.array(documents, np.intp))[0]) == as_dict(
            own, found
        )


@settings(max_examples=100)
@given(column=RUNS, data=st.data())
def test_runs_count_as_documents_do(column: Sets, data: st.DataObject) -> None:
    everywhere = range(len(column))
    some = data.draw(st.sets(st.sampled_from(everywhere))) if column else set()
    for documents in (sorted(some), [*everywhere]):
        made = SetColumn.of(column)
        found = made.counted.counts(np.array(documents, np.intp))[0]
        assert as_dict(made, found) == counted_of(column, documents)


def test_sets_of_one_order_or_another_have_one_code() -> None:
    column = SetColumn.of([("a", "b"), ("b", "a"), ("c",)])
    assert column.counted.size == 2


def test_a_value_that_no_pair_has_counts_nothing() -> None:
    column = SetColumn.coded(np.array([0, 0]), [("a",), ("b",)])
    joint: SetCounts = column.counted.with_those_of(column.counted)
    assert [each.tolist() for each in joint.counts(np.array([0, 1]))] == [[2, 0], [2, 0]]
