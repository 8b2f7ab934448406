"""The formats that dispatches are written in. A new one is one entry here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from corpus.dispatch import Dispatch
from corpus.writers import newsml_g2, ninjs


class Format(NamedTuple):
    """`title` is for a person, `suffix` ends a file's name, `media_type` is the IANA's.

    `one` writes one dispatch; `many` writes several as one text, piece by piece.
    """

    name: str
    title: str
    suffix: str
    media_type: str
    one: Callable[[Dispatch], str]
    many: Callable[[Iterable[Dispatch]], Iterator[str]]


FORMATS: Mapping[str, Format] = {
    each.name: each
    for each in (
        Format("ninjs", "ninjs", ".ninjs.json", "application/json", ninjs.dumps, ninjs.lines),
        Format(
            "newsml-g2",
            "NewsML-G2",
            ".newsml.xml",
            "application/vnd.iptc.g2.newsitem+xml",
            newsml_g2.dumps,
            newsml_g2.message,
        ),
    )
}
