"""What Whoosh's own matchers get wrong, and that the duel's reference does not."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

import pytest
from whoosh.matching import InverseMatcher, ListMatcher, Matcher, UnionMatcher

from tests.search.duel.plain import mended

DOCUMENTS, DELETED = 10, {6}


def without(part: Matcher) -> Matcher:
    return InverseMatcher(part, DOCUMENTS, missing=DELETED.__contains__)


def after_its_part() -> Matcher:
    """Gives 6, which is deleted."""
    return without(ListMatcher([5]))


def over_a_deleted_one() -> Matcher:
    """Gives 7, which its part has too."""
    return without(UnionMatcher(ListMatcher([5]), without(ListMatcher([5]))))


@pytest.mark.parametrize(
    ("make", "whoosh", "right"),
    [
        (after_its_part, [0, 1, 2, 3, 4, 6, 7, 8, 9], [0, 1, 2, 3, 4, 7, 8, 9]),
        (over_a_deleted_one, [7], []),
    ],
)
def test_documents_without_something(
    make: Callable[[], Matcher], whoosh: list[int], right: list[int]
) -> None:
    for context, expected in ((nullcontext(), whoosh), (mended(), right)):
        with context:
            assert [*make().all_ids()] == expected
