"""What every engine must do; the page, the command line and the contract tests know only this."""

from __future__ import annotations

from typing import Protocol

from corpus.dispatch import Dispatch
from search.request import SearchRequest
from search.result import SearchResult, Statistics, Version


class Backend(Protocol):
    """An engine that answers requests. Safe to share between threads.

    What is held back by an embargo is in no answer, until its time has come.

    Every method sees the newest committed generation without a restart. They raise
    IndexMissing when there is no index yet, IndexCorrupt when it is damaged, BackendError when
    the engine cannot answer now.
    """

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a request. A malformed query is mended and the mending noted, never refused;
        RequestError only for a query whose cost is over a limit."""

    def get(
        self, uid: str, version: int | None = None, digest: str | None = None
    ) -> Dispatch | None:
        """The latest version of a dispatch or some other, by its number and, among several texts
        of one number, its digest; None for what is not there or is held back."""

    def versions(self, uid: str) -> tuple[Version, ...]:
        """All that came under a uid, the newest first, `LIMITS.versions` at most; what is held
        back is among them. Empty for a uid that is not known."""

    def statistics(self) -> Statistics:
        """What the index holds now."""

    def close(self) -> None:
        """Release files and connections; the backend cannot be used afterwards."""
