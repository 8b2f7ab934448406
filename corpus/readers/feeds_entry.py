"""Makes a draft of one entry of a feed, as feedparser gives its fields.

An entry has no version: it is the moment of its last change (`corpus.versions`). What feedparser
found and a dispatch has not is kept under feedparser's names.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from corpus.agencies import agency_named
from corpus.dispatch import Link, Source, Status, Subject
from corpus.errors import ReaderError
from corpus.limits import LIMITS
from corpus.readers.draft import Draft
from corpus.readers.feeds_channel import Channel, authors_of, rows_of, text_field
from corpus.readers.marks import CAPITALS, Marks, read_marks
from corpus.readers.markup import line_of, paragraphs_of, parse_html
from corpus.readers.newscodes import code_at, code_of, subject_code
from corpus.readers.nitf import agency_among
from corpus.readers.wire import (
    Kept,
    bounded,
    extra_of,
    keep,
    language_of,
    moment_of,
    nothing_to_read,
)
from corpus.text import clean
from corpus.versions import version_at

RELATIONS = {"related": "related", "via": "via", "predecessor-version": "previous"}
"""The links of an entry that lead to other dispatches, and what they are called here."""
USED = frozenset(
    ("id", "title", "summary", "content", "author", "publisher", "published", "updated", "language")
)
"""Fields that have a place of their own in a draft."""
UID_BYTES = 16
BLANK_LINES = re.compile(r"\n\s*\n")

Fields = Mapping[str, Any]


def draft_of(entry: Fields, language: str, channel: Channel, source: Source) -> Draft:
    """The draft of an entry; `language` is its own, empty where it names none.

    Raises ReaderError for an entry without title and text, or whose markup is over a limit.
    """
    notes: list[str] = []
    headline = " ".join(_paragraphs(entry.get("title_detail"), entry.get("title")))
    summary = _paragraphs(entry.get("summary_detail"), entry.get("summary"))
    paragraphs = _content(entry) or summary
    if not headline and not paragraphs:
        raise ReaderError(nothing_to_read())
    published = moment_of(text_field(entry, "published"), notes)
    updated = moment_of(text_field(entry, "updated"), notes)
    subjects, keywords = _categories(entry)
    marks = marks_in(headline)
    authors = authors_of(entry)
    names = [*filter(agency_named, authors), *_names(entry)] or list(channel.names)
    return Draft(
        headline=headline,
        paragraphs=paragraphs,
        uid=uid_of(text_field(entry, "id") or text_field(entry, "link"), channel.host),
        version=version_at(published, updated),
        status=marks.status,
        urgency=marks.urgency,
        agency=_fitting(agency_among(names)),
        issued=published or updated,
        byline=", ".join(name for name in authors if not agency_named(name)),
        subjects=bounded(subjects, "sujets", notes),
        keywords=bounded(keywords, "mots-clés", notes),
        language=language or _language(entry) or channel.language,
        notes=tuple(notes),
        source=source,
        extra=extra_of(_kept(entry, channel, summary if summary != paragraphs else ())),
        links=bounded(list(_links(entry)), "liens", notes),
    )


def withdrawal_of(
    attributes: Mapping[str, str], comment: str, channel: Channel, source: Source
) -> Draft:
    """The draft of what withdraws an entry: it has its uid, and is cancelled."""
    notes: list[str] = []
    when = moment_of(attributes.get("when"), notes)
    uid = uid_of(attributes.get("ref", "").strip(), channel.host)
    if not uid:
        raise ReaderError(nothing_to_read())
    return Draft(
        headline=comment,
        uid=uid,
        version=version_at(when),
        status=Status.CANCELLED,
        agency=_fitting(agency_among(list(channel.names))),
        issued=when,
        language=channel.language,
        notes=tuple(notes),
        source=source,
    )


def uid_of(identifier: str, host: str) -> str:
    """An identifier that no other feed gives: what is no URI is only one of its site's. One that
    is too long to be a uid gives its digest."""
    if identifier and ":" not in identifier and host:
        identifier = f"{host}:{identifier}"
    if len(identifier) <= LIMITS.field_characters:
        return identifier
    return hashlib.blake2b(identifier.encode(), digest_size=UID_BYTES).hexdigest()


def marks_in(headline: str) -> Marks:
    """The marks in capitals before a headline. A site's own words are not a desk's: «Annulation du
    procès : …» cancels nothing."""
    found = CAPITALS.match(headline)
    return read_marks((found.group(),), "") if found else Marks()


def paragraphs_in(value: str, is_html: bool) -> tuple[str, ...]:
    """The paragraphs of HTML, or of plain text, where blank lines part them.

    Raises ReaderError for markup that is too large or too deep.
    """
    if is_html and "<" in value:
        root = parse_html(value)
        return () if root is None else paragraphs_of(root)
    parts = BLANK_LINES.split(clean(html.unescape(value) if is_html else value))
    return tuple(line for part in parts if (line := line_of(part)))


def _paragraphs(detail: Any, value: Any) -> tuple[str, ...]:
    """Those of a field: its value is the first one's, where media have not taken its place."""
    media_type = detail.get("type", "") if isinstance(detail, dict) else ""
    return paragraphs_in(value, "ml" in media_type) if isinstance(value, str) else ()


def _content(entry: Fields) -> tuple[str, ...]:
    """The first content that is a text."""
    for each in rows_of(entry, "content"):
        media_type = each.get("type", "")
        if (media_type.startswith("text/") or media_type.endswith("ml")) and (
            found := paragraphs_in(each.get("value", ""), media_type != "text/plain")
        ):
            return found
    return ()


def _names(entry: Fields) -> list[str]:
    """Who may be the agency: who published the entry, then the feed that it comes from."""
    origin = entry.get("source")
    title = text_field(origin, "title") if isinstance(origin, dict) else ""
    return [name for name in (text_field(entry, "publisher"), title) if name]


def _fitting(name: str) -> str:
    return name if len(name) <= LIMITS.field_characters else ""


def _language(entry: Fields) -> str:
    contents = (each.get("language") for each in rows_of(entry, "content"))
    return next(filter(None, map(language_of, (text_field(entry, "language"), *contents))), "")


def _categories(entry: Fields) -> tuple[list[Subject], list[str]]:
    """Categories with a scheme are subjects; so are the IPTC's without one. Others are keywords."""
    subjects, keywords = [], []
    for tag in rows_of(entry, "tags"):
        term, scheme, label = (text_field(tag, name) for name in ("term", "scheme", "label"))
        if not scheme and not (term.isdecimal() and len(term) == 8):
            keywords.append(label or term)
            continue
        code = category_code(scheme, term)
        subjects.append(Subject(code, label or ("" if term.isdecimal() else term)))
    return [each for each in subjects if any(each)], [each for each in keywords if each]


def category_code(scheme: str, term: str) -> str:
    """The code of a term in a scheme, which is an alias («medtop») or an address."""
    if not term:
        return ""
    if not scheme:
        return subject_code(term)
    if "/" not in scheme:
        return code_of(f"{scheme}:{term}")
    return code_at(scheme + term if scheme.endswith(("/", "#", "=")) else f"{scheme}/{term}")


def _links(entry: Fields) -> Iterator[Link]:
    for each in rows_of(entry, "links"):
        relation, address = RELATIONS.get(each.get("rel", "")), text_field(each, "href")
        if relation and address:
            yield Link(relation, uid_of(address, ""), title=text_field(each, "title"))


def _kept(entry: Fields, channel: Channel, summary: tuple[str, ...]) -> Kept:
    """What a draft has no place for: the link, the summary beside a text, rights, and the rest."""
    kept: Kept = {}
    keep(kept, "summary", "\n".join(summary))
    if text_field(entry, "published") and text_field(entry, "updated") != text_field(
        entry, "published"
    ):
        keep(kept, "updated", text_field(entry, "updated"))
    keep(kept, "feed", channel.title)
    keep(kept, "rights", text_field(entry, "rights") or channel.rights)
    for name in sorted(entry.keys() - USED - kept.keys()):
        if len(kept) < LIMITS.field_values:
            keep(kept, name, text_field(entry, name))
    return kept
