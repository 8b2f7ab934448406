"""Numbers as French prints them, with their nouns.

What a command needs of `web.typography` to say how many; it loads nothing of CLDR.
"""

from __future__ import annotations

NO_BREAK = "\u00a0"
THIN = "\u202f"
"""The narrow no-break space: before ; ! ? and between thousands."""


def number(value: int) -> str:
    """12345 → «12 345»."""
    return f"{value:,}".replace(",", THIN)


def is_plural(count: int) -> bool:
    """French counts nought in the singular."""
    return abs(count) >= 2


def counted(count: int, one: str, many: str) -> str:
    """A number with its noun: «0 dépêche», «12 345 dépêches»."""
    return f"{number(count)}{NO_BREAK}{many if is_plural(count) else one}"
