"""All that a request finds, dispatch by dispatch: what an export writes.

A page of hits has an end that no request may pass; here there is neither page, score nor facet. The
dispatches are of one generation, however long it takes to walk through them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import repeat

import numpy as np

from corpus.dispatch import Dispatch
from corpus.messages import Message
from index.schema import NO_DAY, column_field
from index.snapshot import Address, Snapshot
from search.evaluate import Found
from search.facets import Passing
from search.grammar import parse
from search.local import LocalBackend
from search.request import SearchRequest


def every(
    backend: LocalBackend, request: SearchRequest
) -> tuple[tuple[Message, ...], Iterator[Dispatch]]:
    """What was mended in a question, and all dispatches that it finds, from the oldest to the
    newest, whatever its page and order. All words must be there, as nobody sees what is exported.

    Raises RequestError as a search does.
    """
    engine = backend._newest()
    parsed, snapshot = parse(request.query), engine.snapshot
    compiled = backend._compile(parsed.clause, engine, request.variants)
    found = engine.find(compiled.query, request)
    passing = Passing(request, snapshot, [each.matches for each in found])
    kept = [
        each if indices is None else each.at(indices)
        for each, indices in zip(found, passing.kept, strict=True)
    ]
    notes = (*snapshot.warnings, *parsed.notes, *compiled.notes)
    return notes, map(snapshot.dispatch, _oldest_first(kept, snapshot))


def _oldest_first(found: Sequence[Found], snapshot: Snapshot) -> Iterator[Address]:
    """Documents from the oldest to the newest; those without a date at the end."""
    parts = []
    for index, each in enumerate(found):
        if len(each.matches):
            segment, numbers = snapshot.segments[index], each.matches.documents
            undated = segment.number_column(column_field("day"))[numbers] == NO_DAY
            issued = segment.number_column(column_field("issued"))[numbers]
            order = np.lexsort((numbers, issued, undated))
            keys = [column[order].tolist() for column in (undated, issued, numbers)]
            parts.append(zip(*keys[:2], repeat(index), keys[2]))
    return (Address(index, number) for _, _, index, number in merge(*parts))
