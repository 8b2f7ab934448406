"""Where the settings come from: the one module that reads the environment.

FILON_INDEX   the folder of the index; without it, the user's data folder
PORT          the port that `filon serve` listens on; 8000 without it
FILON_TOKEN   what programs must show to send dispatches to `filon serve`; without it nobody may
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_data_path

from corpus.errors import RequestError
from corpus.messages import message

DEFAULT_PORT = 8000
LAST_PORT = 65535
SHORTEST_TOKEN = 16
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
"""What a bearer token may consist of: RFC 6750, section 2.1."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`index` is the folder of the index, `port` the one to serve on, `token` may be empty."""

    index: Path
    port: int
    token: str = field(default="", repr=False)


def load_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of an environment. Raises RequestError for a port or token that is none."""
    folder = environment.get("FILON_INDEX")
    index = Path(folder) if folder else user_data_path("filon", appauthor=False) / "index"
    token = _token(environment.get("FILON_TOKEN", ""))
    return Settings(index, _port(environment.get("PORT", "")), token)


def _port(text: str) -> int:
    if not text:
        return DEFAULT_PORT
    if not text.isdecimal() or not 0 < int(text) <= LAST_PORT:
        raise RequestError(
            message(
                "PORT vaut « {text} » ; il faut un nombre de 1 à {last}.", text=text, last=LAST_PORT
            ),
            field="PORT",
        )
    return int(text)


def _token(text: str) -> str:
    """Never part of a message: those are logged."""
    if text and (len(text) < SHORTEST_TOKEN or not _TOKEN.fullmatch(text)):
        raise RequestError(
            message(
                "FILON_TOKEN ne convient pas ; il faut au moins {shortest} lettres sans accent, "
                "chiffres ou signes - . _ ~ + /.",
                shortest=SHORTEST_TOKEN,
            ),
            field="FILON_TOKEN",
        )
    return text
