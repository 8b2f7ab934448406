"""What a journalist does: types, filters, reads, comes back. With scripts and without.

Days, departments and most words are taken from what the page shows, so that the tests hold for
whatever dispatches that speak of ministries.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage


def parameters(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def total(page: Page) -> int:
    """The number that the page's sentence begins with."""
    digits = re.match(r"[\d\s]*", page.locator("h1").inner_text())
    return int(re.sub(r"\s", "", digits[0]) or 0) if digits else 0


def longest_word(page: Page) -> str:
    """A word that at least the first dispatch has."""
    words = re.findall(r"[a-zà-ÿ]+", page.locator(".card h2").first.inner_text())
    return max(words, key=len)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_filters_are_kept_from_the_list_to_a_dispatch_and_back(
    open_page: OpenPage, scripts: bool
) -> None:
    page = open_page(java_script_enabled=scripts)
    everything = total(page)
    word = "ministère"

    page.get_by_role("searchbox", name="Chercher des dépêches").fill(word)
    page.get_by_role("button", name="Chercher").click()
    found = total(page)
    assert 0 < found < everything
    assert parameters(page) == {"q": [word]}
    expect(page.locator("mark").first).to_be_visible()

    box = page.locator('input[name="departement"]').first
    department = box.get_attribute("value")
    box.check()
    page.get_by_role("button", name="Appliquer").click()
    narrowed = total(page)
    assert 0 < narrowed <= found
    assert parameters(page) == {"q": [word], "departement": [department]}

    day = (page.locator(".card time").first.get_attribute("datetime") or "")[:10]
    page.get_by_label("Du", exact=True).fill(day)
    page.get_by_label("Au", exact=True).fill(day)
    page.get_by_role("button", name="Appliquer").click()
    assert 0 < total(page) <= narrowed
    asked = {"q": [word], "departement": [department], "du": [day], "au": [day]}
    assert parameters(page) == asked

    headline = page.locator(".card h2 a").first.inner_text()
    page.locator(".card h2 a").first.click()
    expect(page.locator("article.dispatch h1")).to_have_text(headline)
    page.get_by_role("link", name="Retour aux dépêches").click()
    assert parameters(page) == asked
    expect(page.locator(".card h2 a").first).to_have_text(headline)
    expect(page.locator('input[name="departement"]:checked').first).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_value_is_excluded_and_given_back(open_page: OpenPage, scripts: bool) -> None:
    page = open_page(java_script_enabled=scripts)
    everything = total(page)
    box = page.locator('input[name="sauf-agence"]').first
    agency = box.get_attribute("value") or ""
    box.check(force=True)
    page.get_by_role("button", name="Appliquer").click()
    assert total(page) < everything
    pill = page.locator(".pill.excluded")
    expect(pill.locator("del")).to_have_text(agency)
    pill.click()
    assert total(page) == everything
    assert parameters(page) == {}


def test_the_histogram_table_leads_to_a_year_and_back(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    everything = total(page)
    page.locator(".as-table summary").click()
    row = page.locator(".as-table tbody tr").filter(has_text=re.compile(r"\s[1-9]\d*\s*$")).last
    count = int(row.locator("td").inner_text())
    row.get_by_role("link").click()
    assert total(page) == count
    page.get_by_role("link", name="Toutes les années").click()
    assert total(page) == everything


def test_english_stays_while_searching(open_page: OpenPage) -> None:
    page = open_page()
    word = longest_word(page)
    page.get_by_role("link", name="English").click()
    page.get_by_role("searchbox", name="Search dispatches").fill(word)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("containing")
    assert parameters(page) == {"q": [word], "hl": ["en"]}


def test_a_dispatch_is_previewed_beside_the_list(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 1400, "height": 900})
    address = page.url
    second = page.locator(".card h2 a").nth(1)
    second.click()
    preview = page.get_by_role("complementary", name="Aperçu")
    expect(preview.locator("h1")).to_have_text(second.inner_text())
    assert page.url == address
    preview.get_by_role("link", name="Ouvrir la page de la dépêche").click()
    expect(page.locator("main article.dispatch h1")).to_be_visible()


def test_filters_are_a_drawer_on_a_phone(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    drawer = page.get_by_role("region", name="Filtres")
    expect(drawer).to_be_hidden()
    page.get_by_role("link", name="Filtres", exact=True).click()
    expect(drawer).to_be_visible()
    drawer.get_by_role("link", name="Fermer").click()
    expect(drawer).to_be_hidden()
