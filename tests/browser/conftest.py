"""A real Chromium on a page that is really served over a real index of the samples."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from waitress.server import create_server

from search.highlight import mark_query
from search.local import LocalBackend
from web.app import WebConfig, create_app

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
OpenPage = Callable[..., Page]
TODAY = date(2024, 2, 17)


@pytest.fixture(scope="session")
def site_url(samples_backend: LocalBackend) -> Iterator[str]:
    """Where the page is served; its last character is not a slash."""
    app = create_app(samples_backend, WebConfig(today=lambda: TODAY), mark=mark_query)
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    # Its sockets belong to its own thread: it is asked to close them itself.
    server.trigger.pull_trigger(lambda: _close(server))
    thread.join(timeout=10)
    assert not thread.is_alive()


def _close(server: Any) -> None:
    for channel in list(server.active_channels.values()):
        channel.handle_close()
    server.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if path is None:
        pytest.skip("no Chromium here: tests/ensure-chromium says how to have one")
    # Chromium refuses its own sandbox to the superuser, whom containers run as.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=arguments)
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser: Browser, site_url: str) -> Iterator[OpenPage]:
    """Opens pages on the site; keyword arguments are those of a browser context.

    Fails the test when a page complained (an error, a breach of the content security policy) or
    asked anything of another host.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def note(text: str) -> None:
        complaints.append(text)

    def open_at(address: str = "/", **options: Any) -> Page:
        options.setdefault("viewport", {"width": 1000, "height": 900})
        context = browser.new_context(base_url=site_url, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: note(str(error)))
        page.on("console", lambda said: note(said.text) if said.type == "error" else None)
        page.on(
            "request",
            lambda asked: None if asked.url.startswith(site_url) else note(asked.url),
        )
        page.goto(address)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert complaints == []
