"""A page over the fake backend, in memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient

from search.backend import Backend
from tests.web.fake import FakeBackend, mark
from web.app import WebConfig, create_app

TODAY = date(2011, 2, 17)


@pytest.fixture
def site_over() -> Callable[[Backend], FlaskClient]:
    """Makes a client of the page over any engine."""

    def make(backend: Backend) -> FlaskClient:
        return create_app(backend, WebConfig(today=lambda: TODAY), mark=mark).test_client()

    return make


@pytest.fixture
def client(site_over: Callable[[Backend], FlaskClient]) -> FlaskClient:
    return site_over(FakeBackend())
