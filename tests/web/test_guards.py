"""The JSON, the health check, and what guards every answer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

import web
from corpus.errors import IndexMissing
from search.backend import Backend
from search.request import SearchRequest
from search.result import Statistics
from tests.web.fake import FakeBackend
from web.app import WebConfig, create_app

FOLDER = Path(web.__file__).parent


def test_the_api_gives_the_answer_itself(client: FlaskClient) -> None:
    answer = client.get("/api/search?q=gaz&annee=2009")
    expected = FakeBackend().search(SearchRequest("gaz", include={"year": ("2009",)}))
    assert json.loads(answer.data) == expected.to_json()


def test_the_api_says_what_was_mended(client: FlaskClient) -> None:
    answer = client.get("/api/search?du=2011-03-01&au=2011-01-01")
    assert json.loads(answer.data)["notes"]


@pytest.mark.parametrize(("address", "field"), [("page=x", "page"), ("q=!cher", "q")])
def test_the_api_refuses_with_the_field(client: FlaskClient, address: str, field: str) -> None:
    answer = client.get(f"/api/search?{address}")
    assert answer.status_code == 400
    assert json.loads(answer.data).keys() == {"error", "field"}
    assert json.loads(answer.data)["field"] == field


def test_an_unknown_address_of_the_api_is_json_too(client: FlaskClient) -> None:
    answer = client.get("/api/rien")
    assert (answer.status_code, answer.mimetype) == (404, "application/json")


def test_health_follows_the_engine(site_over: Callable[[Backend], FlaskClient]) -> None:
    class Missing(FakeBackend):
        def statistics(self) -> Statistics:
            raise IndexMissing("Il n’y a pas d’index.")

    healthy = site_over(FakeBackend()).get("/sante")
    assert (healthy.status_code, json.loads(healthy.data)["status"]) == (200, "ok")
    assert site_over(Missing()).get("/sante").status_code == 503


@pytest.mark.parametrize("address", ["/", "/depeche/x", "/aide", "/api/search", "/favicon.svg"])
def test_every_answer_is_guarded(client: FlaskClient, address: str) -> None:
    with client.get(address) as answer:
        headers = answer.headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "[", "a@b"])
def test_a_foreign_host_reads_nothing(client: FlaskClient, host: str) -> None:
    answer = client.get("/?q=gaz", headers={"Host": host})
    assert answer.status_code == 400
    assert "exportation" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8123", "[::1]:8000", "LOCALHOST"])
def test_this_host_is_answered(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


def test_the_public_address_is_answered_and_given_to_browsers() -> None:
    config = WebConfig(public_address="https://depeches.example/")
    client = create_app(FakeBackend(), config).test_client()
    answer = client.get("/opensearch.xml", headers={"Host": "depeches.example"})
    assert 'template="https://depeches.example/?q={searchTerms}"' in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_pages_are_only_read(client: FlaskClient, method: str) -> None:
    answer = client.open("/", method=method)
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD"}


def test_nothing_is_loaded_from_elsewhere_or_written_inline() -> None:
    files = [*FOLDER.glob("templates/*"), *FOLDER.glob("static/*")]
    assert len(files) > 10
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r'(src|href|url\()\s*=?\s*["\']?(https?:)?//', text), path
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text), path


@pytest.mark.parametrize("address", ["/api/search?page={}", "/api/search?tri={}"])
def test_errors_for_programs_are_not_escaped_for_a_page(client: FlaskClient, address: str) -> None:
    given = "a\"b'<c>&d"
    answer = client.get(address.format(quote(given)))
    assert answer.status_code == 400
    assert answer.json is not None
    assert given in answer.json["error"]
