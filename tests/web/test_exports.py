"""A dispatch as a file: linked from its page, whole, saved and never shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from lxml import etree

from corpus.dispatch import Dispatch
from search.backend import Backend
from search.result import Version
from tests.web.fake import FakeBackend

SiteOver = Callable[[Backend], FlaskClient]


def links(text: str) -> dict[str, str]:
    return {
        name: address for address, name in re.findall(r'<a href="([^"]*)" download>(.*?)<', text)
    }


def test_the_page_of_a_dispatch_links_to_its_files(client: FlaskClient) -> None:
    found = links(client.get("/depeche/lana-005").text)
    assert found == {
        "ninjs": "/depeche/lana-005.ninjs.json",
        "NewsML-G2": "/depeche/lana-005.newsml.xml",
    }
    assert "Export</dt>" in client.get("/depeche/lana-005?hl=en").text


def test_ninjs(client: FlaskClient) -> None:
    answer = client.get("/depeche/lana-005.ninjs.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    item = json.loads(answer.data)
    assert item["uri"] == "filon:lana-005"
    assert item["infoSources"] == [{"name": "LANA"}]
    disposition = answer.headers["Content-Disposition"]
    assert disposition == 'attachment; filename="lana-005.ninjs.json"'


def test_newsml_g2(client: FlaskClient) -> None:
    answer = client.get("/depeche/lana-005.newsml.xml")
    assert answer.mimetype == "application/vnd.iptc.g2.newsitem+xml"
    assert etree.fromstring(answer.data).get("guid") == "filon:lana-005"
    assert answer.headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize("suffix", [".ninjs.json", ".newsml.xml"])
def test_files_are_guarded_as_pages_are(client: FlaskClient, suffix: str) -> None:
    headers = client.get(f"/depeche/lana-005{suffix}").headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert client.post(f"/depeche/lana-005{suffix}").status_code == 405
    foreign = client.get(f"/depeche/lana-005{suffix}", headers={"Host": "evil.example"})
    assert foreign.status_code == 400


@pytest.mark.parametrize("suffix", [".ninjs.json", ".newsml.xml"])
def test_what_is_not_in_the_index_is_not_found(client: FlaskClient, suffix: str) -> None:
    answer = client.get(f"/depeche/rien{suffix}")
    assert answer.status_code == 404
    assert "Page introuvable" in answer.text


@pytest.mark.parametrize(
    "uid",
    [
        "urn:a/b?c#d é%2F",
        'x"; Set-Cookie: a=b',
        "../../etc/passwd",
        "a.ninjs.json",
        "...",
        "é" * 90,
    ],
)
def test_a_uid_may_be_any_text(site_over: SiteOver, uid: str) -> None:
    client = site_over(FakeBackend([Dispatch(uid=uid, headline="Un titre")]))
    page = re.search(r'<h2><a href="(.*?)">', client.get("/").text)
    assert page is not None
    text = client.get(page[1]).text
    assert "Un titre</h1>" in text
    found = links(text)
    assert len(found) == 2
    for address in found.values():
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert b"Un titre" in answer.data
        name = re.fullmatch(
            r'attachment; filename="([A-Za-z0-9._-]+)"', answer.headers["Content-Disposition"]
        )
        assert name is not None
        assert len(name[1]) <= 100
        assert "Set-Cookie" not in answer.headers


def test_hostile_text_stays_text_in_a_file(site_over: SiteOver) -> None:
    hostile = '</p><script xmlns="http://www.w3.org/1999/xhtml">x()</script>]]>&a;'
    dispatch = Dispatch(uid="x", headline=hostile, lead=hostile, place=hostile, keywords=(hostile,))
    client = site_over(FakeBackend([dispatch]))
    root = etree.fromstring(client.get("/depeche/x.newsml.xml").data)
    assert not root.xpath("//*[local-name()='script']")
    bodies = json.loads(client.get("/depeche/x.ninjs.json").data)["bodies"]
    assert "<script" not in bodies[0]["value"]


class TwoVersions(FakeBackend):
    """A dispatch in two versions, the newest first."""

    def get(
        self, uid: str, version: int | None = None, digest: str | None = None
    ) -> Dispatch | None:
        return next((each for each in self.dispatches if version in (None, each.version)), None)

    def versions(self, uid: str) -> tuple[Version, ...]:
        return tuple(
            Version(each.version, "0" * 16, each.status, each.issued, each.embargo)
            for each in self.dispatches
        )


def test_the_page_of_an_older_version_links_to_that_version(site_over: SiteOver) -> None:
    new = Dispatch(uid="x", headline="Après", version=2)
    client = site_over(TwoVersions([new, Dispatch(uid="x", headline="Avant")]))
    found = links(client.get("/depeche/x?v=1").text)
    assert found["ninjs"] == "/depeche/x.ninjs.json?v=1"
    item = json.loads(client.get(found["ninjs"]).data)
    assert (item["version"], item["headlines"][0]["value"]) == ("1", "Avant")
    newest = json.loads(client.get(links(client.get("/depeche/x").text)["ninjs"]).data)
    assert newest["version"] == "2"
