"""Programs send dispatches: who may, what becomes of them, what stands in the way."""

from __future__ import annotations

import errno
import io
import json
import os
import tarfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from corpus.limits import LIMITS
from index.ingest import Summary, deliver
from index.writer import IndexWriter
from tests.web.fake import FakeBackend
from web import security
from web.app import create_app
from web.context import Delivery, WebConfig

TOKEN = "a-token-of-some-length"
ADDRESS = "/api/dispatches"
GOOD = '{"id": "u1", "headline": "Titre"}\n'
BROKEN = '{"headline": \n'


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def client(index: Path) -> FlaskClient:
    delivery = Delivery(TOKEN, partial(deliver, index))
    return create_app(FakeBackend(), WebConfig(delivery=delivery)).test_client()


def send(
    client: FlaskClient, body: str | bytes, address: str = ADDRESS, token: str = f"Bearer {TOKEN}"
) -> TestResponse:
    return client.post(address, data=body, headers={"Authorization": token} if token else {})


def test_what_is_sent_is_indexed_once(client: FlaskClient) -> None:
    first = send(client, GOOD)
    assert first.status_code == 200
    assert first.json == {
        "files": 1, "dispatches": 1, "indexed": 1, "updated": 0, "unchanged": 0, "outdated": 0,
        "refused": [], "generation": 1,
    }  # fmt: skip
    again = send(client, GOOD)
    assert (again.status_code, again.json and again.json["unchanged"]) == (200, 1)
    newer = send(client, '{"id": "u1", "headline": "Autre", "version": 2}')
    assert newer.json
    assert newer.json["updated"] == 1
    older = send(client, '{"id": "u1", "headline": "Ancien"}')
    assert older.json
    assert older.json["outdated"] == 1


def test_what_is_refused_is_told_and_the_rest_indexed(client: FlaskClient) -> None:
    answer = send(client, GOOD + BROKEN, f"{ADDRESS}?fichier=fil%0A1.jsonl")
    assert answer.status_code == 207
    assert answer.json is not None
    (refused,) = answer.json["refused"]
    assert (refused["file"], refused["line"], refused["offset"]) == ("fil 1.jsonl", 2, len(GOOD))
    assert refused["reason"].startswith("JSON mal formé")
    assert answer.json["indexed"] == 1


@pytest.mark.parametrize("body", [" \n", BROKEN, b"\0\1\2\3" * 100])
def test_where_all_is_refused_the_request_was_wrong(
    client: FlaskClient, body: str | bytes, index: Path
) -> None:
    answer = send(client, body)
    assert answer.status_code == 422
    assert answer.json is not None
    assert [refused["file"] for refused in answer.json["refused"]] == ["envoi"]


def test_any_format_may_be_sent(client: FlaskClient) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name in "ab":
            data = f"Titre {name}.\nTripoli, 4 mai 2021 (Lana) - Texte {name}.\n".encode()
            member = tarfile.TarInfo(f"{name}.txt")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    answer = send(client, packed.getvalue())
    assert answer.json is not None
    assert (answer.status_code, answer.json["indexed"]) == (200, 2)


@pytest.mark.parametrize(
    "token", ["", "Bearer", "Bearer x", f"Basic {TOKEN}", f"Bearer {TOKEN}x", TOKEN, "Bearer é"]
)
def test_without_the_token_nothing_is_read(client: FlaskClient, index: Path, token: str) -> None:
    answer = send(client, GOOD, token=token)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert TOKEN not in answer.text
    assert not index.exists()


@pytest.mark.parametrize("token", [f"Bearer {TOKEN}", f"bearer  {TOKEN} "])
def test_the_token_is_taken_as_programs_write_it(client: FlaskClient, token: str) -> None:
    assert send(client, GOOD, token=token).status_code == 200


def test_tokens_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr("hmac.compare_digest", compare)
    assert security.bears("Bearer abc", "abc")
    assert not security.bears("Basic abc", "abc")
    assert not security.bears("", "abc")
    assert compared == [(b"abc", b"abc"), (b"abc", b"abc"), (b"", b"abc")]


def test_where_no_token_is_set_it_says_what_to_do() -> None:
    client = create_app(FakeBackend(), WebConfig()).test_client()
    answer = send(client, GOOD)
    assert answer.status_code == 403
    assert answer.json is not None
    assert "FILON_TOKEN" in answer.json["error"]
    english = send(client, GOOD, f"{ADDRESS}?hl=en")
    assert "takes no dispatches" in english.text


def test_a_body_is_announced_and_has_a_limit(client: FlaskClient, index: Path) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    unknown = client.post(ADDRESS, headers=headers)
    assert unknown.status_code == 411
    announced = {"CONTENT_LENGTH": str(LIMITS.posted_bytes + 1)}
    large = client.post(ADDRESS, headers=headers, environ_overrides=announced)
    assert large.status_code == 413
    assert large.json is not None
    assert large.json["error"].startswith("Un envoi a au plus")
    assert not index.exists()


def test_while_another_process_writes_it_says_when_to_send_again(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def impatient(stream: io.BufferedReader, name: str) -> Summary:
        with IndexWriter(index, wait=0):
            raise AssertionError("the lock is held")

    site = create_app(FakeBackend(), WebConfig(delivery=Delivery(TOKEN, impatient))).test_client()
    with IndexWriter(index):
        answer = send(site, GOOD)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json is not None
    assert f"processus {os.getpid()}" in answer.json["error"]


def test_a_full_disk_is_said_too() -> None:
    def full(stream: io.BufferedReader, name: str) -> Summary:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    site = create_app(FakeBackend(), WebConfig(delivery=Delivery(TOKEN, full))).test_client()
    answer = send(site, GOOD)
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
    assert "Traceback" not in answer.text


def test_no_other_site_and_no_other_method_is_let_in(client: FlaskClient) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Host": "evil.example"}
    assert client.post(ADDRESS, data=GOOD, headers=headers).status_code == 400
    for method in ("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        answer = client.open(ADDRESS, method=method)
        assert answer.status_code == 405
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_token_is_shown_nowhere(index: Path) -> None:
    assert TOKEN not in repr(WebConfig(delivery=Delivery(TOKEN, partial(deliver, index))))


def addresses(client: FlaskClient) -> Iterator[tuple[str, str]]:
    """A method and an address for every route that there is."""
    for rule in client.application.url_map.iter_rules():
        address = str(rule)
        for name in rule.arguments:
            address = address.replace(f"<{name}>", "x").replace(f"<path:{name}>", "x")
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
            yield method, address


def test_every_route_and_method_is_guarded(client: FlaskClient) -> None:
    seen = 0
    for method, address in addresses(client):
        with client.open(address, method=method, data=b"\xff{") as answer:
            headers = answer.headers
            text = answer.get_data()
        assert headers["Content-Security-Policy"].startswith("default-src 'none'"), address
        assert headers["X-Content-Type-Options"] == "nosniff", address
        assert b"Traceback" not in text, address
        if method not in ("GET", "HEAD"):
            assert answer.status_code in (401, 405), (method, address)
        seen += 1
    assert seen >= 6 * 8


def test_a_refusal_is_json(client: FlaskClient) -> None:
    answer = send(client, GOOD, token="")
    assert answer.mimetype == "application/json"
    assert json.loads(answer.data).keys() == {"error", "field"}
