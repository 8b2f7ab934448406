"""Near-duplicates on the page: a link on a card, a list of them, and a switch."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask.testing import FlaskClient

from corpus.dispatch import Dispatch
from search.backend import Backend
from tests.making import dispatch

SiteOver = Callable[[Backend], FlaskClient]
IndexOf = Callable[..., Backend]
TEXT = "Douze personnes ont été tuées dans une explosion de gaz, ont annoncé les secours du port."


def given() -> list[Dispatch]:
    return [
        dispatch("Un", TEXT, uid="a/1", agency="APS", day="2011-01-01"),
        dispatch("Deux", TEXT, uid="a/2", agency="TAP", day="2011-01-02"),
        dispatch("Trois", TEXT, uid="a/3", agency="LANA", day="2011-01-03"),
        dispatch("Seul", "gaz", uid="b", day="2011-01-04"),
    ]


def page(client: FlaskClient, address: str) -> str:
    return client.get(address).text.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_card_links_to_the_near_duplicates(site_over: SiteOver, index_of: IndexOf) -> None:
    client = site_over(index_of(*given()))
    text = page(client, "/?q=explosion&tri=recentes")
    links = re.findall(r'<a href="([^"]*)">\+2 quasi-doublons</a>', text)
    assert links == ["/?comme=a%2F3", "/?comme=a%2F2", "/?comme=a%2F1"]
    listed = page(client, links[1])
    assert "<h1>3 dépêches, quasi-doublons de a/2</h1>" in listed
    assert "+2" not in listed
    assert page(client, "/?q=gaz+SAUF+explosion").count("quasi-doublons</a>") == 0
    assert "+2 near-duplicates" in page(client, "/?q=explosion&hl=en")


def test_a_switch_counts_them_once(site_over: SiteOver, index_of: IndexOf) -> None:
    client = site_over(index_of(*given()))
    switch = r'<input type="checkbox" form="recherche" name="doublons" value="non"( checked)?>'
    for address, count, is_on in (("/", 4, ""), ("/?doublons=non", 2, " checked")):
        text = page(client, address)
        assert f"<h1>{count} dépêches</h1>" in text
        assert re.findall(switch, text) == [is_on]
    # The form has the switch itself: it carries no other.
    assert 'type="hidden" name="doublons"' not in page(client, "/?doublons=non")
    found = client.get("/api/search?doublons=non&q=explosion").get_json()
    assert (found["total"], found["hits"][0]["duplicates"]) == (1, 2)
