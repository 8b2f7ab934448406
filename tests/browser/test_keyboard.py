"""The page without a mouse: single keys, that can be switched off, and what Tab reaches first."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage

WIDE = {"width": 1400, "height": 900}


def focused_card(page: Page) -> int:
    """The rank of the card whose headline has the focus; -1 when none has."""
    found = page.evaluate(
        "[...document.querySelectorAll('.card h2 a')].indexOf(document.activeElement)"
    )
    return int(found)


def test_slash_goes_to_the_box_where_keys_are_letters(open_page: OpenPage) -> None:
    page = open_page()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("j/k?")
    expect(page.locator("#q")).to_have_value("j/k?")


def test_j_and_k_move_and_enter_opens(open_page: OpenPage) -> None:
    page = open_page()
    for key, rank in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        assert focused_card(page) == rank
    headline = page.locator(".card h2").nth(1).inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("article.dispatch h1")).to_have_text(headline)


def test_escape_closes_the_preview_and_keeps_the_filters(open_page: OpenPage) -> None:
    page = open_page("/?statut=usable", viewport=WIDE)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    preview = page.locator("#apercu")
    expect(preview.locator("h1")).to_be_visible()
    page.keyboard.press("j")
    expect(preview.locator("h1")).to_have_text(page.locator(".card h2").nth(1).inner_text())
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    assert page.url.endswith("/?statut=usable")
    assert focused_card(page) == 1


def test_single_keys_can_be_switched_off_and_stay_off(open_page: OpenPage) -> None:
    page = open_page()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Raccourcis du clavier")
    sheet.get_by_label("Raccourcis d’une touche actifs").uncheck()
    sheet.get_by_role("button", name="Fermer").click()
    expect(sheet).to_be_hidden()
    page.reload()
    page.keyboard.press("j")
    assert focused_card(page) == -1


def test_the_first_tab_skips_to_the_content(open_page: OpenPage) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
