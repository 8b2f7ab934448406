"""The bodies of state that a dispatch concerns, found in its text or named by its metadata.

An automaton finds the words that a body's name begins with (`DEPARTMENT_TRIGGERS`);
`corpus.bodies` reads the name around each. Here mentions become bodies: short and full names of one
body are merged, «le ministère» points back, parents make paths, nationalities give countries.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import zip_longest

from corpus.bodies.heads import HEAD_WORDS, HEADS, Head
from corpus.bodies.known import SPELLINGS, known_body
from corpus.bodies.mentions import PARENT, Mention, MentionReader
from corpus.bodies.names import Name
from corpus.bodies.words import flat
from corpus.dispatch import PATH_SEPARATOR, Department, Kind, Span
from corpus.triggers import Hit, Hits, Scanner

DEPARTMENT_TRIGGERS: Mapping[str, tuple[str, ...]] = {
    "department-head": HEAD_WORDS,
    "department-known": SPELLINGS,
}
UNDER = (Kind.DIRECTORATE, Kind.DEPARTMENT, Kind.SERVICE, Kind.AGENCY)
"""The kinds that a ministry named right after them is the parent of."""


def find_departments(text: str, hits: Hits, *, country: str = "") -> tuple[Department, ...]:
    """The bodies that a text concerns, in order of their first mention.

    `hits` are those of a Scanner with DEPARTMENT_TRIGGERS over the same text; `country` is that of
    the agency, which a body without a nationality is of. Never raises.
    """
    heads, known = hits.get("department-head", ()), hits.get("department-known", ())
    if not heads and not known:
        return ()
    reader = MentionReader(text, flat(text))
    mentions = _mentions(reader, [*heads, *known])
    _link_parents(reader.flat, mentions)
    return tuple(_department(body, country) for body in _merged(mentions, country))


def parse_metadata(value: str) -> Department:
    """The body that a source's metadata names, alone or as a path from the ministry down."""
    path = tuple(part.strip() for part in value.split(PATH_SEPARATOR.strip()) if part.strip())
    found = find_departments(path[-1], SCANNER.scan(path[-1]))
    if len(found) == 1 and len(path) == 1:
        return Department(found[0].path, found[0].kind, found[0].country)
    names = tuple(_lower_head(name) for name in path)
    return Department(names, found[0].kind if found else _kind_of(names[-1]))


SCANNER = Scanner(DEPARTMENT_TRIGGERS)
KNOWN_HEAD = Head("", Kind.AGENCY)


def _mentions(reader: MentionReader, hits: list[Hit]) -> list[Mention]:
    found: list[Mention] = []
    reached = -1
    hits.sort(key=_position)
    for hit in hits:
        if hit.start < reached or reader.flat[max(0, hit.start - 5) : hit.start] == "vice-":
            continue
        mentions = _known_mentions(hit, reader) or reader.mentions(hit)
        found.extend(mentions)
        if mentions:
            reached = max(mention.end for mention in mentions)
    return found


def _position(hit: Hit) -> tuple[int, int]:
    return hit.start, -hit.end


def _known_mentions(hit: Hit, reader: MentionReader) -> list[Mention]:
    """A body under another name, of the country that follows or its own."""
    body = known_body(hit.word, reader.text[hit.start : hit.end])
    if body is None:
        return []
    following = Name(end=hit.end)
    reader.names.read_country(following)
    return [
        Mention(
            hit.start,
            hit.end,
            KNOWN_HEAD,
            body.name,
            body.kind,
            "",
            (body.name,),
            following.country or body.country,
            is_former=reader.is_former(hit),
            aliases=[reader.text[hit.start : hit.end]],
        )
    ]


def _link_parents(flat_text: str, mentions: list[Mention]) -> None:
    """«direction de X du ministère de Y», «sa direction de X», «département de X au ministère»."""
    ministry: Mention | None = None
    for mention, following in zip_longest(mentions, mentions[1:]):
        if mention.name is None:
            continue
        if mention.kind is Kind.MINISTRY:
            ministry = mention
        elif mention.kind in UNDER:
            mention.parent = _parent(flat_text, mention, following, ministry)


def _parent(
    flat_text: str, mention: Mention, following: Mention | None, ministry: Mention | None
) -> Mention | None:
    above = ministry if mention.is_owned else None
    if ministry and ministry.acronym:
        initials = re.compile(rf" (?:du|de la|de l'|au) ?{re.escape(flat(ministry.acronym))}\b")
        above = ministry if initials.match(flat_text, mention.end) else above
    if following is None or not PARENT.fullmatch(flat_text, mention.end, following.start):
        return above
    if following.name is None:
        return ministry if following.head.organ == "ministère" else above
    return following if following.kind in (*UNDER, Kind.MINISTRY, Kind.SECRETARIAT) else above


def _merged(mentions: list[Mention], country: str) -> list[Mention]:
    """One for each body: the fullest name, the others its aliases, the first place its proof."""
    bodies: list[Mention] = []
    for mention in mentions:
        if mention.name is None or (mention.is_doubtful and mention.parent is None):
            continue
        same = [body for body in bodies if _is_same(body, mention, country)]
        if not same:
            bodies.append(mention)
            continue
        at_home = [body for body in same if (body.country or country) == country]
        mention.merged = (at_home or same)[-1]
        _merge(mention.merged, mention)
    return bodies


def _is_same(one: Mention, other: Mention, country: str) -> bool:
    home = one.country or country
    if other.country and home and home != other.country:
        return False
    if other.is_introduced and not other.country and country and home != country:
        return False
    if one.full.lower() == other.full.lower():
        return True
    if one.organ != other.organ or not one.units or not _agree(one.units[0], other.units[0]):
        return False
    fewer, more = sorted((one.units, other.units), key=len)
    return all(any(_agree(unit, each) for each in more) for unit in fewer)


def _agree(one: str, other: str) -> bool:
    """«Solidarité» and «Solidarité nationale» are one subject."""
    return one == other or one.startswith(f"{other} ") or other.startswith(f"{one} ")


def _merge(body: Mention, mention: Mention) -> None:
    fuller, shorter = body.full, mention.full
    if (len(mention.units), len(mention.full)) > (len(body.units), len(body.full)):
        fuller, shorter = shorter, fuller
        body.organ, body.name, body.units = mention.organ, mention.name, mention.units
    if shorter.lower() != fuller.lower():
        body.aliases.append(shorter)
    body.aliases.extend(mention.aliases)
    body.acronym = body.acronym or mention.acronym
    body.country = body.country or mention.country
    body.is_former = body.is_former and mention.is_former
    body.parent = body.parent or mention.parent


def _department(body: Mention, country: str) -> Department:
    aliases = dict.fromkeys((*body.aliases, *([body.acronym] if body.acronym else [])))
    aliases.pop(body.full, None)
    return Department(
        path=_path(body),
        kind=Kind.FORMER if body.is_former else body.kind,
        country=body.country or country,
        aliases=tuple(aliases),
        span=Span(body.start, body.end),
    )


def _path(body: Mention) -> tuple[str, ...]:
    path: list[str] = []
    above: Mention | None = body
    while above is not None and above.full not in path:
        above = above.merged or above
        path.append(above.full)
        above = above.parent
    return tuple(reversed(path))


def _lower_head(name: str) -> str:
    """A head word is shown in lower case, an acronym as it is."""
    first, _, rest = name.partition(" ")
    return f"{first.lower()} {rest}" if rest and flat(first) in HEADS else name


def _kind_of(name: str) -> Kind:
    head = HEADS.get(flat(name.partition(" ")[0]))
    return head.kind if head else Kind.AGENCY
