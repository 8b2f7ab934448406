"""A sentence for a person: a French template with its values, so that a page can translate it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    """`template` is the French sentence with `{name}` fields; it is also its key in a catalogue."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format_map(dict(self.values))


def message(template: str, /, **values: object) -> Message:
    """A `Message` written the way it reads: `message("page {page}", page=3)`."""
    return Message(template, values)
