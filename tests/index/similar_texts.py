"""Texts for tests of near-duplicates, and the groups that an index makes of them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

from corpus.dispatch import Dispatch
from index.codec.segment import FlatSegment
from index.records import dispatch_of
from index.similar.groups import Groups
from index.snapshot import IndexReader
from tests.making import dispatch

SYLLABLES = [first + second for first, second in product("bdfglmprstv", "aeiou")]
WORDS = [first + second for first, second in product(SYLLABLES, SYLLABLES) if first < second]
"""Words that state nothing."""

BODY = (
    "Les secours travaillaient encore dans la soirée sous les décombres, avec des chiens et des "
    "engins prêtés par les entreprises du quartier.",
    "Le maire a ouvert une salle pour les familles et demandé aux riverains de laisser libre la "
    "rue principale, où passent les ambulances.",
    "Une enquête dira si le bâtiment, très ancien, avait été entretenu comme la loi le demande aux "
    "propriétaires, et si les habitants avaient été prévenus.",
)


def words(draw: random.Random, count: int) -> str:
    return " ".join(draw.choices(WORDS, k=count))


def edited(draw: random.Random, text: str, changes: int) -> str:
    """A text with so many of its words replaced."""
    found = text.split(" ")
    for at in draw.sample(range(len(found)), changes):
        found[at] = draw.choice(WORDS)
    return " ".join(found)


def report(lead: str, /, headline: str = "Un immeuble s’effondre", **values: Any) -> Dispatch:
    """A dispatch of a long text whose first paragraph is given."""
    return dispatch(headline, lead, **{"body": BODY, **values})


def groups_of(segments: Sequence[FlatSegment]) -> set[frozenset[str]]:
    """The uids of each group."""
    groups = Groups(segments)
    found: list[set[str]] = [set() for _ in range(len(groups))]
    sizes = set()
    for index, segment in enumerate(segments):
        for group, uids in enumerate(found):
            for document in groups.documents(group, index).tolist():
                uids.add(dispatch_of(segment, document).uid)
                assert groups.group(index, document) == group
                sizes.add((group, groups.size(index, document)))
    assert sizes == {*enumerate(map(len, found))}
    return set(map(frozenset, found))


def groups_in(folder: Path) -> set[frozenset[str]]:
    """Those of the newest generation of an index."""
    return groups_of(IndexReader(folder).newest().segments)
