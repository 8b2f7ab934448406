"""Dispatches sent over a real connection, to the server that people run."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from waitress import create_server

from corpus.errors import RequestError
from corpus.limits import LIMITS
from index.ingest import deliver
from tests.web.fake import FakeBackend
from web.app import create_app
from web.config import load_settings
from web.context import Delivery, WebConfig

TOKEN = "a-token-of-some-length"
HEADERS = {"Authorization": f"Bearer {TOKEN}", "Host": "localhost"}


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[http.client.HTTPConnection]:
    config = WebConfig(delivery=Delivery(TOKEN, partial(deliver, tmp_path / "index")))
    app = create_app(FakeBackend(), config)
    sockets: dict[int, Any] = {}
    server = create_server(
        app, map=sockets, host="127.0.0.1", port=0, max_request_body_size=LIMITS.posted_bytes
    )
    serving = threading.Thread(target=server.run)
    serving.start()
    made = http.client.HTTPConnection("127.0.0.1", server.effective_port)
    yield made
    made.close()
    server.trigger.pull_trigger(partial(_close, server, sockets))
    serving.join()


def _close(server: Any, sockets: dict[int, Any]) -> None:
    server.task_dispatcher.shutdown()
    for each in tuple(sockets.values()):
        each.close()
    sockets.clear()


def answer(connection: http.client.HTTPConnection) -> tuple[int, Any]:
    response = connection.getresponse()
    return response.status, response.read()


def test_a_body_comes_whole_and_in_pieces(connection: http.client.HTTPConnection) -> None:
    lines = [json.dumps({"id": f"u{number}", "headline": "Titre"}) for number in range(20_000)]
    body = "\n".join(lines).encode()
    connection.request("POST", "/api/dispatches", body, HEADERS)
    status, said = answer(connection)
    assert (status, json.loads(said)["indexed"]) == (200, 20_000)
    pieces = (body[at : at + 100_000] for at in range(0, len(body), 100_000))
    connection.request("POST", "/api/dispatches", pieces, HEADERS, encode_chunked=True)
    status, said = answer(connection)
    assert (status, json.loads(said)["unchanged"]) == (200, 20_000)


def test_one_that_is_announced_as_too_long_is_refused_unread(
    connection: http.client.HTTPConnection,
) -> None:
    length = {"Content-Length": str(LIMITS.posted_bytes + 1)}
    connection.request("POST", "/api/dispatches", b"", {**HEADERS, **length})
    status, said = answer(connection)
    assert status == 413
    assert b"Traceback" not in said


@pytest.mark.parametrize("token", ["short", "with a space in it", "é" * 20, "line\nbreak-and-more"])
def test_a_token_that_cannot_be_one_is_said_without_it(token: str) -> None:
    with pytest.raises(RequestError) as caught:
        load_settings({"FILON_TOKEN": token})
    assert caught.value.field == "FILON_TOKEN"
    assert token not in str(caught.value)


def test_the_token_comes_from_the_environment() -> None:
    assert load_settings({"FILON_TOKEN": TOKEN}).token == TOKEN
    assert load_settings({}).token == ""
    assert TOKEN not in repr(load_settings({"FILON_TOKEN": TOKEN}))
