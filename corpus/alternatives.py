"""Makes patterns of many words."""

from __future__ import annotations

import re
from collections.abc import Collection


def any_of(phrases: Collection[str]) -> str:
    """A pattern for any of many phrases that shares their beginnings: one look at each letter.

    Of two that fit it takes the longer one first.
    """
    branches: dict[str, list[str]] = {}
    for phrase in phrases:
        if phrase:
            branches.setdefault(phrase[0], []).append(phrase[1:])
    if not branches:
        return ""
    parts = [re.escape(letter) + any_of(rest) for letter, rest in sorted(branches.items())]
    return f"(?:{'|'.join(parts)}){'?' if '' in phrases else ''}"
