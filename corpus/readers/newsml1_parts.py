"""Walks the components of a NewsML 1 item: their metadata, their lines and their text.

NewsML 1.2 Functional Specification (IPTC, 2003), 5.7 to 5.10. Components nest, and each says for
itself and for those in it what it is about. A component that has a headline and a text of its own
is a story; one without a headline is a part of the story around it, as Belga's title, lead and
body are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from corpus.dispatch import Link, Subject
from corpus.errors import ReaderError
from corpus.readers.iptc7901_text import paragraphs_of_lines
from corpus.readers.markup import Element, local_name, paragraphs_of, parse_bytes, text_of
from corpus.text import are_alike, clean, squeeze

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TITLE_ROLES = frozenset(("title", "headline", "titre"))
OTHER_ROLES = frozenset(
    ("caption", "picture", "photo", "image", "graphic", "audio", "sound", "video", "thumbnail")
)
"""Roles of what is no text of the story."""
TEXT_TYPES = frozenset(("", "text", "textual", "complexdata", "other"))
EXTRA_LINES = {
    "SubHeadLine": "subheadline",
    "DateLine": "dateline",
    "CreditLine": "credit",
    "CopyrightLine": "copyright",
    "RightsLine": "rights",
    "SeriesLine": "series",
    "SlugLine": "slugline",
}
SUBJECTS = frozenset(("Subject", "SubjectMatter", "SubjectDetail", "SubjectQualifier"))
_SEPARATORS = re.compile(r"\s*[/;,|]\s*")
_ESCAPED_TAG = re.compile(r"</?(?:p|br|b|i|em|strong|a|div|span|ul|li|h\d)\b[^>]*>", re.IGNORECASE)


@dataclass
class Story:
    """What a component says, with what those around it say where it is silent."""

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
    extra: dict[str, str] = field(default_factory=dict)
    paragraphs: tuple[str, ...] = ()
    name: str = ""
    is_titled: bool = False
    is_elsewhere: bool = False


def stories(component: Element, above: Story) -> Iterator[Story]:
    """The stories of a component, in order; its own comes first. One without text may be among
    them: a kill has none."""
    own = replace(above, extra=dict(above.extra), paragraphs=(), is_titled=False)
    inner: list[Story] = []
    role = _read_metadata(component, own)
    if role not in OTHER_ROLES:
        _read_text(component, own, inner, role)
    if own.paragraphs or not inner:
        yield own
    yield from inner


def _read_metadata(component: Element, story: Story) -> str:
    """Fill in what the component says of itself, and give its role in lower case."""
    story.language = component.get(LANG) or story.language
    story.name = component.get("Duid") or component.get("Euid") or ""
    role = ""
    for child in component:
        tag = child.tag
        if tag == "Role":
            role = child.get("FormalName", "").strip().lower()
        elif tag == "NewsLines":
            _read_lines(child, story)
        elif tag == "AdministrativeMetadata":
            _read_administration(child, story)
        elif tag == "DescriptiveMetadata":
            _read_description(child, story)
        elif tag == "NewsItemRef" and (target := child.get("NewsItem")):
            story.links = (*story.links, Link("related", target, 0, text_of(child)))
    return role


def _read_text(component: Element, story: Story, inner: list[Story], role: str) -> None:
    """Fill in the text: of equivalents the first in each language, else all, in order."""
    is_choice = component.get("EquivalentsList") == "yes"
    for child in component:
        if is_choice and story.paragraphs:
            break
        if child.tag == "ContentItem":
            found = _content(child, story)
        elif child.tag == "NewsComponent":
            found = _part(child, story, inner)
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
        story.paragraphs = story.paragraphs[1:]


def _part(component: Element, story: Story, inner: list[Story]) -> tuple[str, ...]:
    """The paragraphs of a component without a headline; another's stories go to `inner`."""
    found = list(stories(component, story))
    if found[0].is_titled or len(found) > 1:
        inner += (each for each in found if each.paragraphs)
        story.headline = story.headline or found[0].headline
        story.is_elsewhere |= found[0].is_elsewhere
        return ()
    part = found[0]
    kept = {"paragraphs": story.paragraphs, "name": story.name, "is_titled": story.is_titled}
    vars(story).update(vars(part) | kept)
    return part.paragraphs


def _read_lines(lines: Element, story: Story) -> None:
    keywords: list[str] = []
    for line in lines:
        tag = str(line.tag)
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
        elif tag in EXTRA_LINES:
            story.extra[EXTRA_LINES[tag]] = text
    if keywords:
        story.keywords = _distinct(keywords)


def _read_typed_line(line: Element, story: Story) -> None:
    """A line of a type that the provider chose: «ProductLine», «CatchWord»."""
    name = _formal_name(line.find("NewsLineType"))
    text = " ".join(filter(None, (text_of(each) for each in line.iterfind("NewsLineText"))))
    if text and name and not name.isdecimal():
        story.extra[name] = text


def _read_administration(metadata: Element, story: Story) -> None:
    authors: list[str] = []
    for child in metadata:
        tag = child.tag
        if tag == "Provider":
            story.agency = _party(child) or story.agency
        elif tag == "Source":
            story.source = _party(child) or story.source
        elif tag == "Creator":
            authors += [_formal_name(party) for party in child.iterfind("Party")]
        elif tag == "Property":
            name, value = child.get("FormalName", ""), child.get("Value", "").strip()
            if name == "Priority":
                story.urgency = story.urgency or value
            elif name.lower() == "author":
                authors.append(value)
    if named := _distinct(authors):
        story.extra["author"] = ", ".join(named)


def _read_description(metadata: Element, story: Story) -> None:
    subjects: list[Subject] = []
    keywords: list[str] = []
    for child in metadata:
        tag = child.tag
        if tag == "Language":
            story.language = _formal_name(child) or story.language
        elif tag == "SubjectCode":
            subjects += [_subject(each) for each in child if each.tag in SUBJECTS]
        elif tag == "Genre" and (genre := _formal_name(child)):
            story.extra["genre"] = genre
        elif tag == "Location":
            _read_location(child, story)
        elif tag == "Property" and child.get("FormalName") == "Keyword":
            keywords.append(child.get("Value", "").strip())
    if subjects:
        known = (subject for subject in subjects if subject.code or subject.label)
        story.subjects = tuple(dict.fromkeys(known))
    if keywords:
        story.keywords = _distinct((*story.keywords, *keywords))


def _read_location(location: Element, story: Story) -> None:
    """The city is the dispatch's place when it is where the news was written, or when no more is
    said; the country goes to the extra fields."""
    if location.get("HowPresent", "Origin").lower() not in ("origin", "dateline"):
        return
    for child in location:
        value = child.get("Value", "").strip()
        if value and child.get("FormalName") == "City":
            story.place = value
        elif value and child.get("FormalName") == "Country":
            story.extra["country"] = value


def _subject(element: Element) -> Subject:
    """A subject by its reference of eight figures (IPTC Subject Codes), else by its name."""
    name = _formal_name(element)
    if len(name) == 8 and name.isdecimal():
        return Subject(f"subj:{name}")
    return Subject(label=name)


def _content(item: Element, story: Story) -> tuple[str, ...]:
    """The paragraphs of a ContentItem, none for what is no text."""
    data = None
    for child in item:
        if child.tag == "DataContent":
            data = child
        elif child.tag == "MediaType" and _formal_name(child).lower() not in TEXT_TYPES:
            return ()
    if data is None:
        story.is_elsewhere |= item.get("Href") is not None
        return ()
    return _paragraphs_of_data(data, story)


def _paragraphs_of_data(data: Element, story: Story) -> tuple[str, ...]:
    if len(data) == 0:
        return _paragraphs_of_text(data.text or "")
    first = data[0]
    if local_name(first).lower() not in ("nitf", "html"):
        return _paragraphs(data)
    body = next((each for each in first.iter() if local_name(each).lower() == "body"), first)
    content = next((each for each in body if local_name(each) == "body.content"), body)
    if not story.headline:
        heads = (each for each in body.iter() if local_name(each) in ("hl1", "h1"))
        story.headline = text_of(next(heads, None))
    return _paragraphs(content)


def _paragraphs(content: Element) -> tuple[str, ...]:
    # Nearly all texts are a row of bare paragraphs, which need no walk.
    if any(len(child) or local_name(child) != "p" for child in content):
        return paragraphs_of(content)
    lines = (squeeze(clean(child.text or "").replace("\n", " ")) for child in content)
    return tuple(line for line in lines if line)


def _paragraphs_of_text(text: str) -> tuple[str, ...]:
    """The paragraphs of a plain text, or of markup that was escaped."""
    if _ESCAPED_TAG.search(text):
        try:
            return paragraphs_of(parse_bytes(f"<div>{text}</div>".encode()))
        except ReaderError:
            text = _ESCAPED_TAG.sub(" ", text)
    return paragraphs_of_lines(clean(text).split("\n"))


def _party(element: Element) -> str:
    return _formal_name(element.find("Party"))


def _formal_name(element: Element | None) -> str:
    return squeeze(clean(element.get("FormalName", ""))) if element is not None else ""


def _distinct(values: Iterator[str] | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
