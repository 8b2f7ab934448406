"""One request: what is answered whole is given, all else is an error, in bounded time and space."""

from __future__ import annotations

import gzip
import io
import zlib

import pytest

from corpus.errors import FetchError
from corpus.fetching.transport import HttpTransport
from corpus.limits import LIMITS
from tests.corpus.fetching.server import Reply, ScriptedServer, drip, hang

IMPATIENT = HttpTransport(seconds=0.3)


def refusal(url: str, transport: HttpTransport = HttpTransport()) -> str:  # noqa: B008
    with pytest.raises(FetchError) as raised:
        transport.get(url, {})
    return str(raised.value)


def test_a_body_is_given_with_its_headers(server: ScriptedServer) -> None:
    url = server.on("/fil?page=1", Reply(200, b"<rss/>", {"ETag": '"a"', "X-Y": "z"}, 6))
    answer = HttpTransport().get(url, {"User-Agent": "Filon", "If-None-Match": '"b"'})
    assert (answer.status, answer.body, answer.headers["etag"]) == (200, b"<rss/>", '"a"')
    (asked,) = server.requests
    assert asked.path == "/fil?page=1"
    assert asked.headers["user-agent"] == "Filon"
    assert asked.headers["if-none-match"] == '"b"'


def test_a_body_is_unpacked(server: ScriptedServer) -> None:
    body = b"<rss/>" * 1000
    url = server.on("/fil", Reply(200, gzip.compress(body), {"Content-Encoding": "gzip"}))
    assert HttpTransport().get(url, {}).body == body


def test_a_bomb_is_given_up_at_the_limit(server: ScriptedServer) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = io.BytesIO()
    for _ in range(64):
        bomb.write(packer.compress(bytes(1024**2)))
    bomb.write(packer.flush())
    headers = {"Content-Encoding": "gzip"}
    url = server.on("/fil", Reply(200, bomb.getvalue(), headers))
    assert f"{LIMITS.fetched_unpacked_bytes} octets" in refusal(url)


def test_a_body_over_the_limit_is_given_up(server: ScriptedServer) -> None:
    url = server.on("/fil", Reply(200, bytes(LIMITS.fetched_bytes + 1)))
    assert f"{LIMITS.fetched_bytes} octets" in refusal(url)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, b"<rss", {}, 100),
        Reply(200, gzip.compress(b"<rss/>" * 99)[:-9], {"Content-Encoding": "gzip"}),
        Reply(200, b"<rss/>", {"Content-Encoding": "gzip"}),
        Reply(200, b"<rss/>", {"Content-Encoding": "br"}),
        Reply(200, b"6\r\n<rss/>\r\n", {"Transfer-Encoding": "chunked"}),
    ],
    ids=["short", "cut gzip", "no gzip", "brotli", "cut chunks"],
)
def test_what_is_not_whole_is_nothing(server: ScriptedServer, reply: Reply) -> None:
    assert refusal(server.on("/fil", reply))


def test_a_server_that_hangs_is_given_up(server: ScriptedServer) -> None:
    assert "à temps" in refusal(server.on("/fil", hang), IMPATIENT)


def test_a_server_that_sends_byte_after_byte_is_given_up_too(server: ScriptedServer) -> None:
    assert "à temps" in refusal(server.on("/fil", drip), IMPATIENT)


def test_where_nobody_listens_there_is_no_answer(server: ScriptedServer) -> None:
    url = server.on("/fil", Reply())
    server.stop()
    assert "Pas de réponse" in refusal(url)


def test_a_page_of_errors_is_not_read(server: ScriptedServer) -> None:
    url = server.on("/fil", Reply(500, b"oh", {"Content-Encoding": "br"}))
    answer = HttpTransport().get(url, {})
    assert (answer.status, answer.body) == (500, b"")
