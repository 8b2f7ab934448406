"""An open segment: the arrays of one container and which of its documents are deleted.

What the search kernels, merging and Whoosh's own readers are given. It never changes: deleting
makes another `FlatSegment` over the same container and the same open fields. Fields, columns and
stored records are opened when first asked for and kept; all of it may be shared between threads.

The container's `about` says what there is:

    {"documents": N,
     "fields": {name: what `write_postings` gave},
     "columns": {name: {"kind": "sets" | "numbers" | "bytes"}},
     "vectors": {name: what `write_postings` gave}}     only where there are any

The sections of a field are named `{field}/…`, those of a column `column/{name}…`, those of a
field's vectors `vector/{name}/…`. Vectors are postings the other way round: the postings of
document `d` are `[starts[d], starts[d + 1])`, and their «documents» are numbers of terms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.codec.container import Array, Container
from index.codec.postings import FieldPostings
from index.codec.sets import SetColumn, read_sets
from index.codec.stored import StoredFields

Mask = NDArray[np.bool_]
Derived = TypeVar("Derived")

SETS, NUMBERS, BYTES = "sets", "numbers", "bytes"
"""Kinds of columns: dictionary-coded sets, one array of numbers, bytes of Whoosh's own columns."""


UID_HASHES = "uid/hashes"

VECTOR = "vector/"
"""How the names of the sections of vectors begin."""


def column_section(name: str) -> str:
    """The section of a column, or how the names of its sections begin."""
    return f"column/{name}"


class FlatSegment:
    """See the module. `deleted` is True for deleted documents, None when none is; (documents,).
    `found_edges` are those of `index.similar` that the container has not."""

    def __init__(self, container: Container, deleted: Mask | None = None) -> None:
        self.container = container
        self.deleted = deleted
        self.documents = int(container.about["documents"])
        self.fields: Mapping[str, FieldPostings] = _Fields(container, container.about["fields"])
        self.vectors: Mapping[str, FieldPostings] = _Fields(
            container, container.about.get("vectors", {}), VECTOR
        )
        self.columns: Mapping[str, Mapping[str, Any]] = container.about["columns"]
        self.found_edges: Array | None = None
        self._kept: dict[str, Any] = {}

    def without(self, deleted: Mask | None) -> FlatSegment:
        """The same segment with other documents deleted; what was opened is shared."""
        other = FlatSegment.__new__(FlatSegment)
        other.__dict__.update(self.__dict__)
        other.deleted = deleted
        return other

    def with_edges(self, edges: Array | None) -> FlatSegment:
        """The same segment with other `found_edges`."""
        other = self.without(self.deleted)
        other.found_edges = edges
        return other

    @property
    def live(self) -> int:
        """The number of documents that are not deleted."""
        return self.documents - (0 if self.deleted is None else int(self.deleted.sum()))

    @property
    def living(self) -> NDArray[np.uint32]:
        """The numbers of the documents that are not deleted."""
        if self.deleted is None:
            return np.arange(self.documents, dtype=np.uint32)
        return np.flatnonzero(~self.deleted).astype(np.uint32)

    @property
    def stored(self) -> StoredFields:
        """The records that documents are given back from."""
        if "stored" not in self._kept:
            self._kept["stored"] = StoredFields(self.container)
        stored: StoredFields = self._kept["stored"]
        return stored

    def set_column(self, name: str) -> SetColumn:
        """A column of kind SETS. Raises KeyError, IndexCorrupt."""
        section = self._section_of(name, SETS)
        if section not in self._kept:
            self._kept[section] = read_sets(self.container, section)
        column: SetColumn = self._kept[section]
        return column

    def number_column(self, name: str) -> Array:
        """A column of kind NUMBERS: every document's value. Raises KeyError, IndexCorrupt."""
        section = self._section_of(name, NUMBERS)
        if section not in self._kept:
            self._kept[section] = self.container.array(section)
        numbers: Array = self._kept[section]
        return numbers

    def derived(self, name: str, make: Callable[[], Derived]) -> Derived:
        """What follows from the segment alone, made when first asked for and kept."""
        if name not in self._kept:
            self._kept[name] = make()
        made: Derived = self._kept[name]
        return made

    @property
    def uid_hashes(self) -> Array:
        """The sorted hashes of the documents' uids, as `index.uids` writes them; empty without."""
        if "uid_hashes" not in self._kept:
            has = UID_HASHES in self.container
            self._kept["uid_hashes"] = (
                self.container.array(UID_HASHES) if has else np.zeros(0, np.uint64)
            )
        hashes: Array = self._kept["uid_hashes"]
        return hashes

    def _section_of(self, name: str, kind: str) -> str:
        if self.columns[name]["kind"] != kind:
            raise KeyError(name)
        return column_section(name)


class _Fields(Mapping[str, FieldPostings]):
    """The postings of a container by the names of fields, each opened when first asked for."""

    def __init__(
        self, container: Container, about: Mapping[str, dict[str, Any]], prefix: str = ""
    ) -> None:
        self._container = container
        self._about = about
        self._prefix = prefix
        self._opened: dict[str, FieldPostings] = {}

    def __getitem__(self, name: str) -> FieldPostings:
        field = self._opened.get(name)
        if field is None:
            opened = FieldPostings(self._container, self._prefix + name, self._about[name])
            field = self._opened.setdefault(name, opened)
        return field

    def __contains__(self, name: object) -> bool:
        return name in self._about

    def __iter__(self) -> Iterator[str]:
        return iter(self._about)

    def __len__(self) -> int:
        return len(self._about)
