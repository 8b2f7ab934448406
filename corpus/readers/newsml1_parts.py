"""Walks the components of a NewsML 1 item: their metadata, their lines and their text.

NewsML 1.2 Functional Specification (IPTC, 2003), 5.7 to 5.10. Components nest, and each says for
itself and for those in it what it is about. A component that has a headline and a text of its own
is a story; one without a headline is a part of the story around it, as Belga's title, lead and
body are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from corpus.dispatch import Link, Subject
from corpus.limits import LIMITS
from corpus.readers.markup import XML_LANG, Element, text_of
from corpus.readers.newsml1_content import read_content
from corpus.readers.newsml1_item import value_of
from corpus.readers.remembered import Remembered
from corpus.readers.wire import SEPARATOR, Kept, language_of
from corpus.text import are_alike

TITLE_ROLES = frozenset(("title", "headline", "titre"))
OTHER_ROLES = frozenset(
    ("caption", "picture", "photo", "image", "graphic", "audio", "sound", "video", "thumbnail")
)
"""Roles of what is no text of the story."""
KEPT_LINES = {
    "SubHeadLine": "subheadline",
    "DateLine": "dateline",
    "CreditLine": "credit",
    "CopyrightLine": "copyright",
    "RightsLine": "rights",
    "SeriesLine": "series",
    "SlugLine": "slugline",
}
HELD = 2 * LIMITS.field_values
"""How many links and keywords are held: more than a dispatch may have, so that it is noted."""
SUBJECTS = frozenset(("Subject", "SubjectMatter", "SubjectDetail", "SubjectQualifier"))
_SEPARATORS = re.compile(r"\s*[/;,|]\s*")
_WORDS = re.compile(r"\w+")


@dataclass
class Story:
    """What a component says, with what those around it say where it is silent.

    `elsewhere` is the address of what is not in the document, `unread` the name of what is no text.
    """

    headline: str = ""
    byline: str = ""
    place: str = ""
    agency: str = ""
    source: str = ""
    language: str = ""
    urgency: str = ""
    keywords: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    links: tuple[Link, ...] = ()
    kept: Kept = field(default_factory=dict)
    paragraphs: list[str] = field(default_factory=list)
    name: str = ""
    is_titled: bool = False
    elsewhere: str = ""
    unread: str = ""

    def inside(self) -> Story:
        """A component's story before the component says anything."""
        inner = Story()
        vars(inner).update(vars(self))
        inner.kept = dict(self.kept)
        inner.paragraphs, inner.is_titled = [], False
        return inner

    def say(self, name: str, *values: str) -> None:
        """Keep what is said here, instead of what those around say; of names a bounded number."""
        said = SEPARATOR.join(dict.fromkeys(filter(None, values)))
        if said and (name in self.kept or len(self.kept) < LIMITS.field_values):
            self.kept[name] = [said]


def stories(component: Element, above: Story) -> list[Story]:
    """The stories of a component, in order; its own comes first. One without text may be among
    them: a kill has none."""
    own = above.inside()
    inner: list[Story] = []
    role = _read_metadata(component, own)
    if role and OTHER_ROLES.intersection(_WORDS.findall(role)):
        own.unread = role
    else:
        _read_text(component, own, inner, role)
    return [own, *inner] if own.paragraphs or not inner else inner


def _read_metadata(component: Element, story: Story) -> str:
    """Fill in what the component says of itself, and give its role in small letters."""
    if language := component.get(XML_LANG):
        story.language = language_of(language) or story.language
    story.name = component.get("Duid") or component.get("Euid") or ""
    role = ""
    links: list[Link] = []
    for child in component:
        tag = child.tag
        if tag == "Role":
            role = _formal_name(child).lower()
        elif tag == "NewsLines":
            _read_lines(child, story)
        elif tag == "AdministrativeMetadata":
            _read_administration(child, story)
        elif tag == "DescriptiveMetadata":
            _read_description(child, story)
        elif tag == "NewsItemRef" and (target := value_of(child, "NewsItem")):
            links.append(Link("related", target, 0, text_of(child)))
    if links:
        story.links = (*story.links, *links)[:HELD]
    return role


def _read_text(component: Element, story: Story, inner: list[Story], role: str) -> None:
    """Fill in the text: of equivalents the first in each language, else all, in order."""
    is_choice = component.get("EquivalentsList") == "yes"
    for child in component:
        if is_choice and story.paragraphs:
            break
        found: Sequence[str]
        if child.tag == "ContentItem":
            found = _read_item(child, story)
        elif child.tag == "NewsComponent":
            found = _read_part(child, story, inner)
        else:
            continue
        if role in TITLE_ROLES:
            story.headline = story.headline or " ".join(found)
        else:
            story.paragraphs += found
    if is_choice:
        first: dict[str, Story] = {}
        for each in inner:
            first.setdefault(each.language, each)
        inner[:] = first.values()
    if len(story.paragraphs) > 1 and are_alike(story.paragraphs[0], story.headline):
        del story.paragraphs[0]


def _read_item(item: Element, story: Story) -> tuple[str, ...]:
    """The paragraphs of a ContentItem; what its text says itself fills in where it is silent."""
    content = read_content(item)
    story.headline = story.headline or content.headline
    story.byline = story.byline or content.byline
    story.place = story.place or content.place
    for name, values in content.kept.items():
        if name not in story.kept:
            story.say(name, *values)
    story.elsewhere = story.elsewhere or content.elsewhere
    story.unread = story.unread or content.unread
    return content.paragraphs


def _read_part(component: Element, story: Story, inner: list[Story]) -> Sequence[str]:
    """The paragraphs of a component without a headline; another's stories go to `inner`."""
    found = stories(component, story)
    part = found[0]
    if part.is_titled or len(found) > 1:
        inner += (each for each in found if each.paragraphs)
        story.headline = story.headline or part.headline
        story.elsewhere, story.unread = part.elsewhere, part.unread
        return ()
    own = {"paragraphs": story.paragraphs, "name": story.name, "is_titled": story.is_titled}
    vars(story).update(vars(part) | own)
    return part.paragraphs


def _read_lines(lines: Element, story: Story) -> None:
    keywords: list[str] = []
    for line in lines:
        tag = line.tag
        if tag == "NewsLine":
            _read_typed_line(line, story)
            continue
        text = text_of(line)
        if not text:
            continue
        if tag == "HeadLine":
            story.headline, story.is_titled = text, True
        elif tag == "ByLine":
            story.byline = text
        elif tag == "KeywordLine":
            keywords += _SEPARATORS.split(text)
        elif tag in KEPT_LINES:
            story.say(KEPT_LINES[tag], text)
    if keywords:
        story.keywords = _distinct(keywords)


def _read_typed_line(line: Element, story: Story) -> None:
    """A line of a type that the provider chose: «ProductLine», «CatchWord»."""
    name, texts = "", []
    for child in line:
        if child.tag == "NewsLineType":
            name = _formal_name(child)
        elif child.tag == "NewsLineText":
            texts.append(text_of(child))
    if name and not name.isdecimal():
        story.say(name, *texts)


def _read_administration(metadata: Element, story: Story) -> None:
    authors: list[str] = []
    for child in metadata:
        tag = child.tag
        if tag == "Provider":
            story.agency = next(_parties(child), "") or story.agency
        elif tag == "Source":
            story.source = next(_parties(child), "") or story.source
        elif tag == "Creator":
            authors += _parties(child)
        elif tag == "Property":
            name, value = _formal_name(child), value_of(child, "Value")
            if name == "Priority":
                story.urgency = story.urgency or value
            elif name.lower() == "author":
                authors.append(value)
    if authors:
        story.say("author", *authors)


def _read_description(metadata: Element, story: Story) -> None:
    subjects: list[Subject] = []
    keywords: list[str] = []
    for child in metadata:
        tag = child.tag
        if tag == "SubjectCode":
            subjects += [_subject(_formal_name(each)) for each in child if each.tag in SUBJECTS]
        elif tag == "Property":
            if child.get("FormalName") == "Keyword":
                keywords.append(value_of(child, "Value"))
        elif tag == "Language":
            story.language = language_of(_formal_name(child)) or story.language
        elif tag == "Genre":
            story.say("genre", _formal_name(child))
        elif tag == "Location":
            _read_location(child, story)
    if subjects:
        known = [subject for subject in subjects if subject.code or subject.label]
        story.subjects = tuple(dict.fromkeys(known))[:HELD] or story.subjects
    if keywords:
        story.keywords = _distinct((*story.keywords, *keywords))[:HELD]


def _read_location(location: Element, story: Story) -> None:
    """The city is the dispatch's place where the news was written there, or where it is not said
    what the location is."""
    if location.get("HowPresent", "Origin").lower() not in ("origin", "dateline"):
        return
    for child in location:
        name = child.get("FormalName")
        if name == "City":
            story.place = value_of(child, "Value") or story.place
        elif name == "Country":
            story.say("country", value_of(child, "Value"))


def _subject_named(name: str) -> Subject:
    if len(name) == 8 and name.isdecimal():
        return Subject(f"subj:{name}")
    return Subject(label=name)


_subject = Remembered(_subject_named).__getitem__
"""A subject by its reference of eight figures (IPTC Subject Codes), else by its name."""


def _parties(element: Element) -> Iterator[str]:
    return (_formal_name(child) for child in element if child.tag == "Party")


def _formal_name(element: Element) -> str:
    return value_of(element, "FormalName")


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
