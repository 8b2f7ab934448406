"""What the words of a name say wherever they stand, and the memory of it.

Most names are a head, what qualifies it and known subjects; one look (`WHOLE`) finds where such a
name ends, and its words alone decide what it says. So a `Reading` is made once for each wording.
What the rest of the text decides (former holders, parents, countries at home) is no part of it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.bodies.heads import IGNORED, OF_AGENCIES, QUALIFIERS
from corpus.bodies.names import KNOWN_NAME
from corpus.bodies.words import NATIONALITIES, any_of, is_adjective
from corpus.dispatch import Kind

REMEMBERED = 4096
_QUALIFIER = any_of({*NATIONALITIES, *IGNORED, *OF_AGENCIES, *QUALIFIERS, "federal", "federale"})
WHOLE = re.compile(
    rf"(?: d'etat(?= a)|(?: |-)delegue(?:e|s|es)?)?(?: {_QUALIFIER}(?= ))*{KNOWN_NAME}"
    rf"(?: \([\w&.-]{{2,12}}\)| {any_of(NATIONALITIES)}(?!\w))?"
)
_GOES_ON = frozenset(("et", "de", "du", "des", "d", "au", "aux", "en", "pour", "contre", "ainsi"))
_BEGINS = frozenset(
    {
        *("a", "sur", "aupres", "en", "maritime", "region", "province"),
        *("charge", "chargee", "charges", "chargees", "delegue", "deleguee", "delegues"),
        *("deleguees", "federal", "federale", "federaux"),
        *(*_GOES_ON, *NATIONALITIES, *IGNORED, *OF_AGENCIES, *QUALIFIERS),
    }
)
_AFTER_COMMA = re.compile(r" ?, *(?:de |du |des |d'|aux? (?!minist|cours)|a l|charge)")
_STOPS = re.compile(
    r" (?:et (?:l[ea]s? |l'|sa |son |ses |leurs? |une? |ce |cette |ont |a )"
    r"|(?:du|de ce|de cette) (?:meme )?(?:minist|departement|direction))"
)
"""Another body, or a verb: «et le ministère», «du même ministère»."""
_NEXT_WORD = re.compile(r" +(\w+)")
_NEXT_COMPOUND = re.compile(r" +(\w+(?:-\w+)*)")


class Reading(NamedTuple):
    """What a name says. `name` is None when the head stands alone; `offset` and `width` are where
    it stands from its head; `is_doubtful` when it is a body only below another one. `family` is
    the organ without what it is charged with: «ministre chargé de X» and «ministre de X» are one.
    `stems` are the first words of its subjects: two that share none cannot be one body.
    """

    organ: str
    kind: Kind
    width: int
    name: str | None = None
    units: tuple[str, ...] = ()
    country: str = ""
    full: str = ""
    key: str = ""
    family: str = ""
    stems: frozenset[str] = frozenset()
    acronym: str = ""
    is_office: bool = False
    is_doubtful: bool = False
    offset: int = 0


def reading_of(
    organ: str, kind: Kind, width: int, name: str, units: tuple[str, ...], country: str
) -> Reading:
    """The reading of a name of which no more than its words is known."""
    full = f"{organ}{name}"
    family = organ.removesuffix(" chargé").removesuffix(" en charge")
    stems = frozenset(unit.partition(" ")[0].rstrip("s") for unit in units)
    return Reading(organ, kind, width, name, units, country, full, full.lower(), family, stems)


_remembered: dict[str, tuple[Reading, ...]] = {}


def remembered(words: str) -> tuple[Reading, ...] | None:
    return _remembered.get(words)


def remember(words: str, readings: tuple[Reading, ...]) -> None:
    """Bounded: all is forgotten when it is full, and read twice at worst."""
    if len(_remembered) >= REMEMBERED:
        _remembered.clear()
    _remembered[words] = readings


def stands_alone(flat_text: str, text: str, end: int) -> bool:
    """Whether a head that ends at an offset has no name: what follows can begin none."""
    word = _NEXT_COMPOUND.match(flat_text, end)
    if word is None:
        return not flat_text.startswith("-", end)
    return word[1] not in _BEGINS and not text[word.start(1)].isupper()


def whole_name(flat_text: str, at: int) -> int:
    """Where a name of known subjects ends, after a head that ends at an offset; -1 when there is
    none, or when what follows might belong to it."""
    match = WHOLE.match(flat_text, at)
    return -1 if match is None or _goes_on(flat_text, match.end()) else match.end()


def _goes_on(flat_text: str, end: int) -> bool:
    following = flat_text[end : end + 2]
    if not following or following[0] not in " ,-'":
        return False
    if following[0] != " " or following == " ,":
        return following[0] in "-'" or _AFTER_COMMA.match(flat_text, end) is not None
    word = _NEXT_WORD.match(flat_text, end)
    if word is None:
        return following in (" (", " &", "  ")
    if word[1] in _GOES_ON:
        return _STOPS.match(flat_text, end) is None
    return word[1] in NATIONALITIES or _may_go_on(flat_text, word)


def _may_go_on(flat_text: str, word: re.Match[str]) -> bool:
    if word[1] == "a":
        return flat_text.startswith((" la ", " l'"), word.end())
    return word[1] in ("charge", "aupres") or is_adjective(word[1])
