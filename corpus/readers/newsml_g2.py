"""Reads NewsML-G2 2.x: news items, packages, and messages that carry several of them.

Items that describe concepts, vocabularies or plans are refused as what they are. A picture's or a
video's item is a dispatch of its headline and caption. A part of an item alone (`contentSet`,
`groupSet`, `contentMeta`) is read as an item that has nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import BinaryIO

from corpus.dispatch import Source, Status, Subject
from corpus.errors import ReaderError
from corpus.messages import Message, message
from corpus.readers.draft import Draft, Refusal
from corpus.readers.markup import XML_LANG, Element, line_of, local_name, name_of, parse
from corpus.readers.markup_bytes import root_of
from corpus.readers.newsml_g2_concepts import Metadata, label_of
from corpus.readers.newsml_g2_content import Content, read_content
from corpus.readers.newsml_g2_meta import read_catalog, read_meta, read_part, read_rights
from corpus.readers.newsml_g2_package import read_groups
from corpus.readers.nitf import agency_among
from corpus.readers.nitf_head import Story
from corpus.readers.wire import (
    Kept,
    bounded,
    extra_of,
    headline_without_words,
    keep,
    language_of,
    moment_of,
    nothing_to_read,
    number_of,
    place_in,
    stronger,
)
from corpus.text import are_alike
from corpus.writers.extension import restored

ITEMS = frozenset(("newsItem", "packageItem"))
PARTS = frozenset(("contentSet", "groupSet", "contentMeta"))
OTHER_ITEMS: Mapping[str, Message] = {
    "conceptItem": message(
        "Pas une dépêche : un conceptItem décrit une notion (personne, lieu, événement)."
    ),
    "knowledgeItem": message("Pas une dépêche : un knowledgeItem est un vocabulaire de notions."),
    "catalogItem": message("Pas une dépêche : un catalogItem déclare des vocabulaires."),
    "planningItem": message("Pas une dépêche : un planningItem annonce une couverture à venir."),
}
ROOTS = ITEMS | PARTS | OTHER_ITEMS.keys() | {"newsMessage"}
MEDIA: Mapping[str, str] = {
    "picture": "Image",
    "photo": "Image",
    "graphic": "Infographie",
    "video": "Vidéo",
    "audio": "Son",
    "animation": "Animation",
}
"""What an item is that has no text of its own, by its class."""


class NewsmlG2Reader:
    """A document of NewsML-G2, or one of its parts alone."""

    name = "newsml-g2"
    title = "NewsML-G2"
    extensions: tuple[str, ...] = (".xml",)

    def sniff(self, head: bytes) -> bool:
        root = root_of(head)
        if root is None or root.name not in ROOTS:
            return False
        return not root.namespace or "iptc.org" in root.namespace

    def read(self, stream: BinaryIO, file: str) -> Iterator[Draft | Refusal]:
        try:
            root = parse(stream)
        except ReaderError as error:
            yield Refusal(file, error.message, error.offset, error.line)
            return
        source = Source(file, self.name)
        if local_name(root) != "newsMessage":
            yield _read_item(root, source)
            return
        is_empty = True
        for part in root:
            if name_of(part.tag) == "itemSet":
                for item in part:
                    is_empty = False
                    yield _read_item(item, source)
        if is_empty:
            yield Refusal(file, message("Ce message NewsML-G2 ne porte aucun élément."))


def _read_item(item: Element, source: Source) -> Draft | Refusal:
    name = name_of(item.tag)
    try:
        if name in ITEMS or name in PARTS:
            return _draft_of(item, source)
        if name in OTHER_ITEMS:
            raise ReaderError(OTHER_ITEMS[name])
        raise ReaderError(message("Élément « {name} » inconnu de NewsML-G2.", name=name[:60]))
    except ReaderError as error:
        line = item.sourceline
        return Refusal(
            source.file, error.message, source.offset, line if isinstance(line, int) else 0
        )


def _draft_of(item: Element, source: Source) -> Draft:
    """The draft of an item. Raises ReaderError for one without words of its own."""
    meta, content = Metadata(), None
    groups: Element | None = None
    names: dict[str, str] = {}
    for section in (item,) if name_of(item.tag) in PARTS else item:
        name = name_of(section.tag)
        if name in ("itemMeta", "contentMeta"):
            read_meta(section, meta)
        elif name == "contentSet":
            content = read_content(section)
        elif name == "groupSet":
            groups = section
        elif name == "rightsInfo":
            read_rights(section, meta)
        elif name == "catalog":
            read_catalog(section, meta)
        elif name == "assert":
            names[meta.code(section)] = label_of(section)
        elif name == "partMeta":
            read_part(section, meta)
        elif name == "itemRef" and groups is None:
            groups = item
    if groups is not None:
        lines = read_groups(groups, meta)
        content = Content(Story(title=lines[0] if lines else "", paragraphs=lines))
    elif content is None:
        content = Content(Story())
    _check(meta, content)
    if names:
        meta.subjects = [_named(subject, names) for subject in meta.subjects]
    draft = _joined(item, meta, content, source)
    return restored(draft, meta.own) if meta.own else draft


def _named(subject: Subject, names: Mapping[str, str]) -> Subject:
    """A subject under the name that the item gives it elsewhere."""
    code, label = subject
    if not code:
        return Subject("", names.get(label) or label)
    return Subject(code, label or names.get(code, ""))


def _check(meta: Metadata, content: Content) -> None:
    """Raise ReaderError for an item without words; one that is cancelled needs none."""
    if Status.CANCELLED in (meta.status, content.story.status) or content.story.paragraphs:
        return
    medium = MEDIA.get(meta.kind)
    if medium is not None and not meta.description:
        raise ReaderError(
            message("{medium} sans légende ni texte : rien à indexer.", medium=medium)
        )
    if meta.headline or meta.description or content.story.headline or meta.title:
        return
    if content.unread:
        name = content.unread
        raise ReaderError(
            message("Le contenu « {name} » n’est pas un texte, et n’a pas de titre.", name=name)
        )
    if meta.links:
        raise ReaderError(message("Ni titre ni texte : ce paquet ne nomme que des identifiants."))
    raise ReaderError(nothing_to_read())


def _joined(item: Element, meta: Metadata, content: Content, source: Source) -> Draft:
    """What the item's metadata says, and what the content says itself where it is silent."""
    story, notes = content.story, meta.notes
    _say_what_is_missing(meta, content)
    status = stronger(meta.status, story.status)
    paragraphs = story.paragraphs or tuple(meta.description)
    headline, byline = _headline(meta, story), _byline(meta, story)
    return Draft(
        headline=headline or headline_without_words(status, paragraphs),
        paragraphs=paragraphs,
        uid=line_of(item.get("guid")) or story.uid or story.key,
        version=number_of(item.get("version"), "version", notes) or story.version or 1,
        status=status,
        agency=meta.agency or agency_among(story.agencies),
        place=meta.place or story.place or place_in(meta.dateline),
        issued=meta.issued or _other_date(meta) or story.issued or story.told,
        byline=byline,
        subjects=bounded(meta.subjects or story.subjects, "sujets", notes),
        keywords=bounded(meta.keywords or story.keywords, "mots-clés", notes),
        language=meta.language or story.language or language_of(item.get(XML_LANG)),
        urgency=meta.urgency or story.urgency,
        links=bounded(meta.links or story.links, "liens", notes),
        notes=(*notes, *story.notes),
        source=source,
        extra=extra_of(_kept(meta, content)),
        embargo=meta.embargo or (story.release if status is Status.EMBARGOED else None),
    )


def _headline(meta: Metadata, story: Story) -> str:
    """The item's headline, the text's own, or the item's title; the others are kept."""
    headline = meta.headline or story.headline or meta.title or story.title
    if meta.title and meta.title != headline:
        keep(meta.kept, "title", meta.title)
    if story.headline and story.headline != headline and not are_alike(story.headline, headline):
        keep(meta.kept, "hedline", story.headline)
    return headline


def _byline(meta: Metadata, story: Story) -> str:
    """Who wrote it; those who are not in the byline are kept."""
    creators, contributors = ", ".join(meta.creators), ", ".join(meta.contributors)
    byline = meta.by or ", ".join(story.bylines) or creators or contributors
    for name, names in (("creator", creators), ("contributor", contributors)):
        if names != byline:
            keep(meta.kept, name, names)
    return byline


def _kept(meta: Metadata, content: Content) -> Kept:
    """The fields of the item and of its content that a dispatch has no place for."""
    kept = meta.kept
    if meta.description and content.story.paragraphs:
        keep(kept, "description", "\n".join(meta.description))
    if meta.kind != "text":
        keep(kept, "item class", meta.kind)
    if content.elsewhere:
        keep(kept, "remote content", " ".join(content.elsewhere))
    return {**content.story.kept, **kept} if content.story.kept else kept


def _say_what_is_missing(meta: Metadata, content: Content) -> None:
    """A note where an item's text is not what its class lets expect."""
    if content.story.paragraphs:
        return
    medium = MEDIA.get(meta.kind)
    if content.unread:
        note = message("Contenu « {name} » non lu : ce n’est pas un texte.", name=content.unread)
    elif medium is not None and meta.description:
        note = message("{medium} : faite de son titre et de sa légende.", medium=medium)
    elif content.elsewhere:
        note = message("Le texte est ailleurs : {address}.", address=content.elsewhere[0])
    elif meta.description:
        note = message("Sans texte : faite de son titre et de son résumé.")
    else:
        return
    meta.notes.append(str(note))


def _other_date(meta: Metadata) -> datetime | None:
    """When the content was written, where it is not said when the item was."""
    for name in ("contentModified", "contentCreated", "firstCreated"):
        if name in meta.kept:
            return moment_of(meta.kept[name][0], meta.notes)
    return None
