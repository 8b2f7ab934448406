"""The bodies of state that a dispatch concerns, found in its text or named by its metadata.

A scanner finds the words that a body's name begins with (`DEPARTMENT_TRIGGERS`);
`corpus.bodies` reads the name around each. Here mentions become bodies: short and full names of one
body are merged, «le ministère» points back, parents make paths, nationalities give countries.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from corpus.bodies.heads import HEAD_WORDS, HEADS
from corpus.bodies.joining import ParentLinker, merged, path_of
from corpus.bodies.known import KNOWN_WORDS, SPELLINGS, country_of_acronym, known_mention
from corpus.bodies.mentions import Mention, MentionReader
from corpus.dispatch import PATH_SEPARATOR, UNCLASSIFIED, Department, Kind, Span
from corpus.flat import flat
from corpus.limits import LIMITS
from corpus.triggers import Hit, Hits, Scanner

DEPARTMENT_TRIGGERS: Mapping[str, tuple[str, ...]] = {
    "department": (*HEAD_WORDS, *SPELLINGS),
}


def find_departments(text: str, hits: Hits, *, country: str = "") -> tuple[Department, ...]:
    """The bodies that a text concerns, in order of their first mention.

    `hits` are those of a Scanner with DEPARTMENT_TRIGGERS over the same text; `country` is that of
    the agency, which a body without a nationality is of. Never raises.
    """
    triggers = hits.groups["department"]
    if not triggers:
        return ()
    reader = MentionReader(text, hits.forms.flat)
    mentions = _mentions(reader, triggers)
    if all(mention.reading.name is None for mention in mentions):
        return ()
    ParentLinker(text, reader.flat).link(mentions)
    return tuple(_department(body, country) for body in merged(mentions, country))


def parse_metadata(value: str) -> Department:
    """The body that a source's metadata names, alone or as a path from the ministry down."""
    # A cache must not grow with whatever a file holds.
    return _named(value) if len(value) <= LIMITS.field_characters else _read_metadata(value)


def _read_metadata(value: str) -> Department:
    path = tuple(part.strip() for part in value.split(PATH_SEPARATOR.strip()) if part.strip())
    if not path:
        return Department((UNCLASSIFIED,), Kind.AGENCY)
    found = find_departments(path[-1], SCANNER.scan(path[-1]))
    if len(found) == 1 and len(path) == 1:
        return Department(found[0].path, found[0].kind, found[0].country)
    names = tuple(_lower_head(name) for name in path)
    return Department(names, found[0].kind if found else _kind_of(names[-1]))


_named = lru_cache(maxsize=4096)(_read_metadata)
SCANNER = Scanner(DEPARTMENT_TRIGGERS)


def _mentions(reader: MentionReader, hits: list[Hit]) -> list[Mention]:
    found: list[Mention] = []
    reached = -1
    for hit in hits:
        if hit.start < reached or reader.flat.endswith("vice-", 0, hit.start):
            continue
        known = known_mention(hit, reader) if hit.word in KNOWN_WORDS else None
        mentions = [known] if known else reader.mentions(hit)
        for mention in mentions:
            reading = mention.reading
            if reading.acronym and not mention.country:
                mention.country = country_of_acronym(reading.acronym, reading.organ)
            found.append(mention)
            reached = max(reached, mention.end)
    return found


def _department(body: Mention, country: str) -> Department:
    country = body.country or (body.parent.country if body.parent else "") or country
    kind = Kind.FORMER if body.is_former else body.kind
    return Department(path_of(body), kind, country, _aliases(body), Span(body.start, body.end))


def _aliases(body: Mention) -> tuple[str, ...]:
    """The other forms in the text, each once, the acronym last."""
    name, acronym = body.reading.full, body.reading.acronym
    if not (body.aliases or acronym):
        return ()
    forms = dict.fromkeys((*body.aliases, acronym) if acronym else body.aliases)
    return tuple(form for form in forms if form != name)


def _lower_head(name: str) -> str:
    """A head word is shown in lower case, an acronym as it is."""
    first, _, rest = name.partition(" ")
    return f"{first.lower()} {rest}" if rest and flat(first) in HEADS else name


def _kind_of(name: str) -> Kind:
    head = HEADS.get(flat(name.partition(" ")[0]))
    return head.kind if head else Kind.AGENCY
