"""Joins the mentions of a text into bodies: parents, back references, short and full names."""

from __future__ import annotations

import re
from itertools import zip_longest

from corpus.bodies.context import CHILD, PARENT, UNDER_IT
from corpus.bodies.mentions import Mention
from corpus.data_files import read_entries
from corpus.dispatch import Kind
from corpus.flat import flat
from corpus.limits import LIMITS

UNDER = (Kind.DIRECTORATE, Kind.DEPARTMENT, Kind.SERVICE, Kind.AGENCY)
"""The kinds that a ministry named right after them is the parent of."""
ABOVE = (*UNDER, Kind.MINISTRY, Kind.SECRETARIAT)
SAME = re.compile(r" (?:du|de ce|au) meme ministere")
"""Says that the body named before, too, is of the ministry."""
INITIALS = re.compile(r" (?:du|de la|de l['’]|au) ?([A-Z]{2,8})\b")
LITTLE_WORDS = frozenset(("de", "du", "des", "la", "le", "les", "l", "d", "et", "à", "au", "aux"))
PLACE = re.compile(
    r" (?:de |d['’]|du |des |à |au |en )(?:la |l['’])?[A-ZÀ-Ý][\w'’-]+(?: [A-ZÀ-Ý][\w-]+)*"
)
"""In the text itself, a place that stands between a body and the one above it."""
AMERICAN = frozenset(flat(entry) for entry in read_entries("american_departments.txt"))
"""What the departments of the United States are of."""


class ParentLinker:
    """Finds what is above each body: «direction de X du ministère de Y», «sa direction de X».

    It goes through the mentions of one text in order, and remembers the ministry named last.
    """

    def __init__(self, text: str, flat_text: str) -> None:
        self.text = text
        self.flat = flat_text
        self.ministry: Mention | None = None
        self.previous: Mention | None = None
        self.is_in_america = False

    def link(self, mentions: list[Mention]) -> None:
        for mention, following in zip_longest(mentions, mentions[1:]):
            if mention.reading.name is None:
                self._link_back(mention, following)
                continue
            if mention.kind is Kind.MINISTRY:
                self._remember(mention)
            elif mention.kind in UNDER:
                self._link(mention, following)
            elif mention.kind is Kind.FOREIGN and mention.country == "US":
                self.is_in_america = True
            self.previous = mention

    def _remember(self, mention: Mention) -> None:
        """Of «ministres libyen, tunisien et algérien» the first is the one at home."""
        if self.previous is None or self.previous.start != mention.start:
            self.ministry = mention

    def _link_back(self, mention: Mention, following: Mention | None) -> None:
        """«Cette direction, qui relève du ministère, …»"""
        named = self.previous
        if named and named.kind is mention.kind and named.kind in UNDER and named.parent is None:
            named.parent = self._parent(mention, following)

    def _link(self, mention: Mention, following: Mention | None) -> None:
        units = mention.reading.units
        if self.is_in_america and mention.kind is Kind.DEPARTMENT and units[0] in AMERICAN:
            mention.kind, mention.country = Kind.FOREIGN, mention.country or "US"
            return
        mention.parent, previous = self._parent(mention, following), self.previous
        if previous is None:
            return
        if mention.parent is None and previous.kind is Kind.MINISTRY:
            is_child = CHILD.fullmatch(self.flat, previous.end, mention.start)
            mention.parent = previous if is_child else None
        elif previous.kind in UNDER and previous.parent is None:
            is_of_same = SAME.match(self.flat, mention.end)
            previous.parent = mention.parent if is_of_same else None

    def _parent(self, mention: Mention, following: Mention | None) -> Mention | None:
        end = self._after_place(mention, following)
        ministry = self.ministry
        above = ministry if mention.is_owned or UNDER_IT.match(self.flat, end) else None
        initials = INITIALS.match(self.text, end)
        if ministry and initials and initials[1] in (ministry.reading.acronym, _initials(ministry)):
            above = ministry
        if following is None or not PARENT.fullmatch(self.flat, end, following.start):
            return above
        if following.reading.name is None:
            return ministry if following.reading.organ == "ministère" else above
        return following if following.kind in ABOVE else above

    def _after_place(self, mention: Mention, following: Mention | None) -> int:
        """«direction régionale des douanes de Chambéry, qui dépend du ministère»."""
        place = PLACE.match(self.text, mention.end)
        if place is None or (following and following.start < place.end()):
            return mention.end
        return place.end()


def _initials(ministry: Mention) -> str:
    """«ministère de la Défense nationale» → «MDN»."""
    words = ministry.reading.full.replace("'", " ").split()
    return "".join(word[0].upper() for word in words if word not in LITTLE_WORDS)


def merged(mentions: list[Mention], country: str) -> list[Mention]:
    """One for each body: the fullest name, the others its aliases, the first place its proof.

    Reading stops at as many bodies as a field may have values: each is compared with all others.
    """
    bodies: list[Mention] = []
    families: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.reading.name is None or (mention.reading.is_doubtful and mention.parent is None):
            continue
        family = families.setdefault(mention.reading.family, [])
        same = [body for body in family if _is_same(body, mention, country)]
        if not same:
            if len(bodies) == LIMITS.field_values:
                break
            bodies.append(mention)
            family.append(mention)
            continue
        at_home = [body for body in same if (body.country or country) == country]
        mention.merged = (at_home or same)[-1]
        _merge(mention.merged, mention)
    return bodies


def _is_same(body: Mention, mention: Mention, country: str) -> bool:
    """Whether two of one family are one body."""
    one, other = body.reading, mention.reading
    if one.stems.isdisjoint(other.stems):
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
