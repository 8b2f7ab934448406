"""Reads web pages, one article each: what it says of itself, and its text.

What describes the article is schema.org's NewsArticle or another Article (JSON-LD, else microdata),
with what meta tags add (OpenGraph, Dublin Core). Its text is what the description has, shown in the
page's own paragraphs, else those of the element `article`, else what trafilatura finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from corpus.dispatch import Source
from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.messages import Message, message
from corpus.readers.draft import Draft, Refusal
from corpus.readers.feeds_channel import host_of
from corpus.readers.feeds_entry import paragraphs_in
from corpus.readers.markup import Element, parse_html, text_of
from corpus.readers.webpage_article import draft_of
from corpus.readers.webpage_data import addresses_of, article_of, meta_of, text_in
from corpus.readers.webpage_extraction import SHORTEST, extracted
from corpus.readers.webpage_text import article_paragraphs, in_paragraphs, leads_elsewhere, size_of
from corpus.readers.wire import language_of, nothing_to_read
from corpus.text import Decoded, decode, read_bytes

MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
HEAD_BYTES = 4096
"""Where a page says in which encoding it is written."""
_BEFORE = re.compile(r"\ufeff|\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_START = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_CHARSET = re.compile(
    rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I
)
_ENCODINGS = re.compile(r"(?:iso-?8859-?\d{1,2}|windows-?125\d|cp125\d|latin-?\d|mac-?roman)")
"""Those of pages in French that are not UTF-8; another name is nobody's by accident."""
_TAG = re.compile(r"</?[a-z]|&[a-z]+;|&#\d+;", re.IGNORECASE)


class WebPageReader:
    """A document that begins as HTML does."""

    name = "page"
    title = "page web"
    extensions: tuple[str, ...] = (".html", ".htm", ".xhtml")

    def sniff(self, head: bytes) -> bool:
        encoding = "utf-16" if head.startswith(MARKS[1:]) else "utf-8"
        text = head.decode(encoding, "replace")
        at = 0
        while (skipped := _BEFORE.match(text, at)) is not None:
            at = skipped.end()
        return _START.match(text, at) is not None

    def read(self, stream: BinaryIO, file: str) -> Iterator[Draft | Refusal]:
        try:
            yield _read(stream, Source(file, self.name))
        except ReaderError as error:
            yield Refusal(file, error.message, error.offset, error.line)


def _read(stream: BinaryIO, source: Source) -> Draft:
    data = read_bytes(stream, LIMITS.page_bytes)
    if len(data) > LIMITS.page_bytes:
        raise ReaderError(message("Page de plus de {limit} octets.", limit=LIMITS.page_bytes))
    page = decoded(data)
    root = parse_html(page.text)
    if root is None:
        raise ReaderError(nothing_to_read())
    meta = meta_of(root)
    canonical = _canonical(root, meta)
    article = article_of(root, canonical)
    item = {**meta, **article} if article else meta
    item["headline"] = text_in(item, "headline", "name") or _title(root)
    paragraphs = _paragraphs(root, item, page.text)
    if not paragraphs:
        raise ReaderError(_no_text())
    address = canonical or next(filter(host_of, sorted(addresses_of(item))), "")
    # A parser of HTML knows no namespaces: the attribute of XHTML is called as it is written.
    language = language_of(root.get("lang") or root.get("xml:lang"))
    draft = draft_of(item, paragraphs, address, language, source)
    return draft._replace(notes=(*map(str, page.notes), *draft.notes))


def decoded(data: bytes) -> Decoded:
    """The text of a page in the encoding that it names, else as any text is decoded.

    Raises ReaderError for what is no text.
    """
    found = None if data.startswith(MARKS) else _CHARSET.search(data[:HEAD_BYTES])
    name = found[1].decode("ascii", "replace").lower() if found else ""
    if not _ENCODINGS.fullmatch(name):
        return decode(data)
    # As browsers do: nobody who says Latin-1 means its control codes.
    encoding = "cp1252" if re.fullmatch(r"iso-?8859-?1|latin-?1", name) else name
    try:
        return Decoded(data.decode(encoding), encoding, ())
    except (UnicodeDecodeError, LookupError):
        return decode(data)


def _canonical(root: Element, meta: Mapping[str, Any]) -> str:
    """The address that a page calls its own; empty where it names none that is whole."""
    links = (
        link.get("href") or ""
        for link in root.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    )
    return next(filter(host_of, map(str.strip, (*links, text_in(meta, "url")))), "")


def _title(root: Element) -> str:
    """The headline as the page shows it, else the window's."""
    headings = [text for heading in root.iter("h1") if (text := text_of(heading))]
    if len(headings) == 1:
        return headings[0]
    return text_of(next(root.iter("title"), None))


def _paragraphs(root: Element, item: Mapping[str, Any], page: str) -> tuple[str, ...]:
    """The paragraphs of an article, empty for a page without one. Raises ReaderError."""
    shown = article_paragraphs(root)
    body = item.get("articleBody")
    bodies = body if isinstance(body, list) else [body]
    said = [line for text in bodies if isinstance(text, str) for line in _lines(text)]
    if said:
        return in_paragraphs(tuple(line for line in said if not leads_elsewhere(line)), shown)
    return shown or (extracted(page) if size_of(root) >= SHORTEST else ())


def _lines(text: str) -> tuple[str, ...]:
    if _TAG.search(text):
        return paragraphs_in(text if "<" in text else f"<p>{text}</p>", is_html=True)
    return tuple(line for each in text.split("\n") for line in paragraphs_in(each, is_html=False))


def _no_text() -> Message:
    return message("Cette page n’a pas de texte d’article.")
