"""What every view of one request shares: the engine, the settings, the address read, the language.

Templates reach it as `t`, `words`, `state`, `link`, `write`, `carried` and `typed`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request, url_for

from index.ingest import Summary
from search.backend import Backend
from search.result import Statistics
from web.facet_rows import BOXES
from web.marking import MarkQuery
from web.security import LOOPBACK_HOSTS
from web.urls import EXCLUDED, PARAMETERS, PageState, pairs, salvage, write
from web.wording import Wording, wording

Receive = Callable[["io.BufferedReader[Any]", str], Summary]
"""Brings in the dispatches of a stream of some name. Raises IndexLocked, OSError."""

EXTENSION = "filon"
BOX_PARAMETERS = frozenset(prefix + PARAMETERS[name] for name in BOXES for prefix in ("", EXCLUDED))
SHOWN_IN_FILTERS = BOX_PARAMETERS | {"du", "au", "variantes", "doublons"}


@dataclass(frozen=True)
class Delivery:
    """How dispatches may be sent: by whoever has the token."""

    token: str = field(repr=False)
    receive: Receive


@dataclass(frozen=True)
class WebConfig:
    """The settings of the page.

    `today` is what «hier» counts from. `public_address` is where readers find the page
    («https://depeches.example.org/»), empty for where each request found it. `allowed_hosts` are
    the names that a request may call this host by; the public address's own is always one.
    `delivery` is None where nobody may send dispatches.
    """

    today: Callable[[], date] = date.today
    public_address: str = ""
    allowed_hosts: Collection[str] = LOOPBACK_HOSTS
    delivery: Delivery | None = None

    @property
    def hosts(self) -> frozenset[str]:
        """All the names that this host answers to."""
        public = urlsplit(self.public_address).hostname
        return frozenset(self.allowed_hosts) | ({public} if public else set())


@dataclass(frozen=True)
class Site:
    """One application's engine and settings. Shared between threads."""

    backend: Backend
    config: WebConfig
    mark: MarkQuery
    statistics_of: Callable[[int, int | None], Statistics]

    @classmethod
    def of(cls, backend: Backend, config: WebConfig, mark: MarkQuery) -> Site:
        """The statistics of a generation are counted once, until an embargo ends: they cannot
        change."""
        return cls(backend, config, mark, lru_cache(maxsize=2)(lambda *_: backend.statistics()))


def site() -> Site:
    found: Site = current_app.extensions[EXTENSION]
    return found


def page_state() -> PageState:
    """The state that the address gives, as far as it is understood."""
    if "state" not in g:
        g.state, g.problem = salvage(request.args, site().config.today())
    state: PageState = g.state
    return state


def checked_state() -> PageState:
    """The state of the address. Raises RequestError for what is not understood."""
    state = page_state()
    if g.problem is not None:
        raise g.problem
    return state


def words() -> Wording:
    return wording(page_state().language)


def address() -> str:
    """The absolute address of the first page."""
    return site().config.public_address or request.host_url


def link(state: PageState, **changes: Any) -> str:
    """The address of the list of results in some state."""
    return url_for("pages.search") + write(state, **changes)


def carried(state: PageState, *, filters_shown: bool) -> list[tuple[str, str]]:
    """The parameters that a search form must carry along hidden: those that it does not show."""
    shown = {"q", "page"} | (SHOWN_IN_FILTERS if filters_shown else set())
    return [(name, value) for name, value in pairs(state) if name not in shown]


def share_with_templates(app: Flask) -> None:
    @app.context_processor
    def values() -> dict[str, object]:
        language = words()
        return {
            "t": language.text,
            "words": language,
            "state": page_state(),
            "link": link,
            "write": write,
            "carried": carried,
            "typed": request.args,
        }
