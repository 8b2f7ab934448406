"""Finds the paragraphs of a page's article, and leaves out what stands around and between them.

What is left out is told by elements (navigation, asides, forms), by the words of their classes, and
by how French sites begin what leads elsewhere («Lire aussi : …»).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from lxml import etree

from corpus.limits import LIMITS
from corpus.readers.markup import Element, local_name, paragraphs_of, text_of
from corpus.text import key

BLOCKS_OF_TEXT = frozenset(
    ("p", "h2", "h3", "h4", "h5", "ul", "ol", "dl", "blockquote", "pre", "table")
)
"""What an article's paragraphs stand in; what stands in none is a date, a name or a button."""
OUTSIDE = frozenset(
    (
        *("nav", "aside", "footer", "form", "figure", "figcaption", "button", "select", "iframe"),
        *("script", "style", "noscript", "template", "svg", "video", "audio", "picture", "article"),
        *("h1", "time", "dialog", "menu"),
    )
)
ROLES = frozenset(("navigation", "complementary", "contentinfo", "banner", "search", "dialog"))
CLASSES = re.compile(
    r"(?:^|[\s_-])(?:related|relat|lire-?aussi|a-?lire|read-?(?:more|also)|see-?also|newsletter"
    r"|share|sharing|partage|social|comments?|commentaires?|recommend\w*|recommand\w*|promo\w*"
    r"|pub|publicite|ads?|advert\w*|sponsor\w*|breadcrumbs?|ariane|tags?|paywall|abonnement"
    r"|author|auteur|byline|signature|credits?|captions?|legende|timestamp|published|publication"
    r"|toolbar|cookies?|pagination|sommaire)(?:$|[\s_-])",
    re.IGNORECASE,
)
STANDFIRST = re.compile(r"chapo|chapeau|standfirst|lead\b|intro|excerpt|accroche", re.IGNORECASE)
"""The class of what a header holds of the text: all else in one is a title, a name or a date."""
ELSEWHERE = re.compile(
    r"(?:(?:à|a)\s+)?(?:lire|relire|voir|(?:ré)?écouter|regarder|revoir)\s+(?:aussi|également|ensuite)\b"
    r"|(?:à|a)\s+(?:lire|voir|écouter)\s*:"
    r"|sur le même (?:sujet|thème)\b|pour aller plus loin\b|(?:nos|autres) articles\b"
    r"|la suite après (?:la|cette) publicité|cet article est réservé|déjà abonné"
    r"|(?:abonnez|inscrivez|connectez)-vous\b|suivez-nous\b|retrouvez(?:-nous| tous nos)\b"
    r"|partage[rz] (?:cet|l[’'])\s?article|recevez (?:notre|la) (?:lettre|newsletter)",
    re.IGNORECASE,
)
ALONE = re.compile(
    r"(?:publicité|partager|newsletter|commentaires?|imprimer|facebook|twitter|whatsapp|e-?mail"
    r"|haut de page|lire plus tard)\W*",
    re.IGNORECASE,
)
SHORT = 240
"""Characters: what leads elsewhere is no longer."""
ENOUGH = 200
"""Characters of an article's text, where a page has several articles."""

_LENGTH = etree.XPath("string-length()")
_BODIES = etree.XPath(
    "descendant::*[contains(concat(' ', normalize-space(@itemprop), ' '), ' articleBody ')]"
)
_HOLDS_ARTICLES = etree.XPath("boolean(descendant::article)")


def article_paragraphs(root: Element) -> tuple[str, ...]:
    """The paragraphs of the article of a page, empty where it has none that can be told apart."""
    bodies = cast("list[Element]", _BODIES(root))
    if bodies and (found := paragraphs_within(bodies[0])):
        return found
    articles = [paragraphs_within(article) for article in root.iter("article")]
    longest = max(articles, key=_length, default=())
    return longest if len(articles) < 2 or _length(longest) >= ENOUGH else ()


def paragraphs_within(element: Element) -> tuple[str, ...]:
    """The paragraphs of an element that holds an article's text, without what leads elsewhere."""
    blocks = [line for block in _blocks(element, size_of(element)) for line in _lines(block)]
    found = blocks or ([] if _HOLDS_ARTICLES(element) else paragraphs_of(element))
    return tuple([line for line in found if not leads_elsewhere(line)])


def leads_elsewhere(line: str) -> bool:
    """Whether a line of a page is none of its article's: «Lire aussi : …», «Publicité»."""
    return len(line) <= SHORT and bool(ELSEWHERE.match(line) or ALONE.fullmatch(line))


def in_paragraphs(said: tuple[str, ...], shown: tuple[str, ...]) -> tuple[str, ...]:
    """A text that machines are given, in the paragraphs that the page shows it in: it often comes
    in one piece. They are taken where they make up nine tenths of it, unless it is too long to look
    for each in it."""
    if len(said) > 1 or len(shown) < 2:
        return said
    whole = key(" ".join(said))
    if len(whole) * len(shown) > LIMITS.page_comparisons:  # characters times paragraphs
        return said
    found = [line for line in shown if key(line) and key(line) in whole]
    return tuple(found) if sum(len(key(line)) for line in found) * 10 >= len(whole) * 9 else said


def size_of(element: Element) -> int:
    """The characters of an element, counted without making them Python's."""
    return int(cast("float", _LENGTH(element)))


def _length(paragraphs: tuple[str, ...]) -> int:
    return sum(map(len, paragraphs))


def _blocks(element: Element, whole: int) -> Iterator[Element]:
    """The blocks of text in an element; `whole` is the number of its characters."""
    for child in element:
        name = local_name(child)
        if _is_outside(child, name, whole):
            continue
        if name == "header":
            yield from (each for each in _blocks(child, whole) if STANDFIRST.search(_class(each)))
        elif name in BLOCKS_OF_TEXT:
            yield child
        else:
            yield from _blocks(child, whole)


def _is_outside(element: Element, name: str, whole: int) -> bool:
    if name in OUTSIDE or element.get("role") in ROLES or element.get("aria-hidden") == "true":
        return True
    if element.get("hidden") is not None:
        return True
    # «article-published» may be the class of the whole article: that is not around it.
    named = CLASSES.search(_class(element))
    return named is not None and 2 * size_of(element) <= whole


def _class(element: Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _lines(block: Element) -> tuple[str, ...]:
    """The paragraphs of a block, none for one that is but a link."""
    links = [link for link in block.iter("a") if text_of(link)]
    if len(links) == 1 and text_of(links[0]) == text_of(block):
        return ()
    return paragraphs_of(block)
