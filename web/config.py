"""Where the settings come from: the one module that reads the environment.

FILON_INDEX   the folder of the index; without it, the user's data folder
PORT          the port that `filon serve` listens on; 8000 without it
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from corpus.errors import RequestError
from corpus.messages import message

DEFAULT_PORT = 8000
LAST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Settings:
    """`index` is the folder of the index, `port` the one to serve on."""

    index: Path
    port: int


def load_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of an environment. Raises RequestError for a port that cannot be one."""
    folder = environment.get("FILON_INDEX")
    index = Path(folder) if folder else user_data_path("filon", appauthor=False) / "index"
    return Settings(index, _port(environment.get("PORT", "")))


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
