"""Makes small dispatches for tests, with what the test is about and defaults for the rest."""

from __future__ import annotations

from datetime import datetime, timezone
from itertools import count
from typing import Any

from corpus.dispatch import Department, Dispatch, Kind

_NUMBERS = count(1)


def dispatch(
    headline: str = "Un titre", lead: str = "", /, day: str = "", **values: Any
) -> Dispatch:
    """A dispatch with a uid of its own; `day` is an ISO day or moment."""
    values.setdefault("uid", f"d{next(_NUMBERS)}")
    if day:
        moment = datetime.fromisoformat(day)
        values["issued"] = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return Dispatch(headline=headline, lead=lead, **values)


def department(*path: str, kind: Kind = Kind.MINISTRY, country: str = "") -> Department:
    return Department(path, kind, country)
