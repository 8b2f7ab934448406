"""What every engine must do; the page, the command line and the contract tests know only this."""

from __future__ import annotations

from typing import Protocol

from corpus.dispatch import Dispatch
from search.request import SearchRequest
from search.result import SearchResult, Statistics


class Backend(Protocol):
    """An engine that answers requests. Safe to share between threads.

    Every method sees the newest committed generation without a restart. They raise
    IndexMissing when there is no index yet, IndexCorrupt when it is damaged, BackendError when
    the engine cannot answer now.
    """

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a request. A malformed query is mended and the mending noted, never refused;
        RequestError only for a query whose cost is over a limit."""

    def get(self, uid: str) -> Dispatch | None:
        """The latest version of a dispatch, or None."""

    def statistics(self) -> Statistics:
        """What the index holds now."""

    def close(self) -> None:
        """Release files and connections; the backend cannot be used afterwards."""
