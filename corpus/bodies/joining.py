"""Joins the mentions of a text into bodies: parents, back references, short and full names."""

from __future__ import annotations

import re
from itertools import zip_longest

from corpus.bodies.context import CHILD, PARENT, UNDER_IT
from corpus.bodies.mentions import Mention
from corpus.bodies.words import flat
from corpus.data_files import read_entries
from corpus.dispatch import Kind

UNDER = (Kind.DIRECTORATE, Kind.DEPARTMENT, Kind.SERVICE, Kind.AGENCY)
"""The kinds that a ministry named right after them is the parent of."""
ABOVE = (*UNDER, Kind.MINISTRY, Kind.SECRETARIAT)
PLACE = re.compile(
    r" (?:de |d['’]|du |des |à |au |en )(?:la |l['’])?[A-ZÀ-Ý][\w'’-]+(?: [A-ZÀ-Ý][\w-]+)*"
)
"""In the text itself, a place that stands between a body and the one above it."""
AMERICAN = frozenset(flat(entry) for entry in read_entries("american_departments.txt"))
"""What the departments of the United States are of."""


def link_parents(text: str, flat_text: str, mentions: list[Mention]) -> None:
    """«direction de X du ministère de Y», «sa direction de X», «département de X au ministère»."""
    ministry: Mention | None = None
    previous: Mention | None = None
    is_in_america = False
    for mention, following in zip_longest(mentions, mentions[1:]):
        if mention.reading.name is None:
            if previous and previous.kind is mention.kind and previous.kind in UNDER:
                # «Cette direction, qui relève du ministère, …»
                previous.parent = previous.parent or _parent(
                    text, flat_text, mention, following, ministry
                )
            continue
        is_in_america |= mention.kind is Kind.FOREIGN and mention.country == "US"
        if (
            is_in_america
            and mention.kind is Kind.DEPARTMENT
            and mention.reading.units[0] in AMERICAN
        ):
            mention.kind, mention.country = Kind.FOREIGN, mention.country or "US"
        if mention.kind is Kind.MINISTRY:
            # Of «ministres libyen, tunisien et algérien» the first is the one at home.
            ministry = ministry if previous and previous.start == mention.start else mention
        elif mention.kind in UNDER:
            if previous and CHILD.fullmatch(flat_text, previous.end, mention.start):
                mention.parent = previous if previous.kind is Kind.MINISTRY else None
            mention.parent = (
                _parent(text, flat_text, mention, following, ministry) or mention.parent
            )
        previous = mention


def _parent(
    text: str,
    flat_text: str,
    mention: Mention,
    following: Mention | None,
    ministry: Mention | None,
) -> Mention | None:
    place = PLACE.match(text, mention.end)
    end = (
        place.end() if place and not (following and following.start < place.end()) else mention.end
    )
    is_under = mention.is_owned or UNDER_IT.match(flat_text, end)
    above = ministry if is_under or _is_part(mention, ministry) else None
    if ministry and ministry.reading.acronym:
        initials = re.compile(
            rf" (?:du|de la|de l'|au) ?{re.escape(flat(ministry.reading.acronym))}\b"
        )
        above = ministry if initials.match(flat_text, end) else above
    if following is None or not PARENT.fullmatch(flat_text, end, following.start):
        return above
    if following.reading.name is None:
        return ministry if following.reading.organ == "ministère" else above
    return following if following.kind in ABOVE else above


def _is_part(mention: Mention, ministry: Mention | None) -> bool:
    """A département stands alone only in Switzerland: else the ministry named before has it."""
    return (
        mention.kind is Kind.DEPARTMENT
        and ministry is not None
        and ministry.reading.organ == "ministère"
        and mention.country in ("", ministry.country)
    )


def merged(mentions: list[Mention], country: str) -> list[Mention]:
    """One for each body: the fullest name, the others its aliases, the first place its proof."""
    bodies: list[Mention] = []
    for mention in mentions:
        if mention.reading.name is None or (mention.reading.is_doubtful and mention.parent is None):
            continue
        same = [body for body in bodies if _is_same(body, mention, country)]
        if not same:
            bodies.append(mention)
            continue
        at_home = [body for body in same if (body.country or country) == country]
        mention.merged = (at_home or same)[-1]
        _merge(mention.merged, mention)
    return bodies


def _is_same(body: Mention, mention: Mention, country: str) -> bool:
    one, other = body.reading, mention.reading
    if one.family != other.family:
        return False
    home = body.country or country
    if mention.country and home and home != mention.country:
        return False
    if mention.is_introduced and not mention.country and country and home != country:
        return False
    if one.key == other.key:
        return True
    fewer, more = sorted((one.units, other.units), key=len)
    if body.kind is not Kind.MINISTRY and not _agree(fewer[0], more[0]):
        return False
    return all(any(_agree(unit, each) for each in more) for unit in fewer)


def _agree(one: str, other: str) -> bool:
    """«Solidarité» and «Solidarité nationale», «Transport» and «Transports» are one subject."""
    if one == other or one.startswith(f"{other} ") or other.startswith(f"{one} "):
        return True
    return one.rstrip("s") == other.rstrip("s")


def _merge(body: Mention, mention: Mention) -> None:
    fuller, shorter = body.reading, mention.reading
    if (len(shorter.units), len(shorter.full)) > (len(fuller.units), len(fuller.full)):
        fuller, shorter = shorter, fuller
    body.reading = fuller
    if shorter.key != fuller.key:
        body.aliases.append(shorter.full)
    body.aliases.extend(mention.aliases)
    if shorter.acronym:
        body.aliases.append(shorter.acronym)
    body.country = body.country or mention.country
    body.is_former = body.is_former and mention.is_former
    body.parent = body.parent or mention.parent


def path_of(body: Mention) -> tuple[str, ...]:
    """The names from the ministry down to the body."""
    if body.parent is None:
        return (body.reading.full,)
    path: list[str] = []
    above: Mention | None = body
    while above is not None and above.reading.full not in path:
        above = above.merged or above
        path.append(above.reading.full)
        above = above.parent
    return tuple(reversed(path))
