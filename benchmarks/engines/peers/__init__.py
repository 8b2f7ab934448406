"""The peers, a module for each.

A peer's module is imported by its name and only where it is wanted: its engine may not be
installed, and what a cold process costs may hold no other engine's import.
"""

from __future__ import annotations

from importlib import import_module

from benchmarks.engines.peer import Peer

NAMES = ("filon", "tantivy_index", "sqlite_fts5", "bm25s_scores", "plain_whoosh")
FILON = NAMES[0]
TANTIVY = "tantivy_index"
WHOOSH = "plain_whoosh"


def load(name: str) -> Peer:
    """A new peer. Raises ImportError, naming the package, when its engine is not installed."""
    peer: Peer = import_module(f"{__name__}.{name}").PEER()
    return peer
