"""Reads the product's own data files: plain UTF-8, one entry a line, «#» begins a comment."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files


def read_entries(name: str, package: str = "corpus") -> Iterator[str]:
    """The entries of `data/<name>` in a package, without comments and empty lines."""
    text = (files(package) / "data" / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        entry = line.strip()
        if entry and not entry.startswith("#"):
            yield entry
