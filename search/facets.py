"""Filters and counts over the documents that a query found.

The values of one facet are alternatives and facets narrow each other; a facet's own counts are not
narrowed by what is chosen in it, so that a person sees what another choice would give.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from corpus.limits import LIMITS
from index.codec.segment import FlatSegment
from index.codec.set_counts import Places
from index.facet import CALENDAR, TREES, Facet, facet_column, path_of
from index.similar.groups import Groups
from index.snapshot import Snapshot
from search.counting import Numbers, counts_of_all
from search.duplicates import surplus
from search.matches import Documents, Indices, Matches
from search.request import SearchRequest
from search.result import FacetValue

Mask = NDArray[np.bool_]

FEW = 64
"""Documents that are counted one by one, sooner than in arrays."""

Counted = Sequence[Sequence[Places]]
"""Documents of each segment, in sorted pieces."""


class Passing:
    """Which of the documents found in each segment pass the facets' filters.

    `kept` says which pass all of them, None for all of the documents.
    """

    def __init__(
        self, request: SearchRequest, snapshot: Snapshot, found: Sequence[Matches]
    ) -> None:
        self._request = request
        self._snapshot = snapshot
        self._found = found
        self._verdicts: list[dict[str, Mask]] | None = None
        self.kept: Sequence[Indices | None] = [None] * len(found)
        if request.include or request.exclude:
            self._verdicts = [
                _verdicts(request, segment, each.documents)
                for segment, each in zip(snapshot.segments, found, strict=True)
            ]
            masks = map(_all, self._verdicts)
            self.kept = [None if mask is None else mask.nonzero()[0] for mask in masks]

    def counts(
        self, facets: Sequence[str], passing: Sequence[Matches], groups: Groups | None = None
    ) -> dict[str, FacetCounts]:
        """The counts of some facets; `passing` are the matches that pass all filters. Each of some
        groups of near-duplicates counts once."""
        counted = {}
        every = _pieces(passing) if facets else []
        total = sum(len(piece) for pieces in every for piece in pieces)
        include = self._request.include
        known: Mapping[str, Numbers] = {}
        if total > FEW:
            names = [name for name in facets if not include.get(name)]
            known = counts_of_all(self._snapshot, names, every)
        for name in facets:
            chosen = include.get(name, ())
            documents = self._without(name) if chosen else every
            facet = self._snapshot.facets[name]
            counts = known.get(name)
            if groups is not None:
                counts = facet.counts(documents) if counts is None else counts
                counts = counts - surplus(facet, documents, groups)
            counted[name] = _counted(name, facet, documents, chosen, counts)
        return counted

    def _without(self, facet: str) -> Counted:
        """The documents that pass all filters but those of one facet."""
        masks = [_all(verdicts, but=facet) for verdicts in self._verdicts or ()]
        return [
            [_as_places(each.documents if mask is None else each.documents.compress(mask))]
            for each, mask in zip(self._found, masks, strict=True)
        ]


def _pieces(matches: Sequence[Matches]) -> Counted:
    return [[*map(_as_places, each.pieces())] if len(each) else () for each in matches]


def _as_places(documents: Documents) -> Places:
    return documents.astype(np.intp)


def _verdicts(
    request: SearchRequest, segment: FlatSegment, documents: Documents
) -> dict[str, Mask]:
    """What each filter says of each document: those of a facet by its name, others by «»."""
    verdicts: dict[str, Mask] = {}
    for facet, values in request.include.items():
        if values:
            verdicts[facet] = facet_column(segment, facet).has_any(values, documents)
    for facet, values in request.exclude.items():
        if values:
            allowed = ~facet_column(segment, facet).has_any(values, documents)
            verdicts[""] = verdicts[""] & allowed if "" in verdicts else allowed
    return verdicts


def _all(verdicts: Mapping[str, Mask], but: str | None = None) -> Mask | None:
    """Where all verdicts are yes; None when there is none to give."""
    mask: Mask | None = None
    for facet, verdict in verdicts.items():
        if facet != but:
            mask = verdict if mask is None else mask & verdict
    return mask


class FacetCounts:
    """The values of a facet in order, and how many dispatches have each. What a person sees of them
    is made when they are walked through."""

    __slots__ = ("_facet", "counts", "values")

    def __init__(self, facet: str, values: Sequence[str], counts: Sequence[int]) -> None:
        self._facet = facet
        self.values = values
        self.counts = counts

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[FacetValue]:
        paths: Iterable[tuple[str, ...]] = zip(self.values, strict=True)
        if self._facet in TREES:
            paths = (path_of(self._facet, value) for value in self.values)
        parts = zip(self.values, paths, self.counts, strict=True)
        # A named tuple's own constructor is written in Python.
        return map(tuple.__new__, repeat(FacetValue), parts)


def _counted(
    name: str,
    facet: Facet,
    documents: Counted,
    chosen: tuple[str, ...],
    known: Numbers | None,
) -> FacetCounts:
    """The values that have a count, and those chosen even at zero: the latest of a calendar first,
    the most frequent of any other facet."""
    values, counts = _ordered(name, facet, documents, known)
    hidden = set(chosen).difference(values) if chosen else ()
    if not hidden:
        return FacetCounts(name, values, counts)
    pairs = [*zip(values, counts, strict=True)]
    if known is None:
        known = facet.counts(documents)
    pairs += [(value, facet.count_of(known, value)) for value in hidden]
    pairs.sort(key=lambda pair: (-pair[1], pair[0]))
    if name in CALENDAR:
        pairs.sort(reverse=True)
    return FacetCounts(name, [value for value, _ in pairs], [count for _, count in pairs])


def _ordered(
    name: str, facet: Facet, documents: Counted, known: Numbers | None
) -> tuple[list[str], list[int]]:
    """The values that have a count, in order, and the counts, be they known; no more of them than
    the limit."""
    # The values themselves are sorted, and so are their numbers.
    if known is None and sum(len(piece) for pieces in documents for piece in pieces) <= FEW:
        few = facet.few(documents)
        if name in CALENDAR:
            numbers = sorted(few, reverse=True)
        else:
            numbers = sorted(sorted(few), key=few.__getitem__, reverse=True)
        del numbers[LIMITS.facet_values :]
        return [facet.values[number] for number in numbers], [*map(few.__getitem__, numbers)]
    counts = facet.counts(documents) if known is None else known
    present = counts.nonzero()[0]
    if name in CALENDAR:
        order = present[::-1]
    else:
        order = present.take((-counts.take(present)).argsort(kind="stable"))
    order = order[: LIMITS.facet_values]
    return facet.named(order), counts.take(order).tolist()
