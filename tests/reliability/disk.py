"""What a disk may hold after the power went: a model of POSIX that promises no more than it must.

A file's bytes are safe once the file was synced, a name once its folder was. Of what was not, any
part may have reached the disk, and in any order.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.reliability.faults import Step

Unsynced = Callable[[bytes], bytes]
"""What is left of the bytes that were written after a file's last sync."""

UNSYNCED: dict[str, Unsynced] = {
    "kept": lambda data: data,
    "dropped": lambda data: b"",
    "halved": lambda data: data[: len(data) // 2],
    "zeroed": lambda data: bytes(len(data)),
}
NAMES = ("none", "all", "some", "others")
"""Which of the changes to names since a folder's last sync are on the disk."""

Tree = dict[Path, bytes | None]
"""Files with their bytes, folders with None."""


@dataclass
class _Node:
    """A file or, without bytes, a folder."""

    synced: bytes = b""
    unsynced: bytes = b""
    folder: bool = False


@dataclass
class Disk:
    """The files under a folder that surely exists, after the steps of a log."""

    root: Path
    _now: dict[Path, _Node] = field(default_factory=dict)
    _durable: dict[Path, _Node] = field(default_factory=dict)
    _pending: list[tuple[Path, _Node | None]] = field(default_factory=list)

    def apply(self, step: Step) -> None:
        """Do what a step of a log did. A KeyError is a step on what is not there."""
        operation, path, *others = step
        if operation == "create":
            self._name(path, _Node())
        elif operation == "make_folder":
            self._name(path, _Node(folder=True))
        elif operation == "write":
            self._now[path].unsynced += others[0]
        elif operation == "sync":
            node = self._now[path]
            node.synced, node.unsynced = node.synced + node.unsynced, b""
        elif operation == "rename":
            node = self._now[path]
            self._name(path, None)
            self._name(others[0], node)
        elif operation == "link":
            self._name(others[0], self._now[path])
        elif operation == "remove":
            if path in self._now:
                self._name(path, None)
        else:
            self._sync_folder(path)

    def after_power_loss(self, names: str, unsynced: Unsynced, chance: random.Random) -> Tree:
        """One of the trees that may be found."""
        found = dict(self._durable)
        kept: Iterable[tuple[Path, _Node | None]] = {
            "none": [],
            "all": self._pending,
        }.get(names, [each for each in self._pending if chance.random() < 0.5])
        for path, node in kept:
            _put(found, path, node)
        return {
            path: None if node.folder else node.synced + unsynced(node.unsynced)
            for path, node in sorted(found.items())
            if self._is_reachable(path, found)
        }

    def _name(self, path: Path, node: _Node | None) -> None:
        _put(self._now, path, node)
        self._pending.append((path, node))

    def _sync_folder(self, folder: Path) -> None:
        for path, node in self._pending:
            if path.parent == folder:
                _put(self._durable, path, node)
        self._pending = [each for each in self._pending if each[0].parent != folder]

    def _is_reachable(self, path: Path, found: dict[Path, _Node]) -> bool:
        return path.parent == self.root or (
            path.parent in found and self._is_reachable(path.parent, found)
        )


def _put(names: dict[Path, _Node], path: Path, node: _Node | None) -> None:
    if node is None:
        names.pop(path, None)
    else:
        names[path] = node


def write_tree(tree: Tree, root: Path, at: Path) -> None:
    """Make a tree that was found under `root` under another folder."""
    for path, content in tree.items():
        target = at / path.relative_to(root)
        if content is None:
            target.mkdir(parents=True)
        else:
            target.write_bytes(content)
