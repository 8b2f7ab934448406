"""Signatures and edges in a segment's file, and how a segment gets those of what it is made of.

A segment has the edges among its own texts and those with all segments before it. Edges with others
that were found after it was written are in its file of deletions. A segment of before there were
signatures has none of this, and its texts repeat nobody's.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.codec.container import ContainerWriter
from index.codec.segment import FlatSegment
from index.similar.signatures import BINS, Numbers
from index.similar.tables import NO_EDGES, Edges, Table, is_among, joined

SIGNATURES, STATEMENTS = "similar/signatures", "similar/statements"
KEYS, OWNERS, BANDS = "similar/keys", "similar/owners", "similar/bands"
EDGES = "similar/edges"


def table_of(segment: FlatSegment) -> Table | None:
    """The texts of a segment, deleted ones among them. Raises IndexCorrupt."""
    return segment.derived("similar", lambda: _read(segment))


def edges_of(segment: FlatSegment) -> Edges:
    """All edges that a segment keeps. Raises IndexCorrupt."""
    own = [segment.found_edges] if segment.found_edges is not None else []
    if EDGES in segment.container:
        own.append(segment.container.array(EDGES).reshape(-1, 2))
    return np.concatenate([NO_EDGES, *own])


def edges_between(segment: FlatSegment, others: Sequence[FlatSegment]) -> Edges:
    """The edges between the texts of a new segment and those of others."""
    table = table_of(segment)
    if table is None or not len(table.keys):
        return NO_EDGES
    tables = [table_of(other) for other in others]
    return joined([table.edges_with(other) for other in tables if other is not None])


def write_merged(
    writer: ContainerWriter, segments: Sequence[FlatSegment], numbers: Sequence[Numbers], size: int
) -> None:
    """Write the table of a merged segment of `size` documents, which has those edges of its parts
    that concern any of them; `numbers` has each document's new number, -1 for one left out."""
    tables = [table_of(segment) for segment in segments]
    if all(table is None for table in tables):
        return
    all_signatures = np.zeros((size, BINS), np.uint8)
    all_statements = np.zeros(size, np.uint64)
    for table, places in zip(tables, numbers, strict=True):
        if table is not None:
            kept = (places >= 0).nonzero()[0]
            all_signatures[places.take(kept)] = table.signatures.take(kept, axis=0)
            all_statements[places.take(kept)] = table.statements.take(kept)
    table = Table.of(all_signatures, all_statements)
    edges = joined([edges_of(segment) for segment in segments])
    write_table(writer, table, edges[is_among(edges, table.keys).any(axis=1)])


def write_table(writer: ContainerWriter, table: Table, edges: Edges) -> None:
    """Write the texts of a segment and its edges."""
    writer.add(SIGNATURES, table.signatures.ravel())
    writer.add(STATEMENTS, table.statements)
    writer.add(KEYS, table.keys)
    writer.add(OWNERS, table.owners)
    writer.add(BANDS, table.bands)
    if len(edges):
        writer.add(EDGES, edges.ravel())


def _read(segment: FlatSegment) -> Table | None:
    container = segment.container
    if SIGNATURES not in container:
        return None
    signatures = container.array(SIGNATURES).reshape(-1, BINS)
    rest = (container.array(name) for name in (STATEMENTS, KEYS, OWNERS, BANDS))
    return Table(signatures, *rest)
