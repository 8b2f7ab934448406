"""Answers a query node by Whoosh's own matchers over the same segments: slower, and complete.

Few queries come here: what else Whoosh needs is imported where the first of them opens its view, so
that a cold start has nothing of it to load.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from whoosh.query import Query

from index.codec.impacts import K1, B
from index.snapshot import Snapshot
from search.matches import Matches
from search.nodes import mended

if TYPE_CHECKING:
    from whoosh.searching import Searcher


class WhooshMatching:
    """Whoosh's view of a snapshot, opened when first needed. Not for two threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def find(self, index: int, query: Query) -> Matches:
        """The documents of one segment that a query matches, deleted ones left out."""
        leaf, _ = self._searcher.leaf_searchers()[index]
        matcher = mended(query).matcher(leaf, context=leaf.context(needs_current=True))
        documents: list[int] = []
        scores: list[float] = []
        while matcher.is_active():
            documents.append(matcher.id())
            scores.append(matcher.score())
            matcher.next()
        return Matches(np.array(documents, dtype=np.uint32), np.array(scores, dtype=np.float64))

    @cached_property
    def _searcher(self) -> Searcher:
        from whoosh.reading import MultiReader, SegmentReader
        from whoosh.scoring import BM25F
        from whoosh.searching import Searcher

        from index.codec.whoosh_codec import FlatCodec
        from index.codec.whoosh_segment import HeldSegment
        from index.schema import schema

        codec = FlatCodec()
        readers = [
            SegmentReader(None, schema(), HeldSegment(codec, segment, f"segment{number}"))
            for number, segment in enumerate(self._snapshot.segments)
        ]
        reader = readers[0] if len(readers) == 1 else MultiReader(readers)
        return Searcher(reader, weighting=BM25F(B=B, K1=K1))
