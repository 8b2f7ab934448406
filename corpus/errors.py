"""Every error that Filon raises on purpose; each message is in French, for a person.

    FilonError
    ├── CorpusError
    │   ├── ReaderError      a file or one dispatch in it cannot be read
    │   ├── FetchError       an address cannot be polled, or gives nothing
    │   └── DataFileError    a data file of the product is malformed
    ├── IndexStateError
    │   ├── IndexMissing     there is no index at that place
    │   ├── IndexCorrupt     the index is damaged or of an unknown format
    │   └── IndexLocked      another process is writing
    ├── RequestError         a search request is invalid
    └── BackendError         the engine cannot answer now

The errors of all layers live here, in the lowest one, so that any layer may raise them.
"""

from __future__ import annotations

from corpus.messages import Message


class FilonError(Exception):
    """The root: catch it to catch all that Filon raises on purpose."""

    def __init__(self, message: Message | str) -> None:
        super().__init__(str(message))
        self.message = (
            message if isinstance(message, Message) else Message("{text}", {"text": message})
        )


class CorpusError(FilonError):
    """Something is wrong with what was given to read."""


class ReaderError(CorpusError):
    """A file, or one dispatch in it, cannot be read. `offset` is in bytes, `line` counts from 1."""

    def __init__(self, message: Message | str, *, offset: int = 0, line: int = 0) -> None:
        super().__init__(message)
        self.offset = offset
        self.line = line


class FetchError(CorpusError):
    """An address cannot be polled, or gives nothing that can be read."""


class DataFileError(CorpusError):
    """A data file of the product is malformed: the message names the file and the line."""


class IndexStateError(FilonError):
    """The index on disk is not in a state that allows what was asked."""


class IndexMissing(IndexStateError):
    """There is no index at that place."""


class IndexCorrupt(IndexStateError):
    """The index is damaged, or written in a format that this version does not know."""


class IndexLocked(IndexStateError):
    """Another process is writing to the index."""


class RequestError(FilonError):
    """A search request is invalid; `field` names the parameter at fault."""

    def __init__(self, message: Message | str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class BackendError(FilonError):
    """The engine cannot answer now."""
