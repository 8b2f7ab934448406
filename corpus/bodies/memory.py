"""Recognises names that were read before, and heads that have none.

The words after a head are compared with the names read before, the longest first. One is recalled
only where what follows could not belong to it: so what is recalled is what reading it again would
give. A capital after a name of known subjects alone is a person's, after another it may be more of
the name.
"""

from __future__ import annotations

import re

from corpus.bodies.heads import IGNORED, OF_AGENCIES, QUALIFIERS
from corpus.bodies.readings import Reading
from corpus.bodies.units import LINKS
from corpus.bodies.words import KNOWN_SUBJECTS, NATIONALITIES, is_adjective
from corpus.flat import flat

REMEMBERED = 4096
ALIKE = 32
BEGINNINGS = (12, 5)
"""How many characters after a head the names of one bucket share: long names, then short ones."""
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
    r"|(?:du|au|de ce|de cette) (?:meme )?(?:minist|departement|direction))"
)
"""Another body, or a verb: «et le ministère», «du même ministère»."""
_LINKED = re.compile(rf" (?:{LINKS})")
_NEXT_WORD = re.compile(r" +(\w+)")
_NEXT_COMPOUND = re.compile(r" +(\w+(?:-\w+)*)")

Readings = tuple[Reading, ...]


class NameMemory:
    """The readings of names by their words; bounded: all is forgotten when it is full."""

    def __init__(self) -> None:
        self._readings: dict[str, Readings] = {}
        self._alike: dict[str, list[str]] = {}

    def recall(self, text: str, flat_text: str, start: int, head_end: int) -> Readings | None:
        """The readings of the name whose head is there; None when it must be read."""
        for beginning in BEGINNINGS:
            for words in self._alike.get(text[start : head_end + beginning], ()):
                if text.startswith(words, start):
                    readings, end = self._readings[words], start + len(words)
                    if _ends(text, flat_text, end, readings):
                        return readings
        return None

    def learn(
        self, text: str, flat_text: str, start: int, head_end: int, readings: Readings
    ) -> None:
        """Remember what was read there, when its words alone say it."""
        width = readings[0].width if readings else 0
        words = text[start : start + width]
        is_whole = all(each.width == width and each.name is not None for each in readings)
        after_head = width - (head_end - start)
        beginning = next((each for each in BEGINNINGS if each <= after_head), 0)
        if not (is_whole and beginning) or words.isupper() or _goes_on(flat_text, start + width):
            return
        if len(self._readings) >= REMEMBERED:
            self._readings.clear()
            self._alike.clear()
        alike = self._alike.setdefault(text[start : head_end + beginning], [])
        if words not in self._readings and len(alike) < ALIKE:
            alike.append(words)
            alike.sort(key=len, reverse=True)
        self._readings[words] = readings


def _ends(text: str, flat_text: str, end: int, readings: Readings) -> bool:
    following = text[end : end + 2]
    if following[:1].isalnum():
        return False
    if following[1:].isupper() and not _are_known(readings):
        return False
    return not _goes_on(flat_text, end)


def _are_known(readings: Readings) -> bool:
    """Whether names are of known subjects alone; what no link leads to may be a proper name."""
    return all(
        _LINKED.match(flat(each.name or "")) and all(map(KNOWN_SUBJECTS.__contains__, each.units))
        for each in readings
    )


def stands_alone(flat_text: str, text: str, end: int) -> bool:
    """Whether a head that ends at an offset has no name: what follows can begin none."""
    word = _NEXT_COMPOUND.match(flat_text, end)
    if word is None:
        return not flat_text.startswith("-", end)
    if word[1] not in _BEGINS:
        # «du même ministère» is none that begins a name, nor is a verb or a noun in lower case.
        return not text[word.start(1)].isupper() or _STOPS.match(flat_text, end) is not None
    if word[1] == "a":
        return not flat_text.startswith((" la ", " l'"), word.end())
    return _STOPS.match(flat_text, end) is not None


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
