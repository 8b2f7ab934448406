"""Near-duplicates among what was found: one for each group, or those of one group alone.

A group counts once for a total and for each value of a facet that any of its dispatches has; the
newest of those found stands for it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.facet import Facet
from index.similar.groups import Groups
from index.snapshot import Address
from search.evaluate import Found
from search.matches import Indices

Numbers = NDArray[np.int64]
Sorted = NDArray[np.generic]
"""Numbers of documents, in order, of any type."""


def one_each(found: Sequence[Found], groups: Groups) -> list[Found]:
    """What was found, of each group the newest alone."""
    members = [each.documents for each in groups.members]
    at = [_places(each.matches.documents, own) for each, own in zip(found, members, strict=True)]
    is_found = np.zeros(len(groups.of), bool)
    for places, own in zip(at, groups.members, strict=True):
        is_found[own.places.compress(places >= 0)] = True
    standing = is_found.nonzero()[0]
    of = groups.of.take(standing)
    is_found[standing[1:][of[1:] == of[:-1]]] = False
    kept = []
    for each, places, own in zip(found, at, groups.members, strict=True):
        goes = places.compress((places >= 0) & ~is_found.take(own.places))
        kept.append(each.at(_without(len(each.matches), goes)) if len(goes) else each)
    return kept


def alike(found: Sequence[Found], groups: Groups, address: Address | None) -> list[Found]:
    """What was found of the group of a document: the document alone when it is in none, nothing
    for None."""
    group = None if address is None else groups.group(*address)
    kept = []
    for segment, each in enumerate(found):
        wanted: Numbers = np.zeros(0, np.int64)
        if group is not None:
            wanted = groups.documents(group, segment)
        elif address is not None and address.segment == segment:
            wanted = np.array([address.number], np.int64)
        places = _places(each.matches.documents, wanted)
        kept.append(each.at(places.compress(places >= 0)))
    return kept


def surplus(facet: Facet, found: Sequence[Sequence[Sorted]], groups: Groups) -> Numbers:
    """How many of the documents found in each segment, in sorted pieces, are one too many for each
    value of a facet: of each group all but one; shape (values,)."""
    values = max(1, len(facet.values))
    seen = [np.zeros(0, np.int64)]
    for column, numbers, pieces, own in zip(
        facet.columns, facet.numbers, found, groups.members, strict=True
    ):
        for piece in pieces if len(own.documents) else ():
            here = _places(piece, own.documents) >= 0
            codes = column.codes.take(own.documents.compress(here)).astype(np.int64)
            first = column.starts.take(codes)
            sizes = column.starts.take(codes + 1) - first
            begins = np.cumsum(sizes) - sizes
            at = np.arange(int(sizes.sum())) + np.repeat(first - begins, sizes)
            owners = np.repeat(groups.of.take(own.places.compress(here)), sizes)
            seen.append(owners * values + numbers.take(column.members.take(at)))
    pairs, counts = np.unique(np.concatenate(seen), return_counts=True)
    extra = np.bincount(pairs % values, counts - 1, minlength=len(facet.values))
    return extra.astype(np.int64)


def _places(documents: Sorted, wanted: Numbers) -> Indices:
    """The place of each wanted document among some, -1 where it is not; both are in order."""
    if not len(documents):
        return np.full(len(wanted), -1)
    # Of one type, or numpy would copy the longer of the two.
    places = documents.searchsorted(wanted.astype(documents.dtype))
    places[places == len(documents)] = 0
    places[documents.take(places) != wanted] = -1
    return places


def _without(size: int, places: Indices) -> Indices:
    """All places but some."""
    kept = np.ones(size, bool)
    kept[places] = False
    return kept.nonzero()[0]
