"""The page of a dispatch leads to its versions, says which one it shows and what has changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from corpus.dispatch import Dispatch, Status
from index.writer import IndexWriter
from search.highlight import mark_query
from search.local import LocalBackend
from tests.making import dispatch
from tests.web.test_pages import page
from web.app import WebConfig, create_app

END = datetime(2030, 1, 1, 18, tzinfo=timezone.utc)
UID = "urn:a/b?c"
FIRST = dispatch("Trois blessés", "Le port <a> fermé.", uid=UID, day="2021-05-01", agency="APS")
SECOND = replace(FIRST, headline="Quatre blessés", version=2)
OTHER = replace(SECOND, headline="Cinq blessés", issued=END - timedelta(days=3_000))
THIRD = replace(OTHER, headline="Six blessés", version=3, status=Status.CORRECTED)
KILL = dispatch("Annulation", uid=UID, version=4, status=Status.CANCELLED, day="2021-05-03")
Over = Callable[..., FlaskClient]


@pytest.fixture
def over(tmp_path: Path) -> Iterator[Over]:
    """A client of the page over some dispatches, some seconds after the embargo's end."""
    backends: list[LocalBackend] = []

    def make(*dispatches: Dispatch, after: int = -1) -> FlaskClient:
        folder = tmp_path / f"index-{len(backends)}"
        with IndexWriter(folder) as writer:
            for each in dispatches:
                writer.add(each)
            writer.commit()
        backends.append(LocalBackend(folder, now=lambda: END.timestamp() + after))
        return create_app(backends[-1], WebConfig(), mark=mark_query).test_client()

    yield make
    for backend in backends:
        backend.close()


ADDRESS = f"/depeche/{quote(UID)}"


def test_a_single_version_has_no_list(over: Over) -> None:
    text = page(over(FIRST), ADDRESS)
    assert "Version 1" not in text
    assert page(over(FIRST), f"{ADDRESS}?v=1") == text


def test_the_newest_leads_to_the_others_and_back(over: Over) -> None:
    client = over(FIRST, SECOND, OTHER, THIRD)
    text = page(client, f"{ADDRESS}?q=blessés")
    assert '<b aria-current="page">Version 3</b>' in text
    addresses = dict(re.findall(r'<a href="([^"]*)">(Version [^<]*)</a>', text))
    assert [*addresses.values()] == ["Version 2", "Version 2 (autre texte)", "Version 1"]
    expected = (
        ("Cinq", "Version 2"),
        ("Quatre", "Version 2 (autre texte)"),
        ("Trois", "Version 1"),
    )
    for address, (headline, name) in zip(addresses, expected, strict=True):
        shown = page(client, address.replace("&amp;", "&"))
        assert f"<h1>{headline} <mark>blessés</mark></h1>" in shown
        back = re.search(
            rf'{re.escape(name)}, remplacée le [^.]* par la <a href="(.*?)">version 3', shown
        )
        assert back is not None
        assert "Six" in page(client, back[1].replace("&amp;", "&"))
    assert "remplacée" not in text


def test_what_has_changed_can_be_read(over: Over) -> None:
    client = over(FIRST, SECOND, OTHER, THIRD)
    addresses = re.findall(r'class="difference" href="([^"]*)"', page(client, ADDRESS))
    assert len(addresses) == 3
    text = page(client, addresses[-1].replace("&amp;", "&"))
    assert '<p class="lead"><del>Trois</del><ins>Six</ins> blessés</p>' in text
    assert "Le port &lt;a&gt; fermé." in text
    assert "Version 1 → Version 3" in text
    assert page(client, f"{ADDRESS}?v=3&diff=1") == text


@pytest.mark.parametrize(
    "query", ["v=4", "v=0", "v=x", "v=1-", "v=1-0000000000000000", "v=1&diff=9", "v=١", "diff=x"]
)
def test_a_version_that_is_not_there_is_not_found(over: Over, query: str) -> None:
    page(over(FIRST, THIRD), f"{ADDRESS}?{query}", 404)


def visible(text: str) -> str:
    """What is read without a deliberate step."""
    return re.sub(r"<details.*?</details>", "", text, flags=re.DOTALL)


def test_of_a_withdrawn_dispatch_no_version_is_shown_at_once(over: Over) -> None:
    client = over(FIRST, THIRD, KILL)
    for address in (ADDRESS, f"{ADDRESS}?v=1", f"{ADDRESS}?v=3", f"{ADDRESS}?v=1&diff=3"):
        text = page(client, address)
        assert "L’agence a annulé cette dépêche" in visible(text)
        assert "fermé" not in visible(text)
        assert "fermé" in text
    assert "ANNULÉE" in page(client, ADDRESS)
    assert "Avis de l’agence : Annulation" in page(client, ADDRESS)


def test_a_withdrawn_dispatch_is_found_and_its_text_is_in_no_answer(over: Over) -> None:
    client = over(KILL, FIRST)
    for address in ("/?q=port", "/api/search?q=port", "/?q=bless%C3%A9s&statut=cancelled"):
        text = page(client, address)
        assert "Trois" in text
        assert "fermé" not in text
    assert "ANNULÉE" in page(client, "/?q=port")


def test_until_its_embargo_ends_a_dispatch_has_no_words(over: Over) -> None:
    held = replace(FIRST, embargo=END, status=Status.EMBARGOED)
    for after, is_there in ((-1, False), (0, True)):
        client = over(held, dispatch("Autre"), after=after)
        for address in ("/", "/?q=blessés", "/api/search?q=port", "/sante", ADDRESS):
            assert ("Trois" in page(client, address)) == (is_there and address != "/sante")
        text = page(client, ADDRESS)
        assert ("Sous embargo jusqu’au 1er janvier 2030, 18 h 00 (UTC)" in text) != is_there
        assert ("a été sous embargo jusqu’au 1er janvier 2030" in text) == is_there
        assert ("1 dépêche</h1>" in page(client, "/")) != is_there


def test_an_embargo_without_an_end_is_said_to_have_none(over: Over) -> None:
    text = page(over(replace(FIRST, status=Status.EMBARGOED)), ADDRESS)
    assert "Sous embargo : à ne pas publier avant sa levée." in text
    assert "Trois" not in text


def test_a_version_under_embargo_is_held_back_beside_one_that_is_not(over: Over) -> None:
    client = over(replace(FIRST, embargo=END), THIRD)
    assert "Six" in page(client, ADDRESS)
    assert "difference" not in page(client, ADDRESS)
    held = page(client, f"{ADDRESS}?v=1")
    assert "Sous embargo jusqu’au" in held
    assert "Trois" not in held
    page(client, f"{ADDRESS}?v=3&diff=1", 404)


def test_a_version_that_is_a_moment_is_called_by_it(over: Over) -> None:
    made = replace(FIRST, version=20240603101500)
    client = over(made, replace(made, version=20240604000000), replace(made, version=10**14 - 1))
    text = page(client, f"{ADDRESS}?v=20240603101500")
    assert "Version du 3 juin 2024, 10 h 15 (UTC)" in text
    assert ">Version du 4 juin 2024</a>" in text
    assert "99 999 999 999 999</a>" in text
