"""The page fits a phone and can be read: there is contrast for eyes, and names for programs."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenPage

PAGES = (
    "/",
    "/?q=ministère&langue=fr&sauf-lieu=Rome&au=2100-01-01",
    "/?q=zzzz&agence=AFP&annee=2011",
    "/aide",
    "first dispatch",
    "/?hl=en",
)

FAINT_TEXTS = """() => {
  const channel = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const numbers = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = numbers(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const faint = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
    const pair = [light(numbers(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (ratio < 4.5) faint.add(`${element.className || element.tagName} ${ratio.toFixed(2)}`);
  }
  return [...faint];
}"""
"""Texts with a contrast under 4.5 to 1 (WCAG 2.2, success criterion 1.4.3)."""

NAMELESS_FIELDS = """() => [...document.querySelectorAll("input:not([type=hidden])")]
  .filter((field) => !field.ariaLabel && !field.labels[0]?.textContent.trim())
  .map((field) => field.name)"""


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_fits_a_phone_and_can_be_read(
    open_page: OpenPage, address: str, scheme: str
) -> None:
    start = "/" if address == "first dispatch" else address
    page = open_page(start, viewport={"width": 390, "height": 800}, color_scheme=scheme)
    if address == "first dispatch":
        page.locator(".card h2 a").first.click()
        page.wait_for_selector("article.dispatch")
        # The article is there before the style sheet may be.
        page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.querySelector('main').scrollWidth") <= 390 - 2 * 16
    assert page.evaluate(FAINT_TEXTS) == []
    assert page.evaluate(NAMELESS_FIELDS) == []
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("width", [390, 800, 1280, 1920])
def test_nothing_overflows_at_any_width(open_page: OpenPage, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_paper_has_the_dispatches_alone(open_page: OpenPage) -> None:
    page = open_page()
    page.emulate_media(media="print")
    for hidden in (".top", ".filters", ".timeline", ".sorts"):
        assert not page.locator(hidden).first.is_visible()
    assert page.locator(".card").first.is_visible()
