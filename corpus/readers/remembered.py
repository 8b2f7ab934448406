"""Remembers what small functions give: a wire says the same names, codes and moments all day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

MOST = 4096
"""How many arguments are remembered; then all are forgotten."""
SHORT = 80
"""How many characters an argument may have: memory must not grow with whatever a file holds."""


class Remembered(dict[Key, Value], Generic[Key, Value]):
    """What a function gives, by its argument.

    Its `__getitem__` is the function, remembering: in compiled code and without a queue of what was
    used last, it takes half as long as `functools.lru_cache`.
    """

    def __init__(self, function: Callable[[Key], Value], short: int = SHORT) -> None:
        super().__init__()
        self._function = function
        self._short = short

    def __missing__(self, argument: Key) -> Value:
        value = self._function(argument)
        if not isinstance(argument, (str, bytes)) or len(argument) <= self._short:
            if len(self) >= MOST:
                self.clear()
            self[argument] = value
        return value
